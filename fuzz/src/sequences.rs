//! A rule and its events out of bytes: the interpreter finds what the oracle finds, in any order of arrival.

use arbitrary::Unstructured;
use eql::dynamic::{CompileOptions, Rule, Search, SearchOptions};
use eql::sequence::{Match, Order, sort_matches};
use eql_conformance::sequences::notation::{TraceEvent, TraceRule};
use eql_conformance::sequences::random::{as_found, random_events, random_rule, shuffled};
use eql_conformance::sequences::{Choices, oracle, text};

/// The bytes of the fuzzer decide; when they are used up, the first of all choices is taken.
struct Bytes<'d>(Unstructured<'d>);

impl Choices for Bytes<'_> {
    fn choose(&mut self, bound: u64) -> u64 {
        self.0.int_in_range(0..=bound - 1).unwrap_or(0)
    }
}

pub fn check(data: &[u8]) {
    let mut bytes = Bytes(Unstructured::new(data));
    let columns = bytes.choose(3);
    let groups = if columns == 2 && bytes.one_in(2) { 2 } else { 1 };
    let rule = random_rule(&mut bytes, columns, groups);
    let events = random_events(&mut bytes, &rule, columns);
    let Some(query) = text::query(&rule) else { return };
    let mut options = CompileOptions::default();
    options.tiebreaker_field = Some(text::TIEBREAKER.to_owned());
    let compiled = Rule::compile(&query, &options).unwrap_or_else(|refused| panic!("{query}: {refused}"));
    let expected = oracle::matches(&rule, &events);
    let context = || format!("{query}\n{events:#?}");
    assert_eq!(in_order(&compiled, &rule, &events), expected, "in order: {}", context());
    assert_eq!(in_any_order(&mut bytes, &compiled, &events), expected, "in any order: {}", context());
}

/// One event at a time, as a stream does.
fn in_order(compiled: &Rule, rule: &TraceRule, events: &[TraceEvent]) -> Vec<oracle::Found> {
    let mut detector = compiled.detector().expect("a sequence");
    let mut found: Vec<Match<usize>> =
        events.iter().flat_map(|event| detector.push(&text::document(event), event.number)).collect();
    found.extend(detector.flush());
    assert_eq!(rule.plan.mode.order, Order::Ordinal);
    sort_matches(&mut found, Order::Ordinal);
    found.iter().map(as_found).collect()
}

/// A search, which is given the events as they come.
fn in_any_order(bytes: &mut Bytes<'_>, compiled: &Rule, events: &[TraceEvent]) -> Vec<oracle::Found> {
    let mut search = Search::new(compiled, SearchOptions::default());
    shuffled(bytes, events).iter().for_each(|event| search.push(&text::document(event), event.number));
    let found = search.finish().into_iter();
    found
        .map(|found| oracle::Found { events: found.events.into_vec(), key: found.keys.iter().map(key).collect() })
        .collect()
}

fn key(key: &eql::sequence::KeyValue) -> Option<String> {
    match key.as_scalar() {
        Some(eql_runtime::Scalar::Str(text)) => Some(text.into_owned()),
        _ => None,
    }
}
