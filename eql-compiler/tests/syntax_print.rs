//! What is printed parses back to the same tree, ranges apart.

mod corpus;

use eql_compiler::Dialect;
use eql_compiler::syntax::ast::Statement;
use eql_compiler::syntax::{parse, print::print};

fn tree(text: &str, dialect: Dialect) -> Statement {
    parse(text, dialect).unwrap_or_else(|diagnostics| panic!("{text}\n{diagnostics}")).0
}

/// The tree without the numbers of its ranges.
fn without_ranges(statement: &Statement) -> String {
    let text = format!("{statement:?}");
    let mut pieces = text.split("range: ");
    let mut stripped = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        stripped.push_str(piece.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == '.'));
    }
    stripped
}

#[track_caller]
fn check(text: &str, dialect: Dialect) {
    let first = tree(text, dialect);
    let printed = print(&first, dialect);
    assert!(!printed.contains(['\n', '\r']), "{printed}");
    let second = tree(&printed, dialect);
    assert_eq!(without_ranges(&first), without_ranges(&second), "{text}\n{printed}");
    assert_eq!(printed, print(&second, dialect));
}

#[test]
fn published_rules() {
    let Some(shared) = corpus::shared() else { return };
    for rule in corpus::rules(&shared).iter().chain(&corpus::seeds(&shared)) {
        check(&rule.query, rule.dialect);
    }
}

#[test]
fn published_queries() {
    let Some(shared) = corpus::shared() else { return };
    for query in corpus::queries(&shared, "queries-supported.eql") {
        // Only Endgame has `join`, and the joins of the list use `:`, which Endgame lacks.
        if parse(&query, Dialect::Elasticsearch).is_ok() {
            check(&query, Dialect::Elasticsearch);
        }
    }
}

/// Every construct, by dialect (`language.md` §1, §2, `sequences.md` §3–§9).
#[test]
fn every_construct() {
    let rows: &[(Dialect, &[&str])] = &[
        (
            Dialect::Elasticsearch,
            &[
                "any where true",
                "\"my category\" where null == x",
                r#""a\"b\\" where a == "\n\r\t\b\f\"\'\\\u{00}\u{41}\u{10FFFF}""#,
                r#"a where b == """C:\x\"y"""""#,
                r#"a where b == """""""""#,
                "a where `a b`.c.`d``e` == 1 and ?x.y != 1.5 and ?`z` >= .5 and @timestamp < 1e3",
                "a where b == 9223372036854775807 or b == 9223372036854775808 or b == 99999999999999999999",
                "a where b == 1e999 or b == 1. or b == 100000000000000000000000000000000",
                "a where not not (b and (c or d)) and - - 5 < +x - -y * (2 % 3) / 4",
                "a where ((b == 1)) and (length(c) > 3) == true and x in (1, 2) == true",
                "a where b : \"x*\" and c like~ (\"a\", 1, null, true) and d regex \"x.*\" and e regex~ (\"y\")",
                "a where b in (1, c + 2) and d not in~ (\"x\") and e in~ (\"y\") and f like \"z\"",
                "a where f() and stringContains~(b, \"c\") and concat(b, 1, c)",
                "sequence by a, ?b with maxspan=5m [a where true] by c ![b where true] with runs=3 until [c where true]",
                "sequence with maxspan=1.5s by a [a where true] [b where true]",
                "sequence [a where true] with foo=2 [b where true]",
                "sample by host [a where true] by x [\"b c\" where true] by y",
                "any where true | head 5 | tail 10 | other a, b + 1",
            ],
        ),
        (
            Dialect::Endpoint,
            &[
                "sequence by a [b where c.d == e.f] by g as event0 [h where event0.x : \"y\"] until [i where true]",
                "sequence [b where true] as event0 by g [c where true] by h",
                "a where _arraysearch(b.c, $entry, $entry.d : \"e\" and $entry.f.g[1] >= 3)",
                "a where descendant of [b where not child of [c where event of [d where true]]] or e[0].f == 1",
            ],
        ),
        (
            Dialect::Endgame,
            &[
                "macro A(x, y) x == 1 or y const B = \"z\" process where A(b, c) and d == B",
                "macro EMPTY() true process where EMPTY()",
                "process_name = 'a\"b' and x == ?'c\\'d\\w' and y == ?\"\\d\"",
                "a + b in (3,) and x:length() > 3 and x:f(1):g(\"y\",)",
                "a where b == 1 | unique a b -c | count | filter events[1].x == 2",
                "| head 5",
                "join by a [b where true] by c [d where true] by e until [f where true]",
                "sequence by a [b where true] [c where true] fork [d where true] fork=false by e",
            ],
        ),
    ];
    for (dialect, texts) in rows {
        for text in *texts {
            check(text, *dialect);
        }
    }
}
