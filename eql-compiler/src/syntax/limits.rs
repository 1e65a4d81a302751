//! What is checked before the grammar sees the text: its size, how deep it nests, and that every string and comment
//! ends. The grammar recurses once a nesting level, so that this bound is what keeps it on the stack.

use std::borrow::Cow;

use super::codes;
use crate::diagnostic::{Diagnostic, TextRange};
use crate::dialect::Dialect;

/// The longest rule text, in bytes.
pub const MAX_TEXT_BYTES: usize = 1 << 20;

/// How deep brackets, prefix operators, comments and chains of arithmetic may nest, all counted together.
pub const MAX_NESTING: usize = 256;

/// How many parts the name of a field may have. Elasticsearch maps 20 levels of objects at most.
pub const MAX_FIELD_PARTS: usize = 64;

/// A text within the limits.
#[derive(Debug)]
pub(super) struct Source<'t> {
    /// What the grammar may see: the same bytes at the same places, but for comment openers inside comments where the
    /// dialect does not nest them.
    pub(super) text: Cow<'t, str>,
    /// The deepest nesting.
    pub(super) depth: usize,
}

/// Checks the limits.
pub(super) fn check(text: &str, dialect: Dialect) -> Result<Source<'_>, Diagnostic> {
    if text.len() > MAX_TEXT_BYTES {
        let message = format!("the rule is {} bytes long, the limit is {MAX_TEXT_BYTES}", text.len());
        return Err(Diagnostic::error(codes::TEXT_TOO_LONG, 0..0, message));
    }
    let mut scan = Scan::new(text, dialect);
    while scan.at < scan.bytes.len() {
        scan.token()?;
    }
    Ok(Source { depth: scan.deepest, text: scan.without_inner_openers() })
}

/// Where the innermost bracket stands that is open at the end of a text, or at `end`.
pub(super) fn open_bracket(text: &str, dialect: Dialect, end: usize) -> Option<usize> {
    let mut scan = Scan::new(text.get(..end)?, dialect);
    while scan.at < scan.bytes.len() {
        scan.token().ok()?;
    }
    scan.open.last().map(|(at, _)| *at)
}

/// A byte position as diagnostics have it.
pub(super) fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A byte range as diagnostics have it.
pub(super) fn range(start: usize, end: usize) -> TextRange {
    position(start)..position(end)
}

