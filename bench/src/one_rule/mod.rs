//! One rule of the project, `rules/llm_endpoint_unusual_process.toml`, in every way that there is to match it, over the
//! same events and without parsing.

mod event;
mod hand_written;
mod hand_written_json;
mod mix;

use crate::measure::{Contender, Rounds};
use crate::peers::python::PythonEql;
use crate::peers::rsigma::SigmaRule;
use crate::peers::tau::TauRule;
use crate::report::{Report, Table, digits};
use crate::settings::{Settings, target};
use crate::translate::{self, Condition, python};
use eql::{dynamic, eql};
use eql_compiler::Dialect;
use event::NetworkEvent;
use serde_json::Value;
use std::hint::black_box;

/// The rule file, for all but the compiler.
const RULE_FILE: &str = include_str!("../../../rules/llm_endpoint_unusual_process.toml");

eql! {
    /// The rule, compiled.
    struct LlmEndpoint;
    file = "../rules/llm_endpoint_unusual_process.toml"
}

/// How many of the events are JSON as well: so many documents stay in the processor's caches, as a document that has just
/// been parsed does.
const DOCUMENTS: usize = 256;

const HAND_WRITTEN: &str = "hand-written, struct";
const HAND_WRITTEN_JSON: &str = "hand-written, serde_json";
const COMPILED: &str = "eql!, struct";
const COMPILED_JSON: &str = "eql!, serde_json";
const INTERPRETED: &str = "interpreter, struct";
const INTERPRETED_JSON: &str = "interpreter, serde_json";
const TAU: &str = "tau-engine, serde_json";
const RSIGMA: &str = "rsigma-eval, serde_json";
const PYTHON: &str = "Python eql, dict";

/// The rule in the hands of every engine.
struct Engines {
    interpreted: dynamic::Rule,
    tau: TauRule,
    rsigma: SigmaRule,
    query: String,
}

impl Engines {
    fn load() -> Result<Self, String> {
        let query = query();
        let condition: Condition = translate::event_rule(&query, Dialect::Elasticsearch)?;
        let interpreted = dynamic::Rule::compile(&query, &eql_compiler::CompileOptions::default());
        Ok(Self {
            interpreted: interpreted.map_err(|_| "the project's own rule does not compile".to_owned())?,
            tau: TauRule::load(&condition)?,
            rsigma: SigmaRule::load("llm-endpoint", &condition)?,
            query: python::event_rule(&condition)?,
        })
    }

