//! The published rules and the documents made for them, read in place.

use eql::dynamic::{CompileOptions, Rule, Search, SearchOptions};
use eql_compiler::rule_file::{self, Language};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// A published rule that compiles.
#[derive(Debug)]
pub(crate) struct PublishedRule {
    /// Its file, below `corpora/rules`.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) options: CompileOptions,
    interpreted: Rule,
}

impl PublishedRule {
    /// Whether the interpreter finds the rule in some documents.
    pub(crate) fn fires(&self, docs: &[Value]) -> bool {
        let mut search = Search::new(&self.interpreted, SearchOptions::default());
        docs.iter().enumerate().for_each(|(id, document)| search.push(document, id));
        !search.finish().is_empty()
    }

    /// The rule in its intermediate form.
    pub(crate) fn ir(&self) -> &eql::dynamic::ir::Rule {
        self.interpreted.ir()
    }
}

/// The rules that compile, and a line about each that does not.
pub(crate) fn rules(root: &Path) -> (Vec<PublishedRule>, Vec<String>) {
    let mut paths = Vec::new();
    collect(root, &mut paths);
    paths.sort();
    let (mut rules, mut refused) = (Vec::new(), Vec::new());
    for file in paths {
        let path = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap_or_default();
        match rule_file::parse(&path, &text) {
            Ok(found) => {
                for rule in found.into_iter().filter(|rule| rule.language == Language::Eql) {
                    let mut options = CompileOptions::default();
                    options.dialect = rule.dialect;
                    match Rule::compile(&rule.query, &options) {
                        Ok(interpreted) => {
                            rules.push(PublishedRule { path: path.clone(), query: rule.query, options, interpreted });
                        }
                        Err(findings) => refused.push(format!("{path}: {findings}")),
                    }
                }
            }
            Err(error) => refused.push(format!("{path}: {error:?}")),
        }
    }
    (rules, refused)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
}

/// Documents made for one rule.
#[derive(Debug)]
pub(crate) struct Documents {
    /// The rule's file, below `corpora/rules`.
    pub(crate) rule_file: String,
    /// What they are called in reports.
    pub(crate) case: String,
    pub(crate) docs: Vec<Value>,
    /// Whether the rule fires on them, as the reference says.
    pub(crate) fires: bool,
}

impl Documents {
    /// The question whether the rule of this index fires on them.
    pub(crate) fn question(&self, rule: usize) -> String {
        json!({"rule": rule, "docs": self.docs}).to_string()
    }
}

/// All documents made for single rules.
pub(crate) fn documents(folder: &Path) -> Vec<Documents> {
    ["geneve-positive", "solver-positive", "near-miss"].into_iter().flat_map(|set| read(folder, set)).collect()
}

fn read(folder: &Path, set: &str) -> Vec<Documents> {
    let path = folder.join(format!("{set}.ndjson.gz"));
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = BufReader::new(GzDecoder::new(file)).lines().map_while(Result::ok);
    let values = lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    values
        .map(|mut value| {
            let rule_file = value["rule_file"].as_str().unwrap_or_default();
            let case = value.get("mutation").or_else(|| value.get("instance")).map(Value::to_string);
            Documents {
                rule_file: rule_file.strip_prefix("elastic+").unwrap_or(rule_file).to_owned(),
                case: format!("{set} {}", case.unwrap_or_default()),
                fires: value.get("expect").unwrap_or(&value["es_ref"]).as_bool().unwrap_or_default(),
                docs: value["docs"].as_array_mut().map(std::mem::take).unwrap_or_default(),
            }
        })
        .collect()
}
