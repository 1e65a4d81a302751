//! Findings about rules, in the lines and columns of the file that holds them.

use super::fold;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use eql_compiler::rule_file::{Origin, Position, RULE_FILE_SYNTAX, RuleFileError};
use eql_compiler::{Code, Diagnostic, Severity};
use serde::Serialize;
use std::ops::Range;

/// A finding about a rule, placed in its file.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// Bytes of the file.
    pub(crate) range: Range<usize>,
    /// Bytes of the file that can be taken away to answer it, where that is safe.
    pub(crate) fix: Vec<Range<usize>>,
}

impl Finding {
    pub(crate) fn of_file(error: &RuleFileError) -> Self {
        Self {
            code: error.code,
            severity: Severity::Error,
            message: error.message.clone(),
            help: error.help.clone(),
            range: error.range.clone(),
            fix: Vec::new(),
        }
    }

    /// The file is no text at all.
    pub(crate) fn no_text() -> Self {
        Self {
            code: RULE_FILE_SYNTAX,
            severity: Severity::Error,
            message: "a binary file, no rule".to_owned(),
            help: Some("rules are text: .toml, .eql, or Kibana's export as .ndjson".to_owned()),
            range: 0..0,
            fix: Vec::new(),
        }
    }

    /// The file has a byte that belongs to no character.
    pub(crate) fn invalid_utf8(offset: usize) -> Self {
        Self {
            code: RULE_FILE_SYNTAX,
            severity: Severity::Error,
            message: "invalid UTF-8".to_owned(),
            help: None,
            // The text shown has a replacement character there, so that the offset still fits.
            range: offset..offset,
            fix: Vec::new(),
        }
    }

    pub(crate) fn of_query(diagnostic: &Diagnostic, origin: &Origin) -> Self {
        let start = origin.file_offset(diagnostic.range.start);
        Self {
            code: diagnostic.code,
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            range: start..origin.file_offset(diagnostic.range.end).max(start),
            fix: Vec::new(),
        }
    }

    /// `path:line:column: error[E101]: message`.
    pub(crate) fn in_one_line(&self, path: &str, file_text: &str) -> String {
        let Position { line, column } = Position::of(file_text, self.range.start);
        format!("{path}:{line}:{column}: {}[{}]: {}", self.severity.name(), self.code, self.message)
    }

    pub(crate) fn record(&self, file_text: &str) -> FindingRecord<'_> {
        let start = Position::of(file_text, self.range.start);
        let end = Position::of(file_text, self.range.end);
        FindingRecord {
            code: self.code.0,
            severity: self.severity.name(),
            message: &self.message,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            help: self.help.as_deref(),
        }
    }
}

/// A finding as a tool reads it.
#[derive(Debug, Serialize)]
pub(crate) struct FindingRecord<'f> {
    pub(super) code: &'static str,
    pub(super) severity: &'static str,
    pub(super) message: &'f str,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
    pub(super) help: Option<&'f str>,
}

/// A finding as a person reads it: the line of the file, and what is wrong with it.
pub(crate) fn render(finding: &Finding, path: &str, file_text: &str, width: usize, color: bool) -> String {
    let level = match finding.severity {
        Severity::Warning => Level::WARNING,
        Severity::Unsupported => Level::WARNING.with_name("unsupported"),
        Severity::Error => Level::ERROR,
    };
    let end = floor(file_text, finding.range.end);
    let range = floor(file_text, finding.range.start).min(end)..end;
    let source = Snippet::source(file_text).path(path).annotation(AnnotationKind::Primary.span(range));
    // "unsupported[E101]: " may stand before it.
    let message = fold(&finding.message, width.saturating_sub(15), 2);
    let mut group = level.primary_title(&*message).id(finding.code.0).element(source);
    // Behind the numbers of lines and " = help: ".
    let help = finding.help.as_deref().map(|help| fold(help, width.saturating_sub(12), 0));
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(&**help));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(width).render(&[group])
}

/// The nearest offset that is not inside a character.
fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset.min(text.len()))
}