/// A walk over the tokens of a text.
struct Scan<'t> {
    text: &'t str,
    bytes: &'t [u8],
    dialect: Dialect,
    at: usize,
    /// Each open bracket: where it stands, and how many levels it added.
    open: Vec<(usize, usize)>,
    /// The sum of `open`.
    depth: usize,
    /// The most that `depth` and `chain` have been together.
    deepest: usize,
    /// Operators since the last open bracket, comma, `and` or `or`: each may be one more level of the tree.
    chain: usize,
    /// Where a comment that ends at the first `*/` has a `/*` in it.
    inner_openers: Vec<usize>,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str, dialect: Dialect) -> Self {
        let bytes = text.as_bytes();
        Self {
            text,
            bytes,
            dialect,
            at: 0,
            open: Vec::new(),
            depth: 0,
            deepest: 0,
            chain: 0,
            inner_openers: Vec::new(),
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn starts_with(&self, token: &str) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(token.as_bytes()))
    }

    /// Steps over one token.
    fn token(&mut self) -> Result<(), Diagnostic> {
        match self.byte(0) {
            Some(b'/') if self.byte(1) == Some(b'/') => self.skip_line(),
            Some(b'/') if self.byte(1) == Some(b'*') => return self.comment(),
            Some(b'"') if self.starts_with("\"\"\"") => return self.raw_string(),
            Some(quote @ (b'"' | b'\'')) => return self.string(quote, false),
            Some(b'?') if matches!(self.byte(1), Some(b'"' | b'\'')) => {
                self.at += 1;
                return self.string(self.byte(0).unwrap_or(b'"'), true);
            }
            Some(b'`') => return self.quoted_name(),
            Some(b'(' | b'[') => {
                self.open.push((self.at, self.chain + 1));
                self.depth += self.chain + 1;
                self.chain = 0;
                self.at += 1;
            }
            Some(b')' | b']') => {
                let levels = self.open.pop().map_or(0, |(_, levels)| levels);
                self.depth -= levels;
                // The chain goes on behind the bracket: `a + (b) + (c)`.
                self.chain = levels.saturating_sub(1);
                self.at += 1;
            }
            Some(b',' | b'|') => {
                self.chain = 0;
                self.at += 1;
            }
            Some(b'+' | b'-' | b'*' | b'/' | b'%' | b'!' | b':') => {
                self.chain += 1;
                self.at += 1;
            }
            Some(byte) if is_word(byte) => self.word(),
            _ => self.at += 1,
        }
        self.deepest = self.deepest.max(self.depth + self.chain);
        if self.deepest > MAX_NESTING { Err(self.too_deep()) } else { Ok(()) }
    }

    fn too_deep(&self) -> Diagnostic {
        let message = format!("the rule nests deeper than {MAX_NESTING} levels");
        Diagnostic::error(codes::NESTED_TOO_DEEP, range(self.at.saturating_sub(1), self.at), message)
            .with_help("write a list (`in (…)`, `: (…)`) instead of nested or long expressions")
    }

    fn word(&mut self) {
        let start = self.at;
        while self.byte(0).is_some_and(is_word) {
            self.at += 1;
        }
        match self.bytes.get(start..self.at) {
            // The sign of an exponent is no operator.
            Some([b'0'..=b'9', .., b'e' | b'E']) if matches!(self.byte(0), Some(b'+' | b'-')) => self.at += 1,
            Some(b"not") => self.chain += 1,
            Some(b"and" | b"or" | b"where") => self.chain = 0,
            _ => {}
        }
    }

    fn skip_line(&mut self) {
        while self.byte(0).is_some_and(|byte| byte != b'\r' && byte != b'\n') {
            self.at += 1;
        }
    }

    fn comment(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        let nests = self.dialect != Dialect::Endgame;
        let mut levels = 1;
        self.at += 2;
        while levels > 0 {
            if self.starts_with("*/") {
                levels -= 1;
                self.at += 2;
            } else if self.starts_with("/*") && nests {
                levels += 1;
                self.at += 2;
                self.deepest = self.deepest.max(levels);
                if levels > MAX_NESTING {
                    return Err(self.too_deep());
                }
            } else if self.at < self.bytes.len() {
                if self.starts_with("/*") {
                    self.inner_openers.push(self.at);
                }
                self.at += 1;
            } else {
                return Err(Diagnostic::error(
                    codes::UNTERMINATED_COMMENT,
                    range(start, start + 2),
                    "the comment that begins here has no end",
                )
                .with_help(if nests {
                    "comments nest: every `/*` needs a `*/`"
                } else {
                    "end it with `*/`"
                }));
            }
        }
        Ok(())
    }

    fn raw_string(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        self.at += 3;
        while !self.starts_with("\"\"\"") {
            if matches!(self.byte(0), None | Some(b'\r' | b'\n')) {
                return Err(Diagnostic::error(
                    codes::UNTERMINATED_STRING,
                    range(start, self.at),
                    "the raw string that begins here does not end on its line",
                )
                .with_help("end it with `\"\"\"`; it can't hold a line break"));
            }
            self.at += 1;
        }
        self.at += 3;
        // Up to two further quotes belong to the body.
        for _ in 0..2 {
            if self.byte(0) == Some(b'"') {
                self.at += 1;
            }
        }
        Ok(())
    }

    fn string(&mut self, quote: u8, raw: bool) -> Result<(), Diagnostic> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.byte(0) {
                None | Some(b'\r' | b'\n') => break,
                Some(byte) if byte == quote => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') if !raw || (self.byte(1) == Some(quote) && self.ends_behind(quote, 2)) => {
                    self.at += if matches!(self.byte(1), None | Some(b'\r' | b'\n')) { 1 } else { 2 };
                }
                Some(_) => self.at += 1,
            }
        }
        Err(Diagnostic::error(
            codes::UNTERMINATED_STRING,
            range(start, self.at.min(self.bytes.len())),
            "the string that begins here does not end on its line",
        )
        .with_help(if self.text.get(start..self.at).is_some_and(|written| written.ends_with("\\\"")) {
            "`\\\"` is a quote inside the string; write `\\\\` for a backslash at its end"
        } else {
            "end it with the quote that it began with; write `\\n` for a line break"
        }))
    }

    /// Whether another quote stands on this line, so many bytes from here or later.
    fn ends_behind(&self, quote: u8, distance: usize) -> bool {
        let rest = self.bytes.get(self.at + distance..).unwrap_or_default();
        rest.iter().find(|&&byte| byte == quote || byte == b'\r' || byte == b'\n') == Some(&quote)
    }

    fn quoted_name(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        let rest = self.bytes.get(start + 1..).unwrap_or_default();
        match rest.iter().position(|byte| *byte == b'`') {
            Some(length) => {
                self.at = start + length + 2;
                Ok(())
            }
            None => Err(Diagnostic::error(
                codes::UNTERMINATED_NAME,
                range(start, start + 1),
                "the back-quoted name that begins here has no end",
            )
            .with_help("end it with a back-quote; a back-quote inside the name is written twice")),
        }
    }

    fn without_inner_openers(self) -> Cow<'t, str> {
        if self.inner_openers.is_empty() {
            return Cow::Borrowed(self.text);
        }
        let mut rest = self.inner_openers.as_slice();
        let blanked = self.text.char_indices().map(|(at, character)| match rest.split_first() {
            Some((opener, others)) if *opener == at => {
                rest = others;
                ' '
            }
            _ => character,
        });
        Cow::Owned(blanked.collect())
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'@'
}
