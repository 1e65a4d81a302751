//! Leaves over fields as they stand (`language.md` §3.4, §3.5).

use super::address::AddressMatcher;
use super::convert::literal;
use super::scope::Scope;
use super::text::StartPattern;
use eql_compiler::ir::{self, AddressTest, FieldRef, Operation, Step};
use eql_runtime::matchers::{Glob, Wildcards};
use eql_runtime::ops::endgame;
use eql_runtime::{Datum, Event, Fold, Scalar};

/// An expression whose matchers are built.
#[derive(Debug)]
pub(super) enum Formula {
    Literal(Scalar<'static>),
    Field(FieldRef, Box<[Step<String>]>),
    Element(u8, Box<[Step<String>]>),
    Apply(Operation, Box<[Formula]>),
    Wildcard(Box<Formula>, Box<[String]>),
    Regex(Box<Formula>, StartPattern),
    Within(Box<Formula>, AddressMatcher),
    Search { list: Box<Formula>, depth: u8, body: Box<Formula> },
    Count { list: Box<Formula>, depth: u8, body: Box<Formula> },
}

/// An element that an array function has bound, and those bound around it.
#[derive(Clone, Copy)]
struct Bound<'b> {
    depth: u8,
    element: &'b Datum<'b>,
    outer: Option<&'b Bound<'b>>,
}

impl Formula {
    /// Builds the matchers of an expression.
    pub(super) fn prepare(formula: &ir::Formula) -> Self {
        let boxed = |formula: &ir::Formula| Box::new(Self::prepare(formula));
        match formula {
            ir::Formula::Literal(value) => Self::Literal(literal(value)),
            ir::Formula::Field { field, steps } => Self::Field(*field, steps.as_slice().into()),
            ir::Formula::Element { depth, steps } => Self::Element(*depth, steps.as_slice().into()),
            ir::Formula::Apply { operation, operands } => {
                Self::Apply(*operation, operands.iter().map(Self::prepare).collect())
            }
            ir::Formula::Wildcard { value, patterns } => Self::Wildcard(boxed(value), patterns.as_slice().into()),
            ir::Formula::Regex { value, pattern } => Self::Regex(boxed(value), StartPattern::prepare(pattern)),
            ir::Formula::Within { value, blocks } => {
                Self::Within(boxed(value), AddressMatcher::prepare(&AddressTest::Within(blocks.clone())))
            }
            ir::Formula::Search { list, depth, body } => {
                Self::Search { list: boxed(list), depth: *depth, body: boxed(body) }
            }
            ir::Formula::Count { list, depth, body } => {
                Self::Count { list: boxed(list), depth: *depth, body: boxed(body) }
            }
        }
    }

    /// Whether the expression comes to this truth value, and not to null.
    pub(super) fn comes_to<E: Event>(&self, expect: bool, scope: &Scope<'_, E>) -> bool {
        let result = self.evaluate(scope);
        if expect { endgame::is_true(&result) } else { endgame::is_false(&result) }
    }

    /// What the expression comes to.
    pub(super) fn evaluate<'c, E: Event>(&'c self, scope: &'c Scope<'_, E>) -> Datum<'c> {
        self.evaluate_with(scope, None)
    }

    fn evaluate_with<'c, E: Event>(&'c self, scope: &'c Scope<'_, E>, bound: Option<&'c Bound<'c>>) -> Datum<'c> {
        match self {
            Self::Literal(value) => Datum::Plain(value.reborrow()),
            Self::Field(field, steps) if steps.is_empty() => scope.datum(*field),
            Self::Field(field, steps) => scope.datum(*field).at(steps).into_owned(),
            Self::Element(depth, steps) => element(*depth, bound).map_or(Datum::NULL, |element| element.at(steps)),
            Self::Apply(operation, operands) => {
                let mut values = Vec::with_capacity(operands.len());
                for operand in operands {
                    values.push(operand.evaluate_with(scope, bound));
                }
                endgame::apply(*operation, &values)
            }
            Self::Wildcard(value, patterns) => {
                let patterns: Vec<Glob<'_>> = patterns.iter().map(|pattern| star(pattern)).collect();
                endgame::wildcard(&value.evaluate_with(scope, bound), &patterns)
            }
            Self::Regex(value, pattern) => {
                endgame::match_regex(&value.evaluate_with(scope, bound), |text| pattern.matches(text))
            }
            Self::Within(value, matcher) => {
                endgame::cidr_match(&value.evaluate_with(scope, bound), |address| matcher.matches(address))
            }
            Self::Search { list, depth, body } => {
                let list = list.evaluate_with(scope, bound);
                endgame::has_element(&list, |element| body.of_element(*depth, element, scope, bound))
            }
            Self::Count { list, depth, body } => {
                let list = list.evaluate_with(scope, bound);
                endgame::count_elements(&list, |element| body.of_element(*depth, element, scope, bound))
            }
        }
    }

    /// The result with one more element bound.
    fn of_element<E: Event>(
        &self,
        depth: u8,
        element: &Datum<'_>,
        scope: &Scope<'_, E>,
        outer: Option<&Bound<'_>>,
    ) -> Datum<'static> {
        self.evaluate_with(scope, Some(&Bound { depth, element, outer })).into_owned()
    }
}

fn element<'b>(depth: u8, mut bound: Option<&'b Bound<'b>>) -> Option<&'b Datum<'b>> {
    while let Some(candidate) = bound {
        if candidate.depth == depth {
            return Some(candidate.element);
        }
        bound = candidate.outer;
    }
    None
}

fn star(pattern: &str) -> Glob<'_> {
    Glob::with_wildcards(pattern, Fold::Unicode, Wildcards::Star)
}
