//! What is asked of an event to follow lineages, whoever answers.

use super::{Kin, LineageSet, Lineages, Relation};
use crate::sequence::{KeyMode, KeySink, KeyTuple};
use smallvec::SmallVec;

/// The processes that one event names.
pub(crate) type Named = SmallVec<[KeyTuple; 1]>;

/// How many processes are read from one event of each kind of kin: its own, its parents, its ancestors.
const MOST_NAMED: usize = 4_096;

/// Answers for one event.
pub(crate) trait Questions {
    /// The lineages that are followed, by their index.
    fn relation(&self, lineage: u16) -> Option<Relation>;

    /// Whether the event satisfies the inner query of a lineage; `held` are the lineages that it stands in.
    fn is_source(&mut self, lineage: u16, held: LineageSet) -> bool;

    /// The processes that it names; `lost` counts those that are too many to be read.
    fn named(&mut self, kin: Kin, lost: &mut u64) -> Named;

    /// Whether its process ends with it.
    fn has_ended(&mut self) -> bool;

    /// Whether its host has just started.
    fn has_booted(&mut self) -> bool;
}

/// An event, and a rule that asks it.
pub(super) struct Asked<'a, E: ?Sized> {
    pub(super) lineages: &'a dyn Lineages<E>,
    pub(super) event: &'a E,
}

impl<E: ?Sized> Questions for Asked<'_, E> {
    fn relation(&self, lineage: u16) -> Option<Relation> {
        self.lineages.relations().get(usize::from(lineage)).copied()
    }

    fn is_source(&mut self, lineage: u16, held: LineageSet) -> bool {
        self.lineages.is_source(lineage, self.event, held)
    }

    fn named(&mut self, kin: Kin, lost: &mut u64) -> Named {
        named(lost, |sink| self.lineages.processes(kin, self.event, sink))
    }

    fn has_ended(&mut self) -> bool {
        self.lineages.has_ended(self.event)
    }

    fn has_booted(&mut self) -> bool {
        self.lineages.has_booted(self.event)
    }
}

/// The processes that `write` writes.
pub(crate) fn named(lost: &mut u64, write: impl FnOnce(&mut KeySink)) -> Named {
    let mut sink = KeySink::new(KeyMode::STANDARD);
    write(&mut sink);
    let mut named = Named::new();
    *lost += sink.drain(MOST_NAMED, |key| named.push(key));
    named
}
