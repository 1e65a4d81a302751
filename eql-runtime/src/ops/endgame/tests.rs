//! The LEG columns of `language.md` §3.4 and §6.

use super::*;
use Operation::{
    ArrayContains, Between, Compare, Concat, IndexOf, Length, Not, Number, OneOf, String as Text, StringContains,
    Substring,
};

fn text(text: &str) -> Datum<'_> {
    Datum::Plain(Scalar::Str(text.into()))
}

fn int(number: i64) -> Datum<'static> {
    Datum::Plain(Scalar::Int(number))
}

fn float(number: f64) -> Datum<'static> {
    Datum::Plain(Scalar::Float(number))
}

fn list(items: &[&'static str]) -> Datum<'static> {
    Datum::List(items.iter().map(|item| text(item)).collect())
}

const NULL: Datum<'static> = Datum::NULL;
const TRUE: Datum<'static> = Datum::Plain(Scalar::Bool(true));
const FALSE: Datum<'static> = Datum::Plain(Scalar::Bool(false));

fn check(operation: Operation, rows: &[(&[Datum<'_>], Datum<'_>)]) {
    for (operands, expected) in rows {
        assert_eq!(apply(operation, operands), *expected, "{operation:?} {operands:?}");
    }
}

/// §3.4, §4.3: values of one type compare, and text does so without case.
#[test]
fn comparisons() {
    let equal = Compare(Comparison::Equal);
    check(
        equal,
        &[
            (&[text("Ab"), text("aB")], TRUE),
            (&[int(4), float(4.0)], TRUE),
            (&[int(4), text("4")], NULL),
            (&[TRUE, int(1)], NULL),
            (&[NULL, int(1)], NULL),
            (&[list(&["a"]), text("a")], NULL),
            (&[list(&["a"]), list(&["a"])], TRUE),
            (&[list(&["a"]), list(&["A"])], FALSE),
        ],
    );
    check(
        Compare(Comparison::Less),
        &[
            (&[text("b"), text("C")], TRUE),
            (&[list(&["a", "b"]), list(&["a", "c"])], TRUE),
            (&[list(&["a"]), list(&["a", "b"])], TRUE),
            (&[text("a"), int(1)], NULL),
        ],
    );
    check(
        OneOf,
        &[
            (&[int(4), int(3), text("4")], FALSE),
            (&[text("X"), int(3), text("x")], TRUE),
            (&[NULL, int(3), int(4)], NULL),
            (&[list(&["a"]), text("a"), text("b")], NULL),
        ],
    );
}

/// §3.4: what is not a truth value is as true as Python has it.
#[test]
fn truths() {
    let rows = [(NULL, NULL), (text(""), TRUE), (text("a"), FALSE), (int(0), TRUE), (list(&[]), TRUE), (TRUE, FALSE)];
    for (operand, expected) in rows {
        check(Not, &[(&[operand], expected)]);
    }
    check(Operation::And, &[(&[int(4), NULL], NULL), (&[FALSE, NULL], FALSE), (&[text("a"), TRUE], TRUE)]);
    check(Operation::Or, &[(&[NULL, NULL], NULL), (&[NULL, int(4)], TRUE), (&[FALSE, text("")], FALSE)]);
}

/// §6.2, §6.5, §6.6, §6.7, §6.10.
#[test]
fn functions_of_text() {
    let welcome = || text("welcome to event query language");
    check(
        Between,
        &[
            (&[welcome(), text(" "), text(" ")], text("to")),
            (&[welcome(), text(" "), text(" "), TRUE], text("to event query")),
            (&[text("System Idle Process"), text("s"), text("e")], text("yst")),
            (&[text("abc"), text("x"), text("c")], NULL),
            (&[text("abc"), text(""), text("c")], text("ab")),
            (&[text("aXbxb"), text("a"), text("B"), TRUE], text("Xbx")),
            (&[text("a.b"), text("."), text(""), TRUE], text("b")),
        ],
    );
    check(
        StringContains,
        &[(&[text("abc"), text("")], TRUE), (&[text("abc"), text("BC")], TRUE), (&[NULL, text("b")], FALSE)],
    );
    check(
        IndexOf,
        &[
            (&[text("cmd.exe"), text("E")], int(4)),
            (&[text("cmd.exe"), text("e"), int(-1)], int(6)),
            (&[text("cmd.exe"), text("e"), int(-30)], int(4)),
            (&[text("cmd.exe"), text(""), int(3)], int(3)),
            (&[text("cmd.exe"), text(""), int(30)], NULL),
            (&[text("cmd.exe"), text("z")], NULL),
            (&[text("x😀y"), text("Y")], int(2)),
        ],
    );
    check(
        Substring,
        &[
            (&[text("abc"), NULL, int(2)], text("ab")),
            (&[text("a😀c"), int(1), int(2)], text("😀")),
            (&[text("abc"), int(-2)], text("bc")),
            (&[text("abc"), float(1.5)], NULL),
        ],
    );
    check(Length, &[(&[text("a😀")], int(2)), (&[list(&["a", "b"])], int(2)), (&[int(5)], NULL)]);
}

/// §6.8, §6.9, §6.4.
#[test]
fn numbers_and_texts() {
    check(
        Number,
        &[
            (&[text("+12")], int(12)),
            (&[text("-.5")], float(-0.5)),
            (&[text("1.")], float(1.0)),
            (&[text("0x1f")], int(31)),
            (&[text("0x1f"), int(16)], int(31)),
            (&[text("0x1f"), int(10)], NULL),
            (&[text("077"), int(8)], int(63)),
            (&[text("9"), int(8)], NULL),
            (&[text("1f"), int(16)], NULL),
            (&[text("1e3")], NULL),
            (&[text(".")], NULL),
            (&[text(" 12")], NULL),
            (&[text("12"), int(40)], NULL),
            (&[int(12)], NULL),
        ],
    );
    check(
        Text,
        &[
            (&[int(4)], text("4")),
            (&[TRUE], text("True")),
            (&[float(5.0)], text("5.0")),
            (&[float(1e16)], text("1e+16")),
            (&[float(0.00001)], text("1e-05")),
            (&[float(1_234_567_890_123_456.0)], text("1234567890123456.0")),
            (&[list(&["a", "it's"])], text("['a', \"it's\"]")),
            (&[NULL], NULL),
        ],
    );
    check(Concat, &[(&[text("a"), int(5), TRUE], text("a5True")), (&[text("a"), NULL], NULL)]);
}

/// §6.11, §6.3.
#[test]
fn lists_patterns_and_addresses() {
    check(
        ArrayContains,
        &[
            (&[list(&["a", "b"]), text("z"), text("B")], TRUE),
            (&[list(&["a"]), text("a*")], FALSE),
            (&[NULL, text("a")], NULL),
            (&[text("ab"), text("B")], TRUE),
            (&[text("ab"), text("ab")], FALSE),
            (&[int(4), int(4)], NULL),
            (&[Datum::List(vec![NULL]), NULL], TRUE),
        ],
    );
    let is_b = |element: &Datum<'_>| apply(Compare(Comparison::Equal), &[element.reborrow(), text("b")]).into_owned();
    assert_eq!(count_elements(&list(&["a", "b", "B"]), is_b), int(2));
    assert_eq!(has_element(&list(&["a", "b"]), is_b), TRUE);
    assert_eq!(has_element(&NULL, is_b), FALSE);
    let star = |pattern| Glob::with_wildcards(pattern, Fold::Unicode, crate::matchers::Wildcards::Star);
    assert_eq!(wildcard(&text("CMD.exe"), &[star("x"), star("cmd.*")]), TRUE);
    assert_eq!(wildcard(&int(4), &[star("*")]), NULL);
    assert_eq!(cidr_match(&NULL, |_| true), FALSE);
}
