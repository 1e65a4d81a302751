//! The T-rows of `sequences.md`.

use eql_conformance::sequences::notation::{events, matches, matches_of_finite, print, rule};
use eql_runtime::sequence::SequenceMode;

/// A row: its name, the rule, the trace, the expected matches.
type Row = (&'static str, &'static str, &'static str, &'static str);

fn check(rows: &[Row], mode: SequenceMode, keys: bool) {
    for (name, text, trace, expected) in rows {
        let found = matches(&rule(text, mode), &events(trace));
        assert_eq!(print(&found, keys), *expected, "{name}: {text} on {trace}");
    }
}

/// `sequences.md` §1.3, §2.2, §3.4 (T3.5), §4, §5.2, §6: the rows on which both reference engines agree.
const COMMON: &[Row] = &[
    ("T1.1", "A B", "5:A 5:B", "[1,2]"),
    ("T1.2", "A B", "5:B 5:A", ""),
    ("T2.1", "A B", "1:A 2:A 3:B 4:B", "[2,3]"),
    ("T2.2", "A B C", "1:A 2:B 3:A 4:B 5:C 6:C", "[3,4,5]"),
    ("T2.3", "A B C", "1:A 2:B 3:A 4:C 5:B 6:C", "[1,2,4] [3,5,6]"),
    ("T2.4", "A A A", "1:A 2:A 3:A 4:A 5:A", "[1,2,3] [2,3,4] [3,4,5]"),
    ("T2.5", "A B C", "1:A 2:AB 3:ABC 4:C", "[1,2,3] [2,3,4]"),
    ("T2.6", "A B", "1:AB 2:AB 3:AB", "[1,2] [2,3]"),
    ("T2.7", "A B by=k", "1:A(x) 2:A(y) 3:B(y) 4:B(x) 5:B(x)", "[2,3] [1,4]"),
    ("T2.8", "A B C", "1:A 2:A 3:B 4:B 5:A 6:C 7:B 8:C", "[2,3,6] [5,7,8]"),
    ("T4.1", "maxspan=5s A B", "0:A 5000:B", "[1,2]"),
    ("T4.2", "maxspan=5s A B", "0:A 5001:B", ""),
    ("T4.3", "maxspan=10s A B C", "0:A 1000:B 8000:A 9000:B 12000:C", "[3,4,5]"),
    ("T4.4", "maxspan=10s A B C", "0:A 1000:B 4000:A 11000:C", ""),
    ("T5.1", "A B until=U", "1:A 2:U 3:B", ""),
    ("T5.2", "A B until=U by=k", "1:A(x) 2:U(y) 3:B(x)", "[1,3]"),
    ("T5.5", "A B C until=U", "1:A 2:B 3:U 4:A 5:C 6:B 7:C", "[4,6,7]"),
    ("T5.6", "A B until=U", "5:A 5:U 5:B", ""),
    ("T5.7", "A B until=U", "1:A 2:B 3:U", "[1,2]"),
    ("T5.8", "A B C until=U", "1:A 2:BU 3:C", ""),
    ("T2.4 as runs", "A*3", "1:A 2:A 3:A 4:A 5:A", "[1,2,3] [2,3,4] [3,4,5]"),
    ("T6.1", "A*3 B", "1:A 2:A 3:A 4:A 5:B 6:A 7:B", "[2,3,4,5] [3,4,6,7]"),
    ("T6.2", "maxspan=3s A*3", "0:A 1000:A 2000:A 9000:A 10000:A 11000:A", "[1,2,3] [4,5,6]"),
    ("T6.3", "maxspan=3s A*3", "0:A 4000:A 5000:A 6000:A", "[2,3,4]"),
];

/// The rows on which the engines differ, as Elasticsearch has them, and §7.3, which only it has.
const ELASTICSEARCH: &[Row] = &[
    ("T4.5", "maxspan=500ms A B", "0:A 400:B", "[1,2]"),
    ("T5.3", "A B until=U", "1:A 2:BU", "[1,2]"),
    ("T5.4", "A B until=U by=k", "0:A(q) 1:AU(k) 2:B(k)", ""),
    ("T7.1", "maxspan=10s A !M B", "0:A 1000:B", "[1,-,2]"),
    ("T7.2", "maxspan=10s A !M B", "0:A 500:M 1000:B", ""),
    ("T7.3", "maxspan=10s A !M B", "0:A 500:M 700:A 1000:B", "[3,-,4]"),
    ("T7.4", "maxspan=10s A !M B", "0:A 0:M 1000:M 1000:B", "[1,-,4]"),
    ("T7.5", "maxspan=10s A !M B C", "0:A 1000:B 2000:A 3000:M 4000:B 5000:C", ""),
    ("T7.6", "maxspan=10s A !M", "0:A 10000:M", ""),
    ("T7.7", "maxspan=10s A !M", "0:A 10001:M", "[1,-]"),
    ("T7.8", "maxspan=10s A !M", "0:A 0:M", "[1,-]"),
    ("T7.9", "maxspan=10s A !M", "0:A 3000:A 12000:M 14000:A", "[1,-] [4,-]"),
    ("T7.10", "maxspan=10s A B !M", "0:A 4000:B 10000:M", ""),
    ("T7.11", "maxspan=10s A B !M", "0:A 4000:B 10001:M", "[1,2,-]"),
    ("T7.12", "maxspan=10s !M A", "0:M 10000:A 10001:A", "[-,3]"),
    ("T7.13", "maxspan=10s !M A B", "0:M 5000:A 9000:B 9500:A 11000:B", "[-,4,5]"),
    ("T7.14", "maxspan=10s !M A B", "3000:A 4000:M 5000:B", "[-,1,3]"),
    ("T7.15", "maxspan=10s !M A", "5:M 5:A", "[-,2]"),
    ("T7.16", "maxspan=10s !M A !N", "0:M 6000:A 10000:N", ""),
    ("T7.17", "maxspan=10s !M A !N", "0:M 6000:A 10001:N", "[-,2,-]"),
    ("T7.18", "maxspan=10s !M A !N", "6000:A 6001:N", "[-,1,-]"),
    ("T7.19", "maxspan=10s A !M !N B", "0:A 1:N 2:B", ""),
    ("T7.20", "maxspan=10s A !M B by=k", "0:A(x) 1:M(y) 2:B(x)", "[1,-,3]"),
];

