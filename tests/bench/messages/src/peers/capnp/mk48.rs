//! Updates of a game.

use super::{Sent, len, sets_capnp as sets};
use crate::sets::mk48::{self, Contact, EntityType, Mk48, TerrainUpdate, Update};

impl Sent for Mk48 {
    type Root = sets::mk48::Owned;

    fn write(&self, root: sets::mk48::Builder<'_>) -> capnp::Result<()> {
        let mut updates = root.init_updates(len(&self.updates));
        for (index, from) in (0..).zip(&self.updates) {
            update(from, updates.reborrow().get(index));
        }
        Ok(())
    }

    fn looked_at(root: sets::mk48::Reader<'_>) -> capnp::Result<u64> {
        let mut sum = 0_u64;
        for update in root.get_updates()? {
            sum = sum.wrapping_add(mk48::looked_at(update.get_score()));
        }
        Ok(sum)
    }
}

fn update(from: &Update, mut to: sets::update::Builder<'_>) {
    let mut contacts = to.reborrow().init_contacts(len(&from.contacts));
    for (index, from) in (0..).zip(&from.contacts) {
        contact(from, contacts.reborrow().get(index));
    }
    to.set_score(from.score);
    to.set_world_radius(from.world_radius);
    let mut terrain_updates = to.init_terrain_updates(len(&from.terrain_updates));
    for (index, from) in (0..).zip(&from.terrain_updates) {
        terrain_update(from, terrain_updates.reborrow().get(index));
    }
}

fn contact(from: &Contact, mut to: sets::contact::Builder<'_>) {
    to.set_damage(from.damage);
    to.set_entity_id(from.entity_id);
    match from.entity_type {
        Some(kind) => to.reborrow().init_entity_type().set_some(entity_type(kind)),
        None => to.reborrow().init_entity_type().set_none(()),
    }
    let mut guidance = to.reborrow().init_guidance();
    guidance.set_angle(from.guidance.angle);
    guidance.set_submerge(from.guidance.submerge);
    guidance.set_velocity(from.guidance.velocity);
    match from.player_id {
        Some(id) => to.reborrow().init_player_id().set_some(id),
        None => to.reborrow().init_player_id().set_none(()),
    }
    let mut reloads = to.reborrow().init_reloads(len(&from.reloads));
    for (index, loaded) in (0..).zip(&from.reloads) {
        reloads.set(index, *loaded);
    }
    let mut transform = to.reborrow().init_transform();
    transform.set_altitude(from.transform.altitude);
    transform.set_angle(from.transform.angle);
    transform.set_velocity(from.transform.velocity);
    let mut position = transform.init_position();
    position.set_x(from.transform.position.0);
    position.set_y(from.transform.position.1);
    let mut turret_angles = to.init_turret_angles(len(&from.turret_angles));
    for (index, angle) in (0..).zip(&from.turret_angles) {
        turret_angles.set(index, *angle);
    }
}

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

fn terrain_update(from: &TerrainUpdate, mut to: sets::terrain_update::Builder<'_>) {
    let mut chunk_id = to.reborrow().init_chunk_id();
    chunk_id.set_x(from.chunk_id.0);
    chunk_id.set_y(from.chunk_id.1);
    to.set_data(&from.data);
}
