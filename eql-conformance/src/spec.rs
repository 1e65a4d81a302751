//! Cases of our own writing, from the vectors and worked tables of the specification: `tests/spec/*.toml`.

use crate::case::{Case, Expected};
use crate::index::Index;
use crate::trace;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A file of cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecFile {
    /// The section of the specification that the cases are from.
    #[serde(rename = "origin")]
    _origin: String,
    /// The dialect of the cases that name none.
    #[serde(default = "elasticsearch")]
    dialect: String,
    /// Documents that several cases use, by name.
    #[serde(default)]
    events: BTreeMap<String, String>,
    /// The types of fields, for the cases that name none.
    #[serde(default)]
    schema: BTreeMap<String, String>,
    cases: Vec<SpecCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecCase {
    /// The name in the specification.
    name: String,
    /// A condition on single events …
    condition: Option<String>,
    /// … or a whole query, in which `[A]` is short for `[any where A == true]`.
    query: Option<String>,
    dialect: Option<String>,
    schema: Option<BTreeMap<String, String>>,
    /// The document: one of the file's by name, or JSON.
    event: Option<String>,
    /// Several documents, as JSON.
    #[serde(default)]
    events: Vec<String>,
    /// Several documents, as a trace.
    trace: Option<String>,
    /// Whether the condition holds.
    holds: Option<bool>,
    /// The hits: the numbers of the documents, from 1; -1 where there must be none.
    hits: Option<Vec<Vec<i64>>>,
    /// The join keys of all hits, as text.
    keys: Option<Vec<String>>,
    /// What pipes have made of all hits, as JSON.
    records: Option<Vec<String>>,
    /// The query does not compile.
    #[serde(default)]
    refused: bool,
    size: Option<u64>,
    max_samples_per_key: Option<usize>,
}

fn elasticsearch() -> String {
    "elasticsearch".to_owned()
}

/// Reads all cases of a folder, in the order of the names of its files.
///
/// # Panics
///
/// If a file is not as described here.
#[must_use]
pub fn cases(folder: &Path) -> Vec<Case> {
    let listing = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = listing.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().flat_map(|path| file_cases(path)).collect()
}

fn file_cases(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: SpecFile = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    file.cases.iter().map(|case| case.build(&stem, &file)).collect()
}

impl SpecCase {
    fn build(&self, stem: &str, file: &SpecFile) -> Case {
        let name = format!("{stem}/{}", self.name);
        let query = match (&self.condition, &self.query) {
            (Some(condition), None) => format!("any where {condition}"),
            (None, Some(query)) => trace::query(query),
            _ => panic!("{name}: either a condition or a query"),
        };
        let mut index = Index::of_documents(self.documents(&name, file));
        let schema = self.schema.as_ref().unwrap_or(&file.schema);
        index.mapping.extend(schema.iter().map(|(path, kind)| (path.clone(), json!({"type": kind}))));
        Case {
            expected: self.expected(&name),
            name,
            query,
            dialect: self.dialect.clone().unwrap_or_else(|| file.dialect.clone()),
            index: Arc::new(index),
            size: self.size.unwrap_or(50),
            max_samples_per_key: self.max_samples_per_key.unwrap_or(1),
        }
    }

    fn documents(&self, name: &str, file: &SpecFile) -> Vec<serde_json::Value> {
        let parse = |text: &String| {
            let text = file.events.get(text).unwrap_or(text);
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        match (&self.event, &self.trace) {
            (None, Some(trace)) => trace::documents(trace),
            (event, None) => event.iter().chain(&self.events).map(parse).collect(),
            _ => panic!("{name}: either an event or a trace"),
        }
    }

    fn expected(&self, name: &str) -> Expected {
        match (self.refused, self.holds, &self.hits) {
            (true, None, None) => Expected::Refused,
            (false, Some(holds), None) => Expected::ids(if holds { vec![1] } else { Vec::new() }),
            (false, None, Some(hits)) => {
                Expected::Hits { ids: vec![hits.concat()], join_keys: self.keys.clone(), records: self.records.clone() }
            }
            _ => panic!("{name}: one of `refused`, `holds` and `hits`"),
        }
    }
}
