//! The shared rules in one pack (a build without optimisation takes a part of them): the index, the sharing of predicates and the engine find what each rule finds alone.
//!
//! The events are those of the shared corpora, and random ones made of what the rules ask for.

#![expect(clippy::disallowed_methods, reason = "tests read the shared corpora, and ask how long to run")]

mod corpus;
mod lineages;
mod random;

use eql::dynamic::{Alert, CompileOptions, Engine, Kind, Matched, Pack, PackMatcher, Rule};
use eql::json::Projection;
use eql::sequence::{Detector, Limits, PredicateSet};
use serde_json::Value;

/// How many random events are tried; `EQL_CASES` asks for more.
const CASES: usize = if cfg!(debug_assertions) { 200 } else { 5_000 };

/// What the rules say one by one.
fn each_alone(rules: &[Rule], event: &Value) -> Vec<Matched> {
    let matched = (0..).zip(rules).map(|(rule, alone)| Matched { rule, predicates: alone.matched(event) });
    matched.filter(|matched| matched.predicates != PredicateSet::EMPTY).collect()
}

/// A pack with and without its index.
struct Checked {
    pack: Pack,
    with_index: PackMatcher,
    without_index: PackMatcher,
    /// The fields of all rules, to read events as lines.
    projection: Projection,
    /// How often some rule said anything.
    matched: usize,
}

impl Checked {
    fn new(rules: Vec<Rule>) -> Self {
        let fields = rules.iter().flat_map(|rule| rule.ir().fields.iter().map(|(_, field)| field.path.clone()));
        let projection = Projection::new(fields.collect::<Vec<_>>());
        let pack = Pack::following_apart(rules);
        let without_index = pack.without_index().matcher();
        Self { with_index: pack.matcher(), without_index, pack, projection, matched: 0 }
    }

    fn check(&mut self, event: &Value) -> Vec<Matched> {
        let expected = each_alone(self.pack.rules(), event);
        assert_eq!(self.without_index.run(event), expected, "without index: {event}");
        assert_eq!(self.with_index.run(event), expected, "with index: {event}");
        let line = event.to_string();
        let read = self.projection.read_text(&line).expect("what serde_json wrote");
        assert_eq!(self.with_index.run(&read), expected, "with index, as a line: {event}");
        self.matched += expected.len();
        expected
    }
}

/// `architecture.md` §6: the index may only over-approximate.
#[test]
fn random_events_get_the_same_verdicts() {
    let Some(rules) = corpus::rules() else { return };
    let mut events = random::Events::of(&rules);
    let mut checked = Checked::new(rules);
    let cases = std::env::var("EQL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    for _ in 0..cases {
        checked.check(&events.next());
    }
    assert!(checked.matched > cases / 2, "the events are too dull: {}", checked.matched);
    let [with_index, without_index] = [&checked.with_index, &checked.without_index].map(|matcher| matcher.evaluated());
    assert!(with_index[0] * 10 < without_index[0], "the index wakes too much: {with_index:?} of {without_index:?}");
}

