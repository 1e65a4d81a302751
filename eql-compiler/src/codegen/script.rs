//! Leaves that compute: a loop over the values of each operand around one expression (`language.md` §3.1, §3.4).

use super::fields::FieldItems;
use super::leaf::read;
use super::name::{self, Names};
use super::text::{self, TextCode};
use super::value;
use crate::ir::{ArithmeticOperator, Comparison, Expr, Function, Literal, Script};
use eql_runtime::Fold;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The body of the function of a script.
pub(super) fn body(script: &Script, fields: &mut FieldItems<'_>) -> TokenStream {
    let operands = operands(script, fields);
    let innermost = match &script.expr {
        Expr::IsNull(operand) if script.expect => {
            let operand = borrowed(operand, &operands);
            quote!(rt::ops::logic::is_null(#operand))
        }
        expr => {
            let expression = scalar(expr, &operands);
            let wanted = if script.expect { quote!(is_true) } else { quote!(is_false) };
            quote!(rt::ops::logic::#wanted(&#expression))
        }
    };
    loops(script, &operands, fields, innermost)
}

/// Code that runs `with_result` on every result of a script; its value is whether `with_result` was true once.
pub(super) fn for_each_result(
    script: &Script,
    fields: &mut FieldItems<'_>,
    with_result: impl Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let operands = operands(script, fields);
    let innermost = with_result(scalar(&script.expr, &operands));
    loops(script, &operands, fields, innermost)
}

/// The names of the operands' values.
fn operands(script: &Script, fields: &FieldItems<'_>) -> Vec<Ident> {
    let mut names = Names::default();
    // What the fields are read of stays visible in the innermost loop, and so do the parameters of nested tests.
    ["event", "out", "text", "address", "rt"].into_iter().for_each(|taken| drop(names.claim(taken)));
    script.operands.iter().map(|operand| names.claim(&variable_name(fields.path(operand.field)))).collect()
}

/// One loop inside the other, the last operand's innermost.
fn loops(script: &Script, operands: &[Ident], fields: &mut FieldItems<'_>, innermost: TokenStream) -> TokenStream {
    script.operands.iter().zip(operands).rev().fold(innermost, |inner, (operand, name)| {
        let (of, field) = read(operand.field, fields);
        let reading = value::reading(operand.reading);
        quote!(rt::some_choice(#of, &#field, #reading, |#name| #inner))
    })
}

/// The last part of a path names the value well enough inside one short function.
fn variable_name(path: &str) -> String {
    name::of_path(path.rsplit('.').next().unwrap_or(path)).to_ascii_lowercase()
}

/// An expression as a `&Scalar`.
fn borrowed(expr: &Expr, operands: &[Ident]) -> TokenStream {
    match expr {
        Expr::Operand(at) => operand(*at, operands),
        _ => {
            let expression = scalar(expr, operands);
            quote!(&#expression)
        }
    }
}

fn operand(at: u16, operands: &[Ident]) -> TokenStream {
    operands.get(usize::from(at)).map_or_else(|| quote!(&rt::Scalar::Null), |name| quote!(#name))
}

/// An expression as a `Scalar`.
fn scalar(expr: &Expr, operands: &[Ident]) -> TokenStream {
    match expr {
        Expr::Literal(value) => literal(value),
        Expr::Operand(at) => {
            let operand = operand(*at, operands);
            quote!(#operand.reborrow())
        }
        Expr::Call { function, arguments } => call(*function, arguments, operands),
        Expr::Negate(operand) => {
            let operand = borrowed(operand, operands);
            quote!(rt::ops::arithmetic::negate(#operand))
        }
        Expr::Arithmetic { operator, left, right } => {
            let operator = arithmetic(*operator);
            let (left, right) = (borrowed(left, operands), borrowed(right, operands));
            quote!(rt::ops::arithmetic::calculate(#operator, #left, #right, rt::Division::Truncate))
        }
        Expr::Compare { comparison, left, right } => {
            let comparison = self::comparison(*comparison);
            let (left, right) = (borrowed(left, operands), borrowed(right, operands));
            quote!(rt::ops::scalar::compare(#comparison, #left, #right, rt::Fold::None))
        }
        Expr::IsNull(operand) => {
            let operand = borrowed(operand, operands);
            quote!(rt::Scalar::Bool(rt::ops::logic::is_null(#operand)))
        }
        Expr::Not(operand) => {
            let operand = borrowed(operand, operands);
            quote!(rt::ops::logic::not(#operand))
        }
        Expr::And(all) => connected(all, true, &quote!(rt::ops::logic::and), operands),
        Expr::Or(all) => connected(all, false, &quote!(rt::ops::logic::or), operands),
        Expr::In { value, list, insensitive } => {
            let value = borrowed(value, operands);
            let list = list.iter().map(|item| scalar(item, operands));
            let fold = text::fold(if *insensitive { Fold::Ascii } else { Fold::None });
            quote!(rt::ops::scalar::in_list(#value, &[#(#list),*], #fold))
        }
        Expr::Text { value, test } => {
            let value = borrowed(value, operands);
            let TextCode { statics, condition } = text::code(test);
            let condition = if statics.is_empty() { condition } else { quote!({ #statics #condition }) };
            quote!(rt::ops::scalar::test_text(#value, |text| #condition))
        }
        Expr::Address { value, test } => {
            let value = borrowed(value, operands);
            let (statics, condition) = (value::address_statics(test), value::address_condition(test));
            let condition = if statics.is_empty() { condition } else { quote!({ #statics #condition }) };
            quote!(rt::ops::scalar::test_address(#value, |address| #condition))
        }
    }
}

/// `and` and `or` of any number of expressions.
fn connected(all: &[Expr], if_none: bool, operator: &TokenStream, operands: &[Ident]) -> TokenStream {
    let mut expressions = all.iter().map(|expr| scalar(expr, operands));
    let first = expressions.next().unwrap_or_else(|| quote!(rt::Scalar::Bool(#if_none)));
    expressions.fold(first, |left, right| quote!(#operator(&#left, &#right)))
}

fn call(function: Function, arguments: &[Expr], operands: &[Ident]) -> TokenStream {
    let at = |at: usize| arguments.get(at).map_or_else(|| quote!(&rt::Scalar::Null), |expr| borrowed(expr, operands));
    let (first, second, third, fourth) = (at(0), at(1), at(2), at(3));
    let source = arguments.first().map_or_else(|| quote!(rt::Scalar::Null), |expr| scalar(expr, operands));
    match function {
        Function::Between { insensitive } => {
            let fold = function_fold(insensitive);
            quote!(rt::ops::strings::between(#source, #second, #third, #fourth, #fold))
        }
        Function::Concat => {
            let arguments = arguments.iter().map(|expr| scalar(expr, operands));
            quote!(rt::ops::strings::concat(&[#(#arguments),*]))
        }
        Function::EndsWith { insensitive } => {
            let fold = function_fold(insensitive);
            quote!(rt::ops::strings::ends_with(#first, #second, #fold))
        }
        Function::IndexOf { insensitive } => {
            let fold = function_fold(insensitive);
            quote!(rt::ops::strings::index_of(#first, #second, #third, #fold, rt::Units::Utf16))
        }
        Function::Length => quote!(rt::ops::strings::length(#first, rt::Units::Utf16)),
        Function::Number => quote!(rt::ops::strings::number(#first, #second)),
        Function::StartsWith { insensitive } => {
            let fold = function_fold(insensitive);
            quote!(rt::ops::strings::starts_with(#first, #second, #fold))
        }
        Function::String => quote!(rt::ops::text::string(#first)),
        Function::StringContains { insensitive } => {
            let fold = function_fold(insensitive);
            quote!(rt::ops::strings::string_contains(#first, #second, #fold))
        }
        Function::Substring => {
            quote!(rt::ops::strings::substring(#source, #second, #third, rt::Units::Utf16))
        }
    }
}

/// Functions fold every letter, unlike operators (`language.md` §5.5).
fn function_fold(insensitive: bool) -> TokenStream {
    text::fold(if insensitive { Fold::Unicode } else { Fold::None })
}

pub(super) fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Null => quote!(rt::Scalar::Null),
        Literal::Bool(truth) => quote!(rt::Scalar::Bool(#truth)),
        Literal::Number(number) => value::number_as(*number, &quote!(rt::Scalar)),
        Literal::Text(text) => quote!(rt::constant_text(#text)),
        Literal::Address(address) => {
            let address = value::address(*address);
            quote!(rt::Scalar::Ip(#address))
        }
        Literal::Time(nanos) => {
            let instant = value::instant(*nanos);
            quote!(rt::Scalar::Time(#instant))
        }
    }
}

pub(super) fn arithmetic(operator: ArithmeticOperator) -> TokenStream {
    match operator {
        ArithmeticOperator::Add => quote!(rt::Arithmetic::Add),
        ArithmeticOperator::Subtract => quote!(rt::Arithmetic::Subtract),
        ArithmeticOperator::Multiply => quote!(rt::Arithmetic::Multiply),
        ArithmeticOperator::Divide => quote!(rt::Arithmetic::Divide),
        ArithmeticOperator::Modulo => quote!(rt::Arithmetic::Modulo),
    }
}

pub(super) fn comparison(comparison: Comparison) -> TokenStream {
    match comparison {
        Comparison::Equal => quote!(rt::Comparison::Equal),
        Comparison::NotEqual => quote!(rt::Comparison::NotEqual),
        Comparison::Less => quote!(rt::Comparison::Less),
        Comparison::LessOrEqual => quote!(rt::Comparison::LessOrEqual),
        Comparison::Greater => quote!(rt::Comparison::Greater),
        Comparison::GreaterOrEqual => quote!(rt::Comparison::GreaterOrEqual),
    }
}
