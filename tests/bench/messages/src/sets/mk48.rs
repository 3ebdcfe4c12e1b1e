//! 1,000 updates of a game at sea: many small lists and optional numbers.
//!
//! `B` is bytes: owned, or where decoders can leave them, `&[u8]`.

use bitcode::{Decode, Encode};
use rand::{
    Rng,
    distributions::{Distribution, WeightedIndex},
};
use rkyv::{Archive, Serialize};
use wincode::{SchemaRead, SchemaWrite};

use crate::draw::{Source, many, source};

/// The set.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
#[serde(bound(serialize = "B: serde_bytes::Serialize", deserialize = "B: serde_bytes::Deserialize<'de>"))]
pub(crate) struct Mk48<B = Vec<u8>> {
    pub(crate) updates: Vec<Update<B>>,
}

/// What a player is told of the world.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
#[serde(bound(serialize = "B: serde_bytes::Serialize", deserialize = "B: serde_bytes::Deserialize<'de>"))]
pub(crate) struct Update<B = Vec<u8>> {
    pub(crate) contacts: Vec<Contact>,
    pub(crate) score: u32,
    pub(crate) world_radius: f32,
    pub(crate) terrain_updates: Vec<TerrainUpdate<B>>,
}

/// A ship, as far as it is seen.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct Contact {
    pub(crate) damage: u8,
    pub(crate) entity_id: u32,
    pub(crate) entity_type: Option<EntityType>,
    pub(crate) guidance: Guidance,
    pub(crate) player_id: Option<u16>,
    pub(crate) reloads: Vec<bool>,
    pub(crate) transform: Transform,
    pub(crate) turret_angles: Vec<u16>,
}

/// The kinds of ship.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
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
pub(crate) enum EntityType {
    ArleighBurke,
    Bismarck,
    Clemenceau,
    Fletcher,
    G5,
    Iowa,
    Kolkata,
    Osa,
    Yasen,
    Zubr,
}

/// Where a ship wants to go.
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
pub(crate) struct Guidance {
    pub(crate) angle: u16,
    pub(crate) submerge: bool,
    pub(crate) velocity: i16,
}

/// Where a ship is and where it goes.
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
pub(crate) struct Transform {
    pub(crate) altitude: i8,
    pub(crate) angle: u16,
    pub(crate) position: (f32, f32),
    pub(crate) velocity: i16,
}

/// A piece of the map.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct TerrainUpdate<B = Vec<u8>> {
    pub(crate) chunk_id: (i8, i8),
    #[serde(
        with = "serde_bytes",
        bound(serialize = "B: serde_bytes::Serialize", deserialize = "B: serde_bytes::Deserialize<'de>")
    )]
    pub(crate) data: B,
}

/// What is read of an update.
#[inline(always)]
pub(crate) fn looked_at(score: u32) -> u64 {
    u64::from(score)
}

/// How often a kind of ship is seen, how many weapons it has, how many turrets.
const KINDS: [(EntityType, f32, usize, usize); 10] = [
    (EntityType::ArleighBurke, 2.14, 20, 1),
    (EntityType::Bismarck, 0.52, 10, 4),
    (EntityType::Clemenceau, 0.97, 16, 4),
    (EntityType::Fletcher, 1.46, 18, 4),
    (EntityType::G5, 13.16, 2, 0),
    (EntityType::Iowa, 1.55, 28, 3),
    (EntityType::Kolkata, 0.83, 15, 1),
    (EntityType::Osa, 7.25, 6, 2),
    (EntityType::Yasen, 4.06, 14, 0),
    (EntityType::Zubr, 12.92, 11, 3),
];

// A struct's fields are drawn in the order of the `let`s.

impl Mk48 {
    /// Draws the set.
    pub(crate) fn draw() -> Self {
        Self { updates: many(&mut source(), 1000..1001, Update::draw) }
    }
}

