//! Finite streams.

use super::bounds::{Counters, Limits};
use super::machine::Machine;
use super::matches::{Match, sort_matches};
use super::observer::Observer;
use super::plan::Order;
use super::rule::{Hit, Sequence};

/// Steps through the hits of a finite stream, in any order, and returns the matches in the order of results, absences
/// at the end of the stream included (`sequences.md` §11.1), and what happened on the way.
#[must_use]
pub fn match_hits<R: Sequence + ?Sized, Id: Clone>(
    rule: &R,
    hits: Vec<Hit<Id>>,
    limits: Limits,
) -> (Vec<Match<Id>>, Counters) {
    match_hits_observed(rule, hits, limits, &mut ())
}

/// [`match_hits`], of whose transitions `observer` hears.
#[must_use]
pub fn match_hits_observed<R: Sequence + ?Sized, Id: Clone, O: Observer<Id>>(
    rule: &R,
    mut hits: Vec<Hit<Id>>,
    limits: Limits,
    observer: &mut O,
) -> (Vec<Match<Id>>, Counters) {
    let plan = rule.plan();
    match plan.mode.order {
        Order::Ordinal => hits.sort_by(|a, b| a.ordinal.cmp(&b.ordinal)),
        Order::Arrival => hits.sort_by_key(|hit| hit.ordinal.arrival),
    }
    let mut machine = Machine::new(&plan, limits);
    let mut matches = Vec::new();
    for hit in &hits {
        machine.step(rule, hit, observer, &mut |found| matches.push(found));
    }
    machine.flush(observer, &mut |found| matches.push(found));
    sort_matches(&mut matches, plan.mode.order);
    (matches, *machine.counters())
}
