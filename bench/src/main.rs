//! One rule — a program that does not chat asks for a language-model service — matched in four ways over the same
//! events, side by side. See `README.md`.

#![forbid(unsafe_code)]

mod event;
mod hand_written;
mod measure;
mod mix;

use eql::{dynamic, eql};
use event::NetworkEvent;
use measure::{Contender, compare};
use serde_json::Value;

/// The rule, for the interpreter.
const RULE_FILE: &str = include_str!("../../rules/llm_endpoint_unusual_process.toml");

eql! {
    /// The rule, compiled.
    struct LlmEndpoint;
    file = "../rules/llm_endpoint_unusual_process.toml"
}

/// Rounds of a run; `EQL_BENCH_ROUNDS` sets another number.
const ROUNDS: usize = 401;

/// How many of the events are JSON as well: so many documents stay in the processor's caches, as a document that has just
/// been parsed does.
const DOCUMENTS: usize = 512;

fn main() {
    let rounds = std::env::var("EQL_BENCH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    for (name, events) in [("mixed", mix::mixed()), ("all matching", mix::all_matching())] {
        report(name, &events, rounds);
    }
}

fn report(name: &str, events: &[NetworkEvent<'_>], rounds: usize) {
    let documents: Vec<Value> = events.iter().take(DOCUMENTS).map(|event| event.to_json()).collect();
    let interpreted = interpreted();
    let (typed, json) = (events, documents.as_slice());
    let contenders = [
        contender("hand-written, struct", 16_384, typed, hand_written::matches),
        contender("eql!, struct", 16_384, typed, |event| LlmEndpoint.matches(event)),
        contender("eql!, serde_json", 512, json, |event| LlmEndpoint.matches(event)),
        contender("interpreter, struct", 2_048, typed, |event| interpreted.matches(event)),
        contender("interpreter, serde_json", 512, json, |event| interpreted.matches(event)),
    ];
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let contenders: Vec<Contender<'_>> =
        contenders.into_iter().filter(|contender| contender.name.contains(&wanted)).collect();
    println!("{name}: {} events, {} matches, {rounds} rounds", events.len(), count(typed, hand_written::matches));
    println!("  {:<26}{:>10}{:>18}", "", "ns/event", "× the first");
    for row in compare(&contenders, rounds) {
        println!("  {:<26}{:>10.1}{:>18.2}", row.name, row.nanos, row.ratio);
    }
}

fn contender<'c, E>(
    name: &'static str,
    per_round: usize,
    events: &'c [E],
    matches: impl Fn(&E) -> bool + 'c,
) -> Contender<'c> {
    Contender { name, count: Box::new(move |range| count(&events[range], &matches)), events: events.len(), per_round }
}

fn count<E>(events: &[E], matches: impl Fn(&E) -> bool) -> usize {
    events.iter().filter(|event| matches(event)).count()
}

fn interpreted() -> dynamic::Rule {
    let file = eql_compiler::rule_file::parse("llm_endpoint_unusual_process.toml", RULE_FILE);
    let query = file.ok().and_then(|rules| Some(rules.into_iter().next()?.query)).expect("the project's own rule");
    dynamic::Rule::compile(&query, &eql_compiler::CompileOptions::default()).expect("the project's own rule")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The four ways agree on every event, and both mixes are what they say.
    #[test]
    fn verdicts_agree() {
        let interpreted = interpreted();
        let (mixed, all_matching) = (mix::mixed(), mix::all_matching());
        for event in mixed.iter().chain(&all_matching) {
            let expected = interpreted.matches(&event.to_json());
            assert_eq!(hand_written::matches(event), expected, "{event:?}");
            assert_eq!(LlmEndpoint.matches(event), expected, "{event:?}");
            assert_eq!(LlmEndpoint.matches(&event.to_json()), expected, "{event:?}");
            assert_eq!(interpreted.matches(event), expected, "{event:?}");
        }
        let share = count(&mixed, hand_written::matches) as f64 / mixed.len() as f64;
        assert!((0.02..0.06).contains(&share), "{share}");
        assert_eq!(count(&all_matching, hand_written::matches), all_matching.len());
    }

    /// The cases of the rule's own tests, on the hand-written matcher as well.
    #[test]
    fn the_hand_written_matcher_knows_the_corners() {
        let event = NetworkEvent {
            category: "network",
            os: "windows",
            process: Some("node.exe"),
            executable: None,
            subject: None,
            trusted: None,
            question: Some("api.openai.com"),
        };
        let executables = [
            None,
            Some(r"C:\Program Files\.exe"),
            Some(r"C:\Program Files\exe"),
            Some(r"C:\Program Files (X86)\a.exe"),
            Some(r"C:\Program Filesx\a.exe"),
            Some(r"é:\Windows\System32\SVCHOST.exe"),
            Some(r"C:\Windows\SystemApps\Microsoft.LockApp_x\LockApp.exe"),
            Some(r"C:\Windows\SystemApps\Microsoft.LockApp_LockApp.exe"),
            Some(r"C:\Users\a\AppData\Local\BraveSoftware\Application\brave.exe"),
            Some(r"C:\Users\a\AppData\Local\BraveSoftware\b\Application\brave.exe"),
            Some(r"C:\Users\AppData\Local\BraveSoftware\b\Application\brave.exe"),
            Some(r"C:\Users\a\AppData\Local\Programs\Opera\opera.exe"),
            Some(r"C:\Users\a\AppData\Local\Programs\opera.exe"),
            Some(r"C:\Users\\AppData\Local\Vivaldi\Application\vivaldi.exe"),
            Some(r"C:\Users\AppData\Local\Vivaldi\Application\vivaldi.exe"),
        ];
        for executable in executables {
            let event = NetworkEvent { executable, ..event };
            assert_eq!(hand_written::matches(&event), LlmEndpoint.matches(&event), "{event:?}");
        }
    }
}