impl Update {
    fn draw(source: &mut Source) -> Self {
        let players: i32 = source.gen_range(200..400);
        let players = u16::try_from(players).unwrap_or_default();
        let world_radius = (f32::from(players) * 15_000.0).sqrt() + source.gen_range(-50.0..50.0);
        #[expect(clippy::cast_possible_truncation, reason = "it is 1 or 2")]
        let terrain_radius = (world_radius / 1600.0).ceil() as i8;
        let contacts = several(source, 20..40, |source| Contact::draw(source, players));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 5000")]
        let score = (source.r#gen::<f32>().powi(4) * 5000.0) as u32 + source.gen_range(0..50);
        let terrain_updates = several(source, 3..10, |source| TerrainUpdate::draw(source, terrain_radius));
        Self { contacts, score, world_radius, terrain_updates }
    }
}

/// As [`many`], with an `i32` as the length: a wider number would take more of the source.
fn several<T>(source: &mut Source, len: std::ops::Range<i32>, mut draw: impl FnMut(&mut Source) -> T) -> Vec<T> {
    let len = source.gen_range(len);
    (0..len).map(|_| draw(source)).collect()
}

impl Contact {
    fn draw(source: &mut Source, players: u16) -> Self {
        let (kind, weapons, turrets) = kind(source);
        let visible = source.gen_bool(0.7);
        let damage = if visible && source.gen_bool(0.6) { 0 } else { source.gen_range(0..200) };
        let entity_id = source.gen_range(0..20 * u32::from(players));
        let guidance = Guidance::draw(source, kind);
        let player_id = visible.then(|| source.gen_range(0..players));
        let reloads = if visible {
            let loaded = source.gen_range(0.0..1.0);
            (0..weapons).map(|_| source.gen_bool(loaded)).collect()
        } else {
            Vec::new()
        };
        let transform = Transform::draw(source, kind);
        let turret_angles = if visible {
            let base = source.r#gen();
            (0..turrets).map(|_| turret_angle(source, base)).collect()
        } else {
            Vec::new()
        };
        let entity_type = visible.then_some(kind);
        Self { damage, entity_id, entity_type, guidance, player_id, reloads, transform, turret_angles }
    }
}

fn kind(source: &mut Source) -> (EntityType, usize, usize) {
    let weights = WeightedIndex::new(KINDS.iter().map(|(_, weight, ..)| *weight));
    let index = weights.map_or(0, |weights| weights.sample(source));
    KINDS.get(index).map_or((EntityType::G5, 2, 0), |(kind, _, weapons, turrets)| (*kind, *weapons, *turrets))
}

/// Mostly near the angle of the others.
fn turret_angle(source: &mut Source, base: u16) -> u16 {
    if source.gen_bool(0.75) { base.wrapping_add_signed(source.gen_range(-200..200)) } else { source.r#gen() }
}

impl Guidance {
    fn draw(source: &mut Source, kind: EntityType) -> Self {
        let angle = source.r#gen();
        let submerge = kind == EntityType::Yasen && source.gen_bool(0.9);
        Self { angle, submerge, velocity: velocity(source) }
    }
}

impl Transform {
    fn draw(source: &mut Source, kind: EntityType) -> Self {
        let dived = kind == EntityType::Yasen && source.gen_bool(0.9);
        let altitude = if dived { source.gen_range(-120..-35) } else { 0 };
        let angle = source.r#gen();
        let position = (source.gen_range(-750.0..750.0), source.gen_range(-750.0..750.0));
        Self { altitude, angle, position, velocity: velocity(source) }
    }
}

fn velocity(source: &mut Source) -> i16 {
    match source.gen_range(0..100) {
        0..80 => source.gen_range(140..900),
        80..90 => 0,
        _ => source.gen_range(-225..-35),
    }
}

impl TerrainUpdate {
    fn draw(source: &mut Source, radius: i8) -> Self {
        let large = source.gen_bool(0.02);
        let chunk_id = (source.gen_range(-radius..radius), source.gen_range(-radius..radius));
        let len = if large { 900..1100 } else { 3..9 };
        Self { chunk_id, data: many(source, len, Rng::r#gen) }
    }
}
