//! The checked form: expressions with types, resolved fields and functions, and literals in their field's type.

use super::types::Type;
use crate::diagnostic::TextRange;
use crate::ir::{ArithmeticOperator, Comparison, FieldRef, Function, LineageIndex, Literal};
use crate::syntax::ast::PredicateOperator;

/// An expression that has been checked.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) kind: Kind,
    pub(crate) ty: Type,
    pub(crate) range: TextRange,
}

/// The kinds of checked expressions.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Literal(Literal),
    Field(FieldRef),
    Call {
        function: Function,
        arguments: Vec<Checked>,
    },
    CidrMatch {
        value: Box<Checked>,
        blocks: Vec<String>,
    },
    Search {
        field: FieldRef,
        depth: u8,
        body: Box<Checked>,
    },
    Lineage(LineageIndex),
    Negate(Box<Checked>),
    Arithmetic {
        operator: ArithmeticOperator,
        left: Box<Checked>,
        right: Box<Checked>,
    },
    Compare {
        comparison: Comparison,
        left: Box<Checked>,
        right: Box<Checked>,
    },
    Not(Box<Checked>),
    And(Vec<Checked>),
    Or(Vec<Checked>),
    In {
        value: Box<Checked>,
        list: Vec<Checked>,
        insensitive: bool,
    },
    Text {
        value: Box<Checked>,
        operator: PredicateOperator,
        texts: Vec<String>,
    },
    /// Something wrong that has been reported.
    Wrong,
}

impl Checked {
    pub(crate) fn new(kind: Kind, ty: Type, range: TextRange) -> Self {
        Self { kind, ty, range }
    }

    /// Stands for an expression whose fault has been reported.
    pub(crate) fn wrong(range: TextRange) -> Self {
        Self::new(Kind::Wrong, Type::Unknown, range)
    }

    pub(crate) fn literal(value: Literal, range: TextRange) -> Self {
        let ty = match &value {
            Literal::Null => Type::Null,
            Literal::Bool(_) => Type::Boolean,
            Literal::Number(crate::ir::Number::Int(_)) => Type::Integer,
            Literal::Number(crate::ir::Number::UInt(_)) => Type::Unsigned,
            Literal::Number(crate::ir::Number::Float(_)) => Type::Float,
            Literal::Text(_) => Type::Text,
            Literal::Address(_) => Type::Address,
            Literal::Time(_) => Type::Instant,
        };
        Self::new(Kind::Literal(value), ty, range)
    }

    pub(crate) fn as_literal(&self) -> Option<&Literal> {
        match &self.kind {
            Kind::Literal(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn is_null_literal(&self) -> bool {
        matches!(self.kind, Kind::Literal(Literal::Null))
    }

    /// Whether no event is needed to know its value.
    pub(crate) fn is_constant(&self) -> bool {
        let mut constant = true;
        self.for_each_field(&mut |_| constant = false);
        constant && !self.has_lineage() && !matches!(self.kind, Kind::Wrong)
    }

    /// Whether it is true or false by its form: everything but a plain field or literal (`language.md` §3.2).
    pub(crate) fn is_boolean_form(&self) -> bool {
        self.ty == Type::Boolean && !matches!(self.kind, Kind::Field(_) | Kind::Literal(_))
    }

    /// Calls `visit` with every field that it reads, in order of writing.
    pub(crate) fn for_each_field(&self, visit: &mut impl FnMut(FieldRef)) {
        match &self.kind {
            Kind::Field(field) => visit(*field),
            Kind::Search { field, body, .. } => {
                visit(*field);
                body.for_each_field(visit);
            }
            _ => self.children().for_each(|child| child.for_each_field(visit)),
        }
    }

    /// Whether an array search stands in it.
    pub(crate) fn has_search(&self) -> bool {
        matches!(self.kind, Kind::Search { .. }) || self.children().any(Self::has_search)
    }

    /// Whether a lineage stands in it.
    pub(crate) fn has_lineage(&self) -> bool {
        matches!(self.kind, Kind::Lineage(_)) || self.children().any(Self::has_lineage)
    }

    /// The expressions directly below, in order of writing.
    fn children(&self) -> impl Iterator<Item = &Self> {
        let (boxed, list): ([Option<&Self>; 2], &[Self]) = match &self.kind {
            Kind::Literal(_) | Kind::Field(_) | Kind::Lineage(_) | Kind::Wrong => ([None, None], &[]),
            Kind::Search { body, .. } => ([Some(&**body), None], &[]),
            Kind::Negate(operand) | Kind::Not(operand) => ([Some(&**operand), None], &[]),
            Kind::Arithmetic { left, right, .. } | Kind::Compare { left, right, .. } => {
                ([Some(&**left), Some(&**right)], &[])
            }
            Kind::And(operands) | Kind::Or(operands) | Kind::Call { arguments: operands, .. } => {
                ([None, None], operands)
            }
            Kind::CidrMatch { value, .. } | Kind::Text { value, .. } => ([Some(&**value), None], &[]),
            Kind::In { value, list, .. } => ([Some(&**value), None], list),
        };
        boxed.into_iter().flatten().chain(list)
    }
}
