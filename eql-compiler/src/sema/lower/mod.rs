//! From the checked form to predicates: boolean structure stays, every leaf becomes the most specific test there is
//! (`language.md` §3.1).

mod field_leaf;
mod script;

use super::checked::{Checked, Kind};
use super::types::Type;
use crate::diagnostic::TextRange;
use crate::ir::{AddressTest, Comparison, FieldRef, Function, Literal, Pattern, Predicate, Test, TestKind, TextTest};
use crate::syntax::ast::PredicateOperator;
use crate::tables::lucene;
use eql_runtime::Fold;
use field_leaf::{field_comparison, field_membership};
use script::script;

/// What a condition comes to before any event is seen: constants fold to null in places (`language.md` §3.3).
enum Truth {
    Is(Predicate),
    Null,
}

impl Truth {
    fn constant(value: bool) -> Self {
        Self::Is(Predicate::Const(value))
    }

    fn test(kind: TestKind, range: &TextRange) -> Self {
        Self::Is(test(kind, range))
    }

    fn negated(self) -> Self {
        match self {
            Self::Is(Predicate::Const(value)) => Self::constant(!value),
            Self::Is(predicate) => Self::Is(Predicate::Not(Box::new(predicate))),
            Self::Null => Self::Null,
        }
    }
}

fn test(kind: TestKind, range: &TextRange) -> Predicate {
    Predicate::Test(Test { kind, range: range.clone() })
}

/// Lowers a condition without faults.
pub(crate) fn lower_condition(condition: &Checked) -> Predicate {
    match truth(condition) {
        Truth::Is(predicate) => predicate,
        Truth::Null => Predicate::Const(false),
    }
}

fn truth(condition: &Checked) -> Truth {
    let range = &condition.range;
    match &condition.kind {
        Kind::Literal(Literal::Bool(value)) => Truth::constant(*value),
        Kind::Literal(_) => Truth::Null,
        Kind::Wrong => Truth::constant(false),
        Kind::Field(field) => {
            Truth::test(TestKind::Bool { field: *field, reading: condition.ty.reading(), expected: true }, range)
        }
        Kind::And(operands) => conjunction(operands),
        Kind::Or(operands) => disjunction(operands),
        Kind::Not(operand) => truth(operand).negated(),
        // `a != b` is `not (a == b)`, wherever the comparison ends up (`language.md` §4.1).
        Kind::Compare { comparison: Comparison::NotEqual, left, right } => {
            let kind = Kind::Compare { comparison: Comparison::Equal, left: left.clone(), right: right.clone() };
            truth(&Checked { kind, ty: condition.ty, range: condition.range.clone() }).negated()
        }
        Kind::Compare { comparison, left, right } => compare(*comparison, left, right, condition),
        Kind::In { value, list, insensitive } => match value.kind {
            Kind::Literal(Literal::Null) => Truth::Null,
            Kind::Field(field) if list.iter().all(|element| element.as_literal().is_some()) => {
                field_membership(field, value.ty, list, *insensitive, range)
            }
            _ => script(condition),
        },
        Kind::Text { value, operator, texts } => match value.kind {
            Kind::Literal(Literal::Null) => Truth::Null,
            Kind::Field(field) => text(field, value.ty, text_test(*operator, texts), range),
            _ => script(condition),
        },
        Kind::CidrMatch { value, blocks } => match value.kind {
            Kind::Literal(Literal::Null) => Truth::Null,
            Kind::Field(field) => {
                Truth::test(TestKind::Address { field, test: AddressTest::Within(blocks.clone()) }, range)
            }
            _ => script(condition),
        },
        Kind::Search { field, depth, body } => {
            let body = Box::new(lower_condition(body));
            Truth::test(TestKind::Elements { field: *field, depth: *depth, body }, range)
        }
        Kind::Lineage(index) => Truth::test(TestKind::Lineage(*index), range),
        Kind::Call { function, arguments } => {
            affix_test(*function, arguments, range).unwrap_or_else(|| script(condition))
        }
        Kind::Negate(_) | Kind::Arithmetic { .. } => script(condition),
    }
}

/// Null under `and` is false, so that a negation around it is true.
fn conjunction(operands: &[Checked]) -> Truth {
    let mut predicates = Vec::with_capacity(operands.len());
    for operand in operands {
        match truth(operand) {
            Truth::Is(predicate) => predicates.push(predicate),
            Truth::Null => return Truth::constant(false),
        }
    }
    Truth::Is(Predicate::And(predicates))
}

