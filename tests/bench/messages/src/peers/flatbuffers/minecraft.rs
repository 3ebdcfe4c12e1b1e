//! Saved players.

use flatbuffers::{FlatBufferBuilder, ForwardsUOffset, InvalidFlatbuffer, Vector, WIPOffset};

use super::{Sent, sets, verified};
use crate::{
    peers::sum,
    sets::minecraft::{self, Abilities, Entity, GameType, Item, Minecraft, Player, RecipeBook},
};

impl Sent for Minecraft {
    type Root<'a> = sets::Minecraft<'a>;

    fn write<'a>(&self, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Minecraft<'a>> {
        let players: Vec<_> = self.players.iter().map(|from| player(from, builder)).collect();
        let players = Some(builder.create_vector(&players));
        sets::Minecraft::create(builder, &sets::MinecraftArgs { players })
    }

    fn root(bytes: &[u8]) -> Result<sets::Minecraft<'_>, InvalidFlatbuffer> {
        verified(bytes)
    }

    fn looked_at(root: &sets::Minecraft<'_>) -> u64 {
        sum(root.players(), |player| minecraft::looked_at(player.game_type().0))
    }
}

fn player<'a>(from: &Player, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Player<'a>> {
    let root_vehicle = from.root_vehicle.as_ref().map(|(id, from)| {
        let entity = Some(entity(from, builder));
        sets::Vehicle::create(builder, &sets::VehicleArgs { uuid: Some(&uuid(*id)), entity })
    });
    let entered_nether_position = from.entered_nether_position.map(double3);
    let player = sets::PlayerArgs {
        game_type: game_type(from.game_type),
        previous_game_type: game_type(from.previous_game_type),
        score: from.score,
        dimension: Some(builder.create_string(&from.dimension)),
        selected_item_slot: from.selected_item_slot,
        selected_item: Some(item(&from.selected_item, builder)),
        spawn_dimension: from.spawn_dimension.as_ref().map(|text| builder.create_string(text)),
        spawn_x: from.spawn_x,
        spawn_y: from.spawn_y,
        spawn_z: from.spawn_z,
        spawn_forced: from.spawn_forced,
        sleep_timer: from.sleep_timer,
        food_exhaustion_level: from.food_exhaustion_level,
        food_saturation_level: from.food_saturation_level,
        food_tick_timer: from.food_tick_timer,
        xp_level: from.xp_level,
        xp_p: from.xp_p,
        xp_total: from.xp_total,
        xp_seed: from.xp_seed,
        inventory: Some(items(&from.inventory, builder)),
        ender_items: Some(items(&from.ender_items, builder)),
        abilities: Some(&abilities(from.abilities)),
        entered_nether_position: entered_nether_position.as_ref(),
        root_vehicle,
        shoulder_entity_left: from.shoulder_entity_left.as_ref().map(|from| entity(from, builder)),
        shoulder_entity_right: from.shoulder_entity_right.as_ref().map(|from| entity(from, builder)),
        seen_credits: from.seen_credits,
        recipe_book: Some(recipe_book(&from.recipe_book, builder)),
    };
    sets::Player::create(builder, &player)
}

fn game_type(from: GameType) -> sets::GameType {
    match from {
        GameType::Survival => sets::GameType::Survival,
        GameType::Creative => sets::GameType::Creative,
        GameType::Adventure => sets::GameType::Adventure,
        GameType::Spectator => sets::GameType::Spectator,
    }
}

fn item<'a>(from: &Item, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Item<'a>> {
    let id = Some(builder.create_string(&from.id));
    sets::Item::create(builder, &sets::ItemArgs { count: from.count, slot: from.slot, id })
}

fn items<'a>(
    from: &[Item],
    builder: &mut FlatBufferBuilder<'a>,
) -> WIPOffset<Vector<'a, ForwardsUOffset<sets::Item<'a>>>> {
    let items: Vec<_> = from.iter().map(|from| item(from, builder)).collect();
    builder.create_vector(&items)
}

fn abilities(from: Abilities) -> sets::Abilities {
    sets::Abilities::new(
        from.walk_speed,
        from.fly_speed,
        from.may_fly,
        from.flying,
        from.invulnerable,
        from.may_build,
        from.instabuild,
    )
}

fn entity<'a>(from: &Entity, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Entity<'a>> {
    let entity = sets::EntityArgs {
        id: Some(builder.create_string(&from.id)),
        pos: Some(&double3(from.pos)),
        motion: Some(&double3(from.motion)),
        rotation: Some(&sets::Float2::new(from.rotation.0, from.rotation.1)),
        fall_distance: from.fall_distance,
        fire: from.fire,
        air: from.air,
        on_ground: from.on_ground,
        no_gravity: from.no_gravity,
        invulnerable: from.invulnerable,
        portal_cooldown: from.portal_cooldown,
        uuid: Some(&uuid(from.uuid)),
        custom_name: from.custom_name.as_ref().map(|text| builder.create_string(text)),
        custom_name_visible: from.custom_name_visible,
        silent: from.silent,
        glowing: from.glowing,
    };
    sets::Entity::create(builder, &entity)
}

fn double3((x, y, z): (f64, f64, f64)) -> sets::Double3 {
    sets::Double3::new(x, y, z)
}

fn uuid([x0, x1, x2, x3]: [u32; 4]) -> sets::Uuid {
    sets::Uuid::new(x0, x1, x2, x3)
}

fn recipe_book<'a>(from: &RecipeBook, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::RecipeBook<'a>> {
    let book = sets::RecipeBookArgs {
        recipes: Some(texts(&from.recipes, builder)),
        to_be_displayed: Some(texts(&from.to_be_displayed, builder)),
        is_filtering_craftable: from.is_filtering_craftable,
        is_gui_open: from.is_gui_open,
        is_furnace_filtering_craftable: from.is_furnace_filtering_craftable,
        is_furnace_gui_open: from.is_furnace_gui_open,
        is_blasting_furnace_filtering_craftable: from.is_blasting_furnace_filtering_craftable,
        is_blasting_furnace_gui_open: from.is_blasting_furnace_gui_open,
        is_smoker_filtering_craftable: from.is_smoker_filtering_craftable,
        is_smoker_gui_open: from.is_smoker_gui_open,
    };
    sets::RecipeBook::create(builder, &book)
}

fn texts<'a>(from: &[String], builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<Vector<'a, ForwardsUOffset<&'a str>>> {
    let texts: Vec<_> = from.iter().map(|text| builder.create_string(text)).collect();
    builder.create_vector(&texts)
}
