//! Answers to what people write that is no EQL and that the grammar can step over: its rules `mistake_…` and
//! `misplaced_…`.

use pest::iterators::Pair;

use super::codes;
use super::grammar::Rule;
use super::literal;
use super::parse::{range_of, text_of};
use crate::diagnostic::{Code, Diagnostic};

/// The finding about `pair`, if it is a mistake.
pub(super) fn check(pair: &Pair<'_, Rule>) -> Option<Diagnostic> {
    match pair.as_rule() {
        Rule::code_point => return literal::code_point(pair).err(),
        Rule::field => return literal_like(pair),
        _ => {}
    }
    let (code, message, help) =
        operator(pair).or_else(|| predicate(pair)).or_else(|| word(pair)).or_else(|| place(pair))?;
    Some(Diagnostic::error(code, range_of(pair), message).with_help(help))
}

/// A code, what is wrong, and the way out.
type Answer = (Code, String, String);

/// Operators of other languages, and keywords in capitals.
fn operator(pair: &Pair<'_, Rule>) -> Option<Answer> {
    let text = || text_of(pair);
    match pair.as_rule() {
        Rule::mistake_and | Rule::mistake_or | Rule::mistake_bang | Rule::mistake_comparison => Some((
            codes::FOREIGN_OPERATOR,
            format!("`{}` is no operator of EQL", text()),
            format!("use `{}`", own_operator(text())),
        )),
        Rule::mistake_not_pattern if text() == "!:" => {
            Some((codes::FOREIGN_OPERATOR, "`!:` is no operator of EQL".to_owned(), "write `not field : …`".to_owned()))
        }
        Rule::mistake_and_case
        | Rule::mistake_or_case
        | Rule::mistake_not_case
        | Rule::mistake_where_case
        | Rule::mistake_in_case
        | Rule::mistake_pattern_case => Some((codes::KEYWORD_CASE, keyword_case(text()), lower_case(text()))),
        _ => None,
    }
}

/// Predicates without what belongs behind them, or with something else there.
fn predicate(pair: &Pair<'_, Rule>) -> Option<Answer> {
    let text = || text_of(pair);
    let (code, message, help) = match pair.as_rule() {
        Rule::mistake_not_pattern => {
            let operator = text().trim_start_matches("not").trim();
            let message = format!("`{operator}` has no negated form");
            let help = format!("put `not` in front of the field: `not field {operator} …`");
            return Some((codes::NOT_INFIX, message, help));
        }
        Rule::mistake_missing_pattern => (
            codes::MISSING_PATTERN,
            format!("`{}` without a pattern", text()),
            "write a string, or strings in parentheses, behind it",
        ),
        Rule::mistake_missing_list => {
            (codes::MISSING_PATTERN, "`in` needs a list in parentheses".to_owned(), "write `in (…)`")
        }
        Rule::mistake_pattern => (
            codes::PATTERN_NOT_LITERAL,
            format!("the pattern `{}` is no literal", text()),
            "a pattern is a string in double quotes or a number; use `==` to compare with anything else",
        ),
        Rule::mistake_empty_list => (codes::EMPTY_LIST, "the list is empty".to_owned(), "put at least one value in it"),
        _ => return None,
    };
    Some((code, message, help.to_owned()))
}

/// Categories, names and escapes.
fn word(pair: &Pair<'_, Rule>) -> Option<Answer> {
    let text = || text_of(pair);
    Some(match pair.as_rule() {
        Rule::mistake_category_quoted | Rule::mistake_category_optional => (
            codes::BAD_CATEGORY,
            format!("{} is no event category", text()),
            "write a plain word, or a string in double quotes".to_owned(),
        ),
        Rule::mistake_category_word => (
            codes::BAD_CATEGORY,
            format!("`{}` is no plain word", text()),
            format!("write the event category in quotes: `\"{}\"`", text()),
        ),
        Rule::mistake_empty_name => (
            codes::EMPTY_NAME,
            "a name is missing between the back-quotes".to_owned(),
            "write the field's name".to_owned(),
        ),
        Rule::mistake_escape => (codes::UNKNOWN_ESCAPE, format!("unknown escape `{}`", text()), escape_help(text())),
        Rule::mistake_code_point => (
            codes::BAD_CODE_POINT,
            format!("`{}` needs 2 to 8 hexadecimal digits", text()),
            "write the number of the character, as in `\\u{41}`".to_owned(),
        ),
        _ => return None,
    })
}

/// What stands where it does not belong.
fn place(pair: &Pair<'_, Rule>) -> Option<Answer> {
    let (code, message, help) = match pair.as_rule() {
        Rule::mistake_missing_open => (codes::UNEXPECTED, "`![` is one token", "remove the blank"),
        Rule::misplaced_maxspan => (
            codes::MISPLACED,
            "`maxspan` is no option of this",
            "it belongs to a whole sequence: `sequence by … with maxspan=…`",
        ),
        Rule::misplaced_until => {
            (codes::MISPLACED, "a `sample` has no `until`", "its events have no order; use `sequence`")
        }
        _ => return None,
    };
    Some((code, message.to_owned(), help.to_owned()))
}

/// The operator of EQL for one of another language.
fn own_operator(foreign: &str) -> &'static str {
    match foreign {
        "&&" | "&" => "and",
        "||" => "or",
        "!" => "not",
        "<>" | "!==" => "!=",
        "=>" => ">=",
        "=<" => "<=",
        "=~" | "~=" => ":",
        "!~" => "not field : …",
        _ => "==",
    }
}

fn escape_help(escape: &str) -> String {
    match escape.chars().nth(1) {
        Some('u') => "write `\\u{…}` with the character's number in braces".to_owned(),
        Some('*' | '?') => "wildcards can't be escaped; write `\\\\` for a backslash".to_owned(),
        _ => "write `\\\\` for a backslash, or a raw string, `\"\"\"…\"\"\"`".to_owned(),
    }
}

/// What is said about a keyword in capitals.
pub(super) fn keyword_case(word: &str) -> String {
    format!("keywords are lower case: `{word}`")
}

/// The way out of it.
pub(super) fn lower_case(word: &str) -> String {
    format!("write `{}`", word.to_lowercase())
}

/// A field such as `NULL`: legal, and hardly meant.
fn literal_like(pair: &Pair<'_, Rule>) -> Option<Diagnostic> {
    let word = text_of(pair);
    let literal = ["null", "true", "false"].into_iter().find(|literal| word.eq_ignore_ascii_case(literal))?;
    let message = format!("`{word}` is the name of a field here");
    Some(
        Diagnostic::warning(codes::LITERAL_LIKE_FIELD, range_of(pair), message).with_help(format!("write `{literal}`")),
    )
}
