//! Conditions in the EQL of Python's `eql`, which differs: `?` is no wildcard there, texts are compared without regard to
//! case, and `not` of what is missing is missing. So negations are carried down to the tests, where what is missing is
//! asked for.

use super::{Condition, Pattern, Piece, Relation, Test, Unsupported};
use eql_compiler::syntax::ast::{Query, Sequence};
use eql_compiler::{Dialect, syntax};

/// A query about single events.
pub fn event_rule(condition: &Condition) -> Result<String, Unsupported> {
    // The engine sorts events by type, so the category must not be a test like others.
    let (category, condition) = match condition {
        Condition::All(operands) => match operands.as_slice() {
            [Condition::Test(field, Test::Text { patterns, .. }), rest @ ..] if field == "event.category" => {
                match patterns.first().map(|pattern| pattern.0.as_slice()) {
                    Some([Piece::Text(name)]) => (name.as_str(), &Condition::All(rest.to_vec())),
                    _ => ("any", condition),
                }
            }
            _ => ("any", condition),
        },
        _ => ("any", condition),
    };
    Ok(format!("{category} where {}", expression(condition, false)?))
}

/// A sequence of which all stages share the keys.
pub fn sequence(text: &str, dialect: Dialect) -> Result<String, Unsupported> {
    let (statement, _) = syntax::parse(text, dialect).map_err(|_| "it does not compile".to_owned())?;
    let Query::Sequence(sequence) = &statement.query else { return Err("no sequence".to_owned()) };
    let Sequence { keys, maxspan, stages, until: None, .. } = sequence else { return Err("`until`".to_owned()) };
    let keys: Vec<String> = keys.iter().map(super::operand).collect::<Result<_, _>>()?;
    let span = maxspan.as_ref().map(|span| {
        format!(" with maxspan={}{}", span.number.text, span.unit.as_ref().map_or("s", |unit| unit.text.as_str()))
    });
    let stages: Vec<String> = stages
        .iter()
        .map(|stage| Ok(format!("[{}]", event_rule(&super::event_query(&stage.query)?)?)))
        .collect::<Result<_, Unsupported>>()?;
    Ok(format!("sequence by {}{} {}", keys.join(", "), span.unwrap_or_default(), stages.join(" ")))
}

fn expression(condition: &Condition, negated: bool) -> Result<String, Unsupported> {
    let join = |operands: &[Condition], word: &str| {
        let parts: Vec<String> =
            operands.iter().map(|operand| expression(operand, negated)).collect::<Result<_, _>>()?;
        Ok(format!("({})", parts.join(word)))
    };
    match condition {
        Condition::All(operands) if operands.is_empty() => Ok((!negated).to_string()),
        Condition::Any(operands) if operands.is_empty() => Ok(negated.to_string()),
        Condition::All(operands) => join(operands, if negated { " or " } else { " and " }),
        Condition::Any(operands) => join(operands, if negated { " and " } else { " or " }),
        Condition::Not(operand) => expression(operand, !negated),
        Condition::Test(field, Test::Exists) => Ok(format!("{field} {} null", if negated { "==" } else { "!=" })),
        Condition::Test(field, test) if negated => Ok(format!("({field} == null or not {})", leaf(field, test)?)),
        Condition::Test(field, test) => leaf(field, test),
    }
}

fn leaf(field: &str, test: &Test) -> Result<String, Unsupported> {
    match test {
        Test::Text { patterns, .. } => Ok(texts(field, patterns)),
        Test::Regex(_) => Err("a regular expression".to_owned()),
        Test::Number(relation, number) => {
            let sign = match relation {
                Relation::Equal => "==",
                Relation::Less => "<",
                Relation::AtMost => "<=",
                Relation::Greater => ">",
                Relation::AtLeast => ">=",
            };
            Ok(format!("{field} {sign} {number}"))
        }
        Test::Bool(value) => Ok(format!("{field} == {value}")),
        Test::Exists => Ok(format!("{field} != null")),
        Test::Within(blocks) => {
            let blocks: Vec<String> = blocks.iter().filter(|block| !block.contains(':')).map(|b| quote(b)).collect();
            Ok(format!("cidrMatch({field}, {})", blocks.join(", ")))
        }
    }
}

/// Plain texts by `in`, those with `*` by `wildcard`, those with `?` by `match`.
fn texts(field: &str, patterns: &[Pattern]) -> String {
    let (mut exact, mut wildcards, mut expressions) = (Vec::new(), Vec::new(), Vec::new());
    for pattern in patterns {
        match pattern.0.as_slice() {
            [] => exact.push(quote("")),
            [Piece::Text(text)] => exact.push(quote(text)),
            pieces if pieces.contains(&Piece::One) => expressions.push(quote(&pattern.regex())),
            pieces => {
                let text: String =
                    pieces.iter().map(|piece| if let Piece::Text(text) = piece { text } else { "*" }).collect();
                wildcards.push(quote(&text));
            }
        }
    }
    let tests = [("in", exact), ("wildcard", wildcards), ("match", expressions)];
    let tests: Vec<String> = tests
        .iter()
        .filter(|(_, texts)| !texts.is_empty())
        .map(|(name, texts)| match *name {
            "in" => format!("{field} in ({})", texts.join(", ")),
            name => format!("{name}({field}, {})", texts.join(", ")),
        })
        .collect();
    format!("({})", tests.join(" or "))
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
