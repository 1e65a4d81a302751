//! The grammars of `editors/` know what the compiler knows.
#![allow(clippy::disallowed_methods, reason = "reads the grammars and the sources")]

use serde_json::Value;
use std::fs;
use std::path::Path;

fn grammar(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../editors/vscode");
    let text = fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every regular expression of a grammar.
fn patterns<'g>(value: &'g Value, found: &mut Vec<&'g str>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value.as_str() {
                    Some(text) if ["match", "begin", "end"].contains(&key.as_str()) => found.push(text),
                    _ => patterns(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| patterns(value, found)),
        _ => {}
    }
}

/// What a grammar takes for a word, without looking ahead: the parts between `(`, `|` and `)`.
fn words(grammar: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    patterns(grammar, &mut found);
    found.into_iter().flat_map(|pattern| pattern.split(['(', '|', ')'])).collect()
}

#[test]
fn keywords_and_functions_are_coloured() {
    let grammar = grammar("syntaxes/eql.tmLanguage.json");
    let words = words(&grammar);
    let source = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path)).unwrap();
    let syntax = source("syntax/eql.pest");
    let reserved = syntax.split("reserved = _{").nth(1).and_then(|rest| rest.split('}').next()).unwrap();
    let functions = source("sema/functions.rs");
    let quoted = |text: &str| text.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let named = functions.split("plain(\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned);
    let known: Vec<String> = quoted(reserved).into_iter().chain(named).collect();
    assert!(known.len() > 35, "{known:?}");
    let missing: Vec<&String> = known.iter().filter(|word| !words.contains(&word.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn included_parts_exist() {
    let eql = grammar("syntaxes/eql.tmLanguage.json");
    let toml = grammar("syntaxes/eql-in-toml.tmLanguage.json");
    let own = |grammar: &Value, name: &str| grammar["repository"].get(name).is_some();
    for (grammar, text) in [(&eql, eql.to_string()), (&toml, toml.to_string())] {
        for part in text.split("\"include\":\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let exists = match part.strip_prefix("source.eql#") {
                Some(name) => own(&eql, name),
                None => own(grammar, part.trim_start_matches('#')),
            };
            assert!(exists, "{part}");
        }
    }
    let package = grammar("package.json");
    for grammar in package["contributes"]["grammars"].as_array().unwrap() {
        let path = grammar["path"].as_str().unwrap();
        assert_eq!(self::grammar(path)["scopeName"], grammar["scopeName"], "{path}");
    }
}
