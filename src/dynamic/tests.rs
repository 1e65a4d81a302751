//! The interpreter on forms made by hand. What text becomes which form is tested in the compiler, what they mean together
//! by `tests/conformance`.

use super::Rule;
use eql_compiler::TextRange;
use eql_compiler::ir::{
    self, ArithmeticOperator, Comparison, Expr, FieldRef, Fields, Function, Literal, Number, Operand, Pattern,
    Predicate, Query, Script, Source, Test, TestKind, TextTest,
};
use eql_runtime::{Fold, Reading};
use serde_json::{Value, json};

/// A rule whose condition reads the fields that `condition` interns.
fn rule(condition: impl FnOnce(&mut Fields) -> Predicate) -> Rule {
    let mut fields = Fields::default();
    let timestamp = fields.intern("@timestamp", false);
    let predicate = condition(&mut fields);
    Rule::from_ir(ir::Rule {
        fields,
        timestamp,
        tiebreaker: None,
        query: Query::Event(predicate),
        lineages: None,
        pipes: Vec::new(),
    })
}

fn check(rule: &Rule, rows: &[(Value, bool)]) {
    for (event, expected) in rows {
        assert_eq!(rule.matches(event), *expected, "{event}\n{}", rule.ir());
    }
}

fn test(kind: TestKind) -> Predicate {
    Predicate::Test(Test { kind, range: TextRange::default() })
}

fn of(source: Source, path: &str, fields: &mut Fields) -> FieldRef {
    FieldRef { source, field: fields.intern(path, true) }
}

fn text(exact: &[&str], patterns: &[Pattern]) -> TextTest {
    let exact = exact.iter().map(|&text| text.to_owned()).collect();
    TextTest { fold: Fold::Ascii, exact, patterns: patterns.to_vec(), regex: None }
}

/// `language.md` §3.1: a leaf is true if some value passes, its negation if none does.
#[test]
fn some_value_passes() {
    let names = ["a.exe", "b.exe", "c.exe", "d.exe", "e.exe"];
    let patterns = [Pattern::Prefix("x".to_owned()), Pattern::General("y?z*".to_owned())];
    let named = rule(|fields| {
        let field = of(Source::Event, "process.name", fields);
        test(TestKind::Text { field, reading: Reading::Keyword, test: text(&names, &patterns) })
    });
    let rows = [
        (json!({"process": {"name": "C.EXE"}}), true),
        (json!({"process.name": ["q", "Xylophone"]}), true),
        (json!({"process.name": "y1z"}), true),
        (json!({"process.name": "q"}), false),
        (json!({}), false),
    ];
    check(&named, &rows);
    let other = rule(|fields| {
        let field = of(Source::Event, "process.name", fields);
        Predicate::Not(Box::new(test(TestKind::Text {
            field,
            reading: Reading::Keyword,
            test: text(&names, &patterns),
        })))
    });
    check(&other, &rows.map(|(event, expected)| (event, !expected)));
}

/// `language.md` §3.1: every occurrence of a field takes its values independently; a field without a value gives null.
#[test]
fn operands_are_chosen_independently() {
    for further in [0, 20] {
        let difference = rule(|fields| {
            let (field, absent) = (of(Source::Event, "f", fields), of(Source::Event, "g", fields));
            let length = |at| Expr::Call { function: Function::Length, arguments: vec![Expr::Operand(at)] };
            let subtract = |left, right| Expr::Arithmetic {
                operator: ArithmeticOperator::Subtract,
                left: Box::new(left),
                right: Box::new(right),
            };
            // Further operands are there only to make the rule large.
            let expr = Expr::Compare {
                comparison: Comparison::Greater,
                left: Box::new(subtract(length(0), length(1))),
                right: Box::new(Expr::Literal(Literal::Number(Number::Int(0)))),
            };
            let mut operands = vec![Operand { field, reading: Reading::Keyword }; 2];
            operands.resize(2 + further, Operand { field: absent, reading: Reading::Keyword });
            test(TestKind::Script(Script { operands, expr, expect: true }))
        });
        check(
            &difference,
            &[
                (json!({"f": ["a", "bcd"]}), true),
                (json!({"f": ["a", "b"]}), false),
                (json!({"f": "abc"}), false),
                (json!({}), false),
            ],
        );
    }
}

