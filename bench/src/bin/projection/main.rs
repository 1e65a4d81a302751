//! What it costs to take the fields that rules read out of lines of JSON, in several ways side by side. See `README.md`.

#![forbid(unsafe_code)]

mod corpus;
mod dom;
mod lazy;
#[path = "../../measure.rs"]
mod measure;
mod visitor;
mod wanted;

use eql::json::Projection;
use measure::{Contender, compare};
use std::cell::RefCell;
use std::ops::Range;
use wanted::Wanted;

/// Rounds of a run; `EQL_BENCH_ROUNDS` sets another number.
const ROUNDS: usize = 101;

/// Lines that each contender sees in a round.
const PER_ROUND: usize = 256;

fn main() {
    let rounds = std::env::var("EQL_BENCH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted_name =
        |names: &[String], name: &str| names.is_empty() || names.iter().any(|part| name.contains(part.as_str()));
    // `projection CORPUS CONTENDER…` runs only those whose names have these in them.
    let (corpora, contenders): (Vec<String>, Vec<String>) = match arguments.as_slice() {
        [] => (Vec::new(), Vec::new()),
        [corpus, contenders @ ..] => (vec![corpus.clone()], contenders.to_vec()),
    };
    let fields = corpus::fields();
    println!("{} fields of the shared rules", fields.len());
    for (name, read) in corpus::CORPORA {
        if wanted_name(&corpora, name) {
            let lines = read();
            report(name, &lines, &fields, rounds, |name| wanted_name(&contenders, name));
        }
    }
}

fn report(name: &str, lines: &[Vec<u8>], fields: &[String], rounds: usize, is_wanted: impl Fn(&str) -> bool) {
    let wanted = Wanted::new(fields);
    let projection = RefCell::new(Projection::new(fields));
    let nothing = RefCell::new(Projection::new([""; 0]));
    let tape = RefCell::new(dom::Tape::default());
    let found = RefCell::new(Vec::new());
    let all: Vec<Contender<'_>> = vec![
        of("sonic-rs, document tree", lines, dom::sonic),
        of("eql projection", lines, |line| project(&mut projection.borrow_mut(), line)),
        of("eql projection, no fields", lines, |line| project(&mut nothing.borrow_mut(), line)),
        of("sonic-rs, lazy walk", lines, |line| lazy::walk(&wanted, line)),
        of("sonic-rs, serde visitor", lines, |line| visitor::sonic(&wanted, line, &mut found.borrow_mut())),
        of("serde_json, serde visitor", lines, |line| visitor::serde_json(&wanted, line, &mut found.borrow_mut())),
        of("simd-json, tape", lines, |line| tape.borrow_mut().read(line)),
        of("serde_json, document tree", lines, dom::serde_json),
    ];
    let chosen: Vec<Contender<'_>> = all.into_iter().filter(|contender| is_wanted(contender.name)).collect();
    let bytes: usize = lines.iter().map(Vec::len).sum();
    let mean = bytes as f64 / lines.len() as f64;
    println!("{name}: {} lines of {mean:.0} bytes, {rounds} rounds", lines.len());
    println!("  {:<28}{:>10}{:>10}{:>14}", "", "ns/line", "MB/s", "× the first");
    for row in compare(&chosen, rounds) {
        println!("  {:<28}{:>10.0}{:>10.0}{:>14.2}", row.name, row.nanos, mean / row.nanos * 1e3, row.ratio);
    }
}

fn of<'c>(name: &'static str, lines: &'c [Vec<u8>], read: impl Fn(&[u8]) -> usize + 'c) -> Contender<'c> {
    let count = move |range: Range<usize>| lines[range].iter().map(|line| read(line)).sum();
    Contender { name, count: Box::new(count), events: lines.len(), per_round: PER_ROUND }
}

fn project(projection: &mut Projection, line: &[u8]) -> usize {
    projection.read(line).expect("the corpora are JSON").filled().count()
}
