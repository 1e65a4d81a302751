//! Conditions as Sigma rules, for `rsigma-eval`: a selection a test, and a condition over them.

use super::{Condition, Pattern, Piece, Relation, Test};
use serde_json::{Map, Value, json};

/// A Sigma rule, as YAML.
pub fn rule(id: &str, condition: &Condition) -> String {
    let mut selections = Map::new();
    let expression = expression(condition, &mut selections);
    selections.insert("condition".to_owned(), json!(expression));
    json!({"title": id, "name": id, "logsource": {"category": "any"}, "detection": selections}).to_string()
}

fn expression(condition: &Condition, selections: &mut Map<String, Value>) -> String {
    let join = |operands: &[Condition], word: &str, selections: &mut Map<String, Value>| {
        let parts: Vec<String> = operands.iter().map(|operand| expression(operand, selections)).collect();
        format!("({})", parts.join(word))
    };
    match condition {
        // What always holds, and what never does: a field that no event has, or has not.
        Condition::All(operands) if operands.is_empty() => {
            format!("not {}", select("eql.none", json!("none"), selections))
        }
        Condition::Any(operands) if operands.is_empty() => select("eql.none", json!("none"), selections),
        Condition::All(operands) => join(operands, " and ", selections),
        Condition::Any(operands) => join(operands, " or ", selections),
        Condition::Not(operand) => format!("not {}", expression(operand, selections)),
        Condition::Test(field, test) => {
            let (modifiers, values) = value(test);
            select(&format!("{field}{modifiers}"), values, selections)
        }
    }
}

fn select(key: &str, values: Value, selections: &mut Map<String, Value>) -> String {
    let name = format!("s{}", selections.len());
    selections.insert(name.clone(), json!({key: values}));
    name
}

fn value(test: &Test) -> (&'static str, Value) {
    match test {
        Test::Text { patterns, insensitive } => {
            (if *insensitive { "" } else { "|cased" }, patterns.iter().map(|pattern| json!(text(pattern))).collect())
        }
        Test::Regex(regex) => ("|re", json!(format!("^(?:{regex})$"))),
        Test::Number(relation, number) => {
            let modifier = match relation {
                Relation::Equal => "",
                Relation::Less => "|lt",
                Relation::AtMost => "|lte",
                Relation::Greater => "|gt",
                Relation::AtLeast => "|gte",
            };
            // As an integer where it is one, as events have it.
            let number = if number.fract() == 0.0 { json!(*number as i64) } else { json!(number) };
            (modifier, number)
        }
        Test::Bool(value) => ("", json!(value)),
        Test::Exists => ("|exists", json!(true)),
        Test::Within(blocks) => ("|cidr", json!(blocks)),
    }
}

fn text(pattern: &Pattern) -> String {
    let pieces = pattern.0.iter().map(|piece| match piece {
        Piece::Text(text) => text.replace('\\', "\\\\").replace('*', "\\*").replace('?', "\\?"),
        Piece::Any => "*".to_owned(),
        Piece::One => "?".to_owned(),
    });
    pieces.collect()
}
