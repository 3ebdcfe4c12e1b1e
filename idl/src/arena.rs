//! Arenas and tables: where the model's items live, and what is known about each of them.
//!
//! An item is named by a [`Handle`], a small copyable number with a type. The [`Arena`] keeps the items and, beside
//! each, the place in the sources where it is named. A [`Table`] keeps one fact for each item, absent where the item
//! has an error; a [`Full`] table has every fact.

use alloc::vec::Vec;
use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    ops::Index,
};

use crate::source::Span;

/// The name of one item in an [`Arena`]: as small as a `u32`, never a reference.
///
/// Only [`Arena::push`] makes handles, and an arena never shrinks, so a handle is valid for as long as its arena lives.
/// Handles are ordered as their items were pushed: in the order of the sources.
pub struct Handle<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Handle<T> {
    /// The position of the item in its arena, from 0.
    #[must_use]
    pub const fn index(self) -> usize {
        self.index as usize
    }

    fn nth(index: usize) -> Self {
        // Each item takes at least one byte of the sources, whose positions are `u32`, so this never saturates.
        Self { index: u32::try_from(index).unwrap_or(u32::MAX), of: PhantomData }
    }
}

/// Items of one kind in the order of the sources, each with the place where it is named.
#[derive(Clone, Debug)]
pub struct Arena<T> {
    items: Vec<T>,
    spans: Vec<Span>,
}

impl<T> Arena<T> {
    /// An arena without items.
    #[must_use]
    pub const fn new() -> Self {
        Self { items: Vec::new(), spans: Vec::new() }
    }

    /// Adds an item that is named at `span`.
    pub fn push(&mut self, item: T, span: Span) -> Handle<T> {
        let handle = Handle::nth(self.items.len());
        self.items.push(item);
        self.spans.push(span);
        handle
    }

    /// Where the item is named.
    #[must_use]
    pub fn span(&self, handle: Handle<T>) -> Span {
        #[expect(clippy::indexing_slicing, reason = "only `push` makes handles, and nothing is ever removed")]
        self.spans[handle.index()]
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Every item with its handle, in the order of the sources.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Handle<T>, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(index, item)| (Handle::nth(index), item))
    }

    /// Every handle, in the order of the sources.
    #[must_use]
    pub fn handles(&self) -> impl DoubleEndedIterator<Item = Handle<T>> + ExactSizeIterator + use<T> {
        (0..self.items.len()).map(Handle::nth)
    }

    /// The item, to complete it after its handle was needed elsewhere.
    pub(crate) fn get_mut(&mut self, handle: Handle<T>) -> &mut T {
        #[expect(clippy::indexing_slicing, reason = "only `push` makes handles, and nothing is ever removed")]
        &mut self.items[handle.index()]
    }
}

impl<T> Index<Handle<T>> for Arena<T> {
    type Output = T;

    fn index(&self, handle: Handle<T>) -> &T {
        #[expect(clippy::indexing_slicing, reason = "only `push` makes handles, and nothing is ever removed")]
        &self.items[handle.index()]
    }
}

/// One fact `V` for each item `K` of an arena, absent where the item has an error.
#[derive(Clone, Debug)]
pub struct Table<K, V> {
    facts: Vec<Option<V>>,
    of: PhantomData<fn(K)>,
}

impl<K, V> Table<K, V> {
    /// A table for the items of `arena`, without any fact yet.
    #[must_use]
    pub fn of(arena: &Arena<K>) -> Self {
        Self { facts: arena.handles().map(|_| None).collect(), of: PhantomData }
    }

    /// The fact about an item, if it has one.
    #[must_use]
    pub fn get(&self, handle: Handle<K>) -> Option<&V> {
        self.facts.get(handle.index())?.as_ref()
    }

    /// The table as one without gaps, if every item has its fact.
    #[must_use]
    pub fn full(&self) -> Option<Full<'_, K, V>> {
        let facts = self.facts.iter().map(Option::as_ref).collect::<Option<_>>()?;
        Some(Full { facts, of: PhantomData })
    }

    pub(crate) fn set(&mut self, handle: Handle<K>, fact: V) {
        if let Some(place) = self.facts.get_mut(handle.index()) {
            *place = Some(fact);
        }
    }
}

/// One fact for every item of an arena: look one up by indexing with the item's handle.
#[derive(Clone, Debug)]
pub struct Full<'a, K, V> {
    facts: Vec<&'a V>,
    of: PhantomData<fn(K)>,
}

impl<K, V> Index<Handle<K>> for Full<'_, K, V> {
    type Output = V;

    fn index(&self, handle: Handle<K>) -> &V {
        #[expect(clippy::indexing_slicing, reason = "`Table::of` gave every item of the arena a place, `full` a fact")]
        self.facts[handle.index()]
    }
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self::new()
    }
}

// Written by hand: a derive would ask the same of `T`.

impl<T> Copy for Handle<T> {}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> PartialEq for Handle<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<T> Eq for Handle<T> {}

impl<T> PartialOrd for Handle<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Handle<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.index.cmp(&other.index)
    }
}

impl<T> Hash for Handle<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}
