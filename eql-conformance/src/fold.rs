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

/// Reads the cases of both files, less those that Elasticsearch itself leaves out, and those that it never loads.
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

/// What a case expects of its expression.
enum Wanted {
    /// It has this value; null if there is none.
    Value(Option<Value>),
    /// It does not compile.
    Refusal,
}

struct FoldTest {
    group: String,
    expression: String,
    wanted: Wanted,
}

fn tests(folder: &Path, file: &str) -> Vec<FoldTest> {
    let path = folder.join(format!("{file}.toml"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let groups: toml::Table = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut tests = Vec::new();
    for (group, content) in &groups {
        let add = |expression: String, wanted| FoldTest { group: group.clone(), expression, wanted };
        let folds = content.get("fold").into_iter().chain([content]).flat_map(|folds| list(folds, "tests"));
        tests.extend(folds.map(|test| add(expression(test), Wanted::Value(test.get("expected").cloned()))));
        let failures = content.get("verifier").into_iter().flat_map(|verifier| list(verifier, "failures"));
        tests.extend(failures.map(|test| add(expression(test), Wanted::Refusal)));
        for (template, value, expected) in list(content, "loop").flat_map(expanded) {
            tests.push(add(template.replace("$value", value), Wanted::Value(expected)));
        }
    }
    tests
}

fn list<'t>(table: &'t Value, key: &str) -> impl Iterator<Item = &'t Value> + use<'t> {
    table.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn expression(test: &Value) -> String {
    test.get("expression").and_then(Value::as_str).expect("an expression").to_owned()
}

/// The templates of a loop with a literal of each of its types, and what they come to.
fn expanded(table: &Value) -> Vec<(String, &'static str, Option<Value>)> {
    let types = table.get("param").into_iter().flat_map(|param| list(param, "type")).filter_map(Value::as_str);
    let literals = types.map(|name| match name {
        "null" => "null",
        "bool" => "true",
        "int" => "7",
        "float" => "7.5",
        _ => "\"seven\"",
    });
    let literals: Vec<&str> = literals.collect();
    let templates = table.get("fold").into_iter().flat_map(|folds| list(folds, "tests"));
    let expand = |test: &Value| {
        let (template, expected) = (expression(test), test.get("expected").cloned());
        literals.iter().map(move |&literal| (template.clone(), literal, expected.clone())).collect::<Vec<_>>()
    };
    templates.flat_map(expand).collect()
}

/// The expression is compared with the expected value in a condition, which holds for the empty event.
fn case(file: &str, test: &FoldTest, index: &Arc<Index>) -> Case {
    let expression = &test.expression;
    let wanted = match &test.wanted {
        Wanted::Refusal => None,
        Wanted::Value(value) => Some(value.as_ref()),
    };
    let condition = match wanted {
        None => format!("({expression}) == 0"),
        Some(None) => format!("({expression}) == null"),
        Some(Some(Value::Boolean(true))) => format!("({expression})"),
        Some(Some(Value::Boolean(false))) => format!("not (({expression}) == null) and not ({expression})"),
        Some(Some(Value::String(text))) => format!("({expression}) == {}", json!(text)),
        Some(Some(number)) => format!("({expression}) == {number}"),
    };
    Case {
        name: format!("{file}/{expression}"),
        query: format!("any where {condition}"),
        dialect: "elasticsearch".to_owned(),
        index: Arc::clone(index),
        expected: if wanted.is_some() { Expected::ids(vec![1]) } else { Expected::Refused },
        size: 50,
        max_samples_per_key: 1,
    }
}
