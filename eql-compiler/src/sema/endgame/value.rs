//! Expressions: operators, fields, literals.

use super::Typed;
use crate::diagnostic::TextRange;
use crate::ir::{ArithmeticOperator, Comparison, Formula, Literal, Number, Operation, Source, Step};
use crate::sema::checked::Kind;
use crate::sema::codes;
use crate::sema::expr::{Binary, binary, literal, negate};
use crate::sema::schema::FieldType;
use crate::sema::scope::Scope;
use crate::sema::types::{Type, Wanted};
use crate::syntax::ast::{Expr, ExprKind, FieldPath, LogicalOperator, PathPart, Predicate};
use eql_runtime::ops::endgame::apply;
use eql_runtime::{Datum, Fold, Scalar};

impl Scope<'_> {
    /// Any expression.
    pub(crate) fn endgame_value(&mut self, expr: &Expr) -> Typed {
        let range = &expr.range;
        match &expr.kind {
            ExprKind::Literal(value) => constant(literal(value), range),
            ExprKind::Field(path) => self.endgame_field(path, range),
            ExprKind::Call(call) => self.endgame_call(call, range),
            ExprKind::Not(operand) => {
                let operand = self.endgame_truth(operand).formula;
                Typed::new(Formula::apply(Operation::Not, vec![operand]), Type::Boolean, range)
            }
            ExprKind::Logical { operator, operands } => {
                let operands = operands.iter().map(|operand| self.endgame_truth(operand).formula).collect();
                let operation = match operator {
                    LogicalOperator::And => Operation::And,
                    LogicalOperator::Or => Operation::Or,
                };
                Typed::new(Formula::apply(operation, operands), Type::Boolean, range)
            }
            ExprKind::Sign { negative, operand } => self.endgame_sign(*negative, operand, range),
            ExprKind::Binary { operator, left, right, .. } => {
                let (left, right) = (self.endgame_value(left), self.endgame_value(right));
                match binary(*operator) {
                    Binary::Arithmetic(operator) => self.endgame_arithmetic(operator, left, right, range),
                    Binary::Comparison(comparison) => self.endgame_comparison(comparison, left, right, range),
                }
            }
            ExprKind::Predicate(predicate) => self.endgame_membership(predicate, range),
            // A condition is taken apart before it comes here; what is left stands inside a value, or in a pipe.
            ExprKind::Lineage { .. } => {
                let place = if self.pipe_view.is_some() { "a pipe" } else { "an expression" };
                self.not_yet(range, format_args!("a lineage inside {place}"));
                Typed::new(Formula::Literal(Literal::Null), Type::Boolean, range)
            }
            // The syntax of the dialect has no variables.
            ExprKind::Variable(_) => Typed::wrong(range),
        }
    }

    fn endgame_sign(&mut self, negative: bool, operand: &Expr, range: &TextRange) -> Typed {
        let operand = self.endgame_value(operand);
        self.endgame_require(&operand, Wanted::Number, "the operand of a sign");
        if !negative {
            return Typed { range: range.clone(), ..operand };
        }
        if let Some(Literal::Number(number)) = operand.as_literal() {
            return match negate(*number) {
                Some(number) => constant(Literal::Number(number), range),
                None => {
                    self.error(codes::OVERFLOW, range, "this number is below the smallest integer");
                    Typed::wrong(range)
                }
            };
        }
        Typed::new(Formula::apply(Operation::Negate, vec![operand.formula]), operand.ty, range)
    }

    pub(super) fn endgame_arithmetic(
        &mut self,
        operator: ArithmeticOperator,
        left: Typed,
        right: Typed,
        range: &TextRange,
    ) -> Typed {
        let what = format!("an operand of `{}`", operator.symbol());
        self.endgame_require(&left, Wanted::Number, &what);
        self.endgame_require(&right, Wanted::Number, &what);
        // The kind of number does not matter to what may stand around it.
        let operands = vec![left.formula, right.formula];
        Typed::new(Formula::apply(Operation::Arithmetic(operator), operands), Type::Float, range)
    }

    fn endgame_comparison(&mut self, comparison: Comparison, left: Typed, right: Typed, range: &TextRange) -> Typed {
        let truth = |formula| Typed::new(formula, Type::Boolean, range);
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if is_equality && (left.is_null_literal() || right.is_null_literal()) {
            let value = if right.is_null_literal() { left } else { right };
            let is_null = Formula::apply(Operation::IsNull, vec![value.formula]);
            return truth(negated_if(comparison == Comparison::NotEqual, is_null));
        }
        if !self.endgame_comparable(comparison, &left, &right, range) {
            return truth(Formula::Literal(Literal::Null));
        }
        if is_equality && let Some(wildcard) = wildcard(&left, &right) {
            return truth(negated_if(comparison == Comparison::NotEqual, wildcard));
        }
        // What is compared with itself is equal, null or not: the reference engine does not look (`language.md` §3.4).
        if left.formula == right.formula {
            return truth(Formula::Literal(Literal::Bool(comparison.holds(std::cmp::Ordering::Equal))));
        }
        truth(Formula::apply(Operation::Compare(comparison), vec![left.formula, right.formula]))
    }

    /// Whether the types of two sides can meet; reports if not (`language.md` §4.2, §4.3).
    fn endgame_comparable(&mut self, comparison: Comparison, left: &Typed, right: &Typed, range: &TextRange) -> bool {
        let is_order = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if is_order && [left.ty, right.ty].contains(&Type::Boolean) {
            self.error(codes::WRONG_TYPE, range, "truth values have no order");
            return false;
        }
        let agree = left.ty.is_comparable_with(right.ty);
        if !agree {
            let message = format!("`{}` compares {} with {}", comparison.symbol(), left.ty, right.ty);
            self.error_with_help(codes::WRONG_TYPE, range, message, "only values of one type compare");
        }
        agree
    }

    /// `value in (…)` (`language.md` §3.4, §5.4). Constant expressions are computed here, as the reference engine's optimizer
    /// does: it decides by the constants of a list what the list means.
    fn endgame_membership(&mut self, predicate: &Predicate, range: &TextRange) -> Typed {
        let truth = |formula| Typed::new(negated_if(predicate.negated, formula), Type::Boolean, range);
        let value = self.endgame_value(&predicate.operand).folded();
        let (mut constants, mut tests) = (Vec::new(), Vec::new());
        let mut has_null = false;
        for element in &predicate.list {
            let element = self.endgame_value(element).folded();
            if !self.endgame_comparable(Comparison::Equal, &value, &element, &element.range) {
                continue;
            }
            match &element.formula {
                Formula::Literal(Literal::Null) => has_null = true,
                Formula::Literal(_) => constants.push(element.formula),
                _ if element.formula == value.formula => tests.push(Formula::Literal(Literal::Bool(true))),
                _ => tests.push(equality(&value, element.formula)),
            }
        }
        if value.is_null_literal() && (has_null || tests.is_empty()) {
            return truth(Formula::Literal(Literal::Bool(has_null)));
        }
        match (constants.len(), has_null) {
            (0, false) => {}
            (0, true) if tests.is_empty() && value.as_literal().is_some() => {
                return truth(Formula::Literal(Literal::Bool(false)));
            }
            (0, true) => tests.push(Formula::Literal(Literal::Null)),
            (1, false) => tests.extend(constants.into_iter().map(|constant| equality(&value, constant))),
            // Where all elements are constants, null is none of several.
            _ => {
                if has_null && !tests.is_empty() {
                    tests.push(Formula::Literal(Literal::Null));
                }
                constants.insert(0, value.formula);
                tests.push(Formula::apply(Operation::OneOf, constants));
            }
        }
        truth(if tests.len() == 1 { tests.swap_remove(0) } else { Formula::apply(Operation::Or, tests) })
    }

    /// A field of the event, or of the element that an array function around it has bound under the path's first name.
    fn endgame_field(&mut self, path: &FieldPath, range: &TextRange) -> Typed {
        let Some((PathPart::Name { text: base, .. }, rest)) = path.parts.split_first() else {
            return Typed::wrong(range);
        };
        if let Some(depth) = self.variables.iter().rposition(|variable| variable == base) {
            let depth = u8::try_from(depth).unwrap_or(u8::MAX);
            return Typed::new(Formula::Element { depth, steps: steps(rest) }, Type::Unknown, range);
        }
        let piped = self.pipe_view.and_then(|view| self.endgame_piped_field(view, path, range));
        piped.unwrap_or_else(|| self.endgame_event_field(path, range))
    }

    /// A field of the event.
    pub(super) fn endgame_event_field(&mut self, path: &FieldPath, range: &TextRange) -> Typed {
        let is_name = |part: &PathPart| matches!(part, PathPart::Name { .. });
        let names = path.parts.iter().take_while(|part| is_name(part)).count();
        let (names, rest) = path.parts.split_at(names);
        let mut steps = steps(rest);
        let mut names: Vec<&str> = names.iter().filter_map(name).collect();
        if self.names_a_value_of_a_text(&names)
            && let Some(value) = names.pop()
        {
            steps.insert(0, Step::Name(value.to_owned()));
        }
        let is_plain = steps.is_empty();
        let found = self.event_path(&names.join("."), path.optional, range);
        match found.kind {
            Kind::Field(field) if field.source == Source::Event => {
                let ty = if is_plain { known(found.ty) } else { Type::Unknown };
                Typed::new(Formula::Field { field, steps }, ty, range)
            }
            _ => Typed::wrong(range),
        }
    }

    /// Whether the schema has the path but for its last name, and a text there: `subtype.create` (`language.md` §6.11).
    fn names_a_value_of_a_text(&self, names: &[&str]) -> bool {
        let Some((schema, (_, parent))) = self.options.schema.as_deref().zip(names.split_last()) else { return false };
        let is_text = |ty: &FieldType| {
            matches!(ty, FieldType::Keyword | FieldType::ConstantKeyword | FieldType::Wildcard | FieldType::Text { .. })
        };
        schema.resolve(&names.join(".")).is_none()
            && schema.resolve(&parent.join(".")).is_some_and(|(_, found)| is_text(found))
    }
}

