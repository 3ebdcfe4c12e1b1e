//! 500 saved players of a game: deep structs with optional parts.
//!
//! `T` is text: owned, or where decoders can leave it, `&str`.

use bitcode::{Decode, Encode};
use rand::Rng;
use rkyv::{Archive, Serialize};
use wincode::{SchemaRead, SchemaWrite};

use crate::draw::{Source, flip, many, maybe, source, text};

/// The set.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct Minecraft<T = String> {
    pub(crate) players: Vec<Player<T>>,
}

/// A player.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct Player<T = String> {
    pub(crate) game_type: GameType,
    pub(crate) previous_game_type: GameType,
    pub(crate) score: i64,
    pub(crate) dimension: T,
    pub(crate) selected_item_slot: u32,
    pub(crate) selected_item: Item<T>,
    pub(crate) spawn_dimension: Option<T>,
    pub(crate) spawn_x: i64,
    pub(crate) spawn_y: i64,
    pub(crate) spawn_z: i64,
    pub(crate) spawn_forced: Option<bool>,
    pub(crate) sleep_timer: u16,
    pub(crate) food_exhaustion_level: f32,
    pub(crate) food_saturation_level: f32,
    pub(crate) food_tick_timer: u32,
    pub(crate) xp_level: u32,
    pub(crate) xp_p: f32,
    pub(crate) xp_total: i32,
    pub(crate) xp_seed: i32,
    pub(crate) inventory: Vec<Item<T>>,
    pub(crate) ender_items: Vec<Item<T>>,
    pub(crate) abilities: Abilities,
    pub(crate) entered_nether_position: Option<(f64, f64, f64)>,
    pub(crate) root_vehicle: Option<([u32; 4], Entity<T>)>,
    pub(crate) shoulder_entity_left: Option<Entity<T>>,
    pub(crate) shoulder_entity_right: Option<Entity<T>>,
    pub(crate) seen_credits: bool,
    pub(crate) recipe_book: RecipeBook<T>,
}

/// How somebody plays.
#[derive(
    Clone,
    Copy,
    Debug,
    Archive,
    Serialize,
    Encode,
    Decode,
    SchemaWrite,
    SchemaRead,
    serde::Serialize,
    serde::Deserialize,
)]
#[repr(u8)]
#[wincode(tag_encoding = "u8")]
pub(crate) enum GameType {
    Survival,
    Creative,
    Adventure,
    Spectator,
}

/// A stack of things in a slot.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct Item<T = String> {
    pub(crate) count: i8,
    pub(crate) slot: u8,
    pub(crate) id: T,
}

/// What a player may do, and how fast.
#[derive(
    Clone,
    Copy,
    Debug,
    Archive,
    Serialize,
    Encode,
    Decode,
    SchemaWrite,
    SchemaRead,
    serde::Serialize,
    serde::Deserialize,
)]
pub(crate) struct Abilities {
    pub(crate) walk_speed: f32,
    pub(crate) fly_speed: f32,
    pub(crate) may_fly: bool,
    pub(crate) flying: bool,
    pub(crate) invulnerable: bool,
    pub(crate) may_build: bool,
    pub(crate) instabuild: bool,
}

/// A beast.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct Entity<T = String> {
    pub(crate) id: T,
    pub(crate) pos: (f64, f64, f64),
    pub(crate) motion: (f64, f64, f64),
    pub(crate) rotation: (f32, f32),
    pub(crate) fall_distance: f32,
    pub(crate) fire: u16,
    pub(crate) air: u16,
    pub(crate) on_ground: bool,
    pub(crate) no_gravity: bool,
    pub(crate) invulnerable: bool,
    pub(crate) portal_cooldown: i32,
    pub(crate) uuid: [u32; 4],
    pub(crate) custom_name: Option<T>,
    pub(crate) custom_name_visible: bool,
    pub(crate) silent: bool,
    pub(crate) glowing: bool,
}

/// What a player can make, and how the book is left open.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct RecipeBook<T = String> {
    pub(crate) recipes: Vec<T>,
    pub(crate) to_be_displayed: Vec<T>,
    pub(crate) is_filtering_craftable: bool,
    pub(crate) is_gui_open: bool,
    pub(crate) is_furnace_filtering_craftable: bool,
    pub(crate) is_furnace_gui_open: bool,
    pub(crate) is_blasting_furnace_filtering_craftable: bool,
    pub(crate) is_blasting_furnace_gui_open: bool,
    pub(crate) is_smoker_filtering_craftable: bool,
    pub(crate) is_smoker_gui_open: bool,
}

