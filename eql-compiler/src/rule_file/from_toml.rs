//! Detection rules and behaviour rules: TOML with a table `[rule]`.

use super::error::{NO_QUERY, NO_RULE, RuleFileError, SYNTAX};
use super::metadata::Metadata;
use super::node::{Content, Node, Table};
use super::origin::{Literal, Origin, Quoting};
use super::{File, Language, RuleFile};
use crate::dialect::Dialect;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) fn rule(file: &File<'_>) -> Result<RuleFile, RuleFileError> {
    let root = root(file)?;
    let root = Table { node: &root, file_text: file.text };
    let Some(rule) = root.table("rule")? else {
        let error = RuleFileError::new(NO_RULE, file.text, file.start..file.start, "no table `[rule]`");
        return Err(error.with_help("a rule file has a table `[rule]` with at least a `query`"));
    };
    let metadata = Metadata::read(rule, root, file.stem)?;
    let query = rule.text("query")?;
    let (language, dialect) = match (rule.text("language")?, rule.text("type")?) {
        (Some(language), _) => (language_named(&language), Dialect::Elasticsearch),
        // A rule of another kind needs no language: its type says what it is.
        (None, Some(kind)) if query.is_none() => (Language::Other(kind), Dialect::Elasticsearch),
        (None, _) => (Language::Eql, Dialect::Endpoint),
    };
    let node = rule.node.get("query");
    match (query, node) {
        (Some(query), Some(node)) => {
            let origin = origin(file.text, node, &query);
            Ok(RuleFile { metadata, language, dialect, query, origin })
        }
        _ if language == Language::Eql => {
            let error = RuleFileError::new(NO_QUERY, file.text, rule.node.range.clone(), "the rule has no `query`");
            Err(error.with_help("write the query as `query = '''…'''`"))
        }
        _ => Ok(RuleFile { metadata, language, dialect, query: String::new(), origin: Origin::verbatim(0) }),
    }
}

pub(super) fn language_named(name: &str) -> Language {
    if name == "eql" { Language::Eql } else { Language::Other(name.to_owned()) }
}

fn root<'t>(file: &File<'t>) -> Result<Node<'t>, RuleFileError> {
    let table = DeTable::parse(file.body()).map_err(|error| {
        let range = error.span().unwrap_or(0..0);
        let range = range.start + file.start..range.end + file.start;
        RuleFileError::new(SYNTAX, file.text, range, format!("invalid TOML: {}", error.message().trim()))
    })?;
    let range = table.span();
    Ok(Node { content: entries(table.into_inner(), file.start), range })
}

fn entries(table: DeTable<'_>, start: usize) -> Content<'_> {
    Content::Table(table.into_iter().map(|(key, value)| (key.into_inner(), node(value, start))).collect())
}

fn node(value: Spanned<DeValue<'_>>, start: usize) -> Node<'_> {
    let range = value.span().start + start..value.span().end + start;
    let content = match value.into_inner() {
        DeValue::String(text) => Content::Text(text),
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).map_or(Content::Other, |n| Content::Number(n as f64))
        }
        DeValue::Float(float) => float.as_str().parse().map_or(Content::Other, Content::Number),
        DeValue::Boolean(flag) => Content::Bool(flag),
        DeValue::Datetime(_) => Content::Other,
        DeValue::Array(values) => Content::List(values.into_iter().map(|value| node(value, start)).collect()),
        DeValue::Table(table) => entries(table, start),
    };
    Node { content, range }
}

/// Where the value of a string stands between its quotes.
fn origin(file_text: &str, node: &Node<'_>, value: &str) -> Origin {
    let spelled = file_text.get(node.range.clone()).unwrap_or_default();
    let multi_line = spelled.starts_with("'''") || spelled.starts_with("\"\"\"");
    let quoting =
        if spelled.starts_with('\'') { Quoting::Literal { multi_line } } else { Quoting::Basic { multi_line } };
    let quotes = if multi_line { 3 } else { 1 };
    let body = spelled.get(quotes..spelled.len().saturating_sub(quotes)).unwrap_or_default();
    // A line break right after the opening quotes is not part of the string.
    let skipped = match (multi_line, body.as_bytes()) {
        (true, [b'\n', ..]) => 1,
        (true, [b'\r', b'\n', ..]) => 2,
        _ => 0,
    };
    let start = node.range.start + quotes + skipped;
    let literal = Literal { range: node.range.clone(), quoting };
    Origin::of_quoted(body.get(skipped..).unwrap_or_default(), start, value, literal)
}
