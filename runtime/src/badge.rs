//! Who calls. The kernel says *which connection*; the server's own table says what that connection may do.

use core::num::NonZeroU16;

use crate::Refusal;

/// A name of one connection: an index into the server's table, with the generation of that place. It is what the kernel says about a
/// caller, never what a message says. A badge of a closed connection names nothing, also when its place is used again.
///
/// Its fields lie as in its [`Badge::word`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct Badge {
    /// The place in the table.
    pub index: u16,
    /// How often the place was used, from 1.
    pub generation: NonZeroU16,
}

impl Badge {
    /// As one word, for kernels whose badge is one.
    #[must_use]
    pub const fn word(self) -> u32 {
        (self.generation.get() as u32) << 16 | self.index as u32
    }

    /// From the word; `None` for a word that no badge has.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the two halves")]
    pub const fn from_word(word: u32) -> Option<Self> {
        match NonZeroU16::new((word >> 16) as u16) {
            Some(generation) => Some(Self { index: word as u16, generation }),
            None => None,
        }
    }
}

/// What a connection may do: the line of the server's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Which of the component's provided ports it leads to.
    pub port: u8,
    /// The instance at the other end, by its number in the system.
    pub subject: u16,
    /// Its rights, one bit each.
    pub rights: u16,
}

/// Who calls, and what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The connection.
    pub badge: Badge,
    /// What it may do.
    pub connection: Connection,
    /// The place of the connection that the system wired. A derived connection shares it, and with it every limit: whoever derives gets
    /// no second budget.
    pub root: u16,
}

/// Where a component keeps the capabilities to one interface that it hands out: the last part of its table has a row of places for
/// each. A *session* is a place of the row, with every capability that was derived from the one that was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The number of the port, behind those that the component provides.
    pub port: u8,
    /// The first place.
    pub first: u16,
    /// How many places there are.
    pub size: u16,
}

impl Pool {
    /// The number of a session in the pool, from 0.
    const fn session(self, home: u16) -> Option<u16> {
        match home.checked_sub(self.first) {
            Some(session) if session < self.size => Some(session),
            _ => None,
        }
    }
}

/// A connection that is closed.
#[derive(Clone, Copy, Debug)]
pub struct Gone {
    /// Who it was.
    pub caller: Caller,
    /// The place of its session, if that was its last connection.
    over: Option<u16>,
}

impl Gone {
    /// The session of this pool that is over.
    #[must_use]
    pub fn session(&self, pool: Pool) -> Option<u16> {
        pool.session(self.over?)
    }
}

/// 16 bytes, so that an index is found by a shift.
#[derive(Clone, Copy, Debug)]
#[repr(align(8))]
struct Place {
    /// Of the badge that names it now; `None` when it is closed.
    open: Option<NonZeroU16>,
    /// Of the badge that named it last; 0 before the first.
    last: u16,
    root: u16,
    /// The place of the session that it belongs to: its own, or that of the connection it was derived from.
    home: u16,
    /// How many open connections have this place as their root or home: they share its limits, or its session.
    family: u16,
    subject: u16,
    rights: u16,
    port: u8,
    /// Of its contract: the number of the state, and [`HELD`] while a request is open.
    state: u8,
}

/// This bit of a state says that a request of the connection is open.
const HELD: u8 = 0x80;

impl Place {
    const NEW: Self =
        Self { open: None, last: 0, root: 0, home: 0, family: 0, subject: 0, rights: 0, port: 0, state: 0 };
}

/// The server's table of connections, of a fixed size.
#[derive(Debug)]
pub struct Connections<const N: usize> {
    places: [Place; N],
    rows: Rows,
}

/// What the places of a table are for.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// Where the pools begin.
    pub pools: u16,
    /// The ports whose connections may derive more than [`DERIVED`], with how many: before them stand gates, which derive one
    /// for each of their callers.
    pub derived: &'static [(u8, u16)],
}

impl Rows {
    /// No pool, and no gate before a port.
    pub const PLAIN: Self = Self { pools: u16::MAX, derived: &[] };
}

/// How many connections one wired connection may derive, itself not counted.
pub const DERIVED: u16 = 4;

