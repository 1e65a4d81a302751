//! Leaves that compute: an expression over one value of each operand, for every choice of values (`language.md` §3.1).

use super::address::AddressMatcher;
use super::call::call;
use super::convert::literal;
use super::scope::Scope;
use super::text::TextMatcher;
use eql_compiler::ir::{ArithmeticOperator, Comparison, Expr, Function, Operand, Script};
use eql_runtime::ops::{self, logic};
use eql_runtime::{Event, Fold, Scalar, leaf};

/// Up to this many operands take their values where they are; with more, values are copied first, so that the depth of
/// calls does not grow with a rule.
const NESTED_OPERANDS: usize = 16;

/// A script whose matchers are built.
#[derive(Debug)]
pub(super) struct Computation {
    operands: Box<[Operand]>,
    expr: Node,
    expect: bool,
}

/// An expression whose matchers are built.
#[derive(Debug)]
enum Node {
    Literal(Scalar<'static>),
    Operand(u16),
    Call(Function, Box<[Node]>),
    Negate(Box<Node>),
    Arithmetic(ArithmeticOperator, Box<[Node; 2]>),
    Compare(Comparison, Box<[Node; 2]>),
    IsNull(Box<Node>),
    Not(Box<Node>),
    And(Box<[Node]>),
    Or(Box<[Node]>),
    In { value: Box<Node>, list: Box<[Node]>, fold: Fold },
    Text(Box<Node>, Box<TextMatcher>),
    Address(Box<Node>, AddressMatcher),
}

/// The value chosen for an operand, and those chosen for the operands before it.
#[derive(Clone, Copy)]
struct Choice<'c> {
    operand: usize,
    value: &'c Scalar<'c>,
    outer: Option<&'c Choice<'c>>,
}

/// The values chosen for the operands.
#[derive(Clone, Copy)]
enum Chosen<'c> {
    /// In place, the last operand's first.
    Nested(Option<&'c Choice<'c>>),
    /// Copied, in the order of the operands.
    Copied(&'c [Scalar<'static>]),
}

impl<'c> Chosen<'c> {
    fn value(self, operand: u16) -> Scalar<'c> {
        let operand = usize::from(operand);
        let value = match self {
            Self::Nested(mut choice) => loop {
                match choice {
                    Some(found) if found.operand == operand => break Some(found.value),
                    Some(other) => choice = other.outer,
                    None => break None,
                }
            },
            Self::Copied(values) => values.get(operand),
        };
        value.map_or(Scalar::Null, borrowed)
    }
}

fn borrowed<'c>(scalar: &'c Scalar<'_>) -> Scalar<'c> {
    scalar.as_value().map_or(Scalar::Null, Scalar::from)
}

impl Computation {
    /// Builds the matchers of a script.
    pub(super) fn prepare(script: &Script) -> Self {
        Self { operands: script.operands.as_slice().into(), expr: Node::prepare(&script.expr), expect: script.expect }
    }

    /// Whether the expression comes to the truth value that counts, for some choice of values.
    pub(super) fn holds<E: Event>(&self, scope: &Scope<'_, E>) -> bool {
        self.evaluate(scope, &mut |result| logic::truth(&result) == Some(self.expect))
    }

    /// Calls `visitor` with the result for every choice of values until it returns `true`; says whether it did.
    pub(super) fn evaluate<E: Event>(&self, scope: &Scope<'_, E>, visitor: &mut dyn FnMut(Scalar<'_>) -> bool) -> bool {
        if self.operands.len() > NESTED_OPERANDS {
            return self.evaluate_copied(scope, visitor);
        }
        self.choose(scope, 0, None, visitor)
    }

    /// Goes through the values of the operands from `at` on.
    fn choose<E: Event>(
        &self,
        scope: &Scope<'_, E>,
        at: usize,
        outer: Option<&Choice<'_>>,
        visitor: &mut dyn FnMut(Scalar<'_>) -> bool,
    ) -> bool {
        let Some(operand) = self.operands.get(at) else { return visitor(self.expr.evaluate(Chosen::Nested(outer))) };
        let mut choose =
            |value: &Scalar<'_>| self.choose(scope, at + 1, Some(&Choice { operand: at, value, outer }), visitor);
        scope
            .read(operand.field, |of, name| leaf::some_choice(of, name, operand.reading, &mut choose))
            .unwrap_or_else(|| choose(&Scalar::Null))
    }

    /// Counts through the choices, the last operand fastest.
    fn evaluate_copied<E: Event>(&self, scope: &Scope<'_, E>, visitor: &mut dyn FnMut(Scalar<'_>) -> bool) -> bool {
        let values: Vec<Vec<Scalar<'static>>> = self.operands.iter().map(|operand| values_of(scope, operand)).collect();
        let mut positions = vec![0; values.len()];
        loop {
            let chosen: Vec<Scalar<'static>> =
                values.iter().zip(&positions).filter_map(|(values, &at)| values.get(at)).cloned().collect();
            if visitor(self.expr.evaluate(Chosen::Copied(&chosen))) {
                return true;
            }
            let Some(next) = (0..values.len()).rev().find(|&at| positions[at] + 1 < values[at].len()) else {
                return false;
            };
            positions[next] += 1;
            positions[next + 1..].fill(0);
        }
    }
}

