//! A finite stream whose events come in any order.

use super::bounds::{Counters, Limits};
use super::machine::Machine;
use super::matches::{Match, sort_matches};
use super::plan::Order;
use super::rule::{Evaluation, Hit, Sequence, SequenceRule, evaluate};

/// Runs one sequence rule over a finite stream: events in any order in, matches in the order of results out, absences
/// included (`sequences.md` §11.1).
///
/// It keeps what it needs of every event that takes part, and nothing of others.
#[derive(Debug)]
pub struct Batch<R, Id> {
    rule: R,
    limits: Limits,
    hits: Vec<Hit<Id>>,
    arrivals: u64,
    no_timestamp: u64,
}

impl<R: Sequence, Id: Clone> Batch<R, Id> {
    /// A batch without events.
    #[must_use]
    pub fn new(rule: R, limits: Limits) -> Self {
        Self { rule, limits, hits: Vec::new(), arrivals: 0, no_timestamp: 0 }
    }

    /// Takes an event; `id` is only asked if it takes part.
    pub fn push<E: ?Sized>(&mut self, event: &E, id: impl FnOnce() -> Id)
    where
        R: SequenceRule<E>,
    {
        let arrival = self.arrivals;
        self.arrivals += 1;
        match evaluate(&self.rule, event, arrival, self.limits.key_tuples_per_event, id) {
            Evaluation::Hit(hit) => self.hits.push(hit),
            Evaluation::NoTimestamp => self.no_timestamp += 1,
            Evaluation::Irrelevant => {}
        }
    }

    /// The matches, and what happened on the way.
    #[must_use]
    pub fn finish(mut self) -> (Vec<Match<Id>>, Counters) {
        let plan = self.rule.plan();
        if plan.mode.order == Order::Ordinal {
            self.hits.sort_by(|a, b| a.ordinal.cmp(&b.ordinal));
        }
        let mut machine = Machine::new(&plan, self.limits);
        let mut matches = Vec::new();
        for hit in &self.hits {
            machine.step(&self.rule, hit, &mut (), &mut |found| matches.push(found));
        }
        machine.flush(&mut (), &mut |found| matches.push(found));
        sort_matches(&mut matches, plan.mode.order);
        (matches, Counters { no_timestamp: self.no_timestamp, ..*machine.counters() })
    }
}
