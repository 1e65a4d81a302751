//! What every rule of a pack says of one event.

use super::event::PackEvent;
use super::fields::FieldMap;
use super::index::{PackIndex, Unit};
use super::kinship::{Interview, Kinship, Said};
use super::memo::{Memo, Residue};
use super::survey::Survey;
use super::verdicts::Verdicts;
use crate::event::Event;
use crate::lineage::{Kin, Processes, Relations};
use crate::sequence::{KeySink, PredicateSet};

/// The predicates that the conditions of a pack are made of: tests of an event that do not depend on any other.
pub trait Predicates {
    /// Whether the predicate with this index holds, one of those that have to be asked; of what its literals decide nothing
    /// needs to be said.
    fn holds(&self, predicate: u32, event: &PackEvent<'_>) -> bool;

    /// Writes the processes that the event names, for the lineages that the rules share.
    fn processes(&self, kin: Kin, event: &PackEvent<'_>, out: &mut KeySink);
}

/// A rule of which the event satisfies something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The index of the rule.
    pub rule: u32,
    /// Its predicates that hold; that of an event rule is 0.
    pub predicates: PredicateSet,
}

/// Evaluates packs on one event after the other. What it needs for that is kept from event to event: an event that
/// satisfies nothing allocates nothing.
#[derive(Debug)]
pub struct Matcher {
    fields: FieldMap,
    verdicts: Verdicts,
    memo: Memo,
    survey: Survey,
    relations: Relations,
    matched: Vec<Matched>,
    units_evaluated: u64,
}

impl Matcher {
    /// A matcher for this pack, which reads these fields.
    #[must_use]
    pub fn new(index: &PackIndex<'_>, fields: FieldMap) -> Self {
        Self {
            fields,
            verdicts: Verdicts::new(index.asked as usize),
            memo: Memo::default(),
            survey: Survey::new(index),
            relations: (0..).map_while(|at| index.lineage(at)).map(|(relation, _)| relation).collect(),
            matched: Vec::new(),
            units_evaluated: 0,
        }
    }

    /// The rules of which the event satisfies something, in their order. `index` is that of [`new`](Self::new). Of the rules
    /// that share lineages those are among them that may match, depending on the processes before.
    pub fn run<E: Event>(&mut self, index: &PackIndex<'_>, predicates: &impl Predicates, event: &E) -> &[Matched] {
        self.run_with(index, predicates, Kinship::Unknown, event, |_, _| {});
        &self.matched
    }

    /// [`run`](Self::run), and what the event says about processes.
    pub fn run_noting<E: Event>(
        &mut self,
        index: &PackIndex<'_>,
        predicates: &impl Predicates,
        event: &E,
    ) -> (&[Matched], Said) {
        let mut said = Said::default();
        self.run_with(index, predicates, Kinship::Noted(&mut said), event, |_, _| {});
        (&self.matched, said)
    }

    /// [`run`](Self::run) where the processes before are known: exactly the rules of which the event satisfies something. It
    /// has to be shown every event in the order of time.
    pub fn run_following<E: Event>(
        &mut self,
        index: &PackIndex<'_>,
        predicates: &impl Predicates,
        processes: &mut Processes,
        event: &E,
    ) -> &[Matched] {
        self.run_with(index, predicates, Kinship::Followed(processes), event, |_, _| {});
        &self.matched
    }

    /// The event is read and `kinship` seen to; then `take` has the event, as it has been read, and those rules.
    pub(super) fn run_with<E: Event>(
        &mut self,
        index: &PackIndex<'_>,
        predicates: &impl Predicates,
        kinship: Kinship<'_>,
        event: &E,
        take: impl FnOnce(&PackEvent<'_>, &[Matched]),
    ) {
        let residue = self.look_up(index, event);
        let event = &PackEvent::new(event);
        self.evaluate(index, residue, predicates, kinship, event);
        take(event, &self.matched);
    }

    /// How many units were evaluated so far, and how many predicates asked that no literal had decided.
    #[must_use]
    pub const fn evaluated(&self) -> [u64; 2] {
        [self.units_evaluated, self.verdicts.asked()]
    }

    /// Finds the literals of the event, and what they leave of the conditions.
    fn look_up(&mut self, index: &PackIndex<'_>, event: &impl Event) -> Residue {
        let Self { fields, memo, survey, .. } = self;
        let tables = index.literal_tables();
        memo.next_event();
        event.visit_fields(fields, &mut |field, value| memo.add(&tables, field, value));
        memo.residue(|literals, residue| survey.run(index, literals, residue))
    }

    fn evaluate(
        &mut self,
        index: &PackIndex<'_>,
        residue: Residue,
        predicates: &impl Predicates,
        kinship: Kinship<'_>,
        event: &PackEvent<'_>,
    ) {
        let Self { verdicts, memo, relations, matched, units_evaluated, .. } = self;
        matched.clear();
        let residues = memo.residues();
        verdicts.next_event();
        let mut interview =
            Interview { index, predicates, event, verdicts, residues, residue, relations: *relations, held: None };
        interview.settle(kinship);
        let units = residues.units(residue).iter().filter(|unit| unit.rule != Unit::NO_RULE);
        for unit in units {
            *units_evaluated += 1;
            if interview.holds(unit.condition) {
                add(matched, unit.rule, unit.predicate);
            }
        }
    }
}

/// Units come in the order of their rules.
fn add(matched: &mut Vec<Matched>, rule: u32, predicate: u16) {
    match matched.last_mut() {
        Some(last) if last.rule == rule => last.predicates.set(predicate, true),
        _ => {
            let mut predicates = PredicateSet::EMPTY;
            predicates.set(predicate, true);
            matched.push(Matched { rule, predicates });
        }
    }
}