impl<const N: usize> Connections<N> {
    /// No connection.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_rows(Rows::PLAIN)
    }

    /// No connection.
    #[must_use]
    pub const fn with_rows(rows: Rows) -> Self {
        const { assert!(N <= u16::MAX as usize, "an index has 16 bits") };
        Self { places: [Place::NEW; N], rows }
    }

    /// Who has this badge; `None` when the connection is closed.
    #[inline(always)]
    #[must_use]
    pub fn caller(&self, badge: Badge) -> Option<Caller> {
        let place = self.places.get(usize::from(badge.index))?;
        if place.open == Some(badge.generation) {
            let Place { port, subject, rights, root, .. } = *place;
            Some(Caller { badge, connection: Connection { port, subject, rights }, root })
        } else {
            None
        }
    }

    /// Opens a connection that the system wires; `None` when the table is full.
    pub fn open(&mut self, connection: Connection) -> Option<Badge> {
        self.fill(0, self.rows.pools, connection, None)
    }

    /// Opens a connection beside the caller's, with those of the caller's rights that are asked for; `None` when the caller has
    /// as many as its port allows already, or the table is full.
    pub fn derive(&mut self, from: &Caller, rights: u16) -> Option<Badge> {
        let home = self.home(from)?;
        let port = from.connection.port;
        let most = self.rows.derived.iter().find(|(of, _)| *of == port).map_or(DERIVED, |(_, most)| *most);
        let mut open = 0_u16;
        for place in &self.places {
            open = open.saturating_add(u16::from(place.open.is_some() && place.home == home));
        }
        if open > most {
            return None;
        }
        let connection = Connection { rights: rights & from.connection.rights, ..from.connection };
        self.fill(0, self.rows.pools, connection, Some((from.root, home)))
    }

    /// Opens a session for the caller, under the caller's limits; `None` when all of the pool are open, or the others are kept for
    /// who has none.
    pub fn hand_out(&mut self, from: &Caller, pool: Pool, rights: u16) -> Option<Badge> {
        if !self.leaves_enough(from, pool) {
            return None;
        }
        let connection = Connection { port: pool.port, subject: from.connection.subject, rights };
        let badge = self.fill(pool.first, pool.first.saturating_add(pool.size), connection, None)?;
        let place = self.places.get_mut(usize::from(badge.index))?;
        place.root = from.root;
        if let Some(root) = self.places.get_mut(usize::from(from.root)) {
            root.family = root.family.saturating_add(1);
        }
        Some(badge)
    }

    /// Whether a session more for the caller leaves one for each of the others that are wired to the same port and have none: whoever is
    /// greedy gets what nobody else waits for.
    fn leaves_enough(&self, from: &Caller, pool: Pool) -> bool {
        let row = self.places.get(usize::from(pool.first)..).unwrap_or_default();
        let row = row.get(..usize::from(pool.size)).unwrap_or(row);
        let has = |root: u16| row.iter().any(|place| place.family > 0 && place.root == root);
        if !has(from.root) {
            return true;
        }
        let mut free = 0_usize;
        for place in row {
            free = free.saturating_add(usize::from(place.open.is_none() && place.family == 0));
        }
        let port = self.places.get(usize::from(from.root)).map(|place| place.port);
        let wired = self.places.get(..usize::from(self.rows.pools)).unwrap_or(&self.places);
        let mut index = 0_u16;
        for place in wired {
            let is_other =
                place.open.is_some() && place.root == index && index != from.root && Some(place.port) == port;
            if free > 0 && is_other && !has(index) {
                free = free.saturating_sub(1);
            }
            index = index.wrapping_add(1);
        }
        free > 0
    }

    /// The number of the session of this pool that the caller belongs to.
    #[must_use]
    pub fn session(&self, caller: &Caller, pool: Pool) -> Option<u16> {
        pool.session(self.home(caller)?)
    }

    /// Whether the contract allows a method in these states, one bit each. Every connection is in a state of its own, the first to begin
    /// with; while a request of it is open it is busy.
    #[inline]
    pub(crate) fn allows(&self, badge: Badge, from: u32) -> Result<(), Refusal> {
        match self.places.get(usize::from(badge.index)) {
            Some(place) if place.state & HELD != 0 => Err(Refusal::Busy),
            Some(place) if from.checked_shr(place.state.into()).unwrap_or(0) & 1 == 1 => Ok(()),
            _ => Err(Refusal::OutOfOrder),
        }
    }

    /// The outcome of a request, or none yet: the state that it leads to, if any, and whether it stays open.
    pub(crate) fn step(&mut self, badge: Badge, to: Option<u8>, held: bool) {
        let place = self.places.get_mut(usize::from(badge.index));
        if let Some(place) = place.filter(|place| place.open == Some(badge.generation)) {
            let state = to.unwrap_or(place.state) & !HELD;
            place.state = if held { state | HELD } else { state };
        }
    }

    fn home(&self, caller: &Caller) -> Option<u16> {
        self.places.get(usize::from(caller.badge.index)).map(|place| place.home)
    }

    /// Closes a connection: its badge names nothing from now on. Says what it was.
    pub fn close(&mut self, badge: Badge) -> Option<Gone> {
        let caller = self.caller(badge)?;
        let place = self.places.get_mut(usize::from(badge.index))?;
        place.open = None;
        let home = place.home;
        if home != caller.root {
            self.leave(caller.root);
        }
        let over = self.leave(home).then_some(home);
        Some(Gone { caller, over })
    }

    /// One less has this place as its root or home. Whether nobody has it any more.
    fn leave(&mut self, index: u16) -> bool {
        self.places.get_mut(usize::from(index)).is_some_and(|place| {
            place.family = place.family.saturating_sub(1);
            place.family == 0
        })
    }

    /// Opens the first free place from `first` on and before `end`, with a root and home of its own or those given.
    #[cold]
    fn fill(&mut self, first: u16, end: u16, connection: Connection, of: Option<(u16, u16)>) -> Option<Badge> {
        let mut index = first;
        for place in self.places.get(usize::from(first)..)? {
            // A place stays taken while others share its limits or its session.
            if place.open.is_none() && place.family == 0 {
                break;
            }
            index = index.saturating_add(1);
        }
        // A full row has no place with this index.
        let place = self.places.get_mut(usize::from(index)).filter(|_| index < end)?;
        let generation = NonZeroU16::new(place.last.wrapping_add(1)).unwrap_or(NonZeroU16::MIN);
        let (root, home) = of.unwrap_or((index, index));
        let Connection { port, subject, rights } = connection;
        let last = generation.get();
        *place = Place { open: Some(generation), last, root, home, family: 0, subject, rights, port, state: 0 };
        for shared in [Some(home), Some(root).filter(|root| *root != home)].into_iter().flatten() {
            if let Some(place) = self.places.get_mut(usize::from(shared)) {
                place.family = place.family.saturating_add(1);
            }
        }
        Some(Badge { index, generation })
    }
}

impl<const N: usize> Default for Connections<N> {
    fn default() -> Self {
        Self::new()
    }
}