fn constant(value: Literal, range: &TextRange) -> Typed {
    let ty = crate::sema::checked::Checked::literal(value.clone(), range.clone()).ty;
    Typed::new(Formula::Literal(value), ty, range)
}

/// The types that comparisons and functions tell apart; values of any other are text or number in the event.
const fn known(ty: Type) -> Type {
    match ty {
        Type::Text | Type::Boolean | Type::Integer | Type::Unsigned | Type::Float => ty,
        _ => Type::Unknown,
    }
}

pub(super) fn steps(parts: &[PathPart]) -> Vec<Step<String>> {
    let step = |part: &PathPart| match part {
        PathPart::Name { text, .. } => Step::Name(text.clone()),
        PathPart::Index { value, .. } => Step::Index(*value),
    };
    parts.iter().map(step).collect()
}

fn name(part: &PathPart) -> Option<&str> {
    match part {
        PathPart::Name { text, .. } => Some(text),
        PathPart::Index { .. } => None,
    }
}

fn equality(value: &Typed, other: Formula) -> Formula {
    Formula::apply(Operation::Compare(Comparison::Equal), vec![value.formula.clone(), other])
}

fn negated_if(negated: bool, formula: Formula) -> Formula {
    if negated { Formula::apply(Operation::Not, vec![formula]) } else { formula }
}