/// What is read of a player: the number of the game type. One more, so that no sum is zero.
#[inline(always)]
pub(crate) fn looked_at(game_type: u8) -> u64 {
    u64::from(game_type).wrapping_add(1)
}

const ITEMS: [&str; 8] = ["dirt", "stone", "pickaxe", "sand", "gravel", "shovel", "chestplate", "steak"];
const BEASTS: [&str; 8] = ["cow", "sheep", "zombie", "skeleton", "spider", "creeper", "parrot", "bee"];
const NAMES: [&str; 8] = ["rainbow", "princess", "steve", "johnny", "missy", "coward", "fairy", "howard"];
const RECIPES: [&str; 8] = ["pickaxe", "torch", "bow", "crafting table", "furnace", "shears", "arrow", "tnt"];
const WORLDS: [&str; 3] = ["overworld", "nether", "end"];

// A struct's fields are drawn in the order in which they are written here.

impl Minecraft {
    /// Draws the set.
    pub(crate) fn draw() -> Self {
        Self { players: many(&mut source(), 500..501, Player::draw) }
    }
}

impl Player {
    fn draw(source: &mut Source) -> Self {
        Self {
            game_type: GameType::draw(source),
            previous_game_type: GameType::draw(source),
            score: source.r#gen(),
            dimension: text(source, &WORLDS),
            selected_item_slot: source.r#gen(),
            selected_item: Item::draw(source),
            spawn_dimension: maybe(source, |source| text(source, &WORLDS)),
            spawn_x: source.r#gen(),
            spawn_y: source.r#gen(),
            spawn_z: source.r#gen(),
            spawn_forced: maybe(source, flip),
            sleep_timer: source.r#gen(),
            food_exhaustion_level: source.r#gen(),
            food_saturation_level: source.r#gen(),
            food_tick_timer: source.r#gen(),
            xp_level: source.r#gen(),
            xp_p: source.r#gen(),
            xp_total: source.r#gen(),
            xp_seed: source.r#gen(),
            inventory: many(source, 0..40, Item::draw),
            ender_items: many(source, 0..27, Item::draw),
            abilities: Abilities::draw(source),
            entered_nether_position: maybe(source, Rng::r#gen),
            root_vehicle: maybe(source, |source| (source.r#gen(), Entity::draw(source))),
            shoulder_entity_left: maybe(source, Entity::draw),
            shoulder_entity_right: maybe(source, Entity::draw),
            seen_credits: flip(source),
            recipe_book: RecipeBook::draw(source),
        }
    }
}

impl GameType {
    fn draw(source: &mut Source) -> Self {
        // As i32: a wider number would take more of the source.
        match source.gen_range(0..4_i32) {
            0 => Self::Survival,
            1 => Self::Creative,
            2 => Self::Adventure,
            _ => Self::Spectator,
        }
    }
}

impl Item {
    fn draw(source: &mut Source) -> Self {
        Self { count: source.r#gen(), slot: source.r#gen(), id: text(source, &ITEMS) }
    }
}

impl Abilities {
    fn draw(source: &mut Source) -> Self {
        Self {
            walk_speed: source.r#gen(),
            fly_speed: source.r#gen(),
            may_fly: flip(source),
            flying: flip(source),
            invulnerable: flip(source),
            may_build: flip(source),
            instabuild: flip(source),
        }
    }
}

impl Entity {
    fn draw(source: &mut Source) -> Self {
        Self {
            id: text(source, &BEASTS),
            pos: source.r#gen(),
            motion: source.r#gen(),
            rotation: source.r#gen(),
            fall_distance: source.r#gen(),
            fire: source.r#gen(),
            air: source.r#gen(),
            on_ground: flip(source),
            no_gravity: flip(source),
            invulnerable: flip(source),
            portal_cooldown: source.r#gen(),
            uuid: source.r#gen(),
            custom_name: maybe(source, |source| text(source, &NAMES)),
            custom_name_visible: flip(source),
            silent: flip(source),
            glowing: flip(source),
        }
    }
}

impl RecipeBook {
    fn draw(source: &mut Source) -> Self {
        Self {
            recipes: many(source, 0..30, |source| text(source, &RECIPES)),
            to_be_displayed: many(source, 0..10, |source| text(source, &RECIPES)),
            is_filtering_craftable: flip(source),
            is_gui_open: flip(source),
            is_furnace_filtering_craftable: flip(source),
            is_furnace_gui_open: flip(source),
            is_blasting_furnace_filtering_craftable: flip(source),
            is_blasting_furnace_gui_open: flip(source),
            is_smoker_filtering_craftable: flip(source),
            is_smoker_gui_open: flip(source),
        }
    }
}
