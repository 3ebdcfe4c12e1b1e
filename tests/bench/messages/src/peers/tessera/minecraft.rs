//! Saved players.

use tessera::{
    Elements, Places, each,
    wire::{DoesNotFit, Write},
};

use super::{
    Sent,
    stubs::sets::{self, sets::MinecraftRequest, sets::MinecraftRequestView},
};
use crate::{
    peers::sum,
    sets::minecraft::{self, Abilities, Entity, GameType, Item, Minecraft, Player},
};

impl Sent for Minecraft {
    type Method = sets::sets::Minecraft;

    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        let players = each::<sets::Player<'static>, _, _>(&self.players, player);
        MinecraftRequest { players: Elements::of(&players) }.write(out)
    }

    fn looked_at(request: &MinecraftRequestView<'_>) -> u64 {
        sum(request.players, |player| minecraft::looked_at(player.game_type().number()))
    }
}

#[inline(always)]
fn player(from: &Player, out: &mut Places<'_, '_, sets::Player<'static>>) -> Result<(), DoesNotFit> {
    let book = &from.recipe_book;
    let inventory = each::<sets::Item<'static>, _, _>(&from.inventory, |from, out| out.push(&item(from)));
    let ender_items = each::<sets::Item<'static>, _, _>(&from.ender_items, |from, out| out.push(&item(from)));
    let recipes = each::<sets::Recipe<'static>, _, _>(&book.recipes, |from, out| out.push(&recipe(from)));
    let to_be_displayed =
        each::<sets::Recipe<'static>, _, _>(&book.to_be_displayed, |from, out| out.push(&recipe(from)));
    let root_vehicle =
        from.root_vehicle.as_ref().map(|(uuid, from)| sets::Vehicle { entity: entity(from), uuid: *uuid });
    let shoulder_entity_left = from.shoulder_entity_left.as_ref().map(entity);
    let shoulder_entity_right = from.shoulder_entity_right.as_ref().map(entity);
    out.push(&sets::Player {
        score: from.score,
        spawn: [from.spawn_x, from.spawn_y, from.spawn_z],
        entered_nether_position: from.entered_nether_position.map(Into::into),
        selected_item_slot: from.selected_item_slot,
        food_exhaustion_level: from.food_exhaustion_level,
        food_saturation_level: from.food_saturation_level,
        food_tick_timer: from.food_tick_timer,
        xp_level: from.xp_level,
        xp_p: from.xp_p,
        xp_total: from.xp_total,
        xp_seed: from.xp_seed,
        inventory: Elements::of(&inventory),
        ender_items: Elements::of(&ender_items),
        root_vehicle: root_vehicle.as_slice().into(),
        shoulder_entity_left: shoulder_entity_left.as_slice().into(),
        shoulder_entity_right: shoulder_entity_right.as_slice().into(),
        recipe_book: sets::RecipeBook {
            recipes: Elements::of(&recipes),
            to_be_displayed: Elements::of(&to_be_displayed),
            is_filtering_craftable: book.is_filtering_craftable,
            is_gui_open: book.is_gui_open,
            is_furnace_filtering_craftable: book.is_furnace_filtering_craftable,
            is_furnace_gui_open: book.is_furnace_gui_open,
            is_blasting_furnace_filtering_craftable: book.is_blasting_furnace_filtering_craftable,
            is_blasting_furnace_gui_open: book.is_blasting_furnace_gui_open,
            is_smoker_filtering_craftable: book.is_smoker_filtering_craftable,
            is_smoker_gui_open: book.is_smoker_gui_open,
        },
        abilities: abilities(from.abilities),
        sleep_timer: from.sleep_timer,
        game_type: game_type(from.game_type),
        previous_game_type: game_type(from.previous_game_type),
        dimension: from.dimension.as_str().into(),
        spawn_dimension: from.spawn_dimension.as_deref().map(Into::into),
        selected_item: item(&from.selected_item),
        spawn_forced: from.spawn_forced,
        seen_credits: from.seen_credits,
    })
}

#[inline(always)]
fn recipe(from: &str) -> sets::Recipe<'_> {
    sets::Recipe { name: from.into() }
}

#[inline(always)]
fn item(from: &Item) -> sets::Item<'_> {
    sets::Item { count: from.count, slot: from.slot, id: from.id.as_str().into() }
}

#[inline(always)]
fn entity(from: &Entity) -> sets::Entity<'_> {
    sets::Entity {
        pos: from.pos.into(),
        motion: from.motion.into(),
        rotation: from.rotation.into(),
        fall_distance: from.fall_distance,
        portal_cooldown: from.portal_cooldown,
        uuid: from.uuid,
        fire: from.fire,
        air: from.air,
        id: from.id.as_str().into(),
        custom_name: from.custom_name.as_deref().map(Into::into),
        on_ground: from.on_ground,
        no_gravity: from.no_gravity,
        invulnerable: from.invulnerable,
        custom_name_visible: from.custom_name_visible,
        silent: from.silent,
        glowing: from.glowing,
    }
}

#[inline(always)]
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

#[inline(always)]
fn game_type(from: GameType) -> sets::GameType {
    match from {
        GameType::Survival => sets::GameType::Survival,
        GameType::Creative => sets::GameType::Creative,
        GameType::Adventure => sets::GameType::Adventure,
        GameType::Spectator => sets::GameType::Spectator,
    }
}
