//! The two-valued tree of a condition as a Rust expression over calls of leaf functions.

use super::fields::FieldItems;
use super::leaf::Leaves;
use crate::ir::{Predicate, TestKind};
use proc_macro2::TokenStream;
use quote::quote;

/// The expression of `predicate`, where what its leaves read is in scope.
pub(super) fn condition(predicate: &Predicate, leaves: &mut Leaves<'_>, fields: &mut FieldItems<'_>) -> TokenStream {
    match predicate {
        Predicate::Const(value) => quote!(#value),
        Predicate::And(operands) => {
            let operands = operands.iter().map(|operand| operand_of_and(operand, leaves, fields));
            joined(operands, &quote!(&&), true)
        }
        Predicate::Or(operands) => {
            let operands = operands.iter().map(|operand| condition(operand, leaves, fields));
            joined(operands, &quote!(||), false)
        }
        Predicate::Not(operand) => {
            let expression = condition(operand, leaves, fields);
            if is_call(operand) { quote!(!#expression) } else { quote!(!(#expression)) }
        }
        Predicate::Test(test) => leaves.call(test, fields),
    }
}

/// The expression of a whole condition: what follows the cheap tests at its start, which nearly no event passes, goes into
/// a function of its own.
pub(super) fn guarded(predicate: &Predicate, leaves: &mut Leaves<'_>, fields: &mut FieldItems<'_>) -> TokenStream {
    let Predicate::And(operands) = predicate else { return condition(predicate, leaves, fields) };
    let (guards, rest) = operands.split_at(operands.iter().take_while(|operand| is_cheap(operand)).count());
    if guards.is_empty() || rest.iter().map(leaf_count).sum::<usize>() < WORTH_A_CALL {
        return condition(predicate, leaves, fields);
    }
    let guards = joined(guards.iter().map(|guard| condition(guard, leaves, fields)), &quote!(&&), true);
    let rest = condition(&Predicate::And(rest.to_vec()), leaves, fields);
    quote!(#guards && rt::apart(move || #rest))
}

/// So many leaves are worth a function.
const WORTH_A_CALL: usize = 3;

fn leaf_count(predicate: &Predicate) -> usize {
    match predicate {
        Predicate::Const(_) => 0,
        Predicate::And(operands) | Predicate::Or(operands) => operands.iter().map(leaf_count).sum(),
        Predicate::Not(operand) => leaf_count(operand),
        Predicate::Test(_) => 1,
    }
}

/// Whether it is a comparison or two.
fn is_cheap(predicate: &Predicate) -> bool {
    let Predicate::Test(test) = predicate else { return false };
    match &test.kind {
        TestKind::Exists(_) | TestKind::Bool { .. } => true,
        TestKind::Text { test, .. } => test.exact.len() == 1 && test.patterns.is_empty() && test.regex.is_none(),
        _ => false,
    }
}

/// `&&` binds more tightly than `||`.
fn operand_of_and(operand: &Predicate, leaves: &mut Leaves<'_>, fields: &mut FieldItems<'_>) -> TokenStream {
    let expression = condition(operand, leaves, fields);
    if matches!(operand, Predicate::Or(operands) if operands.len() > 1) { quote!((#expression)) } else { expression }
}

fn joined(operands: impl Iterator<Item = TokenStream>, operator: &TokenStream, if_none: bool) -> TokenStream {
    let mut joined = TokenStream::new();
    for operand in operands {
        if !joined.is_empty() {
            joined.extend(operator.clone());
        }
        joined.extend(operand);
    }
    if joined.is_empty() { quote!(#if_none) } else { joined }
}

const fn is_call(predicate: &Predicate) -> bool {
    matches!(predicate, Predicate::Test(_) | Predicate::Const(_))
}
