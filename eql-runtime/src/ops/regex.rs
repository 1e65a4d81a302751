//! Regular expressions, ready to run (feature `regex`).

use regex_automata::meta::Regex;
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use std::fmt;
use std::sync::OnceLock;

/// The largest automaton that one pattern may become, in bytes.
const SIZE_LIMIT: usize = 10 << 20;
/// An automaton so much smaller than the limit that none of the others which a pattern needs can exceed it.
const SURELY_SMALL: usize = SIZE_LIMIT / 16;
/// How deep a pattern may nest.
const NEST_LIMIT: u32 = 256;

/// A regular expression over the whole value (`language.md` §5.3), in the syntax of Rust's `regex` into which
/// `eql_compiler::tables::lucene` translates.
#[derive(Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles a translated pattern.
    ///
    /// # Errors
    ///
    /// [`PatternError`] where it is malformed, or too large to run in bounded memory.
    pub fn new(pattern: &str) -> Result<Self, PatternError> {
        let syntax = Self::syntax();
        // Parsed alone first: inside the group an unbalanced pattern could seem sound.
        syntax::parse_with(pattern, &syntax).map_err(|error| PatternError { reason: error.to_string() })?;
        Self::build(&format!(r"(?:{pattern})\z"), syntax)
    }

    /// Whether [`new`](Self::new) would compile a pattern, in a fraction of the time.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn check(pattern: &str) -> Result<(), PatternError> {
        let config = thompson::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).which_captures(WhichCaptures::None);
        match thompson::Compiler::new().syntax(Self::syntax()).configure(config).build(pattern) {
            Ok(automaton) if automaton.memory_usage() <= SURELY_SMALL => Ok(()),
            _ => Self::new(pattern).map(drop),
        }
    }

    fn syntax() -> syntax::Config {
        syntax::Config::new().dot_matches_new_line(true).nest_limit(NEST_LIMIT)
    }

    /// Compiles a pattern that is to match at the start of a value, whatever follows, in either case: the Endgame
    /// dialect's `match` (`language.md` §6.11).
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn at_start(pattern: &str) -> Result<Self, PatternError> {
        let syntax = syntax::Config::new().dot_matches_new_line(true).case_insensitive(true).nest_limit(NEST_LIMIT);
        Self::build(pattern, syntax)
    }

    fn build(pattern: &str, syntax: syntax::Config) -> Result<Self, PatternError> {
        let config = Regex::config()
            .nfa_size_limit(Some(SIZE_LIMIT))
            .onepass_size_limit(Some(SIZE_LIMIT / 10))
            .which_captures(WhichCaptures::None);
        let regex = Regex::builder()
            .configure(config)
            .syntax(syntax)
            .build(pattern)
            .map_err(|error| PatternError::new(&error))?;
        Ok(Self(regex))
    }

    /// Whether `value` matches: the whole of it, or its start.
    #[must_use]
    #[inline]
    pub fn matches(&self, value: &str) -> bool {
        self.0.is_match(Input::new(value).anchored(Anchored::Yes))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pattern").finish_non_exhaustive()
    }
}

/// A [`Pattern`] that is compiled when it is first needed: what generated code keeps in a `static`.
#[derive(Debug)]
pub struct LazyPattern {
    pattern: &'static str,
    compile: fn(&str) -> Result<Pattern, PatternError>,
    compiled: OnceLock<Option<Pattern>>,
}

impl LazyPattern {
    /// A pattern that the compiler has checked.
    #[must_use]
    pub const fn new(pattern: &'static str) -> Self {
        Self { pattern, compile: Pattern::new, compiled: OnceLock::new() }
    }

    /// A pattern that the compiler has checked, for [`Pattern::at_start`].
    #[must_use]
    pub const fn at_start(pattern: &'static str) -> Self {
        Self { pattern, compile: Pattern::at_start, compiled: OnceLock::new() }
    }

    /// Whether `value` matches: the whole of it, or its start; never where the pattern is malformed after all.
    #[must_use]
    #[inline]
    pub fn matches(&self, value: &str) -> bool {
        self.compiled
            .get_or_init(|| (self.compile)(self.pattern).ok())
            .as_ref()
            .is_some_and(|pattern| pattern.matches(value))
    }
}

/// Why a pattern can't be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    reason: String,
}

impl PatternError {
    fn new(error: &regex_automata::meta::BuildError) -> Self {
        let reason = match (error.size_limit(), error.syntax_error()) {
            (Some(limit), _) => format!("the pattern needs more than {limit} bytes"),
            (None, Some(syntax)) => syntax.to_string(),
            (None, None) => error.to_string(),
        };
        Self { reason }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for PatternError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_value_matches_or_nothing() {
        let rows = [
            ("a.c", "abc", true),
            ("a.c", "a\nc", true),
            ("a.c", "xabc", false),
            ("a.c", "abcx", false),
            ("a|ab", "ab", true),
            ("a*", "", true),
            ("a", "a\n", false),
            (".", "😀", true),
        ];
        for (pattern, value, expected) in rows {
            let compiled = Pattern::new(pattern).expect(pattern);
            assert_eq!(compiled.matches(value), expected, "{pattern:?} on {value:?}");
        }
    }

    #[test]
    fn lazy_patterns_are_compiled_once() {
        static EXE: LazyPattern = LazyPattern::new(r".*\.exe");
        assert!(EXE.matches("cmd.exe") && !EXE.matches("cmd"));
        assert!(!LazyPattern::new("(").matches("("));
    }

    /// `language.md` §6.11: anchored at the start only.
    #[test]
    fn the_endgame_match_looks_at_the_start() {
        let rows = [("cmd", "CMD.exe", true), ("md", "cmd.exe", false), ("a.b", "a\nbc", true), ("é", "Éa", true)];
        for (pattern, value, expected) in rows {
            let compiled = Pattern::at_start(pattern).expect(pattern);
            assert_eq!(compiled.matches(value), expected, "{pattern:?} on {value:?}");
        }
    }

    #[test]
    fn what_is_too_large_or_malformed_is_an_error() {
        assert!(Pattern::new("(").is_err());
        assert!(Pattern::new("a)|(b").is_err());
        let error = Pattern::new(r"(?:\w{1000}){1000}").expect_err("too large");
        assert!(error.to_string().contains("bytes"), "{error}");
    }
}
