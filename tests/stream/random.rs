//! Sequences at random through the interpreter: in the order of their events, and in any, they find what the naive oracle
//! finds. Generated code does the same in `eql-conformance/generated`.

use eql::Scalar;
use eql::dynamic::{CompileOptions, Rule, Search, SearchOptions};
use eql::sequence::{Match, Order, sort_matches};
use eql_conformance::Random;
use eql_conformance::sequences::notation::TraceEvent;
use eql_conformance::sequences::oracle::{self, Found};
use eql_conformance::sequences::random::{as_found, cases, random_events, rule_of_seed, shuffled};
use eql_conformance::sequences::text;

#[test]
fn the_interpreter_agrees_with_the_oracle() {
    let mut options = CompileOptions::default();
    options.tiebreaker_field = Some(text::TIEBREAKER.to_owned());
    for case in 0..cases(1000) {
        let rule = rule_of_seed(case);
        let Some(query) = text::query(&rule) else { continue };
        let compiled = Rule::compile(&query, &options).unwrap_or_else(|refused| panic!("{query}: {refused}"));
        let mut random = Random::seeded(case);
        let events = random_events(&mut random, &rule, rule.groups[0].len() as u64);
        let expected = oracle::matches(&rule, &events);
        let context = || format!("case {case}: {query}\n{events:#?}");
        assert_eq!(in_order(&compiled, &events), expected, "in order, {}", context());
        assert_eq!(in_any_order(&compiled, &shuffled(&mut random, &events)), expected, "in any order, {}", context());
    }
}

fn in_order(rule: &Rule, events: &[TraceEvent]) -> Vec<Found> {
    let mut detector = rule.detector().expect("a sequence");
    let mut found: Vec<Match<usize>> =
        events.iter().flat_map(|event| detector.push(&text::document(event), event.number)).collect();
    found.extend(detector.flush());
    sort_matches(&mut found, Order::Ordinal);
    found.iter().map(as_found).collect()
}

fn in_any_order(rule: &Rule, events: &[TraceEvent]) -> Vec<Found> {
    let mut search = Search::new(rule, SearchOptions::default());
    events.iter().for_each(|event| search.push(&text::document(event), event.number));
    let key = |key: Option<Scalar<'_>>| match key {
        Some(Scalar::Str(text)) => Some(text.into_owned()),
        _ => None,
    };
    let found = search.finish().into_iter().map(|found| Found {
        events: found.events.into_vec(),
        key: found.keys.iter().map(|value| key(value.as_scalar())).collect(),
    });
    found.collect()
}
