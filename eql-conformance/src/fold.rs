//! Elasticsearch's suites of constant expressions (README of the suites, §8), as conditions on an empty event.

use crate::case::{Case, Expected};
use crate::index::Index;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use toml::Value;

/// The group whose expectations are those of a case-insensitive engine; Elasticsearch is not one (README §8).
const INSENSITIVE_GROUP: &str = "string_case_insensitive_match_comparison";

/// Reads the cases of both files, less those that Elasticsearch itself leaves out.
///
/// # Panics
///
/// If a file is missing or is not what the README says.
#[must_use]
pub fn cases(folder: &Path) -> Vec<Case> {
    let left_out = tests(folder, "test_unsupported");
    let left_out: BTreeSet<&str> = left_out.iter().map(|test| test.expression.as_str()).collect();
    let index = Arc::new(Index::of_documents(vec![json!({})]));
    let mut seen = BTreeSet::new();
    let mut cases = Vec::new();
    for file in ["test_folding", "test_string_functions"] {
        for test in tests(folder, file) {
            let is_sensitive = test.group == "string_case_sensitive_match_comparison";
            let applies = is_sensitive || !left_out.contains(test.expression.as_str());
            if applies && test.group != INSENSITIVE_GROUP && seen.insert(test.expression.clone()) {
                cases.push(case(file, &test, &index));
            }
        }
    }
    cases
}

struct FoldTest {
    group: String,
    expression: String,
    /// Null if there is none.
    expected: Option<Value>,
}

fn tests(folder: &Path, file: &str) -> Vec<FoldTest> {
    let path = folder.join(format!("{file}.toml"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let groups: toml::Table = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut tests = Vec::new();
    for (group, content) in &groups {
        let listed = content.get("fold").and_then(|fold| fold.get("tests")).and_then(Value::as_array);
        for test in listed.into_iter().flatten() {
            let expression = test.get("expression").and_then(Value::as_str).expect("an expression").to_owned();
            tests.push(FoldTest { group: group.clone(), expression, expected: test.get("expected").cloned() });
        }
    }
    tests
}

/// The expression is compared with the expected value in a condition, which holds for the empty event.
fn case(file: &str, test: &FoldTest, index: &Arc<Index>) -> Case {
    let expression = &test.expression;
    let condition = match &test.expected {
        None => format!("({expression}) == null"),
        Some(Value::Boolean(true)) => format!("({expression})"),
        Some(Value::Boolean(false)) => format!("not (({expression}) == null) and not ({expression})"),
        Some(Value::String(text)) => format!("({expression}) == {}", json!(text)),
        Some(number) => format!("({expression}) == {number}"),
    };
    Case {
        name: format!("{file}/{expression}"),
        query: format!("any where {condition}"),
        dialect: "elasticsearch".to_owned(),
        index: Arc::clone(index),
        expected: Expected::ids(vec![1]),
        size: 50,
        max_samples_per_key: 1,
    }
}
