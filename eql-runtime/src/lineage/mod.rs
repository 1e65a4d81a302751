//! `descendant of`, `child of` and `event of`: conditions on the processes that an event's process comes from
//! (`language.md` §9.2, item 4).
//!
//! A rule asks each event which of its inner queries the event satisfies ([`Lineages`]); what that says about processes
//! is remembered, and comes back as the [`LineageSet`] of every later event. Everything that follows rules through a
//! stream does this by itself: the [`Detector`](crate::sequence::Detector) of a sequence, and the [`Tracker`] of a rule
//! about single events.

mod known_ids;
mod log;
mod processes;
mod questions;
#[cfg(feature = "snapshot")]
mod state;
mod tracker;

pub(crate) use known_ids::KnownIds;
pub use log::{KinLog, KinNote, Looked};
pub use processes::{LineageLimits, Processes};
pub(crate) use questions::{Named, Questions, Relations, named};
#[cfg(feature = "snapshot")]
pub(crate) use state::ProcessesState;
pub use tracker::{Tracked, Tracker};

use crate::sequence::KeySink;
use std::convert::Infallible;

/// How an event's process must be related to one that satisfied the inner query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `descendant of`: some ancestor did, at any distance. No process is its own descendant.
    Descendant,
    /// `child of`: the parent did.
    Child,
    /// `event of`: the process itself did, with this event or an earlier one.
    Event,
}

/// Which lineages of a rule an event stands in, by their index in the rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct LineageSet(u64);

impl LineageSet {
    /// How many lineages a rule can have.
    pub const CAPACITY: u16 = 64;
    /// No lineage.
    pub const EMPTY: Self = Self(0);

    /// Says whether the lineage `index` is in the set.
    #[must_use]
    #[inline]
    pub const fn contains(self, index: u16) -> bool {
        index < Self::CAPACITY && self.0 >> index & 1 == 1
    }

    /// Says whether the set has no element.
    #[must_use]
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The first `count` lineages.
    pub(crate) const fn first(count: u16) -> Self {
        if count >= Self::CAPACITY { Self(u64::MAX) } else { Self((1 << count) - 1) }
    }

    /// The lineages in the set, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = u16> {
        let rest = |bits: &u64| Some(bits & (bits - 1)).filter(|rest| *rest != 0);
        std::iter::successors(Some(self.0).filter(|bits| *bits != 0), rest).map(|bits| bits.trailing_zeros() as u16)
    }

    /// Adds the lineage `index`; one beyond [`CAPACITY`](Self::CAPACITY) is ignored.
    pub(crate) fn insert(&mut self, index: u16) {
        if index < Self::CAPACITY {
            self.0 |= 1 << index;
        }
    }

    /// The lineages whose index is the first of a pair, each by the second.
    fn renamed(self, pairs: &[(u16, u16)]) -> Self {
        let mut renamed = Self::EMPTY;
        pairs.iter().filter(|(old, _)| self.contains(*old)).for_each(|(_, new)| renamed.insert(*new));
        renamed
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// Which processes of an event are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// The event's own process.
    Own,
    /// Its parent.
    Parent,
    /// Its ancestors, as far as the event names them.
    Ancestors,
}

/// What a rule asks of one event of type `E` to follow the lineages in its conditions.
///
/// Generated rules and the interpreter implement it.
pub trait Lineages<E: ?Sized> {
    /// The lineages, each behind those that stand in its inner query. The same on every call.
    fn relations(&self) -> &[Relation];

    /// Whether the event satisfies the inner query of a lineage; `held` are the lineages that the event stands in.
    fn is_source(&self, lineage: u16, event: &E, held: LineageSet) -> bool;

    /// Writes the processes that the event names, as one column for the host and one for the process.
    fn processes(&self, kin: Kin, event: &E, out: &mut KeySink);

    /// Whether the event's process ends with it.
    fn has_ended(&self, event: &E) -> bool;

    /// Whether the event says that its host has started, so that no process from before lives.
    fn has_booted(&self, event: &E) -> bool;
}

/// A rule about single events that asks for lineages, and therefore can't be asked about one event alone: see
/// [`Tracker`].
pub trait LineageRule<E: ?Sized> {
    /// What the rule asks to follow its lineages.
    fn lineages(&self) -> &dyn Lineages<E>;

    /// Whether an event that stands in the lineages `held` satisfies the rule's condition.
    fn matches_in(&self, event: &E, held: LineageSet) -> bool;
}

/// No rule, where there can be none.
impl<E: ?Sized> LineageRule<E> for Infallible {
    fn lineages(&self) -> &dyn Lineages<E> {
        match *self {}
    }

    fn matches_in(&self, _: &E, _: LineageSet) -> bool {
        match *self {}
    }
}
