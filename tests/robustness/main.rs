//! No text makes the compiler panic or hang.
//!
//! Besides: what the language calls legal compiles, in any layout; what it calls illegal is refused.
//!
//! Published rules and the queries of all cases are damaged at random, by a seed, and compiled in every dialect, with and
//! without a schema, through both back ends. `check.rs` has what must hold. A few thousand texts in plain runs;
//! `EQL_LONG=1 cargo test --release --features dynamic --test robustness -- --nocapture` tries 100,000, and prints the
//! texts that took longest.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "tests read the corpora, and say what they saw")]

mod check;
mod damage;
mod grammar;
mod growth;
mod illegal;
mod layout;
mod texts;
mod watch;

use check::{check, events, ways};
use eql::dynamic::CompileOptions;
use eql_compiler::analyse;
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

/// What the language calls legal compiles, in any layout and with comments anywhere to the same rule.
#[test]
fn legal_texts() {
    let options = CompileOptions::default();
    let events = events();
    let make = |number: usize| {
        let text = grammar::legal(&mut Random::seeded(u64::try_from(number).unwrap_or_default()));
        (format!("text {number}"), text)
    };
    let check = move |number: usize, text: &str| {
        let (rule, _) = analyse(text, &options).unwrap_or_else(|refused| panic!("{text}\n{refused}"));
        let mut random = Random::seeded(u64::try_from(number).unwrap_or_default());
        let respaced = layout::respaced(&mut random, &layout::tokens(text));
        let (again, _) = analyse(&respaced, &options).unwrap_or_else(|refused| panic!("{respaced}\n{refused}"));
        assert_eq!(again.to_string(), rule.to_string(), "{respaced}");
        check(text, &options, &events);
    };
    conclude("legal texts", watch::run(if long() { 50_000 } else { 500 }, make, check));
}

/// Published rules mean the same in any layout and with comments anywhere.
#[test]
fn respaced_rules() {
    let mut rules = texts::rules();
    if !long() {
        rules.retain(|rule| rule.query.len() < 1_500);
        rules = rules.into_iter().step_by(8).collect();
    }
    let count = rules.len();
    let names: Vec<watch::Case> = rules.iter().map(|rule| (rule.metadata.id.clone(), rule.query.clone())).collect();
    let check = move |number: usize, _: &str| {
        let rule = &rules[number];
        let mut options = CompileOptions::default();
        options.dialect = rule.dialect;
        let Ok((plain, _)) = analyse(&rule.query, &options) else { return };
        let mut random = Random::seeded(u64::try_from(number).unwrap_or_default());
        let respaced = layout::respaced(&mut random, &layout::tokens(&rule.query));
        let (again, _) = analyse(&respaced, &options).unwrap_or_else(|refused| panic!("{respaced}\n{refused}"));
        assert_eq!(again.to_string(), plain.to_string(), "{respaced}");
    };
    conclude("respaced rules", watch::run(count, move |number| names[number].clone(), check));
}

/// What the language calls illegal is refused.
#[test]
fn illegal_texts() {
    let options = CompileOptions::default();
    let taken: Vec<_> = illegal::ILLEGAL.iter().filter(|(_, text)| analyse(text, &options).is_ok()).collect();
    assert!(taken.is_empty(), "{taken:#?}");
}

#[test]
fn growing_texts() {
    let sizes: &[usize] = if long() { &[16 << 10, 64 << 10] } else { &[1 << 10] };
    let (ways, events) = (ways(), events());
    let make = move |number: usize| growth::grown(number % growth::COUNT, sizes[number / growth::COUNT]);
    let check = move |_: usize, text: &str| ways.iter().for_each(|options| check(text, options, &events));
    conclude("growing texts", watch::run(growth::COUNT * sizes.len(), make, check));
}
