//! Tests of one text. What is costly to build is built by the first text that asks for it.

use eql_compiler::ir::{Pattern, TextTest};
use eql_compiler::tables::{self, AutomatonBuf};
use eql_runtime::Fold;
use eql_runtime::matchers::{self, Glob, Side, Substring, TextSetBuf};
use eql_runtime::ops;
use std::sync::OnceLock;

/// A text passes if any part says so.
#[derive(Debug)]
pub(super) struct TextMatcher {
    fold: Fold,
    /// Every text passes.
    any: bool,
    exact: Exact,
    prefixes: Parts,
    suffixes: Parts,
    contained: Parts,
    globs: Box<[String]>,
    regex: Option<Regex>,
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
            exact: Exact::prepare(&test.exact),
            prefixes: Parts::prepare(prefixes, Side::Prefix),
            suffixes: Parts::prepare(suffixes, Side::Suffix),
            contained: Parts::prepare(contained, Side::Contains),
            globs: globs.into(),
            regex: test.regex.as_deref().map(Regex::prepare),
        }
    }

    /// Whether a text passes.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.any
            || self.exact.contains(text, self.fold)
            || self.prefixes.matches(text, self.fold)
            || self.suffixes.matches(text, self.fold)
            || self.contained.matches(text, self.fold)
            || self.globs.iter().any(|glob| Glob::new(glob, self.fold).matches(text))
            || self.regex.as_ref().is_some_and(|regex| regex.matches(text))
    }
}

/// Texts that a text may equal.
#[derive(Debug)]
struct Exact {
    texts: Box<[String]>,
    /// So many that a table is worth it.
    many: bool,
    /// Built by the first text.
    table: OnceLock<TextSetBuf>,
}

impl Exact {
    fn prepare(texts: &[String]) -> Self {
        Self { texts: texts.into(), many: texts.len() > tables::COMPARE_EXACT_AT_MOST, table: OnceLock::new() }
    }

    fn contains(&self, text: &str, fold: Fold) -> bool {
        if self.many {
            return self.table.get_or_init(|| TextSetBuf::build(&self.texts, fold)).as_set().contains(text);
        }
        self.texts.iter().any(|literal| matchers::equals(text, literal, fold))
    }
}

/// Texts that a text may start with, end with or contain.
#[derive(Debug)]
struct Parts {
    side: Side,
    texts: Box<[String]>,
    /// So many that an automaton is worth it.
    many: bool,
    /// Built by the first text: most rules of a large set never see one.
    automaton: OnceLock<Option<AutomatonBuf>>,
}

impl Parts {
    fn prepare(texts: Vec<String>, side: Side) -> Self {
        let few = match side {
            Side::Prefix => tables::COMPARE_PREFIXES_AT_MOST,
            Side::Suffix => tables::COMPARE_SUFFIXES_AT_MOST,
            Side::Contains => tables::SEARCH_SUBSTRINGS_AT_MOST,
        };
        Self { side, many: texts.len() > few, texts: texts.into(), automaton: OnceLock::new() }
    }

    fn matches(&self, text: &str, fold: Fold) -> bool {
        if self.many
            && let Some(table) =
                self.automaton.get_or_init(|| AutomatonBuf::build(&self.texts, self.side, fold).ok()).as_ref()
        {
            return table.as_automaton().matches(text);
        }
        self.texts.iter().any(|part| match self.side {
            Side::Prefix => matchers::starts_with(text, part, fold),
            Side::Suffix => matchers::ends_with(text, part, fold),
            Side::Contains => Substring::new(part, fold).is_in(text),
        })
    }
}

/// A regular expression over the whole text, compiled by the first text.
#[derive(Debug)]
struct Regex(LazyPattern);

impl Regex {
    fn prepare(source: &str) -> Self {
        Self(LazyPattern::new(source, ops::Pattern::new))
    }

    fn matches(&self, text: &str) -> bool {
        self.0.matches(text)
    }
}

/// A regular expression that matches at the start of a text in either case, compiled by the first text.
#[derive(Debug)]
pub(super) struct StartPattern(LazyPattern);

impl StartPattern {
    /// The pattern, not yet compiled.
    pub(super) fn prepare(source: &str) -> Self {
        Self(LazyPattern::new(source, ops::Pattern::at_start))
    }

    /// Whether a text passes.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.matches(text)
    }
}

#[derive(Debug)]
struct LazyPattern {
    source: Box<str>,
    compile: fn(&str) -> Result<ops::Pattern, ops::PatternError>,
    pattern: OnceLock<Option<ops::Pattern>>,
}

impl LazyPattern {
    fn new(source: &str, compile: fn(&str) -> Result<ops::Pattern, ops::PatternError>) -> Self {
        Self { source: source.into(), compile, pattern: OnceLock::new() }
    }

    fn matches(&self, text: &str) -> bool {
        // `sema` has checked the pattern; a form made by hand with a malformed one matches nothing.
        let pattern = self.pattern.get_or_init(|| (self.compile)(&self.source).ok());
        pattern.as_ref().is_some_and(|pattern| pattern.matches(text))
    }
}
