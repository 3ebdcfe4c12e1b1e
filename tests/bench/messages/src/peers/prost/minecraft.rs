//! Saved players.

use super::{Sent, sets};
use crate::{
    peers::sum,
    sets::minecraft::{self, Abilities, Entity, Item, Minecraft, Player, RecipeBook},
};

impl Sent for Minecraft {
    type Message = sets::Minecraft;

    fn message(&self) -> sets::Minecraft {
        sets::Minecraft { players: self.players.iter().map(player).collect() }
    }

    fn looked_at(message: &sets::Minecraft) -> u64 {
        sum(&message.players, |player| minecraft::looked_at(player.game_type.to_le_bytes()[0]))
    }
}

fn player(from: &Player) -> sets::Player {
    sets::Player {
        game_type: from.game_type as i32,
        previous_game_type: from.previous_game_type as i32,
        score: from.score,
        dimension: from.dimension.clone(),
        selected_item_slot: from.selected_item_slot,
        selected_item: Some(item(&from.selected_item)),
        spawn_dimension: from.spawn_dimension.clone(),
        spawn_x: from.spawn_x,
        spawn_y: from.spawn_y,
        spawn_z: from.spawn_z,
        spawn_forced: from.spawn_forced,
        sleep_timer: from.sleep_timer.into(),
        food_exhaustion_level: from.food_exhaustion_level,
        food_saturation_level: from.food_saturation_level,
        food_tick_timer: from.food_tick_timer,
        xp_level: from.xp_level,
        xp_p: from.xp_p,
        xp_total: from.xp_total,
        xp_seed: from.xp_seed,
        inventory: from.inventory.iter().map(item).collect(),
        ender_items: from.ender_items.iter().map(item).collect(),
        abilities: Some(abilities(from.abilities)),
        entered_nether_position: from.entered_nether_position.map(double3),
        root_vehicle: from
            .root_vehicle
            .as_ref()
            .map(|(id, from)| sets::Vehicle { uuid: Some(uuid(*id)), entity: Some(entity(from)) }),
        shoulder_entity_left: from.shoulder_entity_left.as_ref().map(entity),
        shoulder_entity_right: from.shoulder_entity_right.as_ref().map(entity),
        seen_credits: from.seen_credits,
        recipe_book: Some(recipe_book(&from.recipe_book)),
    }
}

fn item(from: &Item) -> sets::Item {
    sets::Item { count: from.count.into(), slot: from.slot.into(), id: from.id.clone() }
}

fn abilities(from: Abilities) -> sets::Abilities {
    sets::Abilities {
        walk_speed: from.walk_speed,
        fly_speed: from.fly_speed,
        may_fly: from.may_fly,
        flying: from.flying,
        invulnerable: from.invulnerable,
        may_build: from.may_build,
        instabuild: from.instabuild,
    }
}

fn entity(from: &Entity) -> sets::Entity {
    sets::Entity {
        id: from.id.clone(),
        pos: Some(double3(from.pos)),
        motion: Some(double3(from.motion)),
        rotation: Some(sets::Float2 { x: from.rotation.0, y: from.rotation.1 }),
        fall_distance: from.fall_distance,
        fire: from.fire.into(),
        air: from.air.into(),
        on_ground: from.on_ground,
        no_gravity: from.no_gravity,
        invulnerable: from.invulnerable,
        portal_cooldown: from.portal_cooldown,
        uuid: Some(uuid(from.uuid)),
        custom_name: from.custom_name.clone(),
        custom_name_visible: from.custom_name_visible,
        silent: from.silent,
        glowing: from.glowing,
    }
}

fn double3((x, y, z): (f64, f64, f64)) -> sets::Double3 {
    sets::Double3 { x, y, z }
}

fn uuid([x0, x1, x2, x3]: [u32; 4]) -> sets::Uuid {
    sets::Uuid { x0, x1, x2, x3 }
}

fn recipe_book(from: &RecipeBook) -> sets::RecipeBook {
    sets::RecipeBook {
        recipes: from.recipes.clone(),
        to_be_displayed: from.to_be_displayed.clone(),
        is_filtering_craftable: from.is_filtering_craftable,
        is_gui_open: from.is_gui_open,
        is_furnace_filtering_craftable: from.is_furnace_filtering_craftable,
        is_furnace_gui_open: from.is_furnace_gui_open,
        is_blasting_furnace_filtering_craftable: from.is_blasting_furnace_filtering_craftable,
        is_blasting_furnace_gui_open: from.is_blasting_furnace_gui_open,
        is_smoker_filtering_craftable: from.is_smoker_filtering_craftable,
        is_smoker_gui_open: from.is_smoker_gui_open,
    }
}
