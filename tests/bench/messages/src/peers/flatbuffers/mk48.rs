//! Updates of a game.

use flatbuffers::{FlatBufferBuilder, InvalidFlatbuffer, WIPOffset};

use super::{Sent, sets, verified};
use crate::{
    peers::sum,
    sets::mk48::{self, Contact, EntityType, Mk48, TerrainUpdate, Update},
};

impl Sent for Mk48 {
    type Root<'a> = sets::Mk48<'a>;

    fn write<'a>(&self, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Mk48<'a>> {
        let updates: Vec<_> = self.updates.iter().map(|from| update(from, builder)).collect();
        let updates = Some(builder.create_vector(&updates));
        sets::Mk48::create(builder, &sets::Mk48Args { updates })
    }

    fn root(bytes: &[u8]) -> Result<sets::Mk48<'_>, InvalidFlatbuffer> {
        verified(bytes)
    }

    fn looked_at(root: &sets::Mk48<'_>) -> u64 {
        sum(root.updates(), |update| mk48::looked_at(update.score()))
    }
}

fn update<'a>(from: &Update, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Update<'a>> {
    let contacts: Vec<_> = from.contacts.iter().map(|from| contact(from, builder)).collect();
    let terrain_updates: Vec<_> = from.terrain_updates.iter().map(|from| terrain_update(from, builder)).collect();
    let update = sets::UpdateArgs {
        contacts: Some(builder.create_vector(&contacts)),
        score: from.score,
        world_radius: from.world_radius,
        terrain_updates: Some(builder.create_vector(&terrain_updates)),
    };
    sets::Update::create(builder, &update)
}

fn contact<'a>(from: &Contact, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Contact<'a>> {
    let (guidance, transform) = (from.guidance, from.transform);
    let position = sets::Float2::new(transform.position.0, transform.position.1);
    let contact = sets::ContactArgs {
        damage: from.damage,
        entity_id: from.entity_id,
        entity_type: from.entity_type.map(entity_type),
        guidance: Some(&sets::Guidance::new(guidance.angle, guidance.submerge, guidance.velocity)),
        player_id: from.player_id,
        reloads: Some(builder.create_vector(&from.reloads)),
        transform: Some(&sets::Transform::new(transform.altitude, transform.angle, &position, transform.velocity)),
        turret_angles: Some(builder.create_vector(&from.turret_angles)),
    };
    sets::Contact::create(builder, &contact)
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

fn terrain_update<'a>(from: &TerrainUpdate, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::TerrainUpdate<'a>> {
    let (x, y) = from.chunk_id;
    let data = Some(builder.create_vector(&from.data));
    sets::TerrainUpdate::create(builder, &sets::TerrainUpdateArgs { chunk_id: Some(&sets::ChunkId::new(x, y)), data })
}
