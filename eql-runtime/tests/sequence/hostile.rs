//! Streams that someone made to hurt, in short: the long form is `examples/hostile.rs`.

use eql_conformance::sequences::notation::{TraceEvent, rule};
use eql_runtime::Timestamp;
use eql_runtime::sequence::{Detector, Limits, SequenceMode};

const SECOND: i64 = 1_000_000_000;

fn event(number: usize, at: i64, letters: &str, key: &str) -> TraceEvent {
    TraceEvent {
        number,
        time: Timestamp::from_nanos(at),
        tiebreaker: None,
        letters: letters.to_owned(),
        keys: Some(vec![vec![key.to_owned()]]),
    }
}

#[test]
fn a_key_for_every_event_keeps_to_the_limit() {
    let rule = rule("A B by=k", SequenceMode::STANDARD);
    let limits = Limits { max_keys: 1_000, ..Limits::DEFAULT };
    let mut detector = Detector::with_limits(&rule, limits);
    for number in 0..20_000_usize {
        detector.push(&event(number, number as i64, "A", &number.to_string()), number);
        assert!(detector.keys() <= 1_000);
    }
    assert_eq!(detector.counters().evicted_keys, 19_000);
    let found = detector.push(&event(0, 30_000, "B", "19999"), 20_000);
    assert_eq!(found.len(), 1, "the newest are kept");
}

#[test]
fn a_key_that_starts_over_and_over_keeps_one_match_in_progress() {
    let rule = rule("A B !M by=k maxspan=60s", SequenceMode::STANDARD);
    let limits = Limits { max_waiting: 100, ..Limits::DEFAULT };
    let mut detector = Detector::with_limits(&rule, limits);
    for number in 0..20_000_usize {
        let letters = if number % 10 == 9 { "B" } else { "A" };
        detector.push(&event(number, number as i64 * 1_000, letters, "x"), number);
        assert!(detector.waiting() <= 100 && detector.keys() == 1);
    }
    assert_eq!(detector.counters().dropped_waiting, 1_900);
}

#[test]
fn dates_at_the_ends_of_time_do_no_harm() {
    let rule = rule("!M A B*60 !N by=k maxspan=3600s until=U", SequenceMode::STANDARD);
    let mut detector = Detector::new(&rule);
    let times = [i64::MIN, i64::MIN + 1, -1, 0, 1, 7_258_118_400 * SECOND, i64::MAX - 1, i64::MAX];
    let mut number = 0;
    for &first in &times {
        for &second in &times {
            for (at, letters) in [(first, "AM"), (second, "ABN"), (first, "B"), (second, "BU"), (first, "M")] {
                number += 1;
                detector.push(&event(number, at, letters, "x"), number);
            }
        }
    }
    detector.advance_to(Timestamp::from_nanos(i64::MAX));
    detector.flush();
    assert!(detector.keys() <= 1);
}

#[test]
fn sixty_stages_share_their_events() {
    let rule = rule("A*60 by=k", SequenceMode::STANDARD);
    let mut detector = Detector::new(&rule);
    for number in 0..2_000_usize {
        let found = detector.push(&event(number, number as i64, "A", "x"), number);
        assert_eq!(found.len(), usize::from(number >= 59));
    }
    assert_eq!(detector.keys(), 1);
}

/// A match in progress of a rule without `maxspan` does not live for ever.
#[test]
fn without_maxspan_a_lifetime_ends_what_does_not_go_on() {
    let rule = rule("A B by=k", SequenceMode::STANDARD);
    let limits = Limits { lifetime: Some(10 * SECOND), grace: 0, ..Limits::DEFAULT };
    let mut detector = Detector::with_limits(&rule, limits);
    detector.push(&event(1, 0, "A", "x"), 1_usize);
    detector.push(&event(2, 0, "A", "y"), 2);
    assert_eq!(detector.push(&event(3, 10 * SECOND, "B", "x"), 3).len(), 1, "inclusive");
    assert_eq!(detector.push(&event(4, 10 * SECOND + 1, "B", "y"), 4).len(), 0);
    detector.push(&event(5, 11 * SECOND, "A", "z"), 5);
    detector.advance_to(Timestamp::from_nanos(21 * SECOND));
    assert_eq!((detector.keys(), detector.counters().outlived, detector.counters().lost()), (0, 2, 2));
}
