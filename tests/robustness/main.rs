//! No text makes the compiler panic or hang.
//!
//! Published rules and the queries of all cases are damaged at random, by a seed, and compiled in every dialect, with and
//! without a schema, through both back ends. `check.rs` has what must hold. A few thousand texts in plain runs;
//! `EQL_LONG=1 cargo test --release --features dynamic --test robustness -- --nocapture` tries 100,000, and prints the
//! texts that took longest.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "tests read the corpora, and say what they saw")]

mod check;
mod damage;
mod growth;
mod texts;
mod watch;

use check::{check, events, ways};
use eql_conformance::Random;
use watch::Report;

/// Whether there is time for all of it.
fn long() -> bool {
    std::env::var_os("EQL_LONG").is_some()
}

fn conclude(what: &str, report: Report) {
    let Report { checked, failures, slowest } = report;
    println!("{what}: {checked} checked, {} failed", failures.len());
    for (time, name) in slowest {
        println!("  {time:?} per kB: {name}");
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n---\n"));
}

#[test]
fn damaged_texts() {
    let texts = texts::texts();
    let (ways, events) = (ways(), events());
    let make = move |number: usize| {
        let mut random = Random::seeded(u64::try_from(number).unwrap_or_default());
        (format!("text {number}"), damage::damaged(&mut random, &texts))
    };
    // Each text in every dialect, in turn with and without a schema.
    let check = move |number: usize, text: &str| {
        ways.iter().skip(number % 2).step_by(2).for_each(|options| check(text, options, &events));
    };
    conclude("damaged texts", watch::run(if long() { 100_000 } else { 2_000 }, make, check));
}

#[test]
fn growing_texts() {
    let sizes: &[usize] = if long() { &[16 << 10, 64 << 10] } else { &[1 << 10] };
    let (ways, events) = (ways(), events());
    let make = move |number: usize| growth::grown(number % growth::COUNT, sizes[number / growth::COUNT]);
    let check = move |_: usize, text: &str| ways.iter().for_each(|options| check(text, options, &events));
    conclude("growing texts", watch::run(growth::COUNT * sizes.len(), make, check));
}