/// What is remembered of literals leaves open what else a rule asks.
#[test]
fn events_with_the_same_literals_get_their_own_answers() {
    let texts = [
        r#"process where process.name : "cmd.exe" and process.pid > 10"#,
        r#"process where process.name : "c*.exe" and not process.pid == 20"#,
        r#"process where process.name == "cmd.exe" and user.name regex "a.*""#,
        r#"process where process.name : ("?md.exe", "x") and (process.pid > 10 or user.name : "*b*")"#,
        r#"any where process.pid == null and process.name != null"#,
        r#"any where process.trusted == true and not user.name : "b?""#,
        r#"any where process.trusted != true and process.pid != null"#,
    ];
    let rules: Vec<Rule> =
        texts.iter().map(|text| Rule::compile(text, &CompileOptions::default()).expect(text)).collect();
    let mut checked = Checked::new(rules);
    let absent = Value::Null;
    let names =
        [absent.clone(), "cmd.exe".into(), "CMD.EXE".into(), "calc.exe".into(), serde_json::json!(["x", "cmd.exe"])];
    let pids = [absent.clone(), 5.into(), 20.into(), "20".into(), serde_json::json!([5, 20])];
    let trusted = [absent.clone(), true.into(), false.into(), "true".into()];
    let users = [absent, "ab".into(), "ba".into()];
    for _ in 0..2 {
        for (name, pid) in names.iter().flat_map(|name| pids.iter().map(move |pid| (name, pid))) {
            for (trusted, user) in trusted.iter().flat_map(|trusted| users.iter().map(move |user| (trusted, user))) {
                let event = serde_json::json!({
                    "event": {"category": "process"},
                    "process": {"name": name, "pid": pid, "trusted": trusted},
                    "user": {"name": user},
                });
                checked.check(&event);
            }
        }
    }
    assert!(checked.matched > 600, "{}", checked.matched);
}

/// Who follows a pack can read what its limits cost each rule.
#[test]
fn what_limits_cost_can_be_read() {
    let texts = ["any where a == 2", "sequence by user [any where a == 1] [any where a == 2]"];
    let rules = texts.map(|text| Rule::compile(text, &CompileOptions::default()).expect("a rule"));
    let mut engine = Engine::with_limits(Pack::new(rules), Limits { max_keys: 1, ..Limits::DEFAULT });
    for (at, user) in (0..).zip(["x", "y", "z"]) {
        engine.push(&serde_json::json!({"@timestamp": at, "user": user, "a": 1}), at);
    }
    let counted: Vec<_> = engine.counters().map(|(rule, counters)| (rule, counters.hits, counters.lost())).collect();
    assert_eq!((counted, engine.lost_processes()), (vec![(1, 3, 2)], 0));
}

/// The engine gives what a detector for each rule gives, in the order of the rules.
#[test]
fn recorded_events_get_the_same_alerts() {
    let Some(rules) = corpus::rules() else { return };
    let mut engine = Engine::new(Pack::new(rules.clone()));
    let mut alone: Vec<_> = rules.iter().map(|rule| (rule.kind(), rule.detector::<u64>())).collect();
    let mut trackers: Vec<_> = rules.iter().map(Rule::tracker).collect();
    let mut checked = Checked::new(rules);
    let (mut expected, mut found): (Vec<Outline>, Vec<Outline>) = (Vec::new(), Vec::new());
    for (arrival, event) in (0..).zip(corpus::events()) {
        found.extend(engine.push(&event, arrival).into_iter().map(outline));
        let matched = checked.check(&event);
        for (rule, alone) in alone.iter_mut().enumerate() {
            match alone {
                (_, Some(detector)) => {
                    let matches = detector.push(&event, arrival).into_iter();
                    expected.extend(matches.map(|found| (rule, found.events.to_vec())));
                }
                (Kind::Lineage, None) if trackers[rule].as_mut().is_some_and(|tracker| tracker.matches(&event)) => {
                    expected.push((rule, vec![Some(arrival)]));
                }
                (Kind::Event, None) if matched.iter().any(|matched| matched.rule as usize == rule) => {
                    expected.push((rule, vec![Some(arrival)]));
                }
                _ => {}
            }
        }
    }
    found.extend(engine.finish().into_iter().map(outline));
    for (rule, (_, detector)) in alone.iter_mut().enumerate() {
        let waiting = detector.iter_mut().flat_map(Detector::flush);
        expected.extend(waiting.map(|found| (rule, found.events.to_vec())));
    }
    assert!(expected.iter().filter(|(_, events)| events.len() > 1).count() > 2, "too few sequences");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}

/// A rule, and the numbers of the events that it found.
type Outline = (usize, Vec<Option<u64>>);

fn outline(alert: Alert<u64>) -> Outline {
    (alert.rule, alert.found.events.into_vec())
}
