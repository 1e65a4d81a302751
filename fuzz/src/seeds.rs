//! Inputs to begin with: the specification's cases, lines of odd JSON, states of detectors, choices of a seed.

use eql_conformance::{Random, shared, spec};

/// The inputs of each target.
pub fn all() -> [(&'static str, Vec<Vec<u8>>); 4] {
    [
        ("rule_text", rule_texts()),
        ("projection", lines()),
        ("snapshot", crate::snapshot::seeds()),
        ("sequences", choices()),
    ]
}

/// The queries of the specification's cases, in turn in every way to compile them.
fn rule_texts() -> Vec<Vec<u8>> {
    let queries = spec::cases(&shared::spec_cases()).into_iter().map(|case| case.query);
    (0_usize..).zip(queries).map(|(number, query)| [&[(number % 8) as u8][..], query.as_bytes()].concat()).collect()
}

/// Documents of the same cases, and what is at the edge of what JSON allows.
fn lines() -> Vec<Vec<u8>> {
    let odd: &[&[u8]] = &[
        br#"{"a": 1, "a.b": [1.5e3, -0, null, true], "b": {"a": {"a": "\u00e9\ud83d\ude00"}}}"#,
        br#"{"a": {"b": {"a": 18446744073709551615, "b": -9223372036854775808}}, "a.b.b": "x", "": []}"#,
        br#" {"\u0061": "a\\\"\n/", "ab": [[{"a": 1}], {}], "a": {"a": 1}, "a": {"b": 2}} "#,
        br#"{"@timestamp": "2026-01-01T00:00:00Z", "event": {"category": ["process"]}, "process.args": ["a", 1]}"#,
        b"[1e999]",
        b"\xef\xbb\xbf{}",
        br#"{"a": "\ud800"}"#,
    ];
    odd.iter().map(|line| line.to_vec()).collect()
}

/// Bytes at random, enough of them for a rule with its events.
fn choices() -> Vec<Vec<u8>> {
    let bytes = |seed| {
        let mut random = Random::seeded(seed);
        (0..600).map(|_| random.number() as u8).collect()
    };
    (0..64).map(bytes).collect()
}
