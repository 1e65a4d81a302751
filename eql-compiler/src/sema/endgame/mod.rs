//! The Endgame dialect: from the syntax tree to predicates over fields as they stand (`language.md` §3.4, §3.5, §4.3,
//! §6.11).
//!
//! Its logic is three-valued throughout. A condition counts where it is true, and `and`, `or` and `not` of Kleene's
//! logic are true, and false, exactly where their operands are so: the boolean structure becomes a predicate over leaves
//! that ask for true or for false, and only what stands inside other expressions stays three-valued.

mod call;
mod lineage;
mod macros;
mod pipes;
mod regex;
mod value;

pub(crate) use macros::expand;
pub(crate) use pipes::PipeView;

use super::codes;
use super::scope::Scope;
use super::types::{Type, Wanted};
use crate::diagnostic::TextRange;
use crate::ir::{Formula, Literal, Predicate, Test, TestKind};
use crate::syntax::ast::{Expr, ExprKind, LogicalOperator};

/// An expression that has been checked, with what is known of its values.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    pub(crate) formula: Formula,
    pub(crate) ty: Type,
    pub(crate) range: TextRange,
}

impl Typed {
    fn new(formula: Formula, ty: Type, range: &TextRange) -> Self {
        Self { formula, ty, range: range.clone() }
    }

    /// Stands for an expression whose fault has been reported.
    fn wrong(range: &TextRange) -> Self {
        Self::new(Formula::Literal(Literal::Null), Type::Unknown, range)
    }

    fn as_literal(&self) -> Option<&Literal> {
        match &self.formula {
            Formula::Literal(value) => Some(value),
            _ => None,
        }
    }

    fn is_null_literal(&self) -> bool {
        self.as_literal() == Some(&Literal::Null)
    }
}

impl Scope<'_> {
    /// A whole condition: it counts where it is true.
    pub(crate) fn endgame_condition(&mut self, expr: &Expr) -> Predicate {
        self.endgame_predicate(expr, true)
    }

    /// Where an expression comes to `expect`, and not to null.
    fn endgame_predicate(&mut self, expr: &Expr, expect: bool) -> Predicate {
        match &expr.kind {
            ExprKind::Logical { operator, operands } => {
                let operands = operands.iter().map(|operand| self.endgame_predicate(operand, expect)).collect();
                if (*operator == LogicalOperator::And) == expect {
                    Predicate::And(operands)
                } else {
                    Predicate::Or(operands)
                }
            }
            ExprKind::Not(operand) => self.endgame_predicate(operand, !expect),
            // Never null: it is false of what was never seen.
            ExprKind::Lineage { relation, query } => {
                let Some(index) = self.lineage_index(relation, query, &expr.range) else {
                    return Predicate::Const(false);
                };
                let holds = Predicate::Test(Test { kind: TestKind::Lineage(index), range: expr.range.clone() });
                if expect { holds } else { Predicate::Not(Box::new(holds)) }
            }
            _ => {
                let condition = self.endgame_truth(expr);
                match condition.formula {
                    Formula::Literal(Literal::Bool(value)) => Predicate::Const(value == expect),
                    Formula::Literal(_) => Predicate::Const(false),
                    formula => {
                        Predicate::Test(Test { kind: TestKind::Formula { formula, expect }, range: expr.range.clone() })
                    }
                }
            }
        }
    }

    /// An expression that must be true or false.
    fn endgame_truth(&mut self, expr: &Expr) -> Typed {
        let checked = self.endgame_value(expr);
        if !checked.ty.fits(Wanted::Boolean) {
            let message = format!("a condition must be boolean, found a value of type {}", checked.ty);
            let help = "compare it with something, or test it with `!= null`";
            self.error_with_help(codes::NOT_BOOLEAN, &checked.range, message, help);
        }
        checked
    }

    /// Reports an operand of the wrong type; `what` names the operand.
    fn endgame_require(&mut self, checked: &Typed, wanted: Wanted, what: &str) {
        if !checked.ty.fits(wanted) {
            let message = format!("{what} must be {wanted}, found a value of type {}", checked.ty);
            self.error(codes::WRONG_TYPE, &checked.range, message);
        }
    }
}
