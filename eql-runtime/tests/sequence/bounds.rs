//! State is bounded, and what happens at the bounds is as documented (`sequences.md` §11.4, §11.6).

use eql_conformance::sequences::notation::{TraceRule, events, print, rule};
use eql_runtime::Timestamp;
use eql_runtime::sequence::{
    Counters, Detector, Limits, Match, Observer, Reason, SequenceMode, SequencePlanBuf, Transition,
};
use std::sync::Arc;

fn run(text: &str, limits: Limits, trace: &str) -> (String, Counters) {
    let rule = rule(text, SequenceMode::STANDARD);
    let mut detector = Detector::with_limits(&rule, limits);
    let mut found: Vec<Match<usize>> =
        events(trace).iter().flat_map(|event| detector.push(event, event.number)).collect();
    found.extend(detector.flush());
    (print(&found, false), detector.counters())
}

#[test]
fn the_key_used_least_recently_is_forgotten() {
    let limits = Limits { max_keys: 2, ..Limits::DEFAULT };
    let (found, counters) = run("A B by=k", limits, "1:A(x) 2:A(y) 3:A(z) 4:B(x) 5:B(y)");
    assert_eq!((found.as_str(), counters.evicted_keys), ("[2,5]", 1));
    let (found, _) = run("A B by=k", limits, "1:A(x) 2:A(y) 3:A(x) 4:A(z) 5:B(x) 6:B(y)");
    assert_eq!(found, "[3,5]");
}

#[test]
fn the_first_key_tuples_are_kept() {
    let limits = Limits { key_tuples_per_event: 2, ..Limits::DEFAULT };
    let (found, counters) = run("A B by=k", limits, "1:A(a|b|c) 2:B(c) 3:B(b)");
    assert_eq!((found.as_str(), counters.dropped_key_tuples), ("[1,3]", 1));
}

#[test]
fn the_waiting_match_due_first_is_given_up() {
    let limits = Limits { max_waiting: 1, ..Limits::DEFAULT };
    let (found, counters) = run("A !M by=k maxspan=1s", limits, "0:A(x) 1:A(y)");
    assert_eq!((found.as_str(), counters.dropped_waiting), ("[2,-]", 1));
}

#[test]
fn a_late_event_leaves_what_it_cannot_extend() {
    let (found, counters) = run("A B", Limits::DEFAULT, "5:A 3:B 6:B");
    assert_eq!((found.as_str(), counters.late), ("[1,3]", 1));
    let (found, _) = run("A B", Limits::DEFAULT, "10:A 5:A 11:B");
    assert_eq!(found, "[1,3]", "a late start comes before the one that would have replaced it");
}

#[test]
fn other_clocks_do_not_end_matches_within_grace() {
    let (found, _) = run("A B by=k maxspan=1s", Limits::DEFAULT, "0:A(x) 300000:A(y) 500:B(x)");
    assert_eq!(found, "[1,3]");
}

#[test]
fn maxspan_frees_state() {
    let rule = rule("!M A B by=k maxspan=1s", SequenceMode::STANDARD);
    let mut detector = Detector::with_limits(&rule, Limits { grace: 0, ..Limits::DEFAULT });
    for event in events("0:A(x) 1:A(y) 2:M(z)") {
        detector.push(&event, event.number);
    }
    assert_eq!(detector.keys(), 3);
    for (milliseconds, keys) in [(999, 3), (1000, 2), (1001, 1), (1003, 0)] {
        detector.advance_to(Timestamp::from_nanos(milliseconds * 1_000_000));
        assert_eq!(detector.keys(), keys, "after {milliseconds} ms");
    }
    assert_eq!(detector.counters().expired, 2);
}

#[test]
fn completed_and_ended_matches_leave_nothing() {
    let rule = rule("A B by=k until=U", SequenceMode::STANDARD);
    let mut detector = Detector::new(&rule);
    for event in events("1:A(x) 2:A(y) 3:B(x) 4:U(y) 5:B(z) 6:U(z) 7:C(z)") {
        detector.push(&event, event.number);
    }
    assert_eq!(detector.keys(), 0);
}

#[test]
fn trailing_absences_are_given_out_in_time() {
    let rule = rule("!L A !M by=k maxspan=1s", SequenceMode::STANDARD);
    let mut detector = Detector::new(&rule);
    let mut push = |trace: &str| {
        let found: Vec<Match<usize>> =
            events(trace).iter().flat_map(|event| detector.push(event, event.number)).collect();
        print(&found, false)
    };
    assert_eq!(push("0:A(x)"), "[-,1,-]", "nothing before: certain at once");
    assert_eq!(push("0:L(y) 1000:A(y)"), "[-,2,-]", "the window before it is open: certain at once");
    assert_eq!(push("2000:L(z) 2500:A(z) 3000:C(z)"), "", "certain only after 3 s");
    let found = detector.advance_to(Timestamp::from_nanos(3_000_000_000));
    assert_eq!(print(&found, false), "", "an event at 3 s and some microseconds may still come");
    let found = detector.advance_to(Timestamp::from_nanos(3_000_999_999));
    assert_eq!(print(&found, false), "[-,2,-]");
    let certain = found.first().and_then(|found| found.span.as_ref()).map(|span| span.certain.as_nanos());
    assert_eq!(certain, Some(3_000_000_000));
}

