//! Elasticsearch's lists of queries through the whole compiler: `queries-supported.eql` parses there, but some of it is
//! refused when it is checked; `queries-unsupported.eql` is refused. Queries are named by their place in the list.

#![allow(clippy::print_stdout, reason = "the list of refused queries is a report")]

mod corpus;

use std::collections::BTreeMap;

use eql_compiler::{CompileOptions, Diagnostics, Severity, compile};

/// Why checking refuses a query that parses: the codes of its errors, and the rules of the specification behind them.
type Reason = (&'static [&'static str], &'static str);

const JOIN: Reason = (&["E011"], "`join` runs in the Endgame engine only (language.md §8, row 13)");
const ARGUMENT_COUNT: Reason = (&["E102"], "`between` takes three or four arguments (language.md §6)");
const CONDITION: Reason = (&["E107"], "a number is no condition (language.md §8, row 14)");
const CONDITION_AND_COLON: Reason = (&["E107", "E108"], "rows 14 and 15 of language.md §8");
const COLON: Reason = (&["E108"], "`:` compares text with string literals (language.md §5.1, rules 1 and 2; D13)");
const COLON_AND_FIELDS: Reason = (&["E108", "E110"], "rows 15 and 20 of language.md §8");
const FIELDS: Reason = (&["E110"], "no field is compared with a field (language.md §8, row 20)");
const FIELDS_AND_KEYS: Reason =
    (&["E110", "E127"], "row 20, and a sample's filter names a key once (sequences.md §8.1)");
const FIELD_IN_LIST: Reason = (&["E111"], "elements of `in` are constant (language.md §8, row 16)");
const KEY_COUNT: Reason = (&["E121"], "each stage has as many join keys (language.md §8, row 8; sequences.md §3.1)");

/// The queries of `queries-supported.eql` that checking refuses, by number from 1.
#[rustfmt::skip]
const REFUSED: &[(Reason, &[usize])] = &[
    (JOIN, &[125, 126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 180, 184]),
    (ARGUMENT_COUNT, &[107, 108, 109]),
    (CONDITION, &[26, 27, 28, 29, 148, 149]),
    (CONDITION_AND_COLON, &[78, 79, 81, 82, 83]),
    (COLON, &[
        13, 17, 24, 25, 32, 34, 38, 54, 61, 66, 71, 72, 73, 74, 75, 76, 77, 80, 84, 85, 86, 87, 88, 89, 90, 91, 92, 97, 99,
        100, 101, 102, 103, 104, 121, 138, 139, 142, 143, 150, 151, 152, 155, 159, 160, 165, 167, 172, 173, 174, 175, 176,
        177, 178, 179, 181, 182, 183,
    ]),
    (COLON_AND_FIELDS, &[33]),
    (FIELDS, &[18, 19, 20, 21, 22, 23, 30, 31, 55, 93, 198, 199, 200, 201, 202, 217, 218, 219]),
    (FIELDS_AND_KEYS, &[215, 216]),
    (FIELD_IN_LIST, &[62]),
    (KEY_COUNT, &[195, 197, 212, 214]),
];

#[test]
fn supported_queries_compile_or_break_a_named_rule() {
    let Some(shared) = corpus::shared() else { return };
    let queries = corpus::queries(&shared, "queries-supported.eql");
    assert_eq!(queries.len(), 219);
    let refusal = |query: &String| compile(query, &CompileOptions::default()).err().map(|found| codes(&found));
    let found: BTreeMap<usize, Vec<String>> =
        (1..).zip(&queries).filter_map(|(number, query)| Some((number, refusal(query)?))).collect();
    let mut expected = BTreeMap::new();
    for ((codes, rule), numbers) in REFUSED {
        println!("{}: {} queries, {rule}", codes.join(" and "), numbers.len());
        let codes: Vec<String> = codes.iter().map(|&code| code.to_owned()).collect();
        expected.extend(numbers.iter().map(|&number| (number, codes.clone())));
    }
    assert_eq!(found, expected);
}

#[test]
fn unsupported_queries_are_refused() {
    let Some(shared) = corpus::shared() else { return };
    let queries = corpus::queries(&shared, "queries-unsupported.eql");
    assert_eq!(queries.len(), 87);
    let accepted: Vec<_> = queries.iter().filter(|query| compile(query, &CompileOptions::default()).is_ok()).collect();
    assert!(accepted.is_empty(), "{accepted:#?}");
}

/// The codes of the errors, each once.
fn codes(diagnostics: &Diagnostics) -> Vec<String> {
    let errors = diagnostics.as_slice().iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let mut codes: Vec<_> = errors.map(|diagnostic| diagnostic.code.to_string()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
