//! The ways to run a rule, behind one shape.

use eql::dynamic::{CompileOptions, Kind, Rule};
use eql::eql;
use serde_json::Value;

/// Takes the next event of a stream, by its number, and gives the matches that it completes as the numbers of their
/// events.
pub(crate) type Engine = Box<dyn FnMut(&Value, usize) -> Vec<Vec<usize>>>;

/// One of the two rules: its seed, its file, and its generated code.
pub(crate) struct Detection {
    /// The file of the seed query.
    pub(crate) seed: &'static str,
    /// The stem of the rule's files.
    pub(crate) name: &'static str,
    /// The rule's text, as its file has it.
    file: &'static str,
    /// Makes the engine of generated code.
    generated: fn() -> Engine,
}

pub(crate) const LLM_ENDPOINT: Detection = Detection {
    seed: "llm_endpoint.eql",
    name: "llm_endpoint_unusual_process",
    file: include_str!("../../rules/llm_endpoint_unusual_process.toml"),
    generated: generated_llm_endpoint,
};

pub(crate) const ENCODE_THEN_CONNECT: Detection = Detection {
    seed: "genai_encoding.eql",
    name: "genai_encode_then_connect",
    file: include_str!("../../rules/genai_encode_then_connect.toml"),
    generated: generated_encode_then_connect,
};

impl Detection {
    /// The rule on the interpreter and as generated code.
    pub(crate) fn engines(&self) -> Vec<(&'static str, Engine)> {
        let file: toml::Table = self.file.parse().expect("the rule's file is TOML");
        let query = file["rule"]["query"].as_str().expect("the rule has a query");
        vec![("rule, interpreted", interpreted(query)), ("rule, generated code", (self.generated)())]
    }

    /// The same, with the seed in front.
    pub(crate) fn engines_after_seed(&self, seed: &str) -> Vec<(&'static str, Engine)> {
        let mut engines = vec![("seed, interpreted", interpreted(seed))];
        engines.extend(self.engines());
        engines
    }
}

fn interpreted(query: &str) -> Engine {
    let rule = Rule::compile(query, &CompileOptions::default()).unwrap_or_else(|findings| panic!("{findings}"));
    match rule.kind() {
        Kind::Event => Box::new(move |event, line| verdict(rule.matches(event), line)),
        Kind::Lineage => panic!("no rule here asks for a lineage"),
        _ => {
            let mut detector = rule.detector().expect("a sequence");
            Box::new(move |event, line| detector.push(event, line).iter().map(|found| present(&found.events)).collect())
        }
    }
}

fn generated_llm_endpoint() -> Engine {
    let rule = eql!(file = "rules/llm_endpoint_unusual_process.toml");
    Box::new(move |event, line| verdict(rule.matches(event), line))
}

fn generated_encode_then_connect() -> Engine {
    let mut detector = eql!(file = "rules/genai_encode_then_connect.toml").detector();
    Box::new(move |event, line| detector.push(event, line).iter().map(|found| present(&found.events)).collect())
}

fn verdict(matches: bool, line: usize) -> Vec<Vec<usize>> {
    if matches { vec![vec![line]] } else { Vec::new() }
}

fn present(events: &[Option<usize>]) -> Vec<usize> {
    events.iter().copied().flatten().collect()
}
