//! Tables in static data: large ones are one byte string, which costs the Rust compiler next to nothing.

use super::name;
use super::text;
use crate::tables::automaton::AutomatonBuf;
use eql_runtime::Fold;
use eql_runtime::matchers::{Side, TextSetBuf};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The name of a table.
pub(super) fn name(prefix: &str, name: &str) -> Ident {
    name::ident(&format!("{prefix}{name}"))
}

/// The name of the table at this index.
pub(super) fn numbered(prefix: &str, name: &str, at: usize) -> Ident {
    match at {
        0 => self::name(prefix, name),
        at => self::name(prefix, &format!("{name}_{}", at + 1)),
    }
}

/// A hashed set of texts.
pub(super) fn text_set(name: &Ident, texts: &[&str], fold: Fold) -> TokenStream {
    let set = TextSetBuf::build(texts, fold);
    let (lengths, seed) = (set.lengths(), Literal::u64_unsuffixed(set.seed()));
    let (all, slots, fold) = (set.texts(), Literal::byte_string(set.slots()), text::fold(fold));
    let lengths: TokenStream = format!("{lengths:#b}").parse().unwrap_or_default();
    quote! {
        static #name: rt::TextSet<'static> = rt::TextSet::from_tables(#fold, #lengths, #seed, #all, #slots);
    }
}

/// An automaton over prefixes, suffixes or substrings; none if there are more than it can number.
pub(super) fn automaton(prefix: &str, texts: &[&str], side: Side, fold: Fold) -> Option<(Ident, TokenStream)> {
    let automaton = AutomatonBuf::build(texts, side, fold).ok()?;
    let (path, name) = match side {
        Side::Prefix => (quote!(rt::Side::Prefix), self::name(prefix, "PREFIXES")),
        Side::Suffix => (quote!(rt::Side::Suffix), self::name(prefix, "SUFFIXES")),
        Side::Contains => (quote!(rt::Side::Contains), self::name(prefix, "SUBSTRINGS")),
    };
    let (table, fold) = (Literal::byte_string(automaton.table()), text::fold(fold));
    let code = quote! {
        static #name: rt::Automaton<'static> = rt::Automaton::new(#path, #fold, #table);
    };
    Some((name, code))
}

/// A regular expression, compiled when it is first needed.
pub(super) fn regex(pattern: &str) -> TokenStream {
    quote!(static REGEX: rt::LazyPattern = rt::LazyPattern::new(#pattern);)
}
