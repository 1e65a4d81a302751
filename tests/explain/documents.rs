//! The documents made for each of the shared rules, read in place.

use eql::dynamic::{CompileOptions, Dialect};
use eql_compiler::rule_file;
use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// A rule, and the series of documents that were made for it.
pub(crate) struct Made {
    pub(crate) path: String,
    pub(crate) query: String,
    dialect: Dialect,
    pub(crate) series: Vec<Vec<Value>>,
}

impl Made {
    pub(crate) fn options(&self) -> CompileOptions {
        let mut options = CompileOptions::default();
        options.dialect = self.dialect;
        options
    }
}

/// The rules with documents that trigger them and documents that nearly do.
pub(crate) fn of(corpora: &Path) -> Vec<Made> {
    let mut series: BTreeMap<String, Vec<Vec<Value>>> = BTreeMap::new();
    for name in ["near-miss", "solver-positive"] {
        let file = File::open(corpora.join(format!("events/{name}.ndjson.gz"))).expect("the corpus is there");
        for line in BufReader::new(GzDecoder::new(file)).lines() {
            let mut line: Value = serde_json::from_str(&line.expect("text")).expect("JSON");
            let path = line["rule_file"].as_str().expect("a path").trim_start_matches("elastic+").to_owned();
            let events = line["docs"].as_array_mut().map(std::mem::take).unwrap_or_default();
            series.entry(path).or_default().push(events);
        }
    }
    let made = series.into_iter().map(|(path, series)| {
        let text = fs::read_to_string(corpora.join("rules").join(&path)).expect("the rule is there");
        let rule = rule_file::parse(&path, &text).expect("a rule").remove(0);
        Made { path, query: rule.query, dialect: rule.dialect, series }
    });
    made.collect()
}
