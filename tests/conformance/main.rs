//! Cases of the specification and of Elasticsearch's own suites, on the interpreter with each pass on and off,
//! and in a pack with and without its index.

#![expect(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "tests say when they skip, and ask how long to run"
)]

mod interpreter;
mod pack;
mod passes;

use eql_conformance::elasticsearch::SUITES;
use eql_conformance::{Case, check, exceptions, fold, series, shared, spec};
use interpreter::Interpreter;
use pack::Packed;

/// Runs cases on every engine.
fn check_everywhere(cases: &[Case]) {
    for engine in Interpreter::every(cases) {
        check(&engine, cases, &exceptions::of(cases));
    }
    for engine in Packed::every(cases) {
        check(&engine, cases, &exceptions::of(cases));
    }
}

fn check_suite(file: &str) {
    let suite = SUITES.iter().find(|suite| suite.file == file).expect("a suite with this name");
    match shared::elasticsearch_suites() {
        Some(folder) => check_everywhere(&suite.cases(&folder)),
        None => eprintln!("skipped: the shared data is absent"),
    }
}

fn check_file(name: &str) {
    let prefix = format!("{name}/");
    let cases = spec::cases(&shared::spec_cases());
    check_everywhere(&cases.into_iter().filter(|case| case.name.starts_with(&prefix)).collect::<Vec<_>>());
}

/// One test a file, so that one that fails does not hide the others.
macro_rules! tests {
    ($check:ident, $all:ident: $($name:ident = $file:literal),* $(,)?) => {
        const $all: &[&str] = &[$($file),*];
        $(#[test] fn $name() { $check($file); })*
    };
}

tests! { check_suite, TESTED_SUITES:
    test_queries = "test_queries",
    additional_test_queries = "additional_test_queries",
    test_queries_date = "test_queries_date",
    test_queries_date_nanos = "test_queries_date_nanos",
    test_extra = "test_extra",
    test_missing_events = "test_missing_events",
    test_sample = "test_sample",
    test_sample_multi = "test_sample_multi",
}

tests! { check_file, TESTED_FILES:
    decisions = "decisions",
    language_filters = "language-03-filters",
    language_unmapped = "language-03-unmapped",
    language_values = "language-03-values",
    language_comparisons = "language-04-comparisons",
    language_predicates = "language-05-predicates",
    language_functions = "language-06-functions",
    language_endpoint = "language-09-endpoint",
    language_vectors = "language-11-vectors",
    sequences = "sequences-01-06",
    sequence_keys = "sequences-03-keys",
    missing_events = "sequences-07-missing",
    samples = "sequences-08-sample",
    endgame = "endgame",
    endgame_pipes = "endgame-pipes",
    endgame_sequences = "sequences-09-endgame",
    limits = "sequences-10-limits",
    aliases = "sequences-13-aliases",
    lineage = "lineage",
    endgame_lineage = "endgame-lineage",
}

/// A file that no test above names would not be run.
#[test]
fn every_file_is_tested() {
    assert!(SUITES.iter().all(|suite| TESTED_SUITES.contains(&suite.file)));
    for case in spec::cases(&shared::spec_cases()) {
        let file = case.name.split('/').next().unwrap_or_default();
        assert!(TESTED_FILES.contains(&file), "no test runs tests/spec/{file}.toml");
    }
}

/// `sequences.md` §2.2: 25 of 25.
#[test]
fn series_spec() {
    match shared::elasticsearch_suites() {
        Some(folder) => check_everywhere(&series::cases(&folder)),
        None => eprintln!("skipped: the shared data is absent"),
    }
}

/// Constant expressions.
#[test]
fn fold_suites() {
    match shared::elasticsearch_suites() {
        Some(folder) => check_everywhere(&fold::cases(&folder)),
        None => eprintln!("skipped: the shared data is absent"),
    }
}
