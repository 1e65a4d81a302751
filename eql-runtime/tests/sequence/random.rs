//! The machine and the oracle on random rules and streams.
//!
//! Every case is made from its number, so that a failure can be repeated. `EQL_CASES` sets how many there are.

use eql_conformance::Random;
use eql_conformance::sequences::Choices;
use eql_conformance::sequences::notation::{TraceEvent, TraceRule, matches_of_finite};
use eql_conformance::sequences::oracle::{self, Found};
use eql_conformance::sequences::random::{as_found, cases, random_events, random_rule, shuffled};
use eql_runtime::sequence::{Detector, Limits, Match, Order, sort_matches};

const CASES: u64 = 3000;

fn check(case: u64) {
    let mut random = Random::seeded(case);
    let columns = random.choose(3);
    let groups = if columns == 2 && random.one_in(2) { 2 } else { 1 };
    let rule = random_rule(&mut random, columns, groups);
    let events = random_events(&mut random, &rule, columns);
    let context = || format!("case {case}: {rule:#?}\n{events:#?}");
    let expected = oracle::matches(&rule, &events);
    check_stream(&mut random, &rule, &events, &expected, context);
    check_disorder(&mut random, &rule, &events, &expected, context);
}

/// The events in order, one at a time.
fn check_stream(
    random: &mut Random,
    rule: &TraceRule,
    events: &[TraceEvent],
    expected: &[Found],
    context: impl Fn() -> String,
) {
    // With no grace, matches in progress are forgotten as soon as they can be; that must not show.
    let grace = if random.one_in(2) { 0 } else { Limits::DEFAULT.grace };
    let mut detector = Detector::with_limits(rule, Limits { grace, ..Limits::DEFAULT });
    let mut found = Vec::new();
    for event in events {
        let completed: Vec<Match<usize>> = detector.push(event, event.number);
        let early = completed.iter().filter_map(|found| found.span.as_ref()).any(|span| span.certain > event.time);
        assert!(!early, "a match before it was certain, {}", context());
        found.extend(completed);
    }
    let live = found.clone();
    found.extend(detector.flush());
    sort_matches(&mut found, Order::Ordinal);
    assert_eq!(found.iter().map(as_found).collect::<Vec<_>>(), expected, "{}", context());
    if !rule.plan.stages.last().is_some_and(|stage| stage.missing) {
        assert_eq!(live, found, "the order of output is the order of completion, {}", context());
    }
}

/// The events in any order: a finite stream gives the same matches, and a detector with room for very little neither
/// fails nor takes more room.
fn check_disorder(
    random: &mut Random,
    rule: &TraceRule,
    events: &[TraceEvent],
    expected: &[Found],
    context: impl Fn() -> String,
) {
    let shuffled = shuffled(random, events);
    if rule.plan.mode.order == Order::Ordinal {
        let (found, _) = matches_of_finite(rule, &shuffled);
        assert_eq!(found.iter().map(as_found).collect::<Vec<_>>(), expected, "shuffled, {}", context());
    }

    let max_keys = 1 + random.choose(2) as usize;
    let limits = Limits { max_keys, max_waiting: 1, key_tuples_per_event: 2, grace: 0, ..Limits::DEFAULT };
    let mut detector = Detector::with_limits(rule, limits);
    let mut matches = 0;
    for event in &shuffled {
        matches += detector.push(event, event.number).len();
        assert!(detector.keys() <= max_keys, "{}", context());
    }
    matches += detector.flush().len();
    assert_eq!(detector.counters().matches, matches as u64, "{}", context());
}

#[test]
fn the_machine_agrees_with_the_oracle() {
    (0..cases(CASES)).for_each(check);
}
