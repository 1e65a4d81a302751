//! Elasticsearch's own suites, read in place (README of the suites, §4).

use crate::case::{Case, Expected};
use crate::index::Index;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;

/// A file of cases and the documents that they run on.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// The name of the file, without its extension; also what the names of its cases start with.
    pub file: &'static str,
    /// The documents.
    pub data: Data,
}

/// The documents that a suite runs on (README §5).
#[derive(Clone, Copy, Debug)]
pub enum Data {
    /// The events of the endgame reference suite, with millisecond times.
    Endgame,
    /// The same events with nanosecond times.
    EndgameNanos,
    /// An index with this name.
    Named(&'static str),
    /// Indices without times, several as one.
    Samples(&'static [&'static str]),
}

/// The suites that need nothing of Elasticsearch but its language.
pub const SUITES: [Suite; 8] = [
    Suite { file: "test_queries", data: Data::Endgame },
    Suite { file: "additional_test_queries", data: Data::Endgame },
    Suite { file: "test_queries_date", data: Data::Endgame },
    Suite { file: "test_queries_date_nanos", data: Data::EndgameNanos },
    Suite { file: "test_extra", data: Data::Named("extra") },
    Suite { file: "test_missing_events", data: Data::Named("missing-events") },
    Suite { file: "test_sample", data: Data::Samples(&["sample1", "sample2", "sample3"]) },
    Suite { file: "test_sample_multi", data: Data::Samples(&["sample-multi"]) },
];

/// The request size when a case names none (README §4).
const DEFAULT_SIZE: u64 = 50;

impl Suite {
    /// Reads the cases.
    ///
    /// # Panics
    ///
    /// If a file is missing or is not what the README says.
    #[must_use]
    pub fn cases(&self, folder: &Path) -> Vec<Case> {
        let index = Arc::new(match self.data {
            Data::Endgame => Index::endgame(folder),
            Data::EndgameNanos => Index::endgame_nanos(folder),
            Data::Named(name) => Index::named(folder, name),
            Data::Samples(names) => Index::samples(folder, names),
        });
        let path = folder.join(format!("{}.toml", self.file));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file: SuiteFile =
            toml::from_str(&strict_toml(&text)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut cases: Vec<Case> = file.queries.into_iter().map(|query| query.case(self.file, &index)).collect();
        if matches!(self.data, Data::Samples(_)) {
            cases.iter_mut().for_each(write_dates_out);
        }
        cases
    }
}

#[derive(Deserialize)]
struct SuiteFile {
    queries: Vec<Query>,
}

#[derive(Deserialize)]
struct Query {
    name: String,
    query: String,
    expected_event_ids: Ids,
    #[serde(default)]
    join_keys: Vec<String>,
    size: Option<u64>,
    max_samples_per_key: Option<usize>,
}

/// One outcome, or the acceptable ones of a query that is not deterministic.
#[derive(Deserialize)]
#[serde(untagged)]
enum Ids {
    One(Vec<i64>),
    SomeOf(Vec<Vec<i64>>),
}

impl Query {
    fn case(self, suite: &str, index: &Arc<Index>) -> Case {
        let ids = match self.expected_event_ids {
            Ids::One(ids) => vec![ids],
            Ids::SomeOf(alternatives) => alternatives,
        };
        let join_keys = (!self.join_keys.is_empty()).then_some(self.join_keys);
        Case {
            name: format!("{suite}/{}", self.name),
            query: self.query.trim().to_owned(),
            dialect: "elasticsearch".to_owned(),
            index: Arc::clone(index),
            expected: Expected::Hits { ids, join_keys, records: None },
            size: self.size.unwrap_or(DEFAULT_SIZE),
            max_samples_per_key: self.max_samples_per_key.unwrap_or(1),
        }
    }
}

/// The samples expect keys that are dates as milliseconds, the other suites as ISO 8601 (README §5.4). Engines give the
/// latter.
fn write_dates_out(case: &mut Case) {
    const MILLISECOND_DIGITS: usize = 13;
    let Expected::Hits { join_keys: Some(keys), .. } = &mut case.expected else { return };
    for key in keys.iter_mut().filter(|key| key.len() == MILLISECOND_DIGITS) {
        if let Some(time) = key.parse().ok().and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok()) {
            *key = format!("{time:.3}");
        }
    }
}

/// Some arrays of join keys hold a bare `null`, which TOML lacks and the suites read as the text (README §4).
fn strict_toml(text: &str) -> String {
    let lines = text.lines().map(|line| {
        if line.starts_with("join_keys = [") {
            line.replace("\"null\"", "null").replace("null", "\"null\"")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
