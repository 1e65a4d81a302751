//! Kibana's export of rules: JSON, one rule a line, with a line that counts them at the end.

use super::error::{NO_QUERY, RuleFileError, SYNTAX};
use super::from_toml::language_named;
use super::metadata::Metadata;
use super::node::{Content, Node, Table};
use super::origin::{Literal, Origin, Quoting};
use super::{File, Language, RuleFile};
use crate::dialect::Dialect;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Deeper values can't be part of what is read of a rule.
const MAX_DEPTH: usize = 16;

pub(super) fn rules(file: &File<'_>) -> Vec<Result<RuleFile, RuleFileError>> {
    // A single rule may be spread over lines, and an array of rules is as good as lines of them.
    if let Ok(whole) = serde_json::from_str::<&RawValue>(file.body()) {
        let node = node(file.text, whole, 0);
        return match node.content {
            Content::List(entries) => entries.iter().filter_map(|entry| rule(file, entry)).collect(),
            _ => rule(file, &node).into_iter().collect(),
        };
    }
    let mut rules = Vec::new();
    let mut line_start = file.start;
    for line in file.body().split_inclusive('\n') {
        if !line.trim().is_empty() {
            rules.extend(rule_of_line(file, line, line_start));
        }
        line_start += line.len();
    }
    rules
}

fn rule_of_line(file: &File<'_>, line: &str, line_start: usize) -> Option<Result<RuleFile, RuleFileError>> {
    match serde_json::from_str::<&RawValue>(line) {
        Ok(raw) => rule(file, &node(file.text, raw, 0)),
        Err(error) => {
            let at = line_start + error.column().saturating_sub(1).min(line.len());
            // The library's own "at line 1 column 7" would contradict the place in the file.
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            Some(Err(RuleFileError::new(SYNTAX, file.text, at..at, format!("invalid JSON: {reason}"))))
        }
    }
}

/// The rule that an object is; none for the other lines of an export (exceptions, connectors, the count).
fn rule(file: &File<'_>, node: &Node<'_>) -> Option<Result<RuleFile, RuleFileError>> {
    let is_rule = ["rule_id", "query", "language"].iter().any(|key| node.get(key).is_some());
    is_rule.then(|| read(file, node))
}

fn read(file: &File<'_>, node: &Node<'_>) -> Result<RuleFile, RuleFileError> {
    let table = Table { node, file_text: file.text };
    let metadata = Metadata::read(table, EMPTY_TABLE, file.stem)?;
    let language = match (table.text("language")?, table.text("type")?) {
        (Some(language), _) => language_named(&language),
        (None, Some(kind)) if kind != "eql" => Language::Other(kind),
        (None, _) => Language::Eql,
    };
    let dialect = Dialect::Elasticsearch;
    match (table.text("query")?, node.get("query")) {
        (Some(query), Some(node)) => {
            let quoted = file.text.get(node.range.start + 1..node.range.end.saturating_sub(1)).unwrap_or_default();
            let literal = Literal { range: node.range.clone(), quoting: Quoting::Json };
            let origin = Origin::of_quoted(quoted, node.range.start + 1, &query, literal);
            Ok(RuleFile { metadata, language, dialect, query, origin })
        }
        _ if language == Language::Eql => {
            Err(RuleFileError::new(NO_QUERY, file.text, node.range.clone(), "the rule has no `query`"))
        }
        _ => Ok(RuleFile { metadata, language, dialect, query: String::new(), origin: Origin::verbatim(0) }),
    }
}

const EMPTY_TABLE: Table<'static> =
    Table { node: &Node { content: Content::Table(Vec::new()), range: 0..0 }, file_text: "" };

fn node<'t>(file_text: &str, raw: &'t RawValue, depth: usize) -> Node<'t> {
    let spelled = raw.get();
    // `raw` borrows from the file's text, so that the distance of the two is its offset.
    let start = (spelled.as_ptr() as usize).saturating_sub(file_text.as_ptr() as usize);
    let range = start..start + spelled.len();
    Node { content: content(file_text, spelled, depth), range }
}

fn content<'t>(file_text: &str, spelled: &'t str, depth: usize) -> Content<'t> {
    let inner = |raw: &'t RawValue| node(file_text, raw, depth + 1);
    let content = match spelled.as_bytes().first() {
        _ if depth > MAX_DEPTH => None,
        Some(b'{') => serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(spelled)
            .ok()
            .map(|entries| Content::Table(entries.into_iter().map(|(key, raw)| (key, inner(raw))).collect())),
        Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(spelled)
            .ok()
            .map(|values| Content::List(values.into_iter().map(inner).collect())),
        Some(b'"') => serde_json::from_str::<String>(spelled).ok().map(|text| Content::Text(text.into())),
        Some(b't') => Some(Content::Bool(true)),
        Some(b'f') => Some(Content::Bool(false)),
        Some(b'n') => Some(Content::Null),
        _ => serde_json::from_str(spelled).ok().map(Content::Number),
    };
    content.unwrap_or(Content::Other)
}
