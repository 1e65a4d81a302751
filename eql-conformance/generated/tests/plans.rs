//! Sequences at random on generated code: in the order of their events, and in any, they find what the oracle finds.

use eql_conformance::Random;
use eql_conformance::sequences::notation::TraceEvent;
use eql_conformance::sequences::oracle::{self, Found};
use eql_conformance::sequences::random::{as_found, cases, random_events, rule_of_seed, shuffled};
use eql_conformance::sequences::text;
use eql_conformance_generated::plans;
use eql_runtime::lineage::LineageSet;
use eql_runtime::sequence::{
    Detector, Evaluation, Limits, Match, Order, SequenceRule, evaluate, match_hits, sort_matches,
};
use serde_json::Value;

type Rule = &'static dyn SequenceRule<Value>;

#[test]
fn generated_code_agrees_with_the_oracle() {
    let plans = plans();
    for case in 0..cases(3000) {
        let (seed, compiled) = plans[case as usize % plans.len()];
        let rule = rule_of_seed(seed);
        let columns = rule.groups[0].len() as u64;
        let mut random = Random::seeded(case);
        let events = random_events(&mut random, &rule, columns);
        let expected = oracle::matches(&rule, &events);
        let context = || format!("case {case}, plan {seed}: {}\n{events:#?}", text::query(&rule).unwrap_or_default());
        assert_eq!(in_order(compiled, &events), expected, "in order, {}", context());
        assert_eq!(in_any_order(compiled, &shuffled(&mut random, &events)), expected, "in any order, {}", context());
    }
}

fn in_order(rule: Rule, events: &[TraceEvent]) -> Vec<Found> {
    let mut detector = Detector::new(rule);
    let mut found: Vec<Match<usize>> =
        events.iter().flat_map(|event| detector.push(&text::document(event), event.number)).collect();
    found.extend(detector.flush());
    sort_matches(&mut found, Order::Ordinal);
    found.iter().map(as_found).collect()
}

fn in_any_order(rule: Rule, events: &[TraceEvent]) -> Vec<Found> {
    let evaluated = (0..).zip(events).map(|(arrival, event)| {
        evaluate(rule, &text::document(event), LineageSet::EMPTY, arrival, 64, || event.number)
    });
    let hits = evaluated.filter_map(|evaluation| match evaluation {
        Evaluation::Hit(hit) => Some(hit),
        Evaluation::Irrelevant | Evaluation::NoTimestamp => None,
    });
    let (found, _) = match_hits(rule, hits.collect(), Limits::FINITE);
    found.iter().map(as_found).collect()
}
