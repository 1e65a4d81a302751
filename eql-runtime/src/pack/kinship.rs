//! The lineages that rules of a pack share: what one event is asked about them.

use super::event::PackEvent;
use super::index::{PackIndex, Unit};
use super::matcher::Predicates;
use super::memo::{Residue, Residues};
use super::program::Answers;
use super::verdicts::Verdicts;
use crate::lineage::{Kin, KinNote, KnownIds, LineageSet, Named, Processes, Questions, Relations, named};
use std::sync::Arc;

/// What becomes of the lineages of an event.
#[derive(Debug)]
pub(super) enum Kinship<'k> {
    /// Nothing is known of processes: rules that ask for them are reported if they may match.
    Unknown,
    /// The same, and what the event says of processes is written down.
    Noted(&'k mut Said),
    /// The processes before are known, and the event tells about its own.
    Followed(&'k mut Processes),
}

/// What an event says about processes, for a [`KinLog`](crate::lineage::KinLog).
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What there is to keep of it; nothing if it names no process.
    pub note: Option<KinNote>,
    /// Whether it depends on the processes before what the event says: the whole event has to be kept.
    pub is_uncertain: bool,
    /// How many processes were not read, because there were too many.
    pub lost: u64,
}

/// An event, asked with the conditions of a pack.
pub(super) struct Interview<'a, P> {
    pub(super) index: &'a PackIndex<'a>,
    pub(super) predicates: &'a P,
    pub(super) event: &'a PackEvent<'a>,
    pub(super) verdicts: &'a mut Verdicts,
    /// What literals leave of the conditions, and which of that is of this event.
    pub(super) residues: &'a Residues,
    pub(super) residue: Residue,
    /// The lineages that rules share.
    pub(super) relations: Relations,
    /// The lineages that it stands in, as far as they are known.
    pub(super) held: Option<LineageSet>,
}

impl<P: Predicates> Interview<'_, P> {
    /// Whether the condition holds of which what is left starts there.
    #[inline]
    pub(super) fn holds(&mut self, condition: u32) -> bool {
        self.residues.program().evaluate(condition, self)
    }

    /// Finds out the lineages of the event.
    pub(super) fn settle(&mut self, kinship: Kinship<'_>) {
        if self.relations.all.is_empty() {
            return;
        }
        match kinship {
            Kinship::Unknown => {}
            Kinship::Noted(said) => *said = self.said(),
            Kinship::Followed(processes) => {
                let held = processes.observe_asking(self);
                self.held = Some(held);
            }
        }
    }

    fn said(&mut self) -> Said {
        let mut said = Said::default();
        let mut sources = LineageSet::EMPTY;
        for lineage in self.possible().iter() {
            if self.satisfies(lineage) {
                sources.insert(lineage);
                said.is_uncertain |= self.index.lineage(lineage).is_some_and(|(_, reads_others)| reads_others);
            }
        }
        said.note = KinNote::of(self, sources, &mut said.lost);
        said
    }

    /// Whether the event satisfies the inner query of a lineage that is possible.
    fn satisfies(&mut self, lineage: u16) -> bool {
        self.holds(self.residues.condition(self.residue, lineage.into()))
    }

    fn ended_or_booted(&mut self, which: usize) -> bool {
        self.holds(self.residue.ended_and_booted[which])
    }
}

impl<P: Predicates> Answers for Interview<'_, P> {
    #[inline]
    fn predicate(&mut self, index: u32) -> bool {
        let Self { verdicts, predicates, event, .. } = self;
        verdicts.answer(index, || predicates.holds(index, event))
    }

    fn lineage(&mut self, index: u16, negated: bool) -> bool {
        self.held.map_or(!negated, |held| held.contains(index))
    }
}

impl<P: Predicates> Questions for Interview<'_, P> {
    fn relations(&self) -> Relations {
        self.relations
    }

    /// Inner queries are the first units.
    fn possible(&self) -> LineageSet {
        let inner = self.residues.units(self.residue).iter().take_while(|open| open.rule == Unit::NO_RULE);
        inner.fold(LineageSet::EMPTY, |mut possible, open| {
            possible.insert(open.unit as u16);
            possible
        })
    }

    fn is_source(&mut self, lineage: u16, held: LineageSet) -> bool {
        self.held = Some(held);
        self.satisfies(lineage)
    }

    fn named(&mut self, kin: Kin, known: Option<&Arc<KnownIds>>, lost: &mut u64) -> Named {
        named(known, lost, |sink| self.predicates.processes(kin, self.event, sink))
    }

    fn has_ended(&mut self) -> bool {
        self.ended_or_booted(0)
    }

    fn has_booted(&mut self) -> bool {
        self.ended_or_booted(1)
    }
}
