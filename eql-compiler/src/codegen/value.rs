//! Tests of numbers, truth values, addresses and instants.

use crate::ir::{AddressTest, Bound, Comparison, Number, NumberTest, TimeRange};
use eql_runtime::Reading;
use eql_runtime::matchers::AddressRangesBuf;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::net::IpAddr;

/// Up to so many numbers are compared one by one; more are a list.
const COMPARED_NUMBERS: usize = 32;

/// A reading as a path.
pub(super) fn reading(reading: Reading) -> TokenStream {
    match reading {
        Reading::Dynamic => quote!(rt::Reading::Dynamic),
        Reading::Keyword => quote!(rt::Reading::Keyword),
        Reading::Integer => quote!(rt::Reading::Integer),
        Reading::Unsigned => quote!(rt::Reading::Unsigned),
        Reading::Float => quote!(rt::Reading::Float),
        Reading::Boolean => quote!(rt::Reading::Boolean),
        Reading::Address => quote!(rt::Reading::Address),
        Reading::Instant => quote!(rt::Reading::Instant),
        Reading::Version => quote!(rt::Reading::Version),
    }
}

/// A number as a constant of the runtime's type.
fn number(number: Number) -> TokenStream {
    number_as(number, &quote!(rt::Number))
}

/// A number as a constant of a type that has variants of the same names.
pub(super) fn number_as(number: Number, of: &TokenStream) -> TokenStream {
    match number {
        Number::Int(value) => {
            let value = signed(value);
            quote!(#of::Int(#value))
        }
        Number::UInt(value) => {
            let value = Literal::u64_unsuffixed(value);
            quote!(#of::UInt(#value))
        }
        Number::Float(value) => {
            let value = float(value);
            quote!(#of::Float(#value))
        }
    }
}

/// An `i64`, where a minus is a token of its own.
fn signed(value: i64) -> TokenStream {
    let magnitude = Literal::u64_unsuffixed(value.unsigned_abs());
    if value < 0 { quote!(-#magnitude) } else { quote!(#magnitude) }
}

/// An `f64`; what is not finite has no literal.
fn float(value: f64) -> TokenStream {
    if !value.is_finite() {
        let bits = Literal::u64_unsuffixed(value.to_bits());
        return quote!(f64::from_bits(#bits));
    }
    let magnitude = Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() { quote!(-#magnitude) } else { quote!(#magnitude) }
}

/// The condition on `number`.
pub(super) fn number_condition(test: &NumberTest) -> TokenStream {
    match test {
        NumberTest::OneOf(numbers) if numbers.len() > COMPARED_NUMBERS => {
            let numbers = numbers.iter().map(|&wanted| number(wanted));
            quote!([#(#numbers),*].contains(&number))
        }
        NumberTest::OneOf(numbers) => any(numbers.iter().map(|&wanted| {
            let wanted = number(wanted);
            quote!(number == #wanted)
        })),
        NumberTest::Between { low, high } => {
            let low = low.iter().map(|bound| end(bound, &quote!(>), &quote!(>=)));
            let high = high.iter().map(|bound| end(bound, &quote!(<), &quote!(<=)));
            let ends: Vec<TokenStream> = low.chain(high).collect();
            if ends.is_empty() { quote!(true) } else { quote!(#(#ends)&&*) }
        }
    }
}

fn end(bound: &Bound, exclusive: &TokenStream, inclusive: &TokenStream) -> TokenStream {
    let (operator, at) = (if bound.inclusive { inclusive } else { exclusive }, number(bound.at));
    quote!(number #operator #at)
}

/// What a test of numbers adds to the name of its field.
pub(super) fn number_name(test: &NumberTest) -> String {
    match test {
        NumberTest::OneOf(numbers) => match numbers.as_slice() {
            [Number::Int(only)] if *only >= 0 => format!("is_{only}"),
            [Number::Int(only)] => format!("is_minus_{}", only.unsigned_abs()),
            _ => "is_listed".to_owned(),
        },
        NumberTest::Between { low: Some(_), high: None } => "is_above".to_owned(),
        NumberTest::Between { low: None, high: Some(_) } => "is_below".to_owned(),
        NumberTest::Between { .. } => "is_between".to_owned(),
    }
}

/// The tables of a test of addresses.
pub(super) fn address_statics(test: &AddressTest) -> TokenStream {
    let AddressTest::Within(blocks) = test else { return TokenStream::new() };
    // `sema` has refused what is not a block, so nothing is lost here.
    let ranges = AddressRangesBuf::parse(blocks).unwrap_or_default();
    let v4 = ranges.v4().iter().map(|&(first, last)| pair(hexadecimal(first, 8), hexadecimal(last, 8)));
    let v6 = ranges.v6().iter().map(|&(first, last)| pair(hexadecimal(first, 32), hexadecimal(last, 32)));
    quote! {
        static NETWORKS: rt::AddressRanges<'static> = rt::AddressRanges::new(&[#(#v4),*], &[#(#v6),*]);
    }
}

fn pair(first: TokenStream, last: TokenStream) -> TokenStream {
    quote!((#first, #last))
}

/// Addresses are easier to recognise in hexadecimal.
fn hexadecimal(bits: impl std::fmt::LowerHex, digits: usize) -> TokenStream {
    format!("0x{bits:0digits$x}").parse().unwrap_or_default()
}

/// The condition on `address`.
pub(super) fn address_condition(test: &AddressTest) -> TokenStream {
    match test {
        AddressTest::Within(_) => quote!(NETWORKS.contains(address)),
        AddressTest::Compare(comparison, wanted) => {
            let (holds, wanted) = (order_test(*comparison), address(*wanted));
            quote!(rt::ops::compare_addresses(address, #wanted).#holds())
        }
    }
}

/// A constant address.
pub(super) fn address(address: IpAddr) -> TokenStream {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let bits = hexadecimal(address.to_bits(), 8);
            quote!(rt::IpAddr::V4(rt::Ipv4Addr::from_bits(#bits)))
        }
        IpAddr::V6(address) => {
            let bits = hexadecimal(address.to_bits(), 32);
            quote!(rt::IpAddr::V6(rt::Ipv6Addr::from_bits(#bits)))
        }
    }
}

/// The method of an order that says whether it satisfies a comparison.
pub(super) fn order_test(comparison: Comparison) -> TokenStream {
    match comparison {
        Comparison::Equal => quote!(is_eq),
        Comparison::NotEqual => quote!(is_ne),
        Comparison::Less => quote!(is_lt),
        Comparison::LessOrEqual => quote!(is_le),
        Comparison::Greater => quote!(is_gt),
        Comparison::GreaterOrEqual => quote!(is_ge),
    }
}

/// The condition on `instant`.
pub(super) fn time_condition(ranges: &[TimeRange]) -> TokenStream {
    any(ranges.iter().map(|range| {
        let from = range.from.map(|nanos| {
            let instant = instant(nanos);
            quote!(instant >= #instant)
        });
        let until = range.until.map(|nanos| {
            let instant = instant(nanos);
            quote!(instant <= #instant)
        });
        let ends: Vec<TokenStream> = from.into_iter().chain(until).collect();
        if ends.is_empty() { quote!(true) } else { quote!(#(#ends)&&*) }
    }))
}

/// A constant instant.
pub(super) fn instant(nanos: i64) -> TokenStream {
    let nanos = signed(nanos);
    quote!(rt::Timestamp::from_nanos(#nanos))
}

/// Alternatives; none is `false`.
pub(super) fn any(conditions: impl Iterator<Item = TokenStream>) -> TokenStream {
    let mut conditions = conditions.peekable();
    if conditions.peek().is_none() { quote!(false) } else { quote!(#(#conditions)||*) }
}
