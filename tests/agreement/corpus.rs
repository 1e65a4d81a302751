//! The shared rules and event corpora, read in place.

use eql::dynamic::{CompileOptions, Dialect, Rule};
use eql_compiler::{Diagnostics, Severity, rule_file};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The folder of the shared corpora; says so where it is absent. In CI it must be there.
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
pub(crate) fn corpora() -> Option<PathBuf> {
    let folder = eql_conformance::shared::shared().map(|shared| shared.join("corpora"));
    if folder.is_none() {
        eprintln!("passed without looking: the shared corpora are absent");
    }
    folder
}

/// What stands for the verdict of a rule with a construct that is not compiled yet.
pub(crate) const UNSUPPORTED: &str = "unsupported";

/// The shared rules, compiled, by their path below `corpora/rules`.
pub(crate) struct RuleSet(HashMap<String, Result<Rule, String>>);

impl RuleSet {
    pub(crate) fn load(corpora: &Path) -> Self {
        let root = corpora.join("rules");
        let mut rules = HashMap::new();
        for path in rule_paths(&root) {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            for rule in rule_file::parse(&name, &text).unwrap() {
                let mut options = CompileOptions::default();
                if name.starts_with("protections-artifacts") {
                    options.dialect = Dialect::Endpoint;
                }
                let compiled = Rule::compile(&rule.query, &options).map_err(|faults| why(&faults));
                rules.insert(name.clone(), compiled);
            }
        }
        Self(rules)
    }

    /// The rule of a reference's `rule_file`.
    pub(crate) fn get(&self, rule_file: &str) -> Result<&Rule, String> {
        let path = rule_file.strip_prefix("elastic+").unwrap_or(rule_file);
        match self.0.get(path) {
            Some(rule) => rule.as_ref().map_err(String::clone),
            None => Err(format!("no rule at {path}")),
        }
    }
}

fn why(faults: &Diagnostics) -> String {
    let is_error = faults.as_slice().iter().any(|fault| fault.severity == Severity::Error);
    if is_error { format!("does not compile: {faults}") } else { UNSUPPORTED.to_owned() }
}

fn rule_paths(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
}

/// Documents made for one rule.
pub(crate) struct Documents {
    pub(crate) rule_file: String,
    pub(crate) case: String,
    pub(crate) docs: Vec<Value>,
    pub(crate) fires: bool,
}

pub(crate) fn documents(corpora: &Path, name: &str) -> Vec<Documents> {
    lines(corpora, &format!("{name}.ndjson.gz"))
        .map(|line| {
            let mut value: Value = serde_json::from_str(&line).unwrap();
            let case =
                value.get("mutation").or_else(|| value.get("instance")).map_or_else(String::new, Value::to_string);
            Documents {
                rule_file: value["rule_file"].as_str().unwrap_or_default().to_owned(),
                case,
                fires: value.get("expect").unwrap_or(&value["es_ref"]).as_bool().unwrap_or_default(),
                docs: value["docs"].as_array_mut().map(std::mem::take).unwrap_or_default(),
            }
        })
        .collect()
}

/// What is expected of a rule over a recorded stream.
pub(crate) enum Expected {
    /// The line numbers of the events of each match, sorted.
    Hits(Vec<Vec<usize>>),
    /// The reference could not evaluate the rule.
    Skipped,
}

/// A rule's expectation.
pub(crate) struct Reference {
    pub(crate) rule_file: String,
    pub(crate) expected: Expected,
}

pub(crate) fn references(corpora: &Path, name: &str) -> Vec<Reference> {
    lines(corpora, &format!("{name}.expected.ndjson.gz"))
        .map(|line| {
            let value: Value = serde_json::from_str(&line).unwrap();
            let expected = match value.get("hits_es") {
                Some(hits) => {
                    let mut hits: Vec<Vec<usize>> = serde_json::from_value(hits.clone()).unwrap();
                    hits.sort();
                    Expected::Hits(hits)
                }
                None => Expected::Skipped,
            };
            Reference { rule_file: value["rule_file"].as_str().unwrap_or_default().to_owned(), expected }
        })
        .collect()
}

/// Calls `visit` with every event of a recorded stream and its line number, from 0.
pub(crate) fn for_each_event(corpora: &Path, name: &str, mut visit: impl FnMut(usize, &Value)) {
    for (at, line) in lines(corpora, &format!("{name}.ndjson.gz")).enumerate() {
        visit(at, &serde_json::from_str(&line).unwrap());
    }
}

fn lines(corpora: &Path, file: &str) -> impl Iterator<Item = String> + use<> {
    let path = corpora.join("events").join(file);
    BufReader::new(GzDecoder::new(File::open(path).unwrap())).lines().map(Result::unwrap)
}
