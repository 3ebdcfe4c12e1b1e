//! Who calls. The kernel says *which connection*; the server's own table says what that connection may do.

use core::num::NonZeroU16;

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

/// 16 bytes, so that an index is found by a shift.
#[derive(Clone, Copy, Debug)]
#[repr(align(8))]
struct Place {
    /// Of the badge that names it now; `None` when it is closed.
    open: Option<NonZeroU16>,
    /// Of the badge that named it last; 0 before the first.
    last: u16,
    root: u16,
    /// How many open connections have this place as their root: they share its limits.
    family: u16,
    connection: Connection,
}

impl Place {
    const NEW: Self =
        Self { open: None, last: 0, root: 0, family: 0, connection: Connection { port: 0, subject: 0, rights: 0 } };
}

/// The server's table of connections, of a fixed size.
#[derive(Debug)]
pub struct Connections<const N: usize> {
    places: [Place; N],
}

/// How many connections one wired connection may derive, itself not counted.
pub const DERIVED: usize = 4;

impl<const N: usize> Connections<N> {
    /// No connection.
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(N <= u16::MAX as usize, "an index has 16 bits") };
        Self { places: [Place::NEW; N] }
    }

    /// Who has this badge; `None` when the connection is closed.
    #[inline(always)]
    #[must_use]
    pub fn caller(&self, badge: Badge) -> Option<Caller> {
        let place = self.places.get(usize::from(badge.index))?;
        if place.open == Some(badge.generation) {
            let Connection { port, subject, rights } = place.connection;
            Some(Caller { badge, connection: Connection { port, subject, rights }, root: place.root })
        } else {
            None
        }
    }

    /// Opens a connection that the system wires; `None` when the table is full.
    pub fn open(&mut self, connection: Connection) -> Option<Badge> {
        self.fill(connection, None)
    }

    /// Opens a connection beside the caller's, with those of the caller's rights that are asked for; `None` when the caller has
    /// [`DERIVED`] already, or the table is full.
    pub fn derive(&mut self, from: &Caller, rights: u16) -> Option<Badge> {
        if usize::from(self.places.get(usize::from(from.root))?.family) > DERIVED {
            return None;
        }
        self.fill(Connection { rights: rights & from.connection.rights, ..from.connection }, Some(from.root))
    }

    /// Closes a connection: its badge names nothing from now on. Says what it was.
    pub fn close(&mut self, badge: Badge) -> Option<Connection> {
        let place =
            self.places.get_mut(usize::from(badge.index)).filter(|place| place.open == Some(badge.generation))?;
        place.open = None;
        let (root, connection) = (place.root, place.connection);
        if let Some(root) = self.places.get_mut(usize::from(root)) {
            root.family = root.family.saturating_sub(1);
        }
        Some(connection)
    }

    #[cold]
    fn fill(&mut self, connection: Connection, root: Option<u16>) -> Option<Badge> {
        let mut index = 0_u16;
        for place in &self.places {
            // A root's place stays taken while its derived connections live: they share its limits.
            if place.open.is_none() && place.family == 0 {
                break;
            }
            index = index.saturating_add(1);
        }
        // A full table has no place with this index.
        let place = self.places.get_mut(usize::from(index))?;
        let generation = NonZeroU16::new(place.last.wrapping_add(1)).unwrap_or(NonZeroU16::MIN);
        let root = root.unwrap_or(index);
        *place = Place { open: Some(generation), last: generation.get(), root, family: 0, connection };
        if let Some(root) = self.places.get_mut(usize::from(root)) {
            root.family = root.family.saturating_add(1);
        }
        Some(Badge { index, generation })
    }
}

impl<const N: usize> Default for Connections<N> {
    fn default() -> Self {
        Self::new()
    }
}
