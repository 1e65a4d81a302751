//! The shared rules and documents, read in place.

use eql::dynamic::{CompileOptions, Rule};
use eql_compiler::rule_file::{self, Language};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Of so many lines of documents one is used.
const SAMPLE: usize = if cfg!(debug_assertions) { 30 } else { 6 };

/// Of so many rules one is used.
const RULE_SAMPLE: usize = if cfg!(debug_assertions) { 4 } else { 1 };

/// The folder of the shared corpora; says so where it is absent.
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
fn corpora() -> Option<PathBuf> {
    let folder = eql_conformance::shared::shared().map(|shared| shared.join("corpora"));
    if folder.is_none() {
        eprintln!("passed without looking: the shared corpora are absent");
    }
    folder
}

/// The shared rules that compile, in the order of their paths.
pub(crate) fn rules() -> Option<Vec<Rule>> {
    let mut paths = Vec::new();
    toml_files(&corpora()?.join("rules"), &mut paths);
    paths.sort();
    let mut rules = Vec::new();
    for path in paths.iter().step_by(RULE_SAMPLE) {
        let text = fs::read_to_string(path).expect("a rule file");
        for file in rule_file::parse(&path.to_string_lossy(), &text).unwrap_or_default() {
            let mut options = CompileOptions::default();
            options.dialect = file.dialect;
            if file.language == Language::Eql {
                rules.extend(Rule::compile(&file.query, &options).ok());
            }
        }
    }
    assert!(rules.len() > 1_000 / RULE_SAMPLE, "{} rules", rules.len());
    Some(rules)
}

fn toml_files(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            toml_files(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
}

/// Documents that were made to trigger rules, and some that just miss them.
pub(crate) fn events() -> impl Iterator<Item = Value> {
    let folder = corpora().unwrap_or_default().join("events");
    let files = ["solver-positive.ndjson.gz", "near-miss.ndjson.gz"].into_iter();
    let lines = files.flat_map(move |name| {
        let file = File::open(folder.join(name)).expect("a corpus");
        BufReader::new(GzDecoder::new(file)).lines().step_by(SAMPLE)
    });
    lines.flat_map(|line| {
        let mut line: Value = serde_json::from_str(&line.expect("text")).expect("JSON");
        line.get_mut("docs").and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default()
    })
}
