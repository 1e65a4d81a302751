//! Leaves over fields as they stand: a three-valued expression in which a field is one value, a list or an object
//! (`language.md` §3.4, §3.5; the Endgame dialect).

#![expect(missing_docs, reason = "the fields of a variant are described by the variant")]

use super::{FieldRef, Literal};

pub use eql_runtime::Step;
pub use eql_runtime::ops::endgame::Operation;

/// A three-valued expression; null stands for "unknown".
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// A constant.
    Literal(Literal),
    /// What stands at a field, and there behind some steps.
    Field { field: FieldRef, steps: Vec<Step<String>> },
    /// The element that the array function of this nesting depth has bound, and there what stands behind some steps.
    Element { depth: u8, steps: Vec<Step<String>> },
    /// An operator, or a function of values.
    Apply { operation: Operation, operands: Vec<Formula> },
    /// A text that fits one of these patterns, in which `*` is the only wildcard; they are folded.
    Wildcard { value: Box<Formula>, patterns: Vec<String> },
    /// A text at whose start one of the alternatives of a regular expression matches, in either case; `sema` has
    /// translated and checked it.
    Regex { value: Box<Formula>, pattern: String },
    /// An address within one of these blocks, which `sema` has checked.
    Within { value: Box<Formula>, blocks: Vec<String> },
    /// Whether some element of a list satisfies the body (`arraySearch`), in which [`Formula::Element`] of this depth is
    /// that element.
    Search { list: Box<Formula>, depth: u8, body: Box<Formula> },
    /// How many elements do (`arrayCount`).
    Count { list: Box<Formula>, depth: u8, body: Box<Formula> },
}

impl Formula {
    /// The result of an operation.
    #[must_use]
    pub fn apply(operation: Operation, operands: Vec<Self>) -> Self {
        Self::Apply { operation, operands }
    }

    /// Calls `visit` with every field that it reads, in order of writing.
    pub fn each_field(&self, visit: &mut impl FnMut(FieldRef)) {
        match self {
            Self::Literal(_) | Self::Element { .. } => {}
            Self::Field { field, .. } => visit(*field),
            Self::Apply { operands, .. } => operands.iter().for_each(|operand| operand.each_field(visit)),
            Self::Wildcard { value, .. } | Self::Regex { value, .. } | Self::Within { value, .. } => {
                value.each_field(visit);
            }
            Self::Search { list, body, .. } | Self::Count { list, body, .. } => {
                list.each_field(visit);
                body.each_field(visit);
            }
        }
    }

    /// [`each_field`](Self::each_field), to be changed.
    pub(crate) fn visit_fields_mut(&mut self, visit: &mut dyn FnMut(&mut FieldRef)) {
        match self {
            Self::Literal(_) | Self::Element { .. } => {}
            Self::Field { field, .. } => visit(field),
            Self::Apply { operands, .. } => operands.iter_mut().for_each(|operand| operand.visit_fields_mut(visit)),
            Self::Wildcard { value, .. } | Self::Regex { value, .. } | Self::Within { value, .. } => {
                value.visit_fields_mut(visit);
            }
            Self::Search { list, body, .. } | Self::Count { list, body, .. } => {
                list.visit_fields_mut(visit);
                body.visit_fields_mut(visit);
            }
        }
    }
}