/// A text literal with a `*` makes `==` a wildcard match (`language.md` §4.3); the right one, if both have one.
fn wildcard(left: &Typed, right: &Typed) -> Option<Formula> {
    let pattern = |side: &Typed| match side.as_literal() {
        Some(Literal::Text(text)) if text.contains('*') => Some(Fold::Unicode.literal(text).into_owned()),
        _ => None,
    };
    let (value, pattern) = match (pattern(right), pattern(left)) {
        (Some(pattern), _) => (left, pattern),
        (None, Some(pattern)) => (right, pattern),
        (None, None) => return None,
    };
    Some(Formula::Wildcard { value: Box::new(value.formula.clone()), patterns: vec![pattern] })
}

impl Typed {
    /// The same with the constants that operations on constants come to, at any depth.
    fn folded(self) -> Self {
        Self { formula: folded(self.formula), ..self }
    }
}

fn folded(formula: Formula) -> Formula {
    let Formula::Apply { operation, operands } = formula else { return formula };
    let operands: Vec<Formula> = operands.into_iter().map(folded).collect();
    let constants = operands.iter().map(|operand| match operand {
        Formula::Literal(value) => scalar(value).map(Datum::Plain),
        _ => None,
    });
    let constants = constants.collect::<Option<Vec<Datum<'_>>>>();
    let result = constants.and_then(|constants| literal_of(apply(operation, &constants).plain()));
    result.map_or_else(|| Formula::Apply { operation, operands }, Formula::Literal)
}

fn scalar(value: &Literal) -> Option<Scalar<'_>> {
    Some(match value {
        Literal::Null => Scalar::Null,
        Literal::Bool(value) => Scalar::Bool(*value),
        Literal::Number(Number::Int(value)) => Scalar::Int(*value),
        Literal::Number(Number::UInt(value)) => Scalar::UInt(*value),
        Literal::Number(Number::Float(value)) => Scalar::Float(*value),
        Literal::Text(text) => Scalar::Str(text.as_str().into()),
        Literal::Address(_) | Literal::Time(_) => return None,
    })
}

fn literal_of(value: &Scalar<'_>) -> Option<Literal> {
    Some(match value {
        Scalar::Null => Literal::Null,
        Scalar::Bool(value) => Literal::Bool(*value),
        Scalar::Int(value) => Literal::Number(Number::Int(*value)),
        Scalar::UInt(value) => Literal::Number(Number::UInt(*value)),
        Scalar::Float(value) => Literal::Number(Number::Float(*value)),
        Scalar::Str(text) => Literal::Text(text.as_ref().to_owned()),
        _ => return None,
    })
}