/// Null under `or` drops out.
fn disjunction(operands: &[Checked]) -> Truth {
    let predicates: Vec<Predicate> = operands
        .iter()
        .filter_map(|operand| match truth(operand) {
            Truth::Is(predicate) => Some(predicate),
            Truth::Null => None,
        })
        .collect();
    if predicates.is_empty() { Truth::Null } else { Truth::Is(Predicate::Or(predicates)) }
}

fn compare(comparison: Comparison, left: &Checked, right: &Checked, whole: &Checked) -> Truth {
    if left.is_null_literal() || right.is_null_literal() {
        let other = if left.is_null_literal() { right } else { left };
        return if comparison == Comparison::Equal { null_test(other, whole) } else { Truth::Null };
    }
    if let (Comparison::Equal, true, Some(Literal::Bool(value))) =
        (comparison, left.is_boolean_form(), right.as_literal())
    {
        return if *value { truth(left) } else { truth(left).negated() };
    }
    match (&left.kind, right.as_literal()) {
        (Kind::Field(field), Some(value)) => {
            field_comparison(*field, left.ty, comparison, value, &whole.range).unwrap_or_else(|| script(whole))
        }
        _ => script(whole),
    }
}

/// `x == null`.
fn null_test(value: &Checked, whole: &Checked) -> Truth {
    match &value.kind {
        Kind::Literal(value) => Truth::constant(*value == Literal::Null),
        Kind::Field(field) => Truth::test(TestKind::Exists(*field), &whole.range).negated(),
        _ => script(whole),
    }
}

fn text(field: FieldRef, ty: Type, test: TextTest, range: &TextRange) -> Truth {
    Truth::test(TestKind::Text { field, reading: ty.reading(), test }, range)
}

/// The test that an operator makes of its literals.
pub(super) fn text_test(operator: PredicateOperator, texts: &[String]) -> TextTest {
    let fold = match operator {
        PredicateOperator::Matches
        | PredicateOperator::Like { insensitive: true }
        | PredicateOperator::In { insensitive: true } => Fold::Ascii,
        _ => Fold::None,
    };
    let mut test = TextTest { fold, exact: Vec::new(), patterns: Vec::new(), regex: None };
    match operator {
        PredicateOperator::Regex { insensitive } => {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            test.regex = lucene::translate_again(&texts, insensitive);
        }
        PredicateOperator::In { .. } => test.exact = texts.iter().map(|text| folded(text, fold)).collect(),
        PredicateOperator::Matches | PredicateOperator::Like { .. } => {
            for text in texts {
                let text = folded(text, fold);
                if text.contains(['*', '?']) {
                    test.patterns.push(Pattern::General(text));
                } else {
                    test.exact.push(text);
                }
            }
        }
    }
    test
}

fn folded(text: &str, fold: Fold) -> String {
    match fold {
        Fold::None => text.to_owned(),
        Fold::Ascii => text.to_ascii_lowercase(),
        Fold::Unicode => text.to_lowercase(),
    }
}

/// `startsWith`, `endsWith` and `stringContains` of a field and a constant, as a text test.
fn affix_test(function: Function, arguments: &[Checked], range: &TextRange) -> Option<Truth> {
    let [value, part] = arguments else { return None };
    let (Kind::Field(field), Some(Literal::Text(part))) = (&value.kind, part.as_literal()) else { return None };
    let (insensitive, pattern): (bool, fn(String) -> Pattern) = match function {
        Function::StartsWith { insensitive } => (insensitive, Pattern::Prefix),
        Function::EndsWith { insensitive } => (insensitive, Pattern::Suffix),
        // Nothing contains the empty text (`language.md` §6.5).
        Function::StringContains { .. } if part.is_empty() => return Some(Truth::constant(false)),
        Function::StringContains { insensitive } => (insensitive, Pattern::Contains),
        _ => return None,
    };
    let fold = if insensitive { Fold::Ascii } else { Fold::None };
    let test = TextTest { fold, exact: Vec::new(), patterns: vec![pattern(folded(part, fold))], regex: None };
    Some(text(*field, value.ty, test, range))
}
