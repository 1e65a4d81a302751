//! The shared rules and event corpora, read in place (`EQL_SHARED`, else `../../shared`).

use eql_compiler::{CompileOptions, Dialect, analyse, rule_file};
use flate2::read::MultiGzDecoder;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// So many lines of each corpus: they stay in the processor's caches, as lines that have just been read do.
const LINES: usize = 4_096;

/// A corpus: its name and how its lines are read.
type Corpus = (&'static str, fn() -> Vec<Vec<u8>>);

/// What is measured on.
pub const CORPORA: [Corpus; 3] = [
    ("apt-simulations", || evenly(compressed("apt-simulations"), 45)),
    ("real-ecs", || evenly(compressed("real-ecs"), 2)),
    ("make_stream.py", || evenly(stream(), 1)),
];

fn corpora() -> PathBuf {
    let shared = std::env::var_os("EQL_SHARED").map_or_else(|| PathBuf::from("../../shared"), PathBuf::from);
    shared.join("corpora")
}

/// Every so many lines, so that all parts of a corpus are seen.
fn evenly(lines: impl Iterator<Item = Vec<u8>>, step: usize) -> Vec<Vec<u8>> {
    lines.step_by(step).take(LINES).collect()
}

fn compressed(name: &str) -> impl Iterator<Item = Vec<u8>> + use<> {
    let path = corpora().join("events").join(format!("{name}.ndjson.gz"));
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    BufReader::new(MultiGzDecoder::new(BufReader::new(file))).split(b'\n').map(|line| line.expect("a whole file"))
}

/// The generator of a fleet's stream.
fn stream() -> impl Iterator<Item = Vec<u8>> + use<> {
    let script = corpora().join("events/make_stream.py");
    let target = std::env::temp_dir().join(format!("eql-bench-{}.ndjson", std::process::id()));
    let status = Command::new("python3")
        .arg(script)
        .args(["--events", &LINES.to_string(), "--seed", "1", "--out"])
        .arg(&target)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "python3 runs make_stream.py");
    let lines = fs::read(&target).expect("the stream was written");
    let _ = fs::remove_file(&target);
    let lines: Vec<Vec<u8>> = lines.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    lines.into_iter().filter(|line| !line.is_empty())
}

/// The fields that all shared rules together read.
pub fn fields() -> Vec<String> {
    let mut fields = BTreeSet::new();
    let mut folders = vec![corpora().join("rules")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the shared rules") {
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
    fields.into_iter().collect()
}
