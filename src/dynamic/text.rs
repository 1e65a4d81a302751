//! Tests of one text, with their matchers built.

use eql_compiler::ir::{Pattern, TextTest};
use eql_runtime::Fold;
use eql_runtime::matchers::{self, Glob, Substring, TextSetBuf};
use eql_runtime::ops;

/// From this many literals on, exact texts are looked up in a table.
const TABLE_FROM: usize = 4;

/// A text passes if any part says so.
#[derive(Debug)]
pub(super) struct TextMatcher {
    fold: Fold,
    /// Every text passes.
    any: bool,
    exact: Exact,
    prefixes: Box<[String]>,
    suffixes: Box<[String]>,
    contained: Box<[String]>,
    globs: Box<[String]>,
    regex: Option<ops::Pattern>,
}

impl TextMatcher {
    /// Builds the matchers of a test.
    pub(super) fn prepare(test: &TextTest) -> Self {
        let mut any = false;
        let (mut prefixes, mut suffixes, mut contained, mut globs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for pattern in &test.patterns {
            match pattern {
                Pattern::Any => any = true,
                Pattern::Prefix(text) => prefixes.push(text.clone()),
                Pattern::Suffix(text) => suffixes.push(text.clone()),
                Pattern::Contains(text) => contained.push(text.clone()),
                Pattern::Around { prefix, suffix } => globs.push(format!("{prefix}*{suffix}")),
                Pattern::General(pattern) => globs.push(pattern.clone()),
            }
        }
        Self {
            fold: test.fold,
            any,
            exact: Exact::prepare(&test.exact, test.fold),
            prefixes: prefixes.into(),
            suffixes: suffixes.into(),
            contained: contained.into(),
            globs: globs.into(),
            // `sema` has checked the pattern; a form made by hand with a malformed one matches nothing.
            regex: test.regex.as_deref().and_then(|regex| ops::Pattern::new(regex).ok()),
        }
    }

    /// Whether a text passes.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.any
            || self.exact.contains(text, self.fold)
            || self.prefixes.iter().any(|prefix| matchers::starts_with(text, prefix, self.fold))
            || self.suffixes.iter().any(|suffix| matchers::ends_with(text, suffix, self.fold))
            || self.contained.iter().any(|part| Substring::new(part, self.fold).is_in(text))
            || self.globs.iter().any(|glob| Glob::new(glob, self.fold).matches(text))
            || self.regex.as_ref().is_some_and(|regex| regex.matches(text))
    }
}

/// Texts that a text may equal.
#[derive(Debug)]
enum Exact {
    Few(Box<[String]>),
    Table(Box<TextSetBuf>),
}

impl Exact {
    fn prepare(texts: &[String], fold: Fold) -> Self {
        if texts.len() < TABLE_FROM {
            Self::Few(texts.into())
        } else {
            Self::Table(Box::new(TextSetBuf::build(texts, fold)))
        }
    }

    fn contains(&self, text: &str, fold: Fold) -> bool {
        match self {
            Self::Few(texts) => texts.iter().any(|literal| matchers::equals(text, literal, fold)),
            Self::Table(set) => set.as_set().contains(text),
        }
    }
}
