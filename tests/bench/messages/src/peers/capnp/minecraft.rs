//! Saved players.

use super::{Sent, len, sets_capnp as sets};
use crate::sets::minecraft::{self, Abilities, Entity, GameType, Item, Minecraft, Player, RecipeBook};

impl Sent for Minecraft {
    type Root = sets::minecraft::Owned;

    fn write(&self, root: sets::minecraft::Builder<'_>) -> capnp::Result<()> {
        let mut players = root.init_players(len(&self.players));
        for (index, from) in (0..).zip(&self.players) {
            player(from, players.reborrow().get(index));
        }
        Ok(())
    }

    fn looked_at(root: sets::minecraft::Reader<'_>) -> capnp::Result<u64> {
        let mut sum = 0_u64;
        for player in root.get_players()? {
            let game_type = match player.get_game_type()? {
                sets::GameType::Survival => 0,
                sets::GameType::Creative => 1,
                sets::GameType::Adventure => 2,
                sets::GameType::Spectator => 3,
            };
            sum = sum.wrapping_add(minecraft::looked_at(game_type));
        }
        Ok(sum)
    }
}

fn player(from: &Player, mut to: sets::player::Builder<'_>) {
    to.set_game_type(game_type(from.game_type));
    to.set_previous_game_type(game_type(from.previous_game_type));
    to.set_score(from.score);
    to.set_dimension(&from.dimension);
    to.set_selected_item_slot(from.selected_item_slot);
    item(&from.selected_item, to.reborrow().init_selected_item());
    if let Some(world) = &from.spawn_dimension {
        to.set_spawn_dimension(world);
    }
    to.set_spawn_x(from.spawn_x);
    to.set_spawn_y(from.spawn_y);
    to.set_spawn_z(from.spawn_z);
    match from.spawn_forced {
        Some(forced) => to.reborrow().init_spawn_forced().set_some(forced),
        None => to.reborrow().init_spawn_forced().set_none(()),
    }
    to.set_sleep_timer(from.sleep_timer);
    to.set_food_exhaustion_level(from.food_exhaustion_level);
    to.set_food_saturation_level(from.food_saturation_level);
    to.set_food_tick_timer(from.food_tick_timer);
    to.set_xp_level(from.xp_level);
    to.set_xp_p(from.xp_p);
    to.set_xp_total(from.xp_total);
    to.set_xp_seed(from.xp_seed);
    let mut inventory = to.reborrow().init_inventory(len(&from.inventory));
    for (index, from) in (0..).zip(&from.inventory) {
        item(from, inventory.reborrow().get(index));
    }
    let mut ender_items = to.reborrow().init_ender_items(len(&from.ender_items));
    for (index, from) in (0..).zip(&from.ender_items) {
        item(from, ender_items.reborrow().get(index));
    }
    abilities(from.abilities, to.reborrow().init_abilities());
    if let Some(position) = from.entered_nether_position {
        double3(position, to.reborrow().init_entered_nether_position());
    }
    if let Some((id, from)) = &from.root_vehicle {
        let mut vehicle = to.reborrow().init_root_vehicle();
        uuid(*id, vehicle.reborrow().init_uuid());
        entity(from, vehicle.init_entity());
    }
    if let Some(from) = &from.shoulder_entity_left {
        entity(from, to.reborrow().init_shoulder_entity_left());
    }
    if let Some(from) = &from.shoulder_entity_right {
        entity(from, to.reborrow().init_shoulder_entity_right());
    }
    to.set_seen_credits(from.seen_credits);
    recipe_book(&from.recipe_book, to.init_recipe_book());
}

fn game_type(from: GameType) -> sets::GameType {
    match from {
        GameType::Survival => sets::GameType::Survival,
        GameType::Creative => sets::GameType::Creative,
        GameType::Adventure => sets::GameType::Adventure,
        GameType::Spectator => sets::GameType::Spectator,
    }
}

fn item(from: &Item, mut to: sets::item::Builder<'_>) {
    to.set_count(from.count);
    to.set_slot(from.slot);
    to.set_id(&from.id);
}

fn abilities(from: Abilities, mut to: sets::abilities::Builder<'_>) {
    to.set_walk_speed(from.walk_speed);
    to.set_fly_speed(from.fly_speed);
    to.set_may_fly(from.may_fly);
    to.set_flying(from.flying);
    to.set_invulnerable(from.invulnerable);
    to.set_may_build(from.may_build);
    to.set_instabuild(from.instabuild);
}

fn entity(from: &Entity, mut to: sets::entity::Builder<'_>) {
    to.set_id(&from.id);
    double3(from.pos, to.reborrow().init_pos());
    double3(from.motion, to.reborrow().init_motion());
    let mut rotation = to.reborrow().init_rotation();
    rotation.set_x(from.rotation.0);
    rotation.set_y(from.rotation.1);
    to.set_fall_distance(from.fall_distance);
    to.set_fire(from.fire);
    to.set_air(from.air);
    to.set_on_ground(from.on_ground);
    to.set_no_gravity(from.no_gravity);
    to.set_invulnerable(from.invulnerable);
    to.set_portal_cooldown(from.portal_cooldown);
    uuid(from.uuid, to.reborrow().init_uuid());
    if let Some(name) = &from.custom_name {
        to.set_custom_name(name);
    }
    to.set_custom_name_visible(from.custom_name_visible);
    to.set_silent(from.silent);
    to.set_glowing(from.glowing);
}

fn double3((x, y, z): (f64, f64, f64), mut to: sets::double3::Builder<'_>) {
    to.set_x(x);
    to.set_y(y);
    to.set_z(z);
}

fn uuid([x0, x1, x2, x3]: [u32; 4], mut to: sets::uuid::Builder<'_>) {
    to.set_x0(x0);
    to.set_x1(x1);
    to.set_x2(x2);
    to.set_x3(x3);
}

fn recipe_book(from: &RecipeBook, mut to: sets::recipe_book::Builder<'_>) {
    texts(&from.recipes, to.reborrow().init_recipes(len(&from.recipes)));
    texts(&from.to_be_displayed, to.reborrow().init_to_be_displayed(len(&from.to_be_displayed)));
    to.set_is_filtering_craftable(from.is_filtering_craftable);
    to.set_is_gui_open(from.is_gui_open);
    to.set_is_furnace_filtering_craftable(from.is_furnace_filtering_craftable);
    to.set_is_furnace_gui_open(from.is_furnace_gui_open);
    to.set_is_blasting_furnace_filtering_craftable(from.is_blasting_furnace_filtering_craftable);
    to.set_is_blasting_furnace_gui_open(from.is_blasting_furnace_gui_open);
    to.set_is_smoker_filtering_craftable(from.is_smoker_filtering_craftable);
    to.set_is_smoker_gui_open(from.is_smoker_gui_open);
}

fn texts(from: &[String], mut to: capnp::text_list::Builder<'_>) {
    for (index, text) in (0..).zip(from) {
        to.set(index, text);
    }
}
