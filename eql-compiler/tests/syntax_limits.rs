//! Text that is too much: every limit is an error, and no text takes more than linear time or overflows the stack.

#![allow(clippy::disallowed_methods, reason = "the size of the texts comes from the environment")]

use std::time::{Duration, Instant};

use eql_compiler::syntax::ast::{ExprKind, Query};
use eql_compiler::syntax::{MAX_FIELD_PARTS, MAX_NESTING, MAX_TEXT_BYTES, codes, parse};
use eql_compiler::{Code, Dialect};

/// The code of the first finding, if the text is refused.
fn code(text: &str, dialect: Dialect) -> Option<Code> {
    parse(text, dialect).err().and_then(|diagnostics| diagnostics.as_slice().first().map(|first| first.code))
}

#[test]
fn long_text() {
    let text = format!("any where true //{}", "x".repeat(MAX_TEXT_BYTES));
    assert_eq!(code(&text, Dialect::Elasticsearch), Some(codes::TEXT_TOO_LONG));
    assert_eq!(code(&text[..MAX_TEXT_BYTES], Dialect::Elasticsearch), None);
}

/// In quotes or not, and however it is spelt, a field has so many parts and no more.
#[test]
fn long_paths() {
    let path = |parts: usize| vec!["a"; parts].join(".");
    for parts in [MAX_FIELD_PARTS, MAX_FIELD_PARTS + 1] {
        let expected = (parts > MAX_FIELD_PARTS).then_some(codes::NESTED_TOO_DEEP);
        for text in [format!("any where {}", path(parts)), format!("any where `{}`.a", path(parts - 1))] {
            assert_eq!(code(&text, Dialect::Elasticsearch), expected, "{parts} parts");
        }
    }
}

/// The sign of an exponent nests nothing.
#[test]
fn many_exponents() {
    let text = format!("any where a + 1 in (f({}))", vec!["1e-5 - 1.5E+30"; MAX_NESTING / 3].join(" - "));
    assert_eq!(code(&text, Dialect::Endgame), None);
}

/// What is parsed on the thread of the caller fits a small stack: pest itself has no guard.
#[test]
fn shallow_text_on_a_small_stack() {
    let around = |open: &str, close: &str| format!("any where {}a{}", open.repeat(15), close.repeat(15));
    for text in [
        around("(", ")"),
        around("not ", ""),
        around("- ", ""),
        around("length(", ")"),
        around("a in (1, ", ")"),
        around("child of [any where ", "]"),
    ] {
        let parse = move || code(&text, Dialect::Endpoint);
        let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(parse);
        assert_eq!(thread.unwrap().join().unwrap(), None);
    }
}

/// What nests, 10,000 deep and 100 deep.
#[test]
fn deep_text() {
    let nested = |depth: usize| -> Vec<(String, Dialect)> {
        let around = |open: &str, middle: &str, close: &str| {
            format!("any where {}{middle}{}", open.repeat(depth), close.repeat(depth))
        };
        vec![
            (around("(", "a", ")"), Dialect::Elasticsearch),
            (around("f(", "a", ")"), Dialect::Elasticsearch),
            (around("not ", "a", ""), Dialect::Elasticsearch),
            (around("- ", "a", ""), Dialect::Elasticsearch),
            (around("-+", "a", ""), Dialect::Elasticsearch),
            (around("1 + ", "a", ""), Dialect::Elasticsearch),
            (around("a in (", "1", ")"), Dialect::Elasticsearch),
            (around("a in (1, b or ", "1", ")"), Dialect::Elasticsearch),
            (around("/*", " ", "*/") + "true", Dialect::Elasticsearch),
            (around("descendant of [a where ", "b", "]"), Dialect::Endpoint),
            (around("", "a", ":f()"), Dialect::Endgame),
            (around("", "a", " + (b)"), Dialect::Endgame),
            (around("", "a", " - b[0]"), Dialect::Endgame),
        ]
    };
    for (text, dialect) in nested(10_000) {
        assert_eq!(code(&text, dialect), Some(codes::NESTED_TOO_DEEP), "{}…", &text[..60]);
    }
    for (text, dialect) in nested(100) {
        if let Err(diagnostics) = parse(&text, dialect) {
            panic!("{}…\n{diagnostics}", &text[..60]);
        }
    }
}

