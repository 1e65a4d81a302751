//! Writes tokens on lines, and comments where they belong: what stood behind a token goes to the end of its line, what
//! stood on lines of its own goes above the line of the token that follows.

use super::spacing::blank_before;
use super::token::{Kind, Token};
use super::tree::Item;

/// A comment is set off from what it stands behind.
const BEFORE_COMMENT: &str = " ";

pub(super) struct Writer<'t> {
    tokens: &'t [Token<'t>],
    text: String,
    column: usize,
    /// Nothing stands on the line yet but blanks.
    at_line_start: bool,
    /// Comments for the end of the line.
    behind: Vec<&'t str>,
    /// Comments that wait for the next line, since this one has begun.
    above_next: Vec<&'t str>,
}

impl<'t> Writer<'t> {
    pub(super) fn new(tokens: &'t [Token<'t>]) -> Self {
        let (behind, above_next) = (Vec::new(), Vec::new());
        Self { tokens, text: String::new(), column: 0, at_line_start: true, behind, above_next }
    }

    pub(super) const fn tokens(&self) -> &'t [Token<'t>] {
        self.tokens
    }

    /// The column at which these would begin on this line.
    pub(super) fn column_for(&self, items: &[Item]) -> usize {
        let blank = items.first().is_some_and(|item| blank_before(self.tokens, item.first()));
        self.column + usize::from(blank && !self.at_line_start)
    }

    /// Whether a comment has to end this line before anything else is written on it.
    pub(super) fn wants_line_end(&self) -> bool {
        !self.behind.is_empty()
    }

    /// Writes a token, with a blank before it where one belongs.
    pub(super) fn token(&mut self, index: usize) {
        let Some(token) = self.tokens.get(index) else { return };
        let indent = self.column;
        for comment in &token.before {
            let starts_line = self.at_line_start;
            if comment.ends_line && !starts_line {
                self.above_next.push(comment.text);
                continue;
            }
            if !starts_line {
                self.push(" ");
            }
            self.comment(comment.text);
            if comment.ends_line || comment.text.starts_with("//") {
                self.line(indent);
            } else {
                self.at_line_start = false;
            }
        }
        let behind_comment = !token.before.is_empty() && token.kind != Kind::Close;
        if !self.at_line_start && (blank_before(self.tokens, index) || behind_comment) {
            self.push(" ");
        }
        self.push(token.text);
        self.at_line_start = false;
        self.behind.extend(&token.behind);
    }

    /// Ends the line and begins one, indented by so many columns; `blank_line`: with an empty one between them.
    pub(super) fn line_end(&mut self, indent: usize, blank_line: bool) {
        for comment in std::mem::take(&mut self.behind) {
            self.text.push_str(BEFORE_COMMENT);
            self.comment(comment);
        }
        self.line(indent);
        if blank_line {
            self.line(indent);
        }
        for comment in std::mem::take(&mut self.above_next) {
            self.comment(comment);
            self.line(indent);
        }
    }

    /// A comment as it is, but for blanks at the ends of its lines.
    fn comment(&mut self, comment: &str) {
        for (at, line) in comment.lines().enumerate() {
            if at > 0 {
                self.text.push('\n');
            }
            self.push(line.trim_end());
        }
    }

    fn line(&mut self, indent: usize) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
        self.at_line_start = true;
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += text.chars().count();
    }

    /// The text, with one line end behind it.
    pub(super) fn finish(mut self) -> String {
        self.line_end(0, false);
        let length = self.text.trim_end().len();
        self.text.truncate(length);
        self.text.push('\n');
        self.text
    }
}
