//! Rules over a set of events: conditions are evaluated in the order of input, sequences followed in the order of time.

use crate::failure::Failure;
use crate::input::Event;
use crate::report::{MatchRecord, RuleLabel, json_of};
use eql::Timestamp;
use eql::dynamic::{Found, Kind, Rule, Search, SearchOptions};
use eql::sequence::{Detector, KeyValue, Match, Span};
use serde_json::Value;
use std::cmp::Ordering;
use std::sync::Arc;

/// Rules at work.
#[derive(Debug)]
pub(crate) struct Engine<'r> {
    rules: Vec<Active<'r>>,
}

/// A rule at work.
#[derive(Debug)]
struct Active<'r> {
    rule: &'r Rule,
    label: Option<&'r RuleLabel>,
    method: Method,
}

/// How a rule is followed. The documents of events that take part are kept until their matches are known.
#[derive(Debug)]
enum Method {
    /// Event by event, reported at once.
    Each,
    /// Kept, and reported at the end.
    Search(Box<Search<Arc<str>>>),
    /// Step by step, for events that come in order of time.
    Follow(Box<Detector<eql::dynamic::SequenceRule, Arc<str>>>),
}

impl<'r> Engine<'r> {
    /// An engine without rules.
    pub(crate) const fn new() -> Self {
        Self { rules: Vec::new() }
    }

    /// Adds a rule. `assume_sorted` reports sequences as soon as they are complete.
    pub(crate) fn add(
        &mut self,
        rule: &'r Rule,
        label: Option<&'r RuleLabel>,
        options: SearchOptions,
        assume_sorted: bool,
    ) {
        let limited = options.size.is_some() || !rule.ir().limits.is_empty();
        let follow = || rule.detector().filter(|_| assume_sorted && !limited).map(Box::new);
        let method = match rule.kind() {
            Kind::Event if !limited => Method::Each,
            _ => follow().map_or_else(|| Method::Search(Box::new(Search::new(rule, options))), Method::Follow),
        };
        self.rules.push(Active { rule, label, method });
    }

    /// Takes an event, and gives the matches that are certain now to `emit`.
    pub(crate) fn push(
        &mut self,
        event: &Event<'_>,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut document = Document { text: event.text, kept: None };
        for Active { rule, label, method } in &mut self.rules {
            match method {
                Method::Each => {
                    if rule.matches(&event.value) {
                        let time = rule.ordinal(&event.value, event.arrival).map(|ordinal| ordinal.time);
                        let events = vec![Some(document.keep())];
                        emit(MatchRecord { rule: *label, join_keys: Vec::new(), events, first: time, last: time })?;
                    }
                }
                Method::Search(search) => search.push(&event.value, document.keep()),
                Method::Follow(detector) => {
                    for found in detector.push(&event.value, document.keep()) {
                        emit(record_of_match(*label, found))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Gives out the matches that needed the end of the events: in the order of their last events, rules and keys.
    pub(crate) fn finish(
        self,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<Unplaced, Failure> {
        let mut unplaced = Unplaced::default();
        let mut results = Vec::new();
        for Active { rule, label, method } in self.rules {
            match method {
                Method::Each => {}
                Method::Search(search) => {
                    unplaced.without_timestamp = unplaced.without_timestamp.max(search.without_time());
                    results.extend(search.finish().into_iter().map(|found| (label, rule, found)));
                }
                Method::Follow(mut detector) => {
                    for found in detector.flush() {
                        emit(record_of_match(label, found))?;
                    }
                    let counters = detector.counters();
                    unplaced.without_timestamp = unplaced.without_timestamp.max(counters.no_timestamp);
                    unplaced.late = unplaced.late.max(counters.late);
                }
            }
        }
        // Stable: the rules are in order, and the matches of each have their own.
        results.sort_by(|(_, _, a), (_, _, b)| by_last_event(a.span.as_ref(), b.span.as_ref()));
        for (label, rule, found) in results {
            emit(record_of_result(label, rule, found))?;
        }
        Ok(unplaced)
    }
}

/// Events that had no proper place in the order of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unplaced {
    pub(crate) without_timestamp: u64,
    pub(crate) late: u64,
}

/// The text of an event, shared by the rules that keep it.
struct Document<'e> {
    text: &'e str,
    kept: Option<Arc<str>>,
}

impl Document<'_> {
    fn keep(&mut self) -> Arc<str> {
        Arc::clone(self.kept.get_or_insert_with(|| self.text.into()))
    }
}

fn by_last_event(a: Option<&Span>, b: Option<&Span>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.last.cmp(&b.last),
        // Samples have no place in time.
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

fn record_of_match<'r>(rule: Option<&'r RuleLabel>, found: Match<Arc<str>>) -> MatchRecord<'r> {
    let join_keys = found.keys().iter().map(json_of_key).collect();
    let (first, last) = ends(found.span.as_ref());
    MatchRecord { rule, join_keys, events: found.events.into_vec(), first, last }
}

fn record_of_result<'r>(label: Option<&'r RuleLabel>, rule: &Rule, found: Found<Arc<str>>) -> MatchRecord<'r> {
    let join_keys = found.keys.iter().map(json_of_key).collect();
    let (first, last) = match &found.span {
        Some(span) => ends(Some(span)),
        None => ends_of_documents(rule, &found.events),
    };
    MatchRecord { rule: label, join_keys, events: found.events.into_vec(), first, last }
}

fn ends(span: Option<&Span>) -> (Option<Timestamp>, Option<Timestamp>) {
    (span.map(|span| span.first), span.map(|span| span.last.time))
}

/// The earliest and the latest time of events that were kept without one.
fn ends_of_documents(rule: &Rule, events: &[Option<Arc<str>>]) -> (Option<Timestamp>, Option<Timestamp>) {
    let times = events.iter().flatten().filter_map(|text| {
        let event: Value = serde_json::from_str(text).ok()?;
        rule.ordinal(&event, 0).map(|ordinal| ordinal.time)
    });
    let times: Vec<Timestamp> = times.collect();
    (times.iter().min().copied(), times.iter().max().copied())
}

fn json_of_key(key: &KeyValue) -> Value {
    match (key.elements(), key.as_scalar()) {
        (Some(elements), _) => elements.iter().map(json_of_key).collect(),
        (None, Some(scalar)) => json_of(scalar),
        (None, None) => Value::Null,
    }
}
