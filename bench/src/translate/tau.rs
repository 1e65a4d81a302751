//! Conditions as rules of tau-engine: an identifier a test, and a condition over them.
//!
//! A negation does not hold there where the field is missing. So what is negated is `or`ed with a test that never holds of
//! a field that every event has: that makes a missing field a plain no.

use super::{Condition, Pattern, Piece, Relation, Test, Unsupported};
use serde_json::{Map, Value, json};

/// What every event has of which a rule asks anything: nearly all rules begin with it.
const ALWAYS_THERE: &str = "event.category";

/// A rule, as YAML.
pub fn rule(condition: &Condition) -> Result<String, Unsupported> {
    let mut identifiers = Map::new();
    let expression = expression(condition, &mut identifiers)?;
    identifiers.insert("condition".to_owned(), json!(expression));
    Ok(json!({"detection": identifiers, "true_positives": [], "true_negatives": []}).to_string())
}

fn expression(condition: &Condition, identifiers: &mut Map<String, Value>) -> Result<String, Unsupported> {
    let never = |identifiers: &mut _| identify(ALWAYS_THERE, json!("\"never\""), identifiers);
    let join = |operands: &[Condition], word: &str, identifiers: &mut Map<String, Value>| {
        let parts: Vec<String> =
            operands.iter().map(|operand| expression(operand, identifiers)).collect::<Result<_, _>>()?;
        Ok(format!("({})", parts.join(word)))
    };
    match condition {
        Condition::All(operands) if operands.is_empty() => Ok(format!("not {}", never(identifiers))),
        Condition::Any(operands) if operands.is_empty() => Ok(never(identifiers)),
        Condition::All(operands) => join(operands, " and ", identifiers),
        Condition::Any(operands) => join(operands, " or ", identifiers),
        Condition::Not(operand) => {
            let operand = expression(operand, identifiers)?;
            Ok(format!("not ({operand} or {})", never(identifiers)))
        }
        Condition::Test(field, test) => Ok(identify(field, value(test)?, identifiers)),
    }
}

fn identify(field: &str, value: Value, identifiers: &mut Map<String, Value>) -> String {
    let name = format!("t{}", identifiers.len());
    identifiers.insert(name.clone(), json!({field: value}));
    name
}

fn value(test: &Test) -> Result<Value, Unsupported> {
    match test {
        Test::Text { patterns, insensitive } => {
            Ok(patterns.iter().map(|pattern| Value::from(text(pattern, *insensitive))).collect())
        }
        Test::Regex(regex) => Ok(json!(format!("?^(?:{regex})$"))),
        Test::Number(relation, number) if number.fract() == 0.0 => {
            let sign = match relation {
                Relation::Equal => "=",
                Relation::Less => "<",
                Relation::AtMost => "<=",
                Relation::Greater => ">",
                Relation::AtLeast => ">=",
            };
            Ok(json!(format!("{sign}{number}")))
        }
        Test::Number(..) => Err("a number with a fraction".to_owned()),
        Test::Bool(value) => Ok(json!(value)),
        Test::Exists => Ok(json!("*")),
        Test::Within(_) => Err("blocks of addresses".to_owned()),
    }
}

/// A text in quotes is exact; stars at its ends are wildcards, and whatever else there is takes a regular expression.
fn text(pattern: &Pattern, insensitive: bool) -> String {
    let sign = if insensitive { "i" } else { "" };
    let plain = |text: &str| {
        let first = text.chars().next();
        let is_sign = |character: char| matches!(character, '?' | '*' | '"' | '\'' | '>' | '<' | '=');
        let starts_like_a_sign = first.is_none_or(|first| is_sign(first) || (first == 'i' && !insensitive));
        !starts_like_a_sign && !text.ends_with(['*', '"', '\''])
    };
    match pattern.0.as_slice() {
        [] => format!("{sign}\"\""),
        [Piece::Any] => "*".to_owned(),
        [Piece::Text(text)] => format!("{sign}\"{text}\""),
        [Piece::Text(text), Piece::Any] if plain(text) => format!("{sign}{text}*"),
        [Piece::Any, Piece::Text(text)] if plain(text) => format!("{sign}*{text}"),
        [Piece::Any, Piece::Text(text), Piece::Any] if plain(text) => format!("{sign}*{text}*"),
        _ => format!("{sign}?{}", pattern.regex()),
    }
}
