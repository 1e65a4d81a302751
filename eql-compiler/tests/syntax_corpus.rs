//! The parser over everything published: rules, seeds and the Elasticsearch query lists.

#![allow(clippy::print_stdout, reason = "the time and what is left to `sema` are reported")]

mod corpus;

use std::time::Instant;

use eql_compiler::syntax::ast::{ExprKind, Query, Statement};
use eql_compiler::syntax::{codes, parse};
use eql_compiler::{Diagnostics, Dialect};

#[test]
fn every_published_rule_parses() {
    let Some(shared) = corpus::shared() else { return };
    let rules = corpus::rules(&shared);
    let start = Instant::now();
    let mut refused = Vec::new();
    for rule in rules.iter().chain(&corpus::seeds(&shared)) {
        if let Err(diagnostics) = parse(&rule.query, rule.dialect) {
            refused.push(format!("{}\n{diagnostics}", rule.path.display()));
        }
    }
    println!("{} rules in {:?}", rules.len(), start.elapsed());
    assert_eq!(rules.len(), 1549);
    assert!(refused.is_empty(), "{} refused:\n{}", refused.len(), refused.join("\n"));
}

/// `queries-supported.eql`: every query must parse; Elasticsearch refuses `join` later, and so does the dialect check.
#[test]
fn supported_queries_parse() {
    let Some(shared) = corpus::shared() else { return };
    let queries = corpus::queries(&shared, "queries-supported.eql");
    assert_eq!(queries.len(), 219);
    let mut joins = 0;
    for query in &queries {
        match parse(query, Dialect::Elasticsearch) {
            Ok(_) => {}
            Err(diagnostics) if only_join(query, &diagnostics) => joins += 1,
            Err(diagnostics) => panic!("{query}\n{diagnostics}"),
        }
    }
    assert_eq!(joins, 14);
}

fn only_join(query: &str, diagnostics: &Diagnostics) -> bool {
    let [diagnostic] = diagnostics.as_slice() else { return false };
    let range = diagnostic.range.start as usize..diagnostic.range.end as usize;
    diagnostic.code == codes::OTHER_DIALECT && &query[range] == "join"
}

/// `queries-unsupported.eql`: refused here, or left to `sema` for a reason that the tree shows.
#[test]
fn unsupported_queries_are_refused_or_left_to_sema() {
    let Some(shared) = corpus::shared() else { return };
    let queries = corpus::queries(&shared, "queries-unsupported.eql");
    assert_eq!(queries.len(), 87);
    let mut left = 0;
    for query in &queries {
        if let Ok((statement, _)) = parse(query, Dialect::Elasticsearch) {
            assert!(is_left_to_sema(&statement), "{query}");
            left += 1;
        }
    }
    println!("{left} of {} left to sema", queries.len());
}

/// A pipe that Elasticsearch lacks, a fractional `maxspan`, or a join key that is no field.
fn is_left_to_sema(statement: &Statement) -> bool {
    let pipe = statement.pipes.iter().any(|pipe| !matches!(pipe.name.text.as_str(), "head" | "tail"));
    let Query::Sequence(sequence) = &statement.query else { return pipe };
    let span = sequence.maxspan.as_ref().is_some_and(|span| span.number.text.contains('.'));
    let mut keys = sequence.keys.iter().chain(sequence.stages.iter().flat_map(|stage| &stage.keys));
    pipe || span || keys.any(|key| !matches!(key.kind, ExprKind::Field(_)))
}
