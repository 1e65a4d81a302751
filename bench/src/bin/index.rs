//! All shared rules over a stream, with the index of their pack and with every rule evaluated on every event: the same
//! verdicts on each event, and the rates of both.
//!
//!     cargo run --release --bin index -- EVENTS.ndjson

#![allow(clippy::disallowed_methods, reason = "a bench reads files")]

use eql::dynamic::{CompileOptions, Pack, PackMatcher, Rule};
use eql::json::Projection;
use eql::lineage::{LineageLimits, Processes};
use eql_compiler::rule_file::{self, Language};
use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The matcher of a pack, what it knows of processes, and the time that it took so far.
struct Contender {
    matcher: PackMatcher,
    known: Processes,
    took: Duration,
}

impl Contender {
    fn new(matcher: PackMatcher) -> Self {
        Self { matcher, known: Processes::new(LineageLimits::DEFAULT), took: Duration::ZERO }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("which events? index EVENTS.ndjson")?;
    let shared = env::var_os("EQL_SHARED").map_or_else(|| PathBuf::from("../../shared"), PathBuf::from);
    let mut rules = Vec::new();
    collect(&shared.join("corpora/rules"), &mut rules)?;
    let fields: Vec<String> =
        rules.iter().flat_map(|rule| rule.ir().fields.iter().map(|(_, field)| field.path.clone())).collect();
    let pack = Pack::new(rules);
    let mut indexed = Contender::new(pack.matcher());
    let mut every = Contender::new(pack.without_index().matcher());
    let mut projection = Projection::new(&fields);
    let (mut events, mut matched, mut reading) = (0_u64, 0, Duration::ZERO);
    for line in BufReader::new(File::open(&path)?).lines() {
        let line = line?;
        let begin = Instant::now();
        let event = projection.read_text(&line)?;
        reading += begin.elapsed();
        let begin = Instant::now();
        let found = indexed.matcher.run_following(&mut indexed.known, &event);
        indexed.took += begin.elapsed();
        let begin = Instant::now();
        let expected = every.matcher.run_following(&mut every.known, &event);
        every.took += begin.elapsed();
        if found != expected {
            return Err(format!("event {events}: {found:?} with the index, {expected:?} without").into());
        }
        events += 1;
        matched += found.len();
    }
    let rate = |took: Duration| events as f64 / took.as_secs_f64();
    println!("{} rules, {events} events: the same rules satisfied on each, {matched} in all", pack.rules().len());
    println!("reading           {:>10.0} events/s", rate(reading));
    for (name, Contender { matcher, took, .. }) in [("with the index", &indexed), ("every rule", &every)] {
        let per_event = matcher.evaluated().map(|count| count as f64 / events as f64);
        println!(
            "{name:17} {:>10.0} events/s; {:.1} conditions evaluated, {:.1} tests asked an event",
            rate(*took),
            per_event[0],
            per_event[1]
        );
    }
    println!("ratio             {:>10.1}", every.took.as_secs_f64() / indexed.took.as_secs_f64());
    Ok(())
}

/// Compiles the rules of a folder, in the order of their paths.
fn collect(folder: &Path, rules: &mut Vec<Rule>) -> Result<(), Box<dyn Error>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, rules)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&path)?;
            let found = rule_file::parse(&path.to_string_lossy(), &text).map_err(|error| error.message)?;
            for rule in found.into_iter().filter(|rule| rule.language == Language::Eql) {
                let mut options = CompileOptions::default();
                options.dialect = rule.dialect;
                rules.push(Rule::compile(&rule.query, &options).map_err(|error| format!("{error:?}"))?);
            }
        }
    }
    Ok(())
}
