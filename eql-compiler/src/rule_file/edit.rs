//! Changes of a query inside its file.

use super::RuleFile;
use super::origin::{Literal, Quoting};
use std::ops::Range;

/// A part of a file and what is to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the file.
    pub range: Range<usize>,
    /// The new text.
    pub text: String,
}

impl RuleFile {
    /// Whether the file holds nothing but the query.
    #[must_use]
    pub const fn is_whole_file(&self) -> bool {
        self.origin.literal.is_none()
    }

    /// The edit that gives the rule another query. All else in the file stays byte for byte.
    ///
    /// A query of TOML that has lines is written between `'''`, as published rules are; one that is not, and has none,
    /// keeps the quotes that it has where they can hold it.
    ///
    /// ```
    /// use eql_compiler::rule_file::{apply, parse};
    ///
    /// let text = "[rule] # a rule\nquery = 'any where true'\n";
    /// let rule = parse("r.toml", text)?.remove(0);
    /// let edit = rule.with_query(text, "any where\n  false\n");
    /// assert_eq!(apply(text, vec![edit]), "[rule] # a rule\nquery = '''\nany where\n  false\n'''\n");
    /// # Ok::<(), eql_compiler::rule_file::RuleFileError>(())
    /// ```
    #[must_use]
    pub fn with_query(&self, file_text: &str, query: &str) -> Edit {
        let Some(literal) = &self.origin.literal else {
            let range = self.origin.file_offset(0)..file_text.len();
            return Edit { text: line_ends_of(file_text, query), range };
        };
        let Literal { range, quoting } = literal.clone();
        let text = match quoting {
            Quoting::Json => serde_json::to_string(query).unwrap_or_default(),
            Quoting::Literal { multi_line } | Quoting::Basic { multi_line } => {
                let quoted = toml_string(query, multi_line, matches!(quoting, Quoting::Literal { .. }));
                line_ends_of(file_text, &quoted)
            }
        };
        Edit { range, text }
    }
}

/// A text with its edits made. They must not overlap; where two do, the first wins.
#[must_use]
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut changed = String::new();
    let mut done = 0;
    for Edit { range, text: replacement } in edits {
        if let Some(kept) = text.get(done..range.start) {
            changed.push_str(kept);
            changed.push_str(&replacement);
            done = range.end;
        }
    }
    changed.push_str(text.get(done..).unwrap_or_default());
    changed
}

/// With the line ends that the file has.
fn line_ends_of(file_text: &str, text: &str) -> String {
    if file_text.contains("\r\n") { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text.to_owned() }
}

fn toml_string(value: &str, multi_line: bool, literal: bool) -> String {
    let is_plain = |text: &str| !text.chars().any(|char| char.is_control() && char != '\t');
    let lines = multi_line || value.contains('\n');
    if lines && value.lines().all(is_plain) && !value.contains("'''") && !value.ends_with('\'') {
        return format!("'''\n{value}'''");
    }
    if !lines && literal && is_plain(value) && !value.contains('\'') {
        return format!("'{value}'");
    }
    // The escapes of JSON are among TOML's.
    let escaped = serde_json::to_string(value).unwrap_or_default().replace('\u{7f}', "\\u007F");
    if !lines {
        return escaped;
    }
    let body = escaped.get(1..escaped.len().saturating_sub(1)).unwrap_or_default();
    format!("\"\"\"\n{}\"\"\"", body.replace("\\n", "\n"))
}
