//! The two detections of `rules/` give the verdicts of the queries that they were written after, event by event, on the
//! interpreter and as generated code.
#![allow(clippy::disallowed_methods, reason = "reads corpora")]
#![allow(clippy::print_stdout, reason = "says what it could not look at")]

mod cases;
mod corpus;
mod engines;
mod random;

use corpus::{corpora, seed};
use engines::{Detection, ENCODE_THEN_CONNECT, Engine, LLM_ENDPOINT};
use random::Random;
use serde_json::Value;
use std::path::Path;

const DETECTIONS: [Detection; 2] = [LLM_ENDPOINT, ENCODE_THEN_CONNECT];

/// Engines that must agree after every single event, and the matches so far.
struct Comparison {
    engines: Vec<(&'static str, Engine)>,
    matches: Vec<Vec<usize>>,
}

impl Comparison {
    fn new(engines: Vec<(&'static str, Engine)>) -> Self {
        Self { engines, matches: Vec::new() }
    }

    fn push(&mut self, line: usize, event: &Value) {
        let mut verdicts = self.engines.iter_mut().map(|(name, engine)| (*name, engine(event, line)));
        let (_, expected) = verdicts.next().expect("an engine");
        for (name, found) in verdicts {
            assert_eq!(found, expected, "{name} at event {line}: {event}");
        }
        self.matches.extend(expected);
    }
}

/// Runs engines over the events and gives the matches.
fn check(engines: Vec<(&'static str, Engine)>, events: &[Value]) -> Vec<Vec<usize>> {
    let mut comparison = Comparison::new(engines);
    events.iter().enumerate().for_each(|(line, event)| comparison.push(line, event));
    comparison.matches
}

fn check_against_seed(corpora: &Path, detection: &Detection, events: &[Value]) -> Vec<Vec<usize>> {
    check(detection.engines_after_seed(&seed(corpora, detection.seed)), events)
}

/// Both detections over a corpus, which is read once.
fn check_corpus(name: &str) {
    let Some(corpora) = corpora() else { return };
    let mut comparisons =
        DETECTIONS.map(|detection| Comparison::new(detection.engines_after_seed(&seed(&corpora, detection.seed))));
    for (line, event) in corpus::events(&corpora, name).enumerate() {
        comparisons.iter_mut().for_each(|comparison| comparison.push(line, &event));
    }
}

/// The `event.id`s of the planted groups that a detection is to find.
fn planted(truth: &Value, kind: &str) -> Vec<Vec<String>> {
    let groups = truth["planted"].as_array().expect("planted groups");
    let expected = groups
        .iter()
        .filter(|group| group["expect"] == true && group["kind"].as_str().is_some_and(|name| name.starts_with(kind)));
    let texts = |ids: &Value| ids.as_array().into_iter().flatten().map(text).collect();
    expected.map(|group| texts(&group["event_ids"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// `make_stream.py`: exactly what was planted is found.
#[test]
fn planted_streams() {
    let Some(corpora) = corpora() else { return };
    for seed in [1, 2] {
        let Some((events, truth)) = corpus::planted_stream(&corpora, seed, 20_000) else { return };
        for (detection, kind) in DETECTIONS.iter().zip(["llm", "genai"]) {
            let matches = check_against_seed(&corpora, detection, &events);
            let id = |line: &usize| text(&events[*line]["event"]["id"]);
            let mut found: Vec<Vec<String>> = matches.iter().map(|lines| lines.iter().map(id).collect()).collect();
            let mut expected = planted(&truth, kind);
            assert!(!expected.is_empty(), "{kind}: nothing planted");
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{} with seed {seed}", detection.name);
        }
    }
}

/// Attack simulations on real hosts.
#[test]
fn apt_simulations() {
    check_corpus("apt-simulations.ndjson.gz");
}

/// Documents of other people's pipelines: odd types, no order, missing times.
#[test]
fn real_documents() {
    check_corpus("real-ecs.ndjson.gz");
}

/// Documents made for the published sequence, and the same with one thing changed.
#[test]
fn documents_made_for_the_rule() {
    const FILE: &str = "genai_process_encoding_prior_to_network_activity.toml";
    let Some(corpora) = corpora() else { return };
    let mut groups = 0;
    for name in ["solver-positive.ndjson.gz", "near-miss.ndjson.gz"] {
        let lines = corpus::events(&corpora, name);
        for group in lines.filter(|group| group["rule_file"].as_str().is_some_and(|file| file.ends_with(FILE))) {
            let expected = group.get("expect").is_none_or(|expect| expect == true);
            let documents = group["docs"].as_array().expect("documents");
            let matches = check_against_seed(&corpora, &ENCODE_THEN_CONNECT, documents);
            assert_eq!(!matches.is_empty(), expected, "{name}: {group}");
            groups += 1;
        }
    }
    assert!(groups > 0, "no documents for {FILE}");
}

/// Events made of the seeds' own literals: every list member, in its field and slightly off.
#[test]
fn random_events() {
    let Some(corpora) = corpora() else { return };
    for (detection, at_least) in DETECTIONS.iter().zip([1_000, 200]) {
        let pools = random::pools(&seed(&corpora, detection.seed));
        let mut random = Random(0x5eed);
        let mut time = 0;
        let events: Vec<Value> = (0..20_000)
            .map(|_| {
                time += random.below(9_000);
                random::event(&mut random, &pools, time)
            })
            .collect();
        let matches = check_against_seed(&corpora, detection, &events).len();
        println!("{}: {matches} matches", detection.name);
        assert!(matches >= at_least, "{}: only {matches} matches", detection.name);
    }
}
