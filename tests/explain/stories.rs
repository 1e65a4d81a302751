//! What is told of each join key. Rows are those of `sequences.md` where they name one.

use eql::dynamic::CompileOptions;
use eql::dynamic::explain::{Explainer, Inquiry, Reason, Report};
use serde_json::{Value, json};

fn report(query: &str, events: &[Value]) -> Report<usize> {
    let explainer = Explainer::compile(query, &CompileOptions::default()).unwrap_or_else(|faults| panic!("{faults}"));
    let mut inquiry = Inquiry::new(&explainer, 5);
    for (at, event) in events.iter().enumerate() {
        inquiry.push(event, || at);
    }
    inquiry.finish()
}

/// An event at a second, of key `k`, that satisfies the stages with these letters.
fn event(seconds: u64, letters: &str, key: &str) -> Value {
    let mut event = json!({"@timestamp": seconds * 1000, "k": key, "host": {"id": "h"}, "event": {"category": "x"}});
    for letter in letters.chars() {
        event[letter.to_string()] = json!(1);
    }
    event
}

/// The only story of a query over events: its reason, how many stages it reached, and the event that it points at.
fn check(query: &str, events: &[Value], reason: Reason, reached: usize, nearest: Option<usize>) -> Option<i64> {
    let report = report(query, events);
    let story = report.stories.first().unwrap_or_else(|| panic!("{query}: no story"));
    let near = story.nearest.as_ref().map(|event| event.id);
    assert_eq!((story.reason, story.reached, near), (reason, reached, nearest), "{query}: {story:#?}");
    story.nearest.as_ref().and_then(|event| event.excess)
}

const PAIR: &str = "sequence by k with maxspan=10s [x where A == 1] [x where B == 1]";

#[test]
fn pairs() {
    check(PAIR, &[event(1, "A", "k"), event(11, "B", "k")], Reason::Match, 2, None);
    let excess = check(PAIR, &[event(1, "A", "k"), event(14, "B", "k")], Reason::Maxspan, 1, Some(1));
    assert_eq!(excess, Some(3_000_000_000));
    // Long after, when the machine has forgotten the first event.
    let excess = check(PAIR, &[event(1, "A", "k"), event(9_011, "B", "k")], Reason::Maxspan, 1, Some(1));
    assert_eq!(excess, Some(9_000_000_000_000));
    check(PAIR, &[event(1, "B", "k"), event(2, "A", "k")], Reason::Order, 1, Some(0));
    check(PAIR, &[event(1, "A", "k"), event(2, "B", "l")], Reason::Key, 1, Some(1));
    check(PAIR, &[event(1, "A", "k"), event(2, "", "k")], Reason::Condition, 1, Some(1));
    check(PAIR, &[event(1, "A", "k"), event(20, "B", "l")], Reason::NoEvent, 1, None);
    let other = "sequence by k with maxspan=10s [x where A == 1] [y where B == 1]";
    check(other, &[event(1, "A", "k"), event(2, "B", "k")], Reason::NoEvent, 1, None);
}

#[test]
fn what_ends_a_match_in_progress() {
    let triple = "sequence by k [x where A == 1] [x where B == 1] [x where C == 1]";
    check(triple, &[event(1, "A", "k"), event(2, "B", "k")], Reason::NoEvent, 2, None);
    let until = format!("{triple} until [x where U == 1]");
    let events = [event(1, "A", "k"), event(2, "B", "k"), event(3, "U", "k"), event(4, "C", "k")];
    check(&until, &events, Reason::Until, 2, Some(2));
    // The second pair takes the place of the first, and both lack the third event.
    let events = [event(1, "A", "k"), event(2, "B", "k"), event(3, "A", "k"), event(4, "B", "k")];
    let report = report(triple, &events);
    assert_eq!((report.stories[0].events.as_slice(), report.stories[0].attempts), (&[2, 3][..], 2));
    let absence = "sequence by k with maxspan=10s [x where A == 1] ![x where M == 1] [x where B == 1]";
    check(absence, &[event(1, "A", "k"), event(2, "M", "k"), event(3, "B", "k")], Reason::Absence, 2, Some(1));
    let trailing = "sequence by k with maxspan=10s [x where A == 1] ![x where M == 1]";
    check(trailing, &[event(1, "A", "k"), event(2, "M", "k")], Reason::Absence, 1, Some(1));
    check(trailing, &[event(1, "A", "k"), event(12, "M", "k")], Reason::Match, 1, None);
}

#[test]
fn runs_count_each_event() {
    let runs = "sequence by k [x where A == 1] with runs=3 [x where B == 1]";
    check(runs, &[event(1, "A", "k"), event(2, "A", "k")], Reason::NoEvent, 2, None);
    let events = [event(1, "A", "k"), event(2, "A", "k"), event(3, "A", "k"), event(4, "B", "k")];
    check(runs, &events, Reason::Match, 4, None);
}

#[test]
fn events_that_cannot_take_part_are_counted() {
    let report = report(
        PAIR,
        &[json!({"k": "k", "A": 1, "event": {"category": "x"}}), {
            let mut keyless = event(1, "A", "k");
            keyless["k"] = Value::Null;
            keyless
        }],
    );
    assert_eq!((report.without_time, report.without_key), (1, 1));
}

#[test]
fn samples_say_which_filter_is_empty() {
    let sample = "sample by k [x where A == 1] [x where B == 1]";
    check(sample, &[event(1, "A", "k"), event(2, "B", "k")], Reason::Match, 2, None);
    check(sample, &[event(1, "A", "k"), event(2, "", "k")], Reason::Condition, 1, Some(0));
}

#[test]
fn stages_say_what_keeps_events_out() {
    let report = report(PAIR, &[event(1, "A", "k"), event(2, "", "k"), event(3, "", "k"), event(4, "B", "k")]);
    let [first, second] = report.stages.as_slice() else { panic!("two stages") };
    assert_eq!((first.of_category, first.satisfied, first.failing[0].count), (4, 1, 3));
    assert_eq!((second.of_category, second.satisfied, second.nearest.len()), (4, 1, 3));
    assert_eq!(first.failing[0].reason, Reason::MissingField);
}
