//! `classify-patterns`: a wildcard pattern becomes a prefix, a suffix, a substring or a prefix with a suffix where it is
//! no more than that, and lists of texts lose what their other members say already.

use super::{Pass, Scope};
use crate::ir::{Expr, Pattern, Predicate, TestKind, TextTest};

pub(super) const PASS: Pass = Pass { name: "classify-patterns", run: Scope::Predicate(classify) };

fn classify(predicate: &mut Predicate) {
    predicate.children_mut().for_each(classify);
    if let Predicate::Test(test) = predicate {
        match &mut test.kind {
            TestKind::Text { test, .. } => classify_text(test),
            TestKind::Script(script) => classify_expr(&mut script.expr),
            _ => {}
        }
    }
}

fn classify_expr(expr: &mut Expr) {
    match expr {
        Expr::Literal(_) | Expr::Operand(_) => {}
        Expr::Call { arguments: list, .. } | Expr::And(list) | Expr::Or(list) => {
            list.iter_mut().for_each(classify_expr)
        }
        Expr::Negate(operand) | Expr::IsNull(operand) | Expr::Not(operand) => classify_expr(operand),
        Expr::Arithmetic { left, right, .. } | Expr::Compare { left, right, .. } => {
            classify_expr(left);
            classify_expr(right);
        }
        Expr::In { value, list, .. } => {
            classify_expr(value);
            list.iter_mut().for_each(classify_expr);
        }
        Expr::Text { value, test } => {
            classify_expr(value);
            classify_text(test);
        }
        Expr::Address { value, .. } => classify_expr(value),
    }
}

fn classify_text(test: &mut TextTest) {
    for pattern in &mut test.patterns {
        if let Pattern::General(text) = pattern {
            *pattern = class_of(text);
        }
    }
    if test.patterns.contains(&Pattern::Any) {
        *test = TextTest { fold: test.fold, exact: Vec::new(), patterns: vec![Pattern::Any], regex: None };
        return;
    }
    test.exact.sort_unstable();
    test.exact.dedup();
    test.patterns.sort_unstable();
    test.patterns.dedup();
}

fn class_of(text: &str) -> Pattern {
    let inner = text.trim_matches('*');
    if inner.contains('?') {
        return Pattern::General(text.to_owned());
    }
    let (open_start, open_end) = (text.starts_with('*'), text.ends_with('*'));
    match (inner.is_empty(), inner.contains('*'), open_start, open_end) {
        (true, ..) => Pattern::Any,
        (_, false, false, true) => Pattern::Prefix(inner.to_owned()),
        (_, false, true, false) => Pattern::Suffix(inner.to_owned()),
        (_, false, true, true) => Pattern::Contains(inner.to_owned()),
        (_, true, false, false) => match inner.split_once('*') {
            Some((prefix, suffix)) if !suffix.trim_start_matches('*').contains('*') => {
                let suffix = suffix.trim_start_matches('*').to_owned();
                Pattern::Around { prefix: prefix.to_owned(), suffix }
            }
            _ => Pattern::General(text.to_owned()),
        },
        _ => Pattern::General(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_classified() {
        let around = |prefix: &str, suffix: &str| Pattern::Around { prefix: prefix.into(), suffix: suffix.into() };
        let cases = [
            ("*", Pattern::Any),
            ("**", Pattern::Any),
            ("a*", Pattern::Prefix("a".into())),
            ("*a", Pattern::Suffix("a".into())),
            ("**a*", Pattern::Contains("a".into())),
            ("a*b", around("a", "b")),
            ("a**b", around("a", "b")),
            ("a*b*", Pattern::General("a*b*".into())),
            ("*a*b", Pattern::General("*a*b".into())),
            ("a*b*c", Pattern::General("a*b*c".into())),
            ("?a*", Pattern::General("?a*".into())),
            ("?*", Pattern::General("?*".into())),
        ];
        for (text, class) in cases {
            assert_eq!(class_of(text), class, "{text}");
        }
    }
}
