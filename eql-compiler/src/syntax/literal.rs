//! What the text of a literal stands for (`language.md` §1.4, §1.5).

use pest::iterators::Pair;

use super::ast::Literal;
use super::codes;
use super::grammar::Rule;
use super::parse::{Built, range_of};
use crate::diagnostic::Diagnostic;

/// The value of an integer: the smallest of i64, u64 and double that holds it.
pub(super) fn integer(digits: &str) -> Literal {
    if let Ok(value) = digits.parse() {
        return Literal::Int(value);
    }
    match digits.parse() {
        Ok(value) => Literal::UInt(value),
        Err(_) => decimal(digits),
    }
}

/// The value of a decimal; one too large for a double is infinite, as in Elasticsearch.
pub(super) fn decimal(text: &str) -> Literal {
    Literal::Float(text.parse().unwrap_or(f64::INFINITY))
}

/// The value of any of the four kinds of strings.
pub(super) fn string(pair: Pair<'_, Rule>) -> Built<Literal> {
    let raw = matches!(pair.as_rule(), Rule::raw_string | Rule::legacy_raw_string);
    let mut value = String::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::escape => value.push(escaped(part.as_str())),
            Rule::code_point => value.push(code_point(&part)?),
            Rule::legacy_double_body => value.push_str(&part.as_str().replace("\\\"", "\"")),
            Rule::legacy_single_body => value.push_str(&part.as_str().replace("\\'", "'")),
            _ => value.push_str(part.as_str()),
        }
    }
    Ok(Literal::Str { value, raw })
}

/// The name between back-quotes.
pub(super) fn quoted_name(pair: Pair<'_, Rule>) -> String {
    let mut name = String::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::doubled_backquote => name.push('`'),
            _ => name.push_str(part.as_str()),
        }
    }
    name
}

/// The character that a backslash and a letter stand for.
fn escaped(escape: &str) -> char {
    match escape.chars().nth(1).unwrap_or('\\') {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        other => other,
    }
}

/// The character that `\u{…}` stands for.
pub(super) fn code_point(pair: &Pair<'_, Rule>) -> Built<char> {
    let digits = pair.as_str().trim_start_matches("\\u{").trim_end_matches('}');
    let number = u32::from_str_radix(digits, 16).unwrap_or(u32::MAX);
    char::from_u32(number).ok_or_else(|| {
        let message = if (0xD800..=0xDFFF).contains(&number) {
            format!("`{}` is half of a surrogate pair, not a character", pair.as_str())
        } else {
            format!("`{}` is beyond the last character, `\\u{{10FFFF}}`", pair.as_str())
        };
        Diagnostic::error(codes::BAD_CODE_POINT, range_of(pair), message)
            .with_help("write the number of the whole character")
    })
}
