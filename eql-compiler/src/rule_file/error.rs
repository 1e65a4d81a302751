//! What can be wrong with a rule file before its query is looked at.

use super::origin::Position;
use crate::diagnostic::Code;
use std::fmt;

/// The file is not well-formed TOML or JSON.
pub const SYNTAX: Code = Code("E301");
/// The file holds no rule.
pub const NO_RULE: Code = Code("E302");
/// A rule without a query.
pub const NO_QUERY: Code = Code("E303");
/// A key holds a value of another type.
pub const WRONG_TYPE: Code = Code("E304");
/// A key holds a value that means nothing.
pub const UNKNOWN_VALUE: Code = Code("E305");

/// A fixture lacks something, or has something that means nothing.
pub const FIXTURE: Code = Code("E306");
/// A case of a fixture did not come out as it should, or can't be run.
pub const EXPECTATION: Code = Code("E307");

/// A rule file, or one rule of it, can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFileError {
    /// Which rule speaks.
    pub code: Code,
    /// What is wrong: one terse phrase, no final dot.
    pub message: String,
    /// Where the offending text starts and ends, in bytes from the start of the file.
    pub range: std::ops::Range<usize>,
    /// Line of the start, from 1.
    pub line: u32,
    /// Column of the start in characters, from 1.
    pub column: u32,
    /// What to do about it.
    pub help: Option<String>,
}

impl RuleFileError {
    pub(super) fn new(code: Code, text: &str, range: std::ops::Range<usize>, message: impl Into<String>) -> Self {
        let Position { line, column } = Position::of(text, range.start);
        Self { code, message: message.into(), range, line, column, help: None }
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for RuleFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: error[{}]: {}", self.line, self.column, self.code, self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RuleFileError {}