/// The values of an operand, or the null that stands for none.
fn values_of<E: Event>(scope: &Scope<'_, E>, operand: &Operand) -> Vec<Scalar<'static>> {
    let mut values = Vec::new();
    let copied = scope.read(operand.field, |of, name| {
        leaf::some_choice(of, name, operand.reading, |value| {
            values.push(value.clone().into_owned());
            false
        })
    });
    if copied.is_none() {
        values.push(Scalar::Null);
    }
    values
}

impl Node {
    fn prepare(expr: &Expr) -> Self {
        let boxed = |expr: &Expr| Box::new(Self::prepare(expr));
        let pair = |left: &Expr, right: &Expr| Box::new([Self::prepare(left), Self::prepare(right)]);
        let all = |exprs: &[Expr]| exprs.iter().map(Self::prepare).collect();
        match expr {
            Expr::Literal(value) => Self::Literal(literal(value)),
            Expr::Operand(at) => Self::Operand(*at),
            Expr::Call { function, arguments } => Self::Call(*function, all(arguments)),
            Expr::Negate(operand) => Self::Negate(boxed(operand)),
            Expr::Arithmetic { operator, left, right } => Self::Arithmetic(*operator, pair(left, right)),
            Expr::Compare { comparison, left, right } => Self::Compare(*comparison, pair(left, right)),
            Expr::IsNull(operand) => Self::IsNull(boxed(operand)),
            Expr::Not(operand) => Self::Not(boxed(operand)),
            Expr::And(operands) => Self::And(all(operands)),
            Expr::Or(operands) => Self::Or(all(operands)),
            Expr::In { value, list, insensitive } => {
                let fold = if *insensitive { Fold::Ascii } else { Fold::None };
                Self::In { value: boxed(value), list: all(list), fold }
            }
            Expr::Text { value, test } => Self::Text(boxed(value), Box::new(TextMatcher::prepare(test))),
            Expr::Address { value, test } => Self::Address(boxed(value), AddressMatcher::prepare(test)),
        }
    }

    /// The arms with several results at once are functions of their own, which keeps a level of a deep expression small on
    /// the stack.
    fn evaluate<'c>(&'c self, chosen: Chosen<'c>) -> Scalar<'c> {
        match self {
            Self::Literal(value) => borrowed(value),
            Self::Operand(at) => chosen.value(*at),
            Self::Call(function, arguments) => call(*function, all(arguments, chosen)),
            Self::Negate(operand) => ops::arithmetic::negate(&operand.evaluate(chosen)),
            Self::Arithmetic(operator, operands) => calculated(*operator, operands, chosen),
            Self::Compare(comparison, operands) => compared(*comparison, operands, chosen),
            Self::IsNull(operand) => Scalar::Bool(logic::is_null(&operand.evaluate(chosen))),
            Self::Not(operand) => logic::not(&operand.evaluate(chosen)),
            Self::And(operands) => combined(operands, Scalar::Bool(true), logic::and, chosen),
            Self::Or(operands) => combined(operands, Scalar::Bool(false), logic::or, chosen),
            Self::In { value, list, fold } => ops::scalar::in_list(&value.evaluate(chosen), &all(list, chosen), *fold),
            Self::Text(value, matcher) => ops::scalar::test_text(&value.evaluate(chosen), |text| matcher.matches(text)),
            Self::Address(value, matcher) => {
                ops::scalar::test_address(&value.evaluate(chosen), |address| matcher.matches(address))
            }
        }
    }
}

/// A loop, since iterator adapters would cost stack at every level of an expression.
fn all<'c>(nodes: &'c [Node], chosen: Chosen<'c>) -> Vec<Scalar<'c>> {
    let mut values = Vec::with_capacity(nodes.len());
    for node in nodes {
        values.push(node.evaluate(chosen));
    }
    values
}

fn calculated<'c>(operator: ArithmeticOperator, [left, right]: &'c [Node; 2], chosen: Chosen<'c>) -> Scalar<'c> {
    let (left, right) = (left.evaluate(chosen), right.evaluate(chosen));
    ops::arithmetic::calculate(operator, &left, &right, ops::arithmetic::Division::Truncate)
}

fn compared<'c>(comparison: Comparison, [left, right]: &'c [Node; 2], chosen: Chosen<'c>) -> Scalar<'c> {
    ops::scalar::compare(comparison, &left.evaluate(chosen), &right.evaluate(chosen), Fold::None)
}

fn combined<'c>(
    operands: &'c [Node],
    neutral: Scalar<'c>,
    combine: fn(&Scalar<'_>, &Scalar<'_>) -> Scalar<'static>,
    chosen: Chosen<'c>,
) -> Scalar<'c> {
    operands.iter().fold(neutral, |verdict, operand| combine(&verdict, &operand.evaluate(chosen)))
}
