//! Elasticsearch's `sequences.series-spec`: sequences as series of times (`sequences.md` §2.2).

use crate::case::{Case, Expected};
use crate::index::Index;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// A token such as `key|NAME12`: an event with its join key and time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Token<'t> {
    time: i64,
    stage: usize,
    key: Option<&'t str>,
}

/// Reads the cases. Every stage of a case is a value of the field `stage`, the key is the field `k`, and the time is the
/// id of an event.
///
/// # Panics
///
/// If the file is missing or is not what the specification says.
#[must_use]
pub fn cases(folder: &Path) -> Vec<Case> {
    let path = folder.join("sequences.series-spec");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).peekable();
    let mut cases = Vec::new();
    while let Some(name) = lines.next() {
        let stages: Vec<&str> = lines.by_ref().take_while(|line| *line != ";").collect();
        let sequences: Vec<&str> = lines.by_ref().take_while(|line| *line != ";").collect();
        cases.push(case(name, &stages, &sequences));
    }
    cases
}

fn case(name: &str, stages: &[&str], sequences: &[&str]) -> Case {
    let mut events: Vec<Token<'_>> = (0..)
        .zip(stages)
        .flat_map(|(stage, line)| line.split_whitespace().map(move |token| Token::read(token, stage)))
        .collect();
    events.sort();
    let keyed = events.iter().any(|event| event.key.is_some());
    let stages: Vec<String> = (0..stages.len()).map(|stage| format!("[any where stage == {stage}]")).collect();
    let by = if keyed { " by k" } else { "" };
    let times = sequences.iter().flat_map(|line| line.split_whitespace()).map(|token| Token::read(token, 0).time);
    Case {
        name: format!("series-spec/{name}"),
        query: format!("sequence{by} {}", stages.join(" ")),
        dialect: "elasticsearch".to_owned(),
        expected: Expected::ids(times.collect()),
        index: Arc::new(Index::of_documents(events.iter().map(Token::document).collect())),
        size: 50,
        max_samples_per_key: 1,
    }
}

impl<'t> Token<'t> {
    fn read(token: &'t str, stage: usize) -> Self {
        let (key, event) = match token.split_once('|') {
            Some((key, event)) => (Some(key), event),
            None => (None, token),
        };
        let digits = event.trim_start_matches(|c: char| !c.is_ascii_digit());
        Self { time: digits.parse().unwrap_or_else(|error| panic!("`{token}`: {error}")), stage, key }
    }

    fn document(&self) -> Value {
        json!({"@timestamp": self.time, "id": self.time, "stage": self.stage, "k": self.key})
    }
}