/// `language.md` §6.12: all conditions inside an array search are about the same element.
#[test]
fn array_searches_bind_one_element() {
    let search = rule(|fields| {
        let field = of(Source::Event, "stack", fields);
        let name = of(Source::Element(0), "name", fields);
        let size = of(Source::Element(0), "size", fields);
        let allowed = of(Source::Event, "allowed", fields);
        let number = ir::NumberTest::OneOf(vec![Number::Int(5)]);
        let body = Predicate::And(vec![
            test(TestKind::Text { field: name, reading: Reading::Dynamic, test: text(&["a"], &[]) }),
            test(TestKind::Number { field: size, reading: Reading::Dynamic, test: number }),
            test(TestKind::Bool { field: allowed, reading: Reading::Dynamic, expected: true }),
        ]);
        test(TestKind::Elements { field, depth: 0, body: Box::new(body) })
    });
    check(
        &search,
        &[
            (json!({"allowed": true, "stack": [{"name": "a", "size": 5}, {"name": "b", "size": 6}]}), true),
            (json!({"allowed": true, "stack": {"name": "a", "size": 5}}), true),
            (json!({"allowed": true, "stack": [{"name": "a", "size": 6}, {"name": "b", "size": 5}]}), false),
            (json!({"allowed": false, "stack": [{"name": "a", "size": 5}]}), false),
            (json!({"allowed": true}), false),
        ],
    );
}

#[test]
fn rules_are_shared_between_threads() {
    fn assert_shared<T: Send + Sync + Clone + 'static>() {}
    assert_shared::<Rule>();
}

/// Sets of every size give the answer of their members, one by one or in a table.
#[test]
fn sets_answer_like_their_members() {
    let kinds = [Pattern::Prefix, Pattern::Suffix, Pattern::Contains];
    for (kind, [hit, miss]) in kinds.into_iter().zip([["W07x", "xw07"], ["xW07", "w07x"], ["xW07x", "w0x7"]]) {
        for count in [8, 10, 20] {
            let patterns: Vec<Pattern> = (0..count).map(|n| kind(format!("w{n:02}"))).collect();
            let listed = rule(|fields| {
                let field = of(Source::Event, "a", fields);
                test(TestKind::Text { field, reading: Reading::Keyword, test: text(&[], &patterns) })
            });
            check(&listed, &[(json!({"a": hit}), true), (json!({"a": miss}), false), (json!({"a": "w"}), false)]);
        }
    }
}

/// The deepest texts that compile are evaluated on a small stack too.
#[test]
fn deep_rules_fit_a_small_stack() {
    // What is repeated before and after the middle.
    let shapes = [
        ("not (", "a == \"x\"", ")", ""),
        ("(b == 2 or (", "a == \"x\"", "))", ""),
        ("concat(", "a", ")", " == \"x\""),
        ("(", "b", " + 0)", " == 1"),
    ];
    for (open, inner, close, end) in shapes {
        let compile = |count: usize| {
            let text = format!("any where {}{inner}{}{end}", open.repeat(count), close.repeat(count));
            Rule::compile(&text, &eql_compiler::CompileOptions::default()).ok()
        };
        let deepest = (1..=512).rev().find_map(compile).expect("some depth compiles");
        let run = move || deepest.matches(&json!({"a": "x", "b": 1})) || deepest.matches(&json!({"a": "y", "b": 1}));
        let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(run);
        assert!(thread.expect("a thread").join().expect("no panic"));
    }
}
