//! Leaves over fields as they stand: one expression of calls (`language.md` §3.4, §3.5).

use super::fields::FieldItems;
use super::leaf::{read, variable};
use super::{script, value};
use crate::ir::{AddressTest, ArithmeticOperator, Comparison, Formula, Operation, Source, Step};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The body of the function of a leaf.
pub(super) fn body(formula: &Formula, expect: bool, fields: &mut FieldItems<'_>) -> TokenStream {
    let result = datum(formula, fields);
    let wanted = if expect { quote!(is_true) } else { quote!(is_false) };
    quote!(rt::ops::endgame::#wanted(&#result))
}

/// The expression of a `Datum`, where what it reads is in scope.
pub(super) fn datum(formula: &Formula, fields: &mut FieldItems<'_>) -> TokenStream {
    match formula {
        Formula::Literal(literal) => {
            let literal = script::literal(literal);
            quote!(rt::Datum::Plain(#literal))
        }
        Formula::Field { field, steps } => {
            fields.looks_inside |= !steps.is_empty();
            let (of, field) = read(*field, fields);
            let found = quote!(rt::Event::datum(#of, &#field));
            if steps.is_empty() {
                return found;
            }
            let steps = self::steps(steps);
            quote!(#found.at(#steps).into_owned())
        }
        Formula::Element { depth, steps } => {
            let element = variable(Source::Element(*depth));
            let steps = self::steps(steps);
            quote!(#element.at(#steps))
        }
        Formula::Apply { operation, operands } => {
            fields.looks_inside |= *operation == Operation::ArrayContains;
            let operation = self::operation(*operation);
            let operands = operands.iter().map(|operand| datum(operand, fields));
            quote!(rt::ops::endgame::apply(#operation, &[#(#operands),*]))
        }
        Formula::Wildcard { value, patterns } => {
            let value = datum(value, fields);
            quote!(rt::ops::endgame::wildcard(
                &#value,
                &[#(rt::Glob::with_wildcards(#patterns, rt::Fold::Unicode, rt::Wildcards::Star)),*],
            ))
        }
        Formula::Regex { value, pattern } => {
            let value = datum(value, fields);
            quote!({
                static PATTERN: rt::LazyPattern = rt::LazyPattern::at_start(#pattern);
                rt::ops::endgame::match_regex(&#value, |text| PATTERN.matches(text))
            })
        }
        Formula::Within { value, blocks } => {
            let value = datum(value, fields);
            let test = AddressTest::Within(blocks.clone());
            let (statics, condition) = (value::address_statics(&test), value::address_condition(&test));
            quote!({
                #statics
                rt::ops::endgame::cidr_match(&#value, |address| #condition)
            })
        }
        Formula::Search { list, depth, body } => over_elements(&quote!(has_element), list, *depth, body, fields),
        Formula::Count { list, depth, body } => over_elements(&quote!(count_elements), list, *depth, body, fields),
    }
}

fn over_elements(
    function: &TokenStream,
    list: &Formula,
    depth: u8,
    body: &Formula,
    fields: &mut FieldItems<'_>,
) -> TokenStream {
    fields.looks_inside = true;
    let (list, body) = (datum(list, fields), datum(body, fields));
    let element = variable(Source::Element(depth));
    quote!(rt::ops::endgame::#function(&#list, |#element| #body.into_owned()))
}

fn steps(steps: &[Step<String>]) -> TokenStream {
    if steps.is_empty() {
        return quote!(&[] as &[rt::Step<&str>]);
    }
    let steps = steps.iter().map(|step| match step {
        Step::Name(name) => quote!(rt::Step::Name(#name)),
        Step::Index(index) => {
            let index = Literal::u64_unsuffixed(*index);
            quote!(rt::Step::<&str>::Index(#index))
        }
    });
    quote!(&[#(#steps),*])
}

fn operation(operation: Operation) -> TokenStream {
    let name = match operation {
        Operation::Arithmetic(operator) => return arithmetic(operator),
        Operation::Compare(comparison) => return compare(comparison),
        Operation::And => quote!(And),
        Operation::ArrayContains => quote!(ArrayContains),
        Operation::Between => quote!(Between),
        Operation::Concat => quote!(Concat),
        Operation::EndsWith => quote!(EndsWith),
        Operation::IndexOf => quote!(IndexOf),
        Operation::IsNull => quote!(IsNull),
        Operation::Length => quote!(Length),
        Operation::Negate => quote!(Negate),
        Operation::Not => quote!(Not),
        Operation::Number => quote!(Number),
        Operation::OneOf => quote!(OneOf),
        Operation::Or => quote!(Or),
        Operation::StartsWith => quote!(StartsWith),
        Operation::String => quote!(String),
        Operation::StringContains => quote!(StringContains),
        Operation::Substring => quote!(Substring),
    };
    quote!(rt::Operation::#name)
}

fn arithmetic(operator: ArithmeticOperator) -> TokenStream {
    let operator = script::arithmetic(operator);
    quote!(rt::Operation::Arithmetic(#operator))
}

fn compare(comparison: Comparison) -> TokenStream {
    let comparison = script::comparison(comparison);
    quote!(rt::Operation::Compare(#comparison))
}
