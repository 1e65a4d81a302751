//! A pack as a program that the benchmark asks over its standard input: each pack is compiled alone, and still takes its
//! turns in the same rounds as the others.
//!
//! The first argument is a file of events (NDJSON). Requests are lines, and so are answers:
//!
//! | request | answer |
//! |---|---|
//! | `info` | the numbers of rules, of rules left out, and of fields |
//! | `run NAME FROM TO` | nanoseconds of the processor, and how many matches there were among these events |
//! | `verdicts` | a line an event: the files of the rules that match it, by number |
//! | `allocations NAME` | a line an event: how many allocations it took, after all events have been seen once |
//!
//! `run 0 …` begins with an engine that has seen nothing.

#![forbid(unsafe_code)]

pub mod typed;

use cpu_time::ThreadTime;
use eql::json::Projection;
use eql::pack::{Engine, PackRules, RuleInfo, SkippedRule};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

/// Something that is measured: takes these events and says how many matches there were.
pub type Contender<'c> = Box<dyn FnMut(Range<usize>) -> usize + 'c>;

/// A compiled pack.
pub struct Pack<P: PackRules> {
    /// Makes its engine.
    pub engine: fn() -> Engine<P, Arc<str>>,
    /// Its rules.
    pub rules: &'static [RuleInfo],
    /// What is left out.
    pub skipped: &'static [SkippedRule],
    /// The fields that it reads.
    pub fields: &'static [&'static str],
}

/// Answers requests about a pack; `more` makes further contenders of the lines.
///
/// # Errors
///
/// The events can't be read, or nobody listens any more.
pub fn serve<P: PackRules<Label = &'static RuleInfo>>(
    pack: &Pack<P>,
    more: impl for<'c> FnOnce(&'c [String]) -> Vec<(&'static str, Contender<'c>)>,
) -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("first") {
        return first_verdict(pack);
    }
    let path = std::env::args().nth(1).ok_or_else(|| io::Error::other("the file of events is missing"))?;
    let lines: Vec<String> = std::fs::read_to_string(path)?.lines().map(str::to_owned).collect();
    let mut contenders: BTreeMap<&str, Contender<'_>> = BTreeMap::new();
    contenders.insert("lines", take_lines(pack, &lines));
    contenders.insert("projection", project(pack, &lines));
    contenders.insert("dom", Box::new(|range| lines[range].iter().map(|line| document(line)).sum()));
    contenders.extend(more(&lines));
    let mut out = io::stdout().lock();
    for request in io::stdin().lock().lines() {
        let request = request?;
        let words: Vec<&str> = request.split(' ').collect();
        match words[..] {
            ["info"] => writeln!(out, "{} {} {}", pack.rules.len(), pack.skipped.len(), pack.fields.len())?,
            ["run", name, from, to] => {
                let range = number(from)?..number(to)?.min(lines.len());
                let contender = contenders.get_mut(name).ok_or_else(|| io::Error::other("no such contender"))?;
                black_box(touch(&lines[range.clone()]));
                let begin = ThreadTime::now();
                let count = black_box(contender(range));
                writeln!(out, "{} {count}", begin.elapsed().as_nanos())?;
            }
            ["verdicts"] => verdicts(pack, &lines, &mut out)?,
            ["allocations", name] => {
                let contender = contenders.get_mut(name).ok_or_else(|| io::Error::other("no such contender"))?;
                contender(0..lines.len());
                for at in 0..lines.len() {
                    let counted = allocation_counter::measure(|| {
                        black_box(contender(at..at + 1));
                    });
                    writeln!(out, "{}", counted.count_total)?;
                }
            }
            _ => return Err(io::Error::other(format!("unknown request: {request}"))),
        }
        out.flush()?;
    }
    Ok(())
}

/// One line from standard input, and how long after the start of `main` the verdict was there, in nanoseconds.
fn first_verdict<P: PackRules<Label = &'static RuleInfo>>(pack: &Pack<P>) -> io::Result<()> {
    let begin = Instant::now();
    let line = io::stdin().lock().lines().next().ok_or_else(|| io::Error::other("no line"))??;
    let mut engine = (pack.engine)();
    let found = engine.push_json(&line).map_err(io::Error::other)?;
    let elapsed = begin.elapsed().as_nanos();
    writeln!(io::stdout(), "{elapsed} {}", found.len())
}

/// Brings lines into the caches, as reading them from a file does: whoever runs first would pay for it otherwise.
fn touch(lines: &[String]) -> u64 {
    lines.iter().flat_map(|line| line.bytes()).map(u64::from).sum()
}

fn number(text: &str) -> io::Result<usize> {
    text.parse().map_err(io::Error::other)
}

/// The pack over lines of JSON, as a program uses it.
fn take_lines<'c, P: PackRules>(pack: &'c Pack<P>, lines: &'c [String]) -> Contender<'c> {
    let mut engine = (pack.engine)();
    Box::new(move |range| {
        if range.start == 0 {
            engine = (pack.engine)();
        }
        lines[range].iter().map(|line| engine.push_json(line).map_or(0, |alerts| alerts.len())).sum()
    })
}

/// What the engine does before rules are asked: the fields of the pack out of the line.
fn project<'c, P: PackRules>(pack: &Pack<P>, lines: &'c [String]) -> Contender<'c> {
    let mut projection = Projection::new(pack.fields);
    Box::new(move |range| {
        lines[range].iter().filter(|line| black_box(projection.read(line.as_bytes())).is_ok()).count()
    })
}

fn document(line: &str) -> usize {
    let value: Result<sonic_rs::Value, _> = sonic_rs::from_str(line);
    usize::from(black_box(value).is_ok())
}

fn verdicts<P: PackRules<Label = &'static RuleInfo>>(
    pack: &Pack<P>,
    lines: &[String],
    out: &mut impl Write,
) -> io::Result<()> {
    let mut engine = (pack.engine)();
    for line in lines {
        let alerts = engine.push_json(line).unwrap_or_default();
        let files: Vec<&str> = alerts.iter().map(|alert| file_number(alert.rule.path)).collect();
        writeln!(out, "{}", files.join(" "))?;
    }
    Ok(())
}

/// The number that the benchmark has put before the name of a rule's file.
fn file_number(path: &str) -> &str {
    path.rsplit('/').next().and_then(|name| name.split('-').next()).unwrap_or_default()
}

/// A pack of the rules in a folder, and the program that answers for it.
#[macro_export]
macro_rules! program {
    ($folder:literal, $more:expr) => {
        eql::ruleset! {
            /// The rules of the folder.
            pub struct Rules;
            $folder
        }

        fn main() -> std::io::Result<()> {
            let pack = $crate::Pack {
                engine: || Rules::engine(),
                rules: Rules::RULES,
                skipped: Rules::SKIPPED,
                fields: Rules::FIELDS,
            };
            $crate::serve(&pack, $more)
        }
    };
}
