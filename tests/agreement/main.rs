//! Every shared rule over every shared corpus of events, against the reference verdicts that come with them.
//!
//! `cargo test --release --features dynamic --test agreement -- --nocapture` prints the agreement by name of corpus, and
//! every disagreement. The recorded streams take minutes without optimisation, so a debug build leaves them out and says
//! so; documents made for single rules are always run.

#![expect(clippy::disallowed_methods, reason = "tests read the shared corpora and their place")]

mod corpus;
mod known;

use corpus::{Expected, Reference, RuleSet, UNSUPPORTED, documents, for_each_event};
use eql::dynamic::{Search, SearchOptions};
use known::reason;
use serde_json::Value;

/// What came of one corpus.
#[derive(Default)]
struct Tally {
    agreeing: usize,
    unsupported: usize,
    explained: Vec<String>,
    unexplained: Vec<String>,
}

impl Tally {
    fn record(&mut self, corpus: &str, rule_file: &str, case: &str, found: &str, expected: &str) {
        if found == expected {
            self.agreeing += 1;
            return;
        }
        if found == UNSUPPORTED {
            self.unsupported += 1;
            return;
        }
        let line = format!("{corpus}: {rule_file} {case}: found {found}, expected {expected}");
        match reason(corpus, rule_file) {
            Some(reason) => self.explained.push(format!("{line} ({reason})")),
            None => self.unexplained.push(line),
        }
    }

    #[expect(clippy::print_stdout, reason = "the agreement is what this test prints")]
    fn report(self, corpus: &str) {
        let Self { agreeing, unsupported, explained, unexplained } = self;
        let (explanations, rest) = (explained.len(), unexplained.len());
        println!(
            "{corpus}: {agreeing} agree, {unsupported} not supported yet, {explanations} explained, {rest} unexplained"
        );
        explained.iter().chain(&unexplained).for_each(|line| println!("  {line}"));
        assert!(unexplained.is_empty(), "{corpus}: {} disagreements without an explanation", unexplained.len());
    }
}

fn fires(rules: &RuleSet, rule_file: &str, docs: &[Value]) -> String {
    match rules.get(rule_file) {
        Ok(rule) => {
            let mut search = Search::new(rule, SearchOptions::default());
            docs.iter().enumerate().for_each(|(at, doc)| search.push(doc, at));
            (!search.finish().is_empty()).to_string()
        }
        Err(why) => why,
    }
}

fn check_documents(name: &str) {
    let Some(corpora) = corpus::corpora() else { return };
    let rules = RuleSet::load(&corpora);
    let mut tally = Tally::default();
    for document in documents(&corpora, name) {
        let found = fires(&rules, &document.rule_file, &document.docs);
        tally.record(name, &document.rule_file, &document.case, &found, &document.fires.to_string());
    }
    tally.report(name);
}

#[test]
fn geneve_positive() {
    check_documents("geneve-positive");
}

#[test]
fn solver_positive() {
    check_documents("solver-positive");
}

#[test]
fn near_miss() {
    check_documents("near-miss");
}

fn check_stream(name: &str) {
    let Some(corpora) = corpus::corpora() else { return };
    let rules = RuleSet::load(&corpora);
    let references: Vec<Reference> = corpus::references(&corpora, name);
    let mut searches: Vec<Option<Search<usize>>> = references
        .iter()
        .map(|reference| rules.get(&reference.rule_file).ok())
        .map(|rule| rule.map(|rule| Search::new(rule, SearchOptions::default())))
        .collect();
    for_each_event(&corpora, name, |line, event| {
        searches.iter_mut().flatten().for_each(|search| search.push(event, line));
    });
    let mut tally = Tally::default();
    for (reference, search) in references.iter().zip(searches) {
        let Expected::Hits(expected) = &reference.expected else { continue };
        let found = match (search, rules.get(&reference.rule_file)) {
            (Some(search), _) => {
                let hits = search.finish().into_iter().map(|found| found.events.iter().flatten().copied().collect());
                let mut hits: Vec<Vec<usize>> = hits.collect();
                hits.sort();
                format!("{hits:?}")
            }
            (None, Err(why)) => why,
            (None, Ok(_)) => "nothing".to_owned(),
        };
        tally.record(name, &reference.rule_file, "hits", &found, &format!("{expected:?}"));
    }
    tally.report(name);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes without optimisation")]
fn apt_simulations() {
    check_stream("apt-simulations");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes without optimisation")]
fn real_ecs() {
    check_stream("real-ecs");
}
