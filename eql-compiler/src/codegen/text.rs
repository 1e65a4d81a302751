//! Tests of text: how exact texts and patterns are laid out.

use super::table;
use super::value::any;
use crate::ir::{Pattern, TextTest};
use eql_runtime::Fold;
use eql_runtime::matchers::Side;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::collections::BTreeMap;

/// Up to so many exact texts are compared one by one, by length; more are hashed.
const COMPARED_TEXTS: usize = 48;
/// Up to so many prefixes or suffixes are compared one by one; more make an automaton.
const COMPARED_PATTERNS: usize = 8;
/// Up to so many substrings are searched one by one; more make an automaton.
const SEARCHED_TEXTS: usize = 2;

/// A test as code: the tables it uses, and the condition on `text`.
#[derive(Debug)]
pub(super) struct TextCode {
    pub(super) statics: TokenStream,
    pub(super) condition: TokenStream,
}

/// The code of a test.
pub(super) fn code(test: &TextTest) -> TextCode {
    let mut writer = Writer { fold: test.fold, statics: TokenStream::new() };
    let mut conditions = writer.parts(Parts::of(test), "");
    if let Some(regex) = &test.regex {
        writer.statics.extend(table::regex(regex));
        conditions.push(quote!(REGEX.matches(text)));
    }
    TextCode { statics: writer.statics, condition: any(conditions.into_iter()) }
}

/// A fold as a path.
pub(super) fn fold(fold: Fold) -> TokenStream {
    match fold {
        Fold::None => quote!(rt::Fold::None),
        Fold::Ascii => quote!(rt::Fold::Ascii),
        Fold::Unicode => quote!(rt::Fold::Unicode),
    }
}

/// Texts and patterns by shape.
#[derive(Clone, Debug, Default)]
struct Parts<'t> {
    any: bool,
    exact: Vec<&'t str>,
    prefixes: Vec<&'t str>,
    suffixes: Vec<&'t str>,
    substrings: Vec<&'t str>,
    around: Vec<(&'t str, &'t str)>,
    general: Vec<&'t str>,
}

impl<'t> Parts<'t> {
    fn of(test: &'t TextTest) -> Self {
        let mut parts = Self { exact: test.exact.iter().map(String::as_str).collect(), ..Self::default() };
        for pattern in &test.patterns {
            match pattern {
                Pattern::Any => parts.any = true,
                Pattern::Prefix(text) => parts.prefixes.push(text),
                Pattern::Suffix(text) => parts.suffixes.push(text),
                Pattern::Contains(text) => parts.substrings.push(text),
                Pattern::Around { prefix, suffix } => parts.around.push((prefix, suffix)),
                Pattern::General(text) => parts.general.push(text),
            }
        }
        parts
    }

    /// Adds a pattern that has lost its first character, in its cheapest shape.
    fn add(&mut self, pattern: &'t str) {
        let stars = pattern.bytes().filter(|&byte| byte == b'*').count();
        match (stars, pattern.contains('?')) {
            (0, false) => self.exact.push(pattern),
            (1, false) => match pattern.split_once('*') {
                Some(("", "")) => self.any = true,
                Some((prefix, "")) => self.prefixes.push(prefix),
                Some(("", suffix)) => self.suffixes.push(suffix),
                Some(around) => self.around.push(around),
                None => self.general.push(pattern),
            },
            _ => self.general.push(pattern),
        }
    }

    /// The patterns `?…` without their first character, which is free. Most of them are paths on any drive.
    fn behind_free_character(&mut self) -> Option<Self> {
        let (free, general): (Vec<&str>, Vec<&str>) = self.general.iter().partition(|pattern| pattern.starts_with('?'));
        self.general = general;
        let mut rest = Self::default();
        free.iter().filter_map(|pattern| pattern.get(1..)).for_each(|pattern| rest.add(pattern));
        (!free.is_empty()).then_some(rest)
    }
}

struct Writer {
    fold: Fold,
    statics: TokenStream,
}

