//! The Endgame dialect beside its reference, PyPI's `eql` 1.0.1: the engine's own suite, and random queries.
//!
//! `cargo test --features dynamic --test endgame -- --ignored --nocapture` installs the engine below `target` (once), and
//! prints what agrees by name. Not run by default, since it installs a package.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the agreement is what these tests print")]

mod events;
mod generate;
mod known;
mod ours;
mod query;
mod reference;

use generate::{DEFINITIONS, Generator};
use ours::Verdict;
use query::Node;
use reference::{Answer, Outcome, Reference};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many random queries are tried.
const RANDOM_QUERIES: u64 = 2_000;

/// How often a disagreement is made smaller.
const SHRINKING_ROUNDS: usize = 25;

#[derive(Deserialize)]
struct Suite {
    queries: Vec<SuiteCase>,
}

#[derive(Deserialize)]
struct SuiteCase {
    query: String,
    expected_event_ids: Vec<i64>,
    /// Cases that say so hold with or without regard to case alone.
    case_sensitive: Option<bool>,
    case_insensitive: Option<bool>,
}

/// The serial numbers of the events of all results in a row.
fn serials(found: &[Vec<usize>], events: &[Value]) -> Vec<i64> {
    found.iter().flatten().filter_map(|&position| events[position]["serial_event_id"].as_i64()).collect()
}

#[test]
#[ignore = "installs a Python package"]
fn reference_suite() {
    let Some(reference) = Reference::install() else { return };
    let Answer { events, suite, .. } = reference.run("", &[], None);
    let suite: Suite = toml::from_str(&suite).expect("the suite is TOML");
    let (mut agreeing, mut unsupported, mut others) = (0, 0, Vec::new());
    for case in suite.queries {
        let name = case.query.split_whitespace().collect::<Vec<_>>().join(" ");
        if case.case_sensitive == Some(true) && case.case_insensitive != Some(true) {
            println!("left out, since it holds with regard to case alone: {name}");
            continue;
        }
        match ours::run(&case.query, &events) {
            Verdict::Settled(Outcome::Found(found)) if serials(&found, &events) == case.expected_event_ids => {
                agreeing += 1
            }
            Verdict::Unsupported(why) => {
                unsupported += 1;
                println!("not compiled yet: {name}\n  {why}");
            }
            other => others.push(format!("{name}\n  expected {:?}, {other:?}", case.expected_event_ids)),
        }
    }
    println!("{agreeing} cases agree, {unsupported} are not compiled yet, {} do not agree", others.len());
    others.iter().for_each(|line| println!("{line}"));
    assert!(others.is_empty(), "{} cases disagree", others.len());
}

/// A query on which the engines differ.
struct Disagreement {
    query: Node,
    reference: Outcome,
    ours: Verdict,
}

/// The queries on which the engines differ; `explained` counts what is known, by its reason.
fn disagreements(
    reference: &Reference,
    queries: Vec<Node>,
    events: &[Value],
    explained: &mut BTreeMap<&'static str, usize>,
) -> Vec<Disagreement> {
    let texts: Vec<String> = queries.iter().map(Node::to_string).collect();
    let answer = reference.run(DEFINITIONS, &texts, Some(events));
    let mut different = Vec::new();
    for (query, (text, reference)) in queries.into_iter().zip(texts.iter().zip(answer.results)) {
        let ours = ours::run(&format!("{DEFINITIONS}\n{text}"), &answer.events);
        match known::verdict(text, &reference, &ours) {
            known::Comparison::Same => *explained.entry("agree").or_default() += 1,
            known::Comparison::Explained(reason) => *explained.entry(reason).or_default() += 1,
            known::Comparison::Different => different.push(Disagreement { query, reference, ours }),
        }
    }
    different
}

/// Every event: those of the package and the odd ones.
fn all_events(reference: &Reference) -> Vec<Value> {
    let mut events = reference.run("", &[], None).events;
    events.extend(events::odd());
    events
}

#[test]
#[ignore = "installs a Python package"]
fn random_queries() {
    let Some(reference) = Reference::install() else { return };
    let events = all_events(&reference);
    let queries: Vec<Node> = (0..RANDOM_QUERIES).map(|seed| Generator::new(seed).query()).collect();
    let (mut coverage, mut verdicts) = (BTreeMap::new(), BTreeMap::new());
    queries.iter().for_each(|query| query.count(&mut coverage));
    println!("constructs in {RANDOM_QUERIES} queries over {} events:", events.len());
    coverage.iter().for_each(|(construct, count)| println!("  {count:5} {construct}"));
    let different = disagreements(&reference, queries, &events, &mut verdicts);
    println!("verdicts:");
    verdicts.iter().for_each(|(verdict, count)| println!("  {count:5} {verdict}"));
    println!("  {:5} differ", different.len());
    let mut shown: BTreeMap<String, Disagreement> = BTreeMap::new();
    for smallest in shrink(&reference, different, &events) {
        shown.entry(smallest.query.to_string()).or_insert(smallest);
    }
    for (text, Disagreement { reference, ours, .. }) in &shown {
        println!("{text}\n  reference {}\n  ours      {}", short(reference), short(ours));
    }
    assert!(shown.is_empty(), "{} kinds of disagreement", shown.len());
}

fn short(outcome: &impl std::fmt::Debug) -> String {
    format!("{outcome:?}").chars().take(300).collect()
}

/// The disagreements with all cut away that they don't need. All are tried at once, since starting Python is what takes time.
fn shrink(reference: &Reference, mut found: Vec<Disagreement>, events: &[Value]) -> Vec<Disagreement> {
    for _ in 0..SHRINKING_ROUNDS {
        let candidates: Vec<Vec<Node>> = found.iter().map(|disagreement| disagreement.query.smaller()).collect();
        let owners: Vec<usize> =
            candidates.iter().enumerate().flat_map(|(at, nodes)| nodes.iter().map(move |_| at)).collect();
        let texts: Vec<String> = candidates.iter().flatten().map(Node::to_string).collect();
        let answer = reference.run(DEFINITIONS, &texts, Some(events));
        let mut changed = vec![false; found.len()];
        let nodes = candidates.into_iter().flatten();
        for (((owner, node), text), outcome) in owners.into_iter().zip(nodes).zip(texts).zip(answer.results) {
            if changed[owner] {
                continue;
            }
            let ours = ours::run(&format!("{DEFINITIONS}\n{text}"), &answer.events);
            if matches!(known::verdict(&text, &outcome, &ours), known::Comparison::Different) {
                found[owner] = Disagreement { query: node, reference: outcome, ours };
                changed[owner] = true;
            }
        }
        if !changed.contains(&true) {
            break;
        }
    }
    found
}
