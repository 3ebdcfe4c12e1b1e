//! Updates of a game.

use super::{Sent, sets};
use crate::{
    peers::sum,
    sets::mk48::{self, Contact, Mk48, TerrainUpdate, Update},
};

impl Sent for Mk48 {
    type Message = sets::Mk48;

    fn message(&self) -> sets::Mk48 {
        sets::Mk48 { updates: self.updates.iter().map(update).collect() }
    }

    fn looked_at(message: &sets::Mk48) -> u64 {
        sum(&message.updates, |update| mk48::looked_at(update.score))
    }
}

fn update(from: &Update) -> sets::Update {
    sets::Update {
        contacts: from.contacts.iter().map(contact).collect(),
        score: from.score,
        world_radius: from.world_radius,
        terrain_updates: from.terrain_updates.iter().map(terrain_update).collect(),
    }
}

fn contact(from: &Contact) -> sets::Contact {
    let (guidance, transform) = (from.guidance, from.transform);
    sets::Contact {
        damage: from.damage.into(),
        entity_id: from.entity_id,
        entity_type: from.entity_type.map(|kind| kind as i32),
        guidance: Some(sets::Guidance {
            angle: guidance.angle.into(),
            submerge: guidance.submerge,
            velocity: guidance.velocity.into(),
        }),
        player_id: from.player_id.map(Into::into),
        reloads: from.reloads.clone(),
        transform: Some(sets::Transform {
            altitude: transform.altitude.into(),
            angle: transform.angle.into(),
            position: Some(sets::Float2 { x: transform.position.0, y: transform.position.1 }),
            velocity: transform.velocity.into(),
        }),
        turret_angles: from.turret_angles.iter().map(|angle| u32::from(*angle)).collect(),
    }
}

fn terrain_update(from: &TerrainUpdate) -> sets::TerrainUpdate {
    let (x, y) = from.chunk_id;
    sets::TerrainUpdate { chunk_id: Some(sets::ChunkId { x: x.into(), y: y.into() }), data: from.data.clone() }
}