impl Writer {
    /// The conditions of `parts` on `text`, cheap ones first; its tables are called `{prefix}NAME`.
    fn parts(&mut self, mut parts: Parts<'_>, prefix: &str) -> Vec<TokenStream> {
        if parts.any {
            return vec![quote!(true)];
        }
        let behind = parts.behind_free_character();
        let mut conditions = Vec::new();
        conditions.extend(self.exact(&parts.exact, prefix));
        conditions.extend(self.anchored(&parts.prefixes, Side::Prefix, prefix));
        conditions.extend(self.anchored(&parts.suffixes, Side::Suffix, prefix));
        conditions.extend(parts.around.iter().map(|(head, tail)| self.around(head, tail)));
        conditions.extend(behind.map(|rest| {
            let condition = any(self.parts(rest, &format!("{prefix}REST_")).into_iter());
            quote!(rt::after_first_char(text).is_some_and(|text| #condition))
        }));
        conditions.extend(self.anchored(&parts.substrings, Side::Contains, prefix));
        conditions.extend(parts.general.iter().enumerate().map(|(at, pattern)| self.general(pattern, at, prefix)));
        conditions
    }

    fn exact(&mut self, texts: &[&str], prefix: &str) -> Option<TokenStream> {
        match texts {
            [] => None,
            [only] => Some(self.equals(only)),
            texts if self.fold == Fold::Unicode || texts.len() > COMPARED_TEXTS => {
                let name = table::name(prefix, "TEXTS");
                self.statics.extend(table::text_set(&name, texts, self.fold));
                Some(quote!(#name.contains(text)))
            }
            texts => Some(self.by_length(texts)),
        }
    }

    /// A comparison with those texts alone that are as long. Folding ASCII letters keeps the length.
    fn by_length(&self, texts: &[&str]) -> TokenStream {
        let mut lengths: BTreeMap<usize, Vec<TokenStream>> = BTreeMap::new();
        for text in texts {
            lengths.entry(text.len()).or_default().push(self.equals(text));
        }
        let arms = lengths.into_iter().map(|(length, comparisons)| {
            let length = Literal::usize_unsuffixed(length);
            quote!(#length => #(#comparisons)||*,)
        });
        quote! {
            match text.len() {
                #(#arms)*
                _ => false,
            }
        }
    }

    fn equals(&self, literal: &str) -> TokenStream {
        let fold = fold(self.fold);
        quote!(rt::equals(text, #literal, #fold))
    }

    fn anchored(&mut self, texts: &[&str], side: Side, prefix: &str) -> Vec<TokenStream> {
        let compared = if side == Side::Contains { SEARCHED_TEXTS } else { COMPARED_PATTERNS };
        if texts.len() > compared
            && let Some((name, automaton)) = table::automaton(prefix, texts, side, self.fold)
        {
            self.statics.extend(automaton);
            return vec![quote!(#name.matches(text))];
        }
        texts.iter().enumerate().map(|(at, text)| self.one(text, at, side, prefix)).collect()
    }

    fn one(&mut self, literal: &str, at: usize, side: Side, prefix: &str) -> TokenStream {
        let fold = fold(self.fold);
        match side {
            Side::Prefix => quote!(rt::starts_with(text, #literal, #fold)),
            Side::Suffix => quote!(rt::ends_with(text, #literal, #fold)),
            Side::Contains => {
                let name = table::numbered(prefix, "SUBSTRING", at);
                self.statics.extend(quote!(const #name: rt::Substring<'static> = rt::Substring::new(#literal, #fold);));
                quote!(#name.is_in(text))
            }
        }
    }

    /// `head*tail`. Head and tail may not overlap, which their lengths say unless folding changes them.
    fn around(&self, head: &str, tail: &str) -> TokenStream {
        let fold = fold(self.fold);
        if self.fold == Fold::Unicode {
            let pattern = format!("{head}*{tail}");
            return quote!(rt::Glob::new(#pattern, #fold).matches(text));
        }
        let shortest = Literal::usize_unsuffixed(head.len() + tail.len());
        quote!(
            (text.len() >= #shortest && rt::starts_with(text, #head, #fold) && rt::ends_with(text, #tail, #fold))
        )
    }

    /// Any pattern. What it starts and ends with is compared first: most values fail there.
    fn general(&mut self, pattern: &str, at: usize, prefix: &str) -> TokenStream {
        let fold = fold(self.fold);
        if let Some((head, part, tail)) = self.one_part_between(pattern) {
            let name = table::numbered(prefix, "PART", at);
            self.statics.extend(quote!(const #name: rt::Substring<'static> = rt::Substring::new(#part, #fold);));
            return quote!(rt::between(text, #head, #tail, #fold).is_some_and(|text| #name.is_in(text)));
        }
        let name = table::numbered(prefix, "PATTERN", at);
        self.statics.extend(quote!(const #name: rt::Glob<'static> = rt::Glob::new(#pattern, #fold);));
        let is_wildcard = |character: char| character == '*' || character == '?';
        let head = pattern.split(is_wildcard).next().filter(|head| !head.is_empty());
        let tail = pattern.rsplit(is_wildcard).next().filter(|tail| !tail.is_empty());
        let head = head.map(|head| quote!(rt::starts_with(text, #head, #fold)&&));
        let tail = tail.map(|tail| quote!(rt::ends_with(text, #tail, #fold)&&));
        match (head, tail) {
            (None, None) => quote!(#name.matches(text)),
            (head, tail) => quote!((#head #tail #name.matches(text))),
        }
    }

    /// The three parts of `head*part*tail`. What a search for the part needs is then known when the rule is compiled; folding
    /// all letters may change lengths, so that the rest of a value could not be cut out.
    fn one_part_between<'p>(&self, pattern: &'p str) -> Option<(&'p str, &'p str, &'p str)> {
        let (head, rest) = pattern.split_once('*')?;
        let (part, tail) = rest.split_once('*')?;
        let is_plain = !part.is_empty() && !tail.contains('*') && !pattern.contains('?') && self.fold != Fold::Unicode;
        is_plain.then_some((head, part, tail))
    }
}
