//! What is explained is what the engine does: on the cases of the specification, on the documents made for each shared rule
//! and on those documents changed at random; and each reason is the right one.

#![expect(clippy::disallowed_methods, clippy::print_stderr, reason = "tests read the shared corpora, and say when not")]

mod changes;
mod documents;
mod reasons;
mod stories;

use eql::dynamic::explain::{Explainer, Inquiry, Reason};
use eql::dynamic::{CompileOptions, Kind, Rule, Search, SearchOptions};
use eql_conformance::elasticsearch::SUITES;
use eql_conformance::{Case, shared, spec, with_options};
use serde_json::Value;

/// The events of each match.
type Matches = Vec<Box<[Option<usize>]>>;

/// Of the shared rules, a build without optimisation takes one in so many.
const RULES_APART: usize = if cfg!(debug_assertions) { 5 } else { 1 };

/// A rule with and without explanations. One that does not compile has no verdict to explain.
fn compile(query: &str, options: &CompileOptions) -> Option<(Rule, Explainer)> {
    Some((Rule::compile(query, options).ok()?, Explainer::compile(query, options).ok()?))
}

/// Compares what is explained with what the engine finds.
fn check(name: &str, (rule, explainer): &(Rule, Explainer), events: &[Value]) {
    let sorted;
    let events = if rule.ir().lineages.is_some() {
        sorted = in_order(rule, events);
        &sorted
    } else {
        events
    };
    let mut inquiry = Inquiry::new(explainer, 3);
    for (at, event) in events.iter().enumerate() {
        inquiry.push(event, || at);
    }
    let report = inquiry.finish();
    if rule.kind() == Kind::Event {
        for event in events {
            let node = explainer.explain(0, event).expect("a condition");
            assert_eq!(node.holds, rule.matches(event), "{name}\n{event}\n{node:#?}");
            assert_eq!(node.holds, node.blames().is_empty() && node.holds, "{name}\n{event}");
        }
        assert_eq!(report.match_count as usize, events.iter().filter(|event| rule.matches(*event)).count(), "{name}");
        return;
    }
    if let Some(mut tracker) = rule.tracker() {
        let matches = events.iter().filter(|event| tracker.matches(*event)).count();
        assert_eq!(report.match_count as usize, matches, "{name}");
        return;
    }
    // Pipes choose among matches, of which the explanation has all.
    let mut search = Search::new(&unlimited(rule), SearchOptions::default());
    events.iter().enumerate().for_each(|(at, event)| search.push(event, at));
    let found: Matches = search.finish().into_iter().map(|found| found.events).collect();
    assert_eq!(report.matches, found, "{name}\n{events:#?}");
    let told: u64 = report.stories.iter().map(|story| story.matches).sum();
    assert_eq!(told as usize, found.len(), "{name}\n{:#?}", report.stories);
    for story in &report.stories {
        assert_eq!(story.reason == Reason::Match, story.matches > 0, "{name}\n{story:#?}");
    }
}

/// What a rule with a lineage finds depends on the order in which events are shown to it.
fn in_order(rule: &Rule, events: &[Value]) -> Vec<Value> {
    let mut events: Vec<_> = (0..).zip(events).map(|(at, event)| (rule.ordinal(event, at), event.clone())).collect();
    events.sort_by(|(a, _), (b, _)| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
    events.into_iter().map(|(_, event)| event).collect()
}

fn unlimited(rule: &Rule) -> Rule {
    let mut ir = rule.ir().clone();
    ir.pipes.clear();
    Rule::from_ir(ir)
}

fn check_cases(cases: &[Case]) {
    assert!(!cases.is_empty());
    for (case, options) in with_options(cases) {
        if let Some(rule) = compile(&case.query, &options) {
            check(&case.name, &rule, &case.index.documents);
        }
    }
}

#[test]
fn cases_of_the_specification() {
    check_cases(&spec::cases(&shared::spec_cases()));
}

#[test]
fn suites_of_elasticsearch() {
    match shared::elasticsearch_suites() {
        Some(folder) => SUITES.iter().for_each(|suite| check_cases(&suite.cases(&folder))),
        None => eprintln!("passed without looking: the shared data is absent"),
    }
}

/// The documents made for each rule, those that nearly are, and all of them changed at random.
#[test]
fn documents_made_for_rules() {
    let Some(corpora) = shared::shared().map(|shared| shared.join("corpora")) else {
        eprintln!("passed without looking: the shared corpora are absent");
        return;
    };
    let mut checked = 0;
    for (at, made) in documents::of(&corpora).into_iter().enumerate().step_by(RULES_APART) {
        let Some(rule) = compile(&made.query, &made.options()) else { continue };
        let mut random = changes::Random::new(at as u64);
        for events in &made.series {
            check(&made.path, &rule, events);
            let changed: Vec<Value> = events.iter().map(|event| random.change(event)).collect();
            check(&made.path, &rule, &changed);
            checked += 2;
        }
    }
    assert!(checked > 1_000, "{checked}");
}
