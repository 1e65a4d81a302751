//! What is asked of an event to follow lineages, whoever answers.

use super::{Kin, KnownIds, LineageSet, Lineages, Relation};
use crate::sequence::{KeyMode, KeySink, KeyTuple};
use smallvec::SmallVec;
use std::sync::Arc;

/// The processes that one event names.
pub(crate) type Named = SmallVec<[KeyTuple; 1]>;

/// How many processes are read from one event of each kind of kin: its own, its parents, its ancestors.
const MOST_NAMED: usize = 4_096;

/// Answers for one event.
pub(crate) trait Questions {
    /// The lineages that are followed.
    fn relations(&self) -> Relations;

    /// Those of them whose inner query the event may satisfy.
    fn possible(&self) -> LineageSet;

    /// Whether the event satisfies the inner query of a lineage; `held` are the lineages that it stands in.
    fn is_source(&mut self, lineage: u16, held: LineageSet) -> bool;

    /// The processes that it names, of which those may be left out that are not `known`; `lost` counts those that are too
    /// many to be read.
    fn named(&mut self, kin: Kin, known: Option<&Arc<KnownIds>>, lost: &mut u64) -> Named;

    /// Whether its process ends with it.
    fn has_ended(&mut self) -> bool;

    /// Whether its host has just started.
    fn has_booted(&mut self) -> bool;
}

/// The lineages that are followed, by how a process must be related.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Relations {
    pub(crate) all: LineageSet,
    pub(crate) descendants: LineageSet,
    pub(crate) children: LineageSet,
    pub(crate) events: LineageSet,
}

impl FromIterator<Relation> for Relations {
    fn from_iter<I: IntoIterator<Item = Relation>>(relations: I) -> Self {
        let mut found = Self::default();
        for (index, relation) in (0..).zip(relations) {
            found.all.insert(index);
            match relation {
                Relation::Descendant => found.descendants.insert(index),
                Relation::Child => found.children.insert(index),
                Relation::Event => found.events.insert(index),
            }
        }
        found
    }
}

/// An event, and a rule that asks it.
pub(super) struct Asked<'a, E: ?Sized> {
    pub(super) lineages: &'a dyn Lineages<E>,
    pub(super) event: &'a E,
}

impl<E: ?Sized> Questions for Asked<'_, E> {
    fn relations(&self) -> Relations {
        self.lineages.relations().iter().copied().collect()
    }

    fn possible(&self) -> LineageSet {
        LineageSet::first(self.lineages.relations().len() as u16)
    }

    fn is_source(&mut self, lineage: u16, held: LineageSet) -> bool {
        self.lineages.is_source(lineage, self.event, held)
    }

    fn named(&mut self, kin: Kin, known: Option<&Arc<KnownIds>>, lost: &mut u64) -> Named {
        named(known, lost, |sink| self.lineages.processes(kin, self.event, sink))
    }

    fn has_ended(&mut self) -> bool {
        self.lineages.has_ended(self.event)
    }

    fn has_booted(&mut self) -> bool {
        self.lineages.has_booted(self.event)
    }
}

/// The processes that `write` writes, of which those are left out that are not `known`.
pub(crate) fn named(known: Option<&Arc<KnownIds>>, lost: &mut u64, write: impl Fn(&mut KeySink)) -> Named {
    let mut sink = match known {
        // Nearly no event names a process that is known, and every one its host, which would be copied for nothing.
        Some(known) if !KeySink::has_known(known, &write) => return Named::new(),
        Some(known) => KeySink::of_known(Arc::clone(known)),
        None => KeySink::new(KeyMode::STANDARD),
    };
    write(&mut sink);
    let mut named = Named::new();
    *lost += sink.drain(MOST_NAMED, |key| named.push(key));
    named
}