/// The rows on which the engines differ, as the Endgame engine has them, and §9.3.
const ENDGAME: &[Row] = &[
    ("§1.2", "maxspan=1s A B", "9:A 5:B", "[1,2]"),
    ("T4.5", "maxspan=500ms A B", "0:A 400:B", ""),
    ("T5.3", "A B until=U", "1:A 2:BU", ""),
    ("T5.4", "A B until=U by=k", "0:A(q) 1:AU(k) 2:B(k)", "[2,3]"),
    ("T9.5", "A B^", "1:A 2:B 3:B 4:A 5:B", "[1,2] [1,3] [4,5]"),
    ("T9.5 without fork", "A B", "1:A 2:B 3:B 4:A 5:B", "[1,2] [4,5]"),
    ("T9.6", "A B^ C", "1:A 2:B 3:B 4:C 5:B 6:C", "[1,3,4] [1,5,6]"),
    ("§2.6 null keys", "A B by=k", "1:A() 2:B()", "[1,2]"),
    ("§2.6 folded keys", "A B by=k", "1:A(Ab) 2:B(aB)", "[1,2]"),
    ("§2.6 whole arrays", "A B by=k", "1:A(x|y) 2:B(x) 3:B(x|y)", "[1,3]"),
];

/// `sequences.md` §3.4.
const KEYS: &[Row] = &[
    ("T3.1", "A B by=tags", "1:A(t1|t2) 2:B(t1)", r#"[1,2][Str("t1")]"#),
    ("T3.2", "A B by=tags", "1:A(t1|t3|t4) 2:B(t0|t3|t4)", r#"[1,2][Str("t3")] [1,2][Str("t4")]"#),
    (
        "T3.3",
        "A B by=tags,items",
        "1:A(t3|t4;i1|i2|i3) 2:B(t1|t3|t4;i0|i1|i2)",
        r#"[1,2][Str("t3"), Str("i1")] [1,2][Str("t3"), Str("i2")] [1,2][Str("t4"), Str("i1")] [1,2][Str("t4"), Str("i2")]"#,
    ),
    ("T3.4", "A B by=tags", "1:A(t1|t1|t2) 2:B(t1|t2|t2)", r#"[1,2][Str("t1")] [1,2][Str("t2")]"#),
    ("T3.5 plain", "A B by=tags", "1:A() 2:B()", ""),
    ("T3.5 optional", "A B by=?tags", "1:A() 2:B()", "[1,2][Null]"),
    ("T3.6", "A B by=?a,b", "1:A(;7) 2:B(;7) 3:A(x;7) 4:B(;7)", r#"[1,2][Null, Str("7")]"#),
];

#[test]
fn rows_on_which_the_engines_agree() {
    check(COMMON, SequenceMode::STANDARD, false);
    check(COMMON, SequenceMode::ENDGAME, false);
}

#[test]
fn rows_of_elasticsearch() {
    check(ELASTICSEARCH, SequenceMode::STANDARD, false);
}

#[test]
fn rows_of_endgame() {
    check(ENDGAME, SequenceMode::ENDGAME, false);
}

#[test]
fn rows_about_keys() {
    check(KEYS, SequenceMode::STANDARD, true);
}

#[test]
fn a_finite_stream_is_sorted_first() {
    for (text, mode, expected) in
        [("A B !M maxspan=10s", SequenceMode::STANDARD, "[5,4,-] [2,1,-]"), ("A B", SequenceMode::ENDGAME, "[2,4]")]
    {
        let events = events("90000:B 89999:A 50:C 6:B 5:A");
        let (found, counters) = matches_of_finite(&rule(text, mode), &events);
        assert_eq!((print(&found, false).as_str(), counters.hits), (expected, 4));
    }
}
