//! From what rules found to what is reported.

use super::plan::timestamp_field;
use crate::report::{MatchRecord, RuleLabel, json_of, json_of_key};
use eql::dynamic::{Found, Rule};
use eql::sequence::{Match, Span};
use eql::{Datum, FieldBuf, Timestamp};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A match of an event rule, at this time.
pub(super) fn record_of_event<'r>(
    rule: Option<&'r RuleLabel>,
    time: Option<Timestamp>,
    document: Arc<str>,
) -> MatchRecord<'r> {
    MatchRecord { rule, join_keys: Vec::new(), events: vec![Some(document)], first: time, last: time, made: Map::new() }
}

/// A match of a sequence.
pub(super) fn record_of_match<'r>(rule: Option<&'r RuleLabel>, found: Match<Arc<str>>) -> MatchRecord<'r> {
    let join_keys = found.keys().iter().map(json_of_key).collect();
    let (first, last) = ends(found.span.as_ref());
    MatchRecord { rule, join_keys, events: found.events.into_vec(), first, last, made: Map::new() }
}

/// A result of a search.
pub(super) fn record_of_result<'r>(
    label: Option<&'r RuleLabel>,
    rule: &Rule,
    found: Found<Arc<str>>,
) -> MatchRecord<'r> {
    let join_keys = found.keys.iter().map(json_of_key).collect();
    let (first, last) = match &found.span {
        Some(span) => ends(Some(span)),
        None => ends_of_documents(rule, &found.events),
    };
    let made = found.record.iter().map(|(name, value)| ((*name).to_owned(), json_of_datum(value))).collect();
    MatchRecord { rule: label, join_keys, events: found.events.into_vec(), first, last, made }
}

fn ends(span: Option<&Span>) -> (Option<Timestamp>, Option<Timestamp>) {
    (span.map(|span| span.first), span.map(|span| span.last.time))
}

/// The earliest and the latest time of events that were kept without one.
fn ends_of_documents(rule: &Rule, events: &[Option<Arc<str>>]) -> (Option<Timestamp>, Option<Timestamp>) {
    let timestamp = timestamp_field(rule);
    let events = events.iter().flatten().filter_map(|text| serde_json::from_str(text).ok());
    let times: Vec<Timestamp> = events.filter_map(|event: Value| time(&event, &timestamp)).collect();
    (times.iter().min().copied(), times.iter().max().copied())
}

/// The time of an event.
pub(super) fn time(event: &impl eql::Event, timestamp: &FieldBuf) -> Option<Timestamp> {
    eql::Event::get(event, &timestamp.as_field(), Timestamp::from_value).flatten()
}

fn json_of_datum(value: &Datum<'_>) -> Value {
    match value {
        Datum::Plain(value) => json_of(value.reborrow()),
        Datum::List(items) => items.iter().map(json_of_datum).collect(),
        Datum::Object(fields) => fields.iter().map(|(key, value)| (key.to_string(), json_of_datum(value))).collect(),
    }
}
