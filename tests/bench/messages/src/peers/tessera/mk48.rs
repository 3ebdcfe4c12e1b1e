//! Updates of a game.

use tessera::{
    Elements, each,
    wire::{DoesNotFit, Write},
};

use super::{
    Sent,
    stubs::sets::{self, sets::Mk48Request, sets::Mk48RequestView},
};
use crate::{
    peers::sum,
    sets::mk48::{self, Contact, EntityType, Mk48, TerrainUpdate},
};

impl Sent for Mk48 {
    type Method = sets::sets::Mk48;

    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        let updates = each::<sets::Update<'static>, _, _>(&self.updates, |from, out| {
            let contacts = each::<sets::Contact<'static>, _, _>(&from.contacts, |from, out| out.push(&contact(from)));
            let terrain_updates =
                each::<sets::TerrainUpdate<'static>, _, _>(&from.terrain_updates, |from, out| out.push(&terrain(from)));
            out.push(&sets::Update {
                contacts: Elements::of(&contacts),
                terrain_updates: Elements::of(&terrain_updates),
                score: from.score,
                world_radius: from.world_radius,
            })
        });
        Mk48Request { updates: Elements::of(&updates) }.write(out)
    }

    fn looked_at(request: &Mk48RequestView<'_>) -> u64 {
        sum(request.updates, |update| mk48::looked_at(update.score()))
    }
}

#[inline(always)]
fn contact(from: &Contact) -> sets::Contact<'_> {
    let (transform, guidance) = (from.transform, from.guidance);
    sets::Contact {
        entity_id: from.entity_id,
        reloads: &from.reloads,
        transform: sets::Transform {
            position: transform.position.into(),
            angle: transform.angle,
            velocity: transform.velocity,
            altitude: transform.altitude,
        },
        guidance: sets::Guidance { angle: guidance.angle, velocity: guidance.velocity, submerge: guidance.submerge },
        player_id: from.player_id,
        turret_angles: &from.turret_angles,
        entity_type: from.entity_type.map(entity_type),
        damage: from.damage,
    }
}

#[inline(always)]
fn entity_type(from: EntityType) -> sets::EntityType {
    match from {
        EntityType::ArleighBurke => sets::EntityType::ArleighBurke,
        EntityType::Bismarck => sets::EntityType::Bismarck,
        EntityType::Clemenceau => sets::EntityType::Clemenceau,
        EntityType::Fletcher => sets::EntityType::Fletcher,
        EntityType::G5 => sets::EntityType::G5,
        EntityType::Iowa => sets::EntityType::Iowa,
        EntityType::Kolkata => sets::EntityType::Kolkata,
        EntityType::Osa => sets::EntityType::Osa,
        EntityType::Yasen => sets::EntityType::Yasen,
        EntityType::Zubr => sets::EntityType::Zubr,
    }
}

#[inline(always)]
fn terrain(from: &TerrainUpdate) -> sets::TerrainUpdate<'_> {
    sets::TerrainUpdate { data: &from.data, chunk_id: from.chunk_id.into() }
}
