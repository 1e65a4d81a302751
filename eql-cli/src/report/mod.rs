//! What commands report.

mod csv;
mod diagnostics;
mod facts;
mod fold;
mod html;
mod kibana;
mod layout;
mod matches;
mod page;
mod pretty;
mod sarif;
mod tally;

pub(crate) use diagnostics::{Finding, FindingRecord, render};
pub(crate) use facts::{first_text, plain};
pub(crate) use fold::fold;
pub(crate) use layout::Layout;
pub(crate) use matches::{MatchRecord, RuleLabel, json_of, json_of_key};
pub(crate) use page::Page;
pub(crate) use pretty::pretty_match;
pub(crate) use sarif::sarif;
pub(crate) use tally::Tally;

use eql_compiler::TextRange;

/// A part of a query on one line, without its comments: a list of literals may go on for many.
pub(crate) fn one_line(query: &str, range: &TextRange) -> String {
    let mut rest = query.get(range.start as usize..range.end as usize).unwrap_or_default();
    let (mut out, mut in_text, mut escaped) = (String::new(), false, false);
    while let Some(char) = rest.chars().next() {
        let comment = match (in_text, rest.get(..2)) {
            (false, Some("//")) => rest.split_once('\n').map_or(rest.len(), |(comment, _)| comment.len()),
            (false, Some("/*")) => rest.split_once("*/").map_or(rest.len(), |(comment, _)| comment.len() + 2),
            _ => 0,
        };
        if comment == 0 {
            in_text ^= char == '"' && !escaped;
            escaped = char == '\\' && !escaped;
            out.push(char);
        }
        rest = rest.get(comment.max(char.len_utf8())..).unwrap_or_default();
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    words.join(" ").replace("( ", "(").replace(" )", ")")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn parts_of_queries_on_one_line() {
        let rows = [
            ("a == 1", "a == 1"),
            ("a in (\n  // first\n  \"x\", /* then */ \"y\"\n)", "a in (\"x\", \"y\")"),
            ("a : \"http://x /* y */\"", "a : \"http://x /* y */\""),
            ("a : \"\\\" // z\"", "a : \"\\\" // z\""),
            ("a // no end", "a"),
        ];
        for (query, expected) in rows {
            assert_eq!(one_line(query, &(0..query.len() as u32)), expected);
        }
    }
}
