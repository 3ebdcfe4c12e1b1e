//! A system as data: what a launcher needs to start it. `idlc` emits one constant of this type for each `system`.

/// A `system`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct System {
    /// Its name.
    pub name: &'static str,
    /// Its instances; the place of an instance is its *subject* number in policies and audits.
    pub instances: &'static [Instance],
    /// Its connections, in the order of the text.
    pub wires: &'static [Wire],
}

/// One instance of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its path in the system, such as `driver`, `workers[2]`, or `front.driver` in a system inside.
    pub name: &'static str,
    /// The component it is an instance of.
    pub component: &'static str,
    /// How far it is trusted.
    pub trust: Trust,
    /// The names of the ports it uses; a [`Wire`] names them by their place.
    pub uses: &'static [&'static str],
    /// The names of the ports it provides; a [`Wire`] and a [`crate::Connection`] name them by their place.
    pub provides: &'static [&'static str],
}

/// A trust label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// No label.
    Unlabelled,
    /// `trusted`
    Trusted,
    /// `untrusted`: nothing rests on what this instance does.
    Untrusted,
}

/// One connection: `from.uses -> to.provides`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wire {
    /// The instance that calls.
    pub from: u16,
    /// The place of the port that it uses.
    pub uses: u8,
    /// The instance that serves.
    pub to: u16,
    /// The place of the port that it provides.
    pub provides: u8,
    /// The rights of the capability, one bit each.
    pub rights: u16,
}
