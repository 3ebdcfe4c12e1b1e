//! The gates of a system.

use alloc::{collections::BTreeMap, vec::Vec};

use super::{
    super::Checker,
    flat::{Flat, Wire},
};
use crate::{
    arena::Handle,
    facts::{Exported, Gated},
    model::{Export, Port, PortRef, Provide, Rights},
};

/// A served port, by its subject.
type Server = (u16, Handle<Provide>);

impl Checker<'_> {
    /// Puts the gates of a system before what they guard: whoever was connected to that is connected to the gate, and the
    /// gate to what it guards.
    pub(super) fn gates(&mut self, flat: &mut Flat) {
        let model = self.model;
        let mut reaching: BTreeMap<Server, Vec<usize>> = BTreeMap::new();
        for (place, wire) in flat.wires.iter().enumerate() {
            reaching.entry((wire.to, wire.provides)).or_default().push(place);
        }
        let mut exporting: BTreeMap<Server, Vec<Handle<Export>>> = BTreeMap::new();
        for (export, exported) in &flat.exports {
            if let Exported::Provides(subject, provides) = exported {
                exporting.entry((*subject, *provides)).or_default().push(*export);
            }
        }
        let mut guarded = BTreeMap::new();
        for guard in &model.systems[flat.system].guarded {
            let Some(gate) = flat.places.get(&guard.gate).copied().flatten() else { continue };
            flat.fed.insert((gate.first, guard.uses), guard.to.span);
            let Some(to) = self.server_at(flat, &guard.to) else {
                flat.lacks = true;
                continue;
            };
            if let Some(first) = guarded.insert(to, guard.to.span) {
                flat.lacks = true;
                self.guarded_twice(&flat.port(to.0, &model.provides[to.1].name), guard.to.span, first);
                continue;
            }
            if self.is_gate(&guard.to) {
                flat.lacks = true;
                self.gate_before_gate(guard);
                continue;
            }
            let gate = (gate.first, guard.provides);
            let mut rights = Rights::NONE;
            for server in [to, gate] {
                for place in reaching.get(&server).into_iter().flatten() {
                    let Some(wire) = flat.wires.get_mut(*place) else { continue };
                    (wire.to, wire.provides) = gate;
                    // From now on it is as this system says.
                    wire.declared = flat.system;
                    rights = rights.with(wire.rights);
                }
                for export in exporting.get(&server).into_iter().flatten() {
                    flat.exports.insert(*export, Exported::Provides(gate.0, gate.1));
                    rights = rights.with(model.exports[*export].rights);
                }
            }
            let (declared, span) = (flat.system, guard.to.span);
            let (uses, (to, provides)) = (guard.uses, to);
            flat.wires.push(Wire { declared, from: gate.0, uses, to, provides, rights, span });
            flat.gated.push(Gated { gate: gate.0, provides: gate.1, to, port: provides });
        }
    }

    /// Whether a port is that of a gate of the same system.
    fn is_gate(&self, to: &PortRef<Provide>) -> bool {
        match to.port {
            Port::Own(provides) => self.model.components[self.model.provides[provides].component].is_gate,
            Port::Export(_) => false,
        }
    }
}