#[test]
fn an_event_without_part_still_tells_the_time() {
    let rule = rule("A !M maxspan=1s", SequenceMode::STANDARD);
    let mut detector = Detector::new(&rule);
    let found: Vec<Match<usize>> =
        events("0:A 1001:C").iter().flat_map(|event| detector.push(event, event.number)).collect();
    assert_eq!(print(&found, false), "[1,-]");
}

/// `sequences.md` §6: sixty matches in progress share their events.
#[test]
fn long_runs_share_their_events() {
    const RUNS: usize = 60;
    let text = format!("A*{RUNS} by=k");
    let rule = rule(&text, SequenceMode::STANDARD);
    let mut detector = Detector::new(&rule);
    let id = Arc::new(());
    let event = &events("0:A(x)")[0];
    let mut most = 0;
    let mut matches = 0;
    for _ in 0..10 * RUNS {
        matches += detector.push(event, Arc::clone(&id)).len();
        most = most.max(Arc::strong_count(&id) - 1);
    }
    assert_eq!(matches, 10 * RUNS - (RUNS - 1));
    assert!(most <= 3 * RUNS, "{most} events kept for {RUNS} runs");
}

#[test]
fn hidden_keys_are_not_shown() {
    let mut rule = rule("A B by=host,k", SequenceMode::STANDARD);
    rule.plan.hidden_keys = 1;
    let mut detector = Detector::new(&rule);
    let found: Vec<Match<usize>> =
        events("1:A(h;x) 2:B(i;x) 3:B(h;x)").iter().flat_map(|event| detector.push(event, event.number)).collect();
    assert_eq!(print(&found, true), r#"[1,3][Str("x")]"#);
}

#[derive(Default)]
struct Reasons(Vec<String>);

impl Observer<usize> for Reasons {
    fn observe(&mut self, transition: Transition<'_, usize>) {
        let event = transition.event.map_or("time".to_owned(), |(_, number)| number.to_string());
        self.0.push(format!("{event} {} {}", transition.reason.code(), transition.stage));
    }
}

#[test]
fn an_observer_hears_every_transition() {
    const ROWS: &[(&str, &str, &str)] = &[
        ("A B", "1:A 2:A 3:B", "1 start 0, 2 start 0, 2 override 0, 3 extend 1, 3 complete 1"),
        ("A B maxspan=1s", "0:A 2000:B", "1 start 0, 2 expire 0"),
        ("A B until=U", "1:A 2:U", "1 start 0, 2 until 0"),
        ("A B", "2:A 1:B", "1 start 0, 2 late 0"),
        ("A !M B maxspan=1s", "0:A 1:M 2:B", "1 start 0, 3 extend 2, 3 poison 2, 3 present 2"),
        ("A !M maxspan=1s", "0:A 1:M", "1 start 0, 1 wait 0, 2 present 0"),
        ("A !M maxspan=1s", "0:A 2000:M", "1 start 0, 1 wait 0, time complete 0"),
    ];
    for (text, trace, expected) in ROWS {
        let rule = rule(text, SequenceMode::STANDARD);
        let mut detector = Detector::observed(&rule, Limits::DEFAULT, Reasons::default());
        for event in events(trace) {
            detector.push(&event, event.number);
        }
        assert_eq!(detector.observer().0.join(", "), *expected, "{text} on {trace}");
    }
}

#[test]
fn codes_are_distinct() {
    let reasons = [
        Reason::Start,
        Reason::Extend,
        Reason::Override,
        Reason::Late,
        Reason::Unbound,
        Reason::Expire,
        Reason::Until,
        Reason::Poison,
        Reason::Present,
        Reason::Wait,
        Reason::Complete,
        Reason::Evict,
    ];
    let codes: std::collections::BTreeSet<_> = reasons.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes.len(), reasons.len());
}

/// Plans are what generated code keeps in a `static`; a plan that asks for nothing must not panic.
#[test]
fn an_empty_plan_finds_nothing() {
    let plan = SequencePlanBuf {
        stages: Vec::new(),
        until: None,
        maxspan: None,
        hidden_keys: 0,
        mode: SequenceMode::STANDARD,
    };
    let mut detector = Detector::new(TraceRule { plan, groups: vec![Vec::new()] });
    assert!(events("1:A 2:B").iter().all(|event| detector.push(event, event.number).is_empty()));
}