/// At the limit the tree is built, printed, compared and dropped on the stack that a test has.
#[test]
fn at_the_limit() {
    for (open, close) in [("(", ")"), ("f(", ")"), ("not ", ""), ("-", ""), ("1 + ", "")] {
        let text = format!("any where {}a{}", open.repeat(MAX_NESTING), close.repeat(MAX_NESTING));
        let (statement, _) = parse(&text, Dialect::Elasticsearch).expect("text within the limits");
        assert_eq!(statement.clone(), statement);
        assert!(!statement.to_string().is_empty());
        let deeper = format!("any where {}a{}", open.repeat(MAX_NESTING + 1), close.repeat(MAX_NESTING + 1));
        assert_eq!(code(&deeper, Dialect::Elasticsearch), Some(codes::NESTED_TOO_DEEP));
    }
}

/// `a or b or …` and `a and b and …`; a megabyte of them is in [`hard_text_takes_linear_time`].
#[test]
fn long_chains_are_one_node() {
    for word in ["or", "and"] {
        let text = format!("any where a{}", format!(" {word} b").repeat(9_999));
        let (statement, _) = parse(&text, Dialect::Elasticsearch).expect("text within the limits");
        let Query::Event(query) = &statement.query else { panic!("no event query") };
        let ExprKind::Logical { operands, .. } = &query.condition.kind else { panic!("no logical node") };
        assert_eq!(operands.len(), 10_000);
    }
}

/// What is hard on parsers, over and over: 4 KiB of it here, a megabyte with `EQL_CASES` (meant for an optimised build).
/// The bound is generous: this runs unoptimised, on busy machines.
#[test]
fn hard_text_takes_linear_time() {
    let size = if std::env::var_os("EQL_CASES").is_some() { MAX_TEXT_BYTES - 64 } else { 4 << 10 };
    let pieces = [
        "(",
        "f(",
        "a",
        "a.",
        "a ",
        "a:",
        "a:f(",
        "x : f(x : ",
        "a in (",
        "a in ((1), ",
        "not ",
        "- ",
        "1",
        "1.",
        "1 ",
        "!",
        "?",
        "`",
        "``",
        "\"",
        "\\",
        "'",
        "\"\"",
        "\"\"\"",
        "/",
        "/*",
        "*/",
        "//\n",
        "/**/",
        " ",
        "\n",
        "[",
        "![",
        "]",
        "|",
        "| a ",
        "|a 1,",
        "and ",
        "a and ",
        "a AND ",
        "a == ",
        "a == not ",
        "a < b and ",
        "a : (\"b\", ",
        "in in~ ",
        "like ",
        "x like ",
        "x like\"a\"",
        "x not : ",
        "with ",
        "by ",
        "sequence ",
        "[a where b]",
        "sequence [a where b] ",
        "event of [a where ",
        "a of ",
        "macro a() ",
        "macro a(b) c ",
        "const a = 1 ",
        "a[0]",
        "$a.",
        "@",
        "é",
        "\u{feff}",
        "\0",
        ";",
        "#",
        "~",
        "a~(",
        "\\u{41}",
        "where ",
        "any where ",
        "join by ",
        "a, ",
        "5m ",
        "\"\\w\" ",
    ];
    let starts = ["", "any where ", "any where a in (", "any where a == \"", "sequence by a ", "any where true | a "];
    for piece in pieces {
        for start in starts {
            for dialect in [Dialect::Elasticsearch, Dialect::Endgame] {
                let text = format!("{start}{}", piece.repeat(size / piece.len()));
                let begun = Instant::now();
                let _ = parse(&text, dialect);
                assert!(begun.elapsed() < Duration::from_secs(10), "{start:?} and {piece:?} again and again");
            }
        }
    }
}