    /// The first event on which engines of this process do not agree.
    fn disagreement(&self, events: &[NetworkEvent<'_>]) -> Option<String> {
        events.iter().find_map(|event| {
            let json = event.to_json();
            let verdicts = [
                hand_written::matches(event),
                hand_written_json::matches(&json),
                LlmEndpoint.matches(event),
                LlmEndpoint.matches(&json),
                self.interpreted.matches(event),
                self.interpreted.matches(&json),
                self.tau.matches(&json),
                self.rsigma.matches(&json),
            ];
            (verdicts != [verdicts[0]; 8]).then(|| format!("{event:?}: {verdicts:?}"))
        })
    }
}

fn query() -> String {
    let file = eql_compiler::rule_file::parse("llm_endpoint_unusual_process.toml", RULE_FILE);
    file.ok().and_then(|rules| Some(rules.into_iter().next()?.query)).expect("the project's own rule")
}

/// Measures, and reports.
pub fn run(settings: &Settings, report: &mut Report) -> Result<(), String> {
    let engines = Engines::load()?;
    let rounds = settings.rounds(401);
    let mixes = [("mixed", mix::mixed()), ("all matching", mix::all_matching())];
    for (name, events) in &mixes {
        if let Some(disagreement) = engines.disagreement(events) {
            return Err(format!("verdicts differ on {disagreement}"));
        }
        measure(&engines, name, events, rounds, report)?;
    }
    Ok(())
}

fn measure(
    engines: &Engines,
    name: &str,
    events: &[NetworkEvent<'_>],
    rounds: usize,
    report: &mut Report,
) -> Result<(), String> {
    by_hand(engines, name, events, rounds, report);
    by_others(engines, name, &events[..DOCUMENTS], rounds, report)
}

/// Ours and an expert's, over more events than a processor can learn by heart.
fn by_hand(engines: &Engines, name: &str, events: &[NetworkEvent<'_>], rounds: usize, report: &mut Report) {
    let contenders = vec![
        over(HAND_WRITTEN, 16_384, events, hand_written::matches),
        over(COMPILED, 16_384, events, |event| LlmEndpoint.matches(event)),
        over(INTERPRETED, 2_048, events, |event| engines.interpreted.matches(event)),
    ];
    let rounds = Rounds::run(contenders, rounds);
    let matching = events.iter().filter(|event| hand_written::matches(event)).count();
    let section = report.section(&format!("One rule, {name}: structs"));
    section.text(format!(
        "`rules/llm_endpoint_unusual_process.toml` on {} made-up events, of which {matching} match{}. {} paired rounds. All \
         verdicts agree.",
        events.len(),
        described(matching == events.len()),
        rounds.count,
    ));
    let mut table = Table::new(["", "ns an event", "× hand-written"]);
    for row in rounds.names() {
        table.row([row.to_owned(), digits(rounds.nanos(row)), digits(rounds.ratio(row, HAND_WRITTEN))]);
    }
    section.table(table);
    let ratio = rounds.ratio(COMPILED, HAND_WRITTEN);
    let measured = format!("{} ×", digits(ratio));
    report.target(&format!("one rule, struct, time against hand-written, {name}"), "≤ 1.00 ×", measured, ratio <= 1.0);
}

/// Ours and other engines, all over the same few events.
fn by_others(
    engines: &Engines,
    name: &str,
    events: &[NetworkEvent<'_>],
    rounds: usize,
    report: &mut Report,
) -> Result<(), String> {
    let documents: Vec<Value> = events.iter().map(|event| event.to_json()).collect();
    let python = PythonEql::start(&target(), &engines.query, &documents)?;
    let expected: Vec<bool> = events.iter().map(hand_written::matches).collect();
    if python.verdicts()? != expected {
        return Err("Python eql gives other verdicts".to_owned());
    }
    let json = documents.as_slice();
    let contenders = vec![
        repeated(COMPILED, events, |event| LlmEndpoint.matches(event)),
        over(HAND_WRITTEN_JSON, DOCUMENTS, json, hand_written_json::matches),
        over(COMPILED_JSON, DOCUMENTS, json, |event| LlmEndpoint.matches(event)),
        over(INTERPRETED, DOCUMENTS, events, |event| engines.interpreted.matches(event)),
        over(INTERPRETED_JSON, DOCUMENTS, json, |event| engines.interpreted.matches(event)),
        over(TAU, DOCUMENTS, json, |event| engines.tau.matches(event)),
        over(RSIGMA, DOCUMENTS, json, |event| engines.rsigma.matches(event)),
        python.contender(PYTHON, DOCUMENTS),
    ];
    let rounds = Rounds::run(contenders.into_iter().map(Contender::warmed).collect(), rounds);
    let section = report.section(&format!("One rule, {name}: other engines"));
    let matching = expected.iter().filter(|verdict| **verdict).count();
    section.text(format!(
        "The same rule on the first {DOCUMENTS} of these events, of which {matching} match; for every row they are in the \
         caches, as what was just parsed is. Parsing is not measured. `eql!` over structs is run over them four times in a turn, because once is too \
         short for the clock. The hand-written row looks for nested objects only, not for dotted spellings. Others have the rule in the form that is cheapest \
         for them: a test a leaf, that of the category first. {} paired rounds. All verdicts of all rows agree.",
        rounds.count,
    ));
    let mut table = Table::new(["", "ns an event", "× eql!, struct", "× eql!, serde_json"]);
    for row in rounds.names() {
        let ratio = |to| digits(rounds.ratio(row, to));
        table.row([row.to_owned(), digits(rounds.nanos(row)), ratio(COMPILED), ratio(COMPILED_JSON)]);
    }
    section.table(table);
    targets(name, &rounds, report);
    Ok(())
}

fn described(all_match: bool) -> &'static str {
    if all_match {
        ""
    } else {
        ": half fall to their category, 40 % to their system or process, 10 % are looked at closely"
    }
}

fn targets(name: &str, rounds: &Rounds, report: &mut Report) {
    let mut at_least = |what: &str, slow: &str, fast: &str, wanted: f64| {
        let ratio = rounds.ratio(slow, fast);
        let measured = format!("{} ×", digits(ratio));
        report.target(&format!("{what}, {name}"), &format!("≥ {wanted:.0} ×"), measured, ratio >= wanted);
    };
    at_least("one rule, struct, faster than tau-engine", TAU, COMPILED, 75.0);
    at_least("one rule, struct, faster than rsigma-eval", RSIGMA, COMPILED, 75.0);
    at_least("one rule, serde_json, faster than tau-engine", TAU, COMPILED_JSON, 15.0);
    at_least("one rule, serde_json, faster than rsigma-eval", RSIGMA, COMPILED_JSON, 15.0);
    at_least("one rule, struct, faster than Python eql", PYTHON, COMPILED, 500.0);
}

/// Over the same events a few times in a turn: one pass is too short for the clock. More often would let the processor
/// learn them by heart. The time is that of one pass.
fn repeated<'c, E>(name: &str, events: &'c [E], matches: impl Fn(&E) -> bool + 'c) -> Contender<'c> {
    const PASSES: usize = 4;
    let count = move |range: std::ops::Range<usize>| {
        (0..PASSES).map(|_| black_box(&events[range.clone()]).iter().filter(|event| matches(event)).count()).sum()
    };
    let mut many = Contender::here(name, events.len(), events.len(), count);
    let mut lap = many.lap;
    many.lap = Box::new(move |range| lap(range) / PASSES as f64);
    many
}

fn over<'c, E>(name: &str, per_round: usize, events: &'c [E], matches: impl Fn(&E) -> bool + 'c) -> Contender<'c> {
    let count = move |range: std::ops::Range<usize>| events[range].iter().filter(|event| matches(event)).count();
    Contender::here(name, events.len(), per_round, count)
}

#[cfg(test)]
mod tests;
