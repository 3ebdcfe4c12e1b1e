//! Saved players.

use tessera::wire::{DoesNotFit, Write};

use super::{
    Sent,
    stubs::sets::{self, sets::MinecraftRequest, sets::MinecraftRequestView},
};
use crate::{
    peers::sum,
    sets::minecraft::{self, Abilities, Entity, GameType, Item, Minecraft, Player},
};

/// The parts of a player that are lists.
struct Lists<'a> {
    inventory: Vec<sets::Item<'a>>,
    ender_items: Vec<sets::Item<'a>>,
    root_vehicle: Option<sets::Vehicle<'a>>,
    shoulder_entity_left: Option<sets::Entity<'a>>,
    shoulder_entity_right: Option<sets::Entity<'a>>,
    recipes: Vec<sets::Recipe<'a>>,
    to_be_displayed: Vec<sets::Recipe<'a>>,
}

impl Sent for Minecraft {
    type Method = sets::sets::Minecraft;

    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        let lists: Vec<_> = self.players.iter().map(lists).collect::<Option<_>>().ok_or(DoesNotFit)?;
        let players = self.players.iter().zip(&lists).map(|(from, lists)| player(from, lists));
        MinecraftRequest { players: &players.collect::<Option<Vec<_>>>().ok_or(DoesNotFit)? }.write(out)
    }

    fn looked_at(request: &MinecraftRequestView<'_>) -> u64 {
        sum(request.players, |player| minecraft::looked_at(player.game_type().number()))
    }
}

fn lists(from: &Player) -> Option<Lists<'_>> {
    Some(Lists {
        inventory: from.inventory.iter().map(item).collect(),
        ender_items: from.ender_items.iter().map(item).collect(),
        root_vehicle: from
            .root_vehicle
            .as_ref()
            .map(|(uuid, from)| sets::Vehicle { entity: entity(from), uuid: *uuid }),
        shoulder_entity_left: from.shoulder_entity_left.as_ref().map(entity),
        shoulder_entity_right: from.shoulder_entity_right.as_ref().map(entity),
        recipes: from.recipe_book.recipes.iter().map(|text| sets::Recipe::new(text)).collect::<Option<_>>()?,
        to_be_displayed: from
            .recipe_book
            .to_be_displayed
            .iter()
            .map(|text| sets::Recipe::new(text))
            .collect::<Option<_>>()?,
    })
}

fn player<'a>(from: &'a Player, lists: &'a Lists<'a>) -> Option<sets::Player<'a>> {
    let spawn_dimension = match &from.spawn_dimension {
        Some(world) => Some(sets::World::new(world)?),
        None => None,
    };
    let book = &from.recipe_book;
    Some(sets::Player {
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
        inventory: &lists.inventory,
        ender_items: &lists.ender_items,
        root_vehicle: lists.root_vehicle.as_slice(),
        shoulder_entity_left: lists.shoulder_entity_left.as_slice(),
        shoulder_entity_right: lists.shoulder_entity_right.as_slice(),
        recipe_book: sets::RecipeBook {
            recipes: &lists.recipes,
            to_be_displayed: &lists.to_be_displayed,
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
        dimension: sets::World::new(&from.dimension)?,
        spawn_dimension,
        selected_item: item(&from.selected_item),
        spawn_forced: from.spawn_forced,
        seen_credits: from.seen_credits,
    })
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
