//! Finite streams.

use super::bounds::{Counters, Limits};
use super::machine::Machine;
use super::matches::{Match, sort_matches};
use super::plan::Order;
use super::rule::{Hit, Sequence};

/// Steps through the hits of a finite stream, in any order, and returns the matches in the order of results, absences
/// at the end of the stream included (`sequences.md` §11.1), and what happened on the way.
#[must_use]
pub fn match_hits<R: Sequence + ?Sized, Id: Clone>(
    rule: &R,
    mut hits: Vec<Hit<Id>>,
    limits: Limits,
) -> (Vec<Match<Id>>, Counters) {
    let plan = rule.plan();
    match plan.mode.order {
        Order::Ordinal => hits.sort_by(|a, b| a.ordinal.cmp(&b.ordinal)),
        Order::Arrival => hits.sort_by_key(|hit| hit.ordinal.arrival),
    }
    let mut machine = Machine::new(&plan, limits);
    let mut matches = Vec::new();
    for hit in &hits {
        machine.step(rule, hit, &mut (), &mut |found| matches.push(found));
    }
    machine.flush(&mut (), &mut |found| matches.push(found));
    sort_matches(&mut matches, plan.mode.order);
    (matches, *machine.counters())
}
