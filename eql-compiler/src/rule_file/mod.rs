//! Rule files: from the text of a file to the rules in it.
//!
//! Four formats, told apart by the file's name and, where that says nothing, by its text: Elastic's detection rules
//! (TOML with `[rule]` and `language`), Elastic Defend's behaviour rules (TOML with `[rule]`, without `language`),
//! Kibana's export (JSON, one rule a line) and plain `.eql` (one query a file). Nothing here reads a file.

mod edit;
mod error;
mod fixture;
mod from_json;
mod from_toml;
mod metadata;
mod node;
mod origin;
mod scope;

pub use edit::{Edit, apply};
pub use error::{
    EXPECTATION, FIXTURE, NO_QUERY, NO_RULE, RuleFileError, SYNTAX as RULE_FILE_SYNTAX,
    UNKNOWN_VALUE as RULE_FILE_VALUE, WRONG_TYPE,
};
pub use fixture::{ABSENT_STEP, Expectation, Fixture, FixtureCase, FixtureEvents, Placed};
pub use metadata::{Action, AttackEntry, Metadata, Technique, Threat};
pub use origin::{Origin, Position};
pub use scope::scoped;

use crate::dialect::Dialect;
use std::path::Path;

/// One rule of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleFile {
    /// What the file says about the rule.
    pub metadata: Metadata,
    /// What the query is written in.
    pub language: Language,
    /// The dialect that the kind of file implies: behaviour rules are `Endpoint`, all others `Elasticsearch`.
    pub dialect: Dialect,
    /// The query; empty where the language is not EQL and the file has none.
    pub query: String,
    /// Where the query's text stands in the file.
    pub origin: Origin,
}

/// What a rule is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Language {
    /// EQL.
    Eql,
    /// Something else, by its name in the file (`kuery`, `esql`, `machine_learning` …): to be reported as skipped.
    Other(String),
}

/// The rules of a file.
///
/// `path_hint` is the file's name: its extension decides the format, and its stem is the id of a rule without one. The
/// file itself is not touched.
///
/// ```
/// use eql_compiler::rule_file;
///
/// let text = "[rule]\nlanguage = \"eql\"\nquery = '''\nprocess where true\n'''\n";
/// let rules = rule_file::parse("rules/any_process.toml", text).unwrap();
/// assert_eq!(rules[0].metadata.id, "any_process");
/// assert_eq!(rules[0].origin.position(text, 0).line, 4);
/// ```
///
/// # Errors
///
/// The first rule or line that can't be read; [`parse_each`] goes on with the others.
pub fn parse(path_hint: &str, text: &str) -> Result<Vec<RuleFile>, RuleFileError> {
    parse_each(path_hint, text).into_iter().collect()
}

/// [`parse`], rule by rule: a rule that can't be read does not hide the others of its file.
#[must_use]
pub fn parse_each(path_hint: &str, text: &str) -> Vec<Result<RuleFile, RuleFileError>> {
    let byte_order_mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let file = File { stem: stem(path_hint), text, start: byte_order_mark };
    match Format::of(path_hint, file.body()) {
        Format::Toml => vec![from_toml::rule(&file)],
        Format::Json => from_json::rules(&file),
        Format::Plain => vec![Ok(plain(&file))],
    }
}

/// The text of a file, as the readers of the formats see it.
struct File<'t> {
    stem: &'t str,
    text: &'t str,
    /// Where the text proper starts, after a byte order mark.
    start: usize,
}

impl<'t> File<'t> {
    fn body(&self) -> &'t str {
        self.text.get(self.start..).unwrap_or_default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Toml,
    Json,
    Plain,
}

impl Format {
    fn of(path_hint: &str, body: &str) -> Self {
        match Path::new(path_hint).extension().and_then(|extension| extension.to_str()) {
            Some("toml") => Self::Toml,
            Some("ndjson" | "json") => Self::Json,
            Some("eql") => Self::Plain,
            _ if body.trim_start().starts_with('{') => Self::Json,
            _ if body.lines().any(|line| line.trim() == "[rule]") => Self::Toml,
            _ => Self::Plain,
        }
    }
}

fn stem(path_hint: &str) -> &str {
    Path::new(path_hint).file_stem().and_then(|stem| stem.to_str()).unwrap_or(path_hint)
}

fn plain(file: &File<'_>) -> RuleFile {
    RuleFile {
        metadata: Metadata::with_id(file.stem),
        language: Language::Eql,
        dialect: Dialect::Elasticsearch,
        query: file.body().to_owned(),
        origin: Origin::verbatim(file.start),
    }
}

#[cfg(test)]
mod tests;
