//! Results.

use super::key::{KeyTuple, KeyValue};
use super::ordinal::Ordinal;
use super::plan::Order;
use crate::time::Timestamp;
use std::cmp::Ordering;

/// Events that together satisfy a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Match<Id> {
    /// The event of each stage, `with runs` written out; `None` where the rule asks for the absence of one.
    pub events: Box<[Option<Id>]>,
    /// The times and the place that sequences and joins have; samples have none.
    pub span: Option<Span>,
    pub(crate) key: KeyTuple,
    pub(crate) hidden_keys: u16,
}

/// When a match happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// The time of its first event.
    pub first: Timestamp,
    /// The place of its last event in the order of the stream; decides the order of output.
    pub last: Ordinal,
    /// The event time at which it became certain: later than its last event if an absence had to be waited for.
    pub certain: Timestamp,
}

impl<Id> Match<Id> {
    /// The values that join the events, in the order in which the rule names the keys.
    #[must_use]
    pub fn keys(&self) -> &[KeyValue] {
        self.key.values().get(usize::from(self.hidden_keys)..).unwrap_or_default()
    }

    /// The order of results (`sequences.md` §10.3): by last event, then by key. Arrival decides which event is later
    /// where the dialect says so.
    #[must_use]
    pub fn cmp_output(&self, other: &Self, order: Order) -> Ordering {
        let events = match (&self.span, &other.span) {
            (Some(a), Some(b)) if order == Order::Arrival => a.last.arrival.cmp(&b.last.arrival),
            (Some(a), Some(b)) => a.last.cmp(&b.last),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        events.then_with(|| self.key.cmp(&other.key))
    }
}

/// Sorts matches of one rule into the order of results (`sequences.md` §10.3).
///
/// A stream gives matches in this order already, except those that waited for an absence.
pub fn sort_matches<Id>(matches: &mut [Match<Id>], order: Order) {
    matches.sort_by(|a, b| a.cmp_output(b, order));
}
