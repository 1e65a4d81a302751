//! Every document of the shared corpora, with every field that the shared rules read.

use crate::Reader;
use eql_compiler::{CompileOptions, Dialect, analyse, rule_file};
use flate2::read::MultiGzDecoder;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Unless `EQL_LONG=1`, one in so many of the lines of the largest corpus is read, and one in so many of the fields
/// without a value compared in each line.
const TURNS: usize = 16;

#[test]
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
fn documents_of_the_corpora_are_read_like_document_trees() {
    let Some(corpora) = eql_conformance::shared::shared().map(|shared| shared.join("corpora")) else {
        eprintln!("passed without looking: the shared corpora are absent");
        return;
    };
    let fields: Vec<String> = fields_of_rules(&corpora.join("rules")).into_iter().collect();
    assert!(fields.len() > 350, "{}", fields.len());
    let turns = if std::env::var_os("EQL_LONG").is_some_and(|long| long == "1") { 1 } else { TURNS };
    let mut reader = Reader::new(&fields);
    let mut events = 0;
    for name in ["apt-simulations", "real-ecs", "geneve-positive", "solver-positive", "near-miss"] {
        let file = File::open(corpora.join("events").join(format!("{name}.ndjson.gz"))).expect("the corpora have it");
        let lines = BufReader::new(MultiGzDecoder::new(BufReader::new(file))).split(b'\n');
        let step = if name == "apt-simulations" { turns } else { 1 };
        for (number, line) in lines.enumerate().step_by(step) {
            let line = line.expect("the file is whole");
            // The documents made for a rule stand in one line, under a key of their own.
            let documents = match name {
                "apt-simulations" | "real-ecs" => vec![line],
                _ => documents_in(&line),
            };
            for document in documents {
                assert!(reader.check_some(&document, |field| field % turns == events % turns), "{name}:{}", number + 1);
                events += 1;
            }
        }
    }
    assert!(events > 40_000, "{events}");
}

fn documents_in(line: &[u8]) -> Vec<Vec<u8>> {
    let case: serde_json::Value = serde_json::from_slice(line).expect("a case");
    case["docs"].as_array().expect("it has documents").iter().map(|document| document.to_string().into()).collect()
}

fn fields_of_rules(folder: &Path) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                let text = fs::read_to_string(&path).expect("a rule file");
                let mut options = CompileOptions::default();
                if path.components().any(|part| part.as_os_str() == "protections-artifacts") {
                    options.dialect = Dialect::Endpoint;
                }
                for rule in rule_file::parse(&path.to_string_lossy(), &text).unwrap_or_default() {
                    let Ok((rule, _)) = analyse(&rule.query, &options) else { continue };
                    fields.extend(rule.fields.iter().map(|(_, field)| field.path.clone()));
                }
            }
        }
    }
    fields
}
