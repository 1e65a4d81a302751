//! The two-valued tree of a condition as a Rust expression over calls of leaf functions.

use super::fields::FieldItems;
use super::leaf::Leaves;
use crate::ir::Predicate;
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
