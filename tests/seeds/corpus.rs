//! The shared corpora, read in place.

use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the shared corpora; says so where it is absent.
pub(crate) fn corpora() -> Option<PathBuf> {
    let folder = eql_conformance::shared::shared().map(|shared| shared.join("corpora"));
    if folder.is_none() {
        println!("passed without looking: the shared corpora are absent");
    }
    folder
}

/// The text of one of the two seed queries.
pub(crate) fn seed(corpora: &Path, name: &str) -> String {
    let path = corpora.join("seeds").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The documents of one of the gzipped NDJSON files of events.
pub(crate) fn events(corpora: &Path, name: &str) -> impl Iterator<Item = Value> + use<> {
    documents(flate2::read::GzDecoder::new(open(&corpora.join("events").join(name))))
}

fn documents(reader: impl Read) -> impl Iterator<Item = Value> {
    BufReader::with_capacity(1 << 20, reader).lines().map(|line| {
        let line = line.expect("the corpus can be read");
        serde_json::from_str(&line).expect("the corpus is JSON")
    })
}

fn open(path: &Path) -> File {
    File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A stream with planted attacks, made by `make_stream.py`: its events, and what was planted.
///
/// `None` where there is no Python; says so.
pub(crate) fn planted_stream(corpora: &Path, seed: u32, events: u32) -> Option<(Vec<Value>, Value)> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (stream, truth) =
        (folder.join(format!("stream-{seed}.ndjson")), folder.join(format!("stream-{seed}.truth.json")));
    let made = Command::new("python3")
        .arg(corpora.join("events/make_stream.py"))
        .args(["--events", &events.to_string(), "--seed", &seed.to_string(), "--plant", "0.002", "--out"])
        .arg(&stream)
        .arg("--truth")
        .arg(&truth)
        .status();
    let Ok(status) = made else {
        assert!(std::env::var_os("CI").is_none(), "there is no python3, and CI is set");
        println!("passed without looking: there is no python3");
        return None;
    };
    assert!(status.success(), "make_stream.py failed");
    let truth = serde_json::from_reader(open(&truth)).expect("the truth is JSON");
    Some((documents(open(&stream)).collect(), truth))
}
