//! Rules for engines with languages of their own: from our syntax tree to conditions that most of them know, and from
//! there to each. What is not among these conditions is named, never approximated; whether the rest means the same there
//! is not believed but compared, event by event, before anything is timed.

mod pattern;
pub mod python;
pub mod sigma;
pub mod tau;

pub use pattern::{Pattern, Piece};

use eql_compiler::syntax::ast::{
    BinaryOperator, EventQuery, Expr, ExprKind, FieldPath, Literal, LogicalOperator, PathPart, Predicate,
    PredicateOperator, Query,
};
use eql_compiler::tables::translate as lucene;
use eql_compiler::{Dialect, syntax};

/// A condition in terms that engines for detection rules share.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of them hold.
    All(Vec<Condition>),
    /// Some of them holds.
    Any(Vec<Condition>),
    /// It does not hold; also where the field is missing.
    Not(Box<Condition>),
    /// A field passes a test; never where it is missing.
    Test(String, Test),
}

/// What a field is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It matches one of these, whole.
    Text { patterns: Vec<Pattern>, insensitive: bool },
    /// It matches this, whole, in the syntax of the crate `regex`.
    Regex(String),
    /// It is this number.
    Number(Relation, f64),
    /// It is this truth value.
    Bool(bool),
    /// It has a value.
    Exists,
    /// It is an address in one of these blocks.
    Within(Vec<String>),
}

/// How a number is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `==`
    Equal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// What keeps a rule from being carried over.
pub type Unsupported = String;

/// The condition of a rule about single events.
pub fn event_rule(text: &str, dialect: Dialect) -> Result<Condition, Unsupported> {
    let (statement, _) = syntax::parse(text, dialect).map_err(|_| "it does not compile".to_owned())?;
    if !statement.pipes.is_empty() {
        return Err("pipes".to_owned());
    }
    match &statement.query {
        Query::Event(query) => event_query(query),
        Query::Sequence(_) => Err("a sequence".to_owned()),
        Query::Sample(_) => Err("a sample".to_owned()),
        Query::Join(_) => Err("a join".to_owned()),
    }
}

/// A query with its category as a test of `event.category`.
pub fn event_query(query: &EventQuery) -> Result<Condition, Unsupported> {
    let mut all = Vec::new();
    if let Some(name) = query.category.as_ref().and_then(|category| category.name.as_ref()) {
        all.push(Condition::text("event.category", vec![Pattern::exact(name)], false));
    }
    match condition(&query.condition)? {
        Condition::All(more) => all.extend(more),
        one => all.push(one),
    }
    Ok(Condition::All(all))
}

impl Condition {
    fn text(field: &str, patterns: Vec<Pattern>, insensitive: bool) -> Self {
        Self::Test(field.to_owned(), Test::Text { patterns, insensitive })
    }

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

fn condition(expr: &Expr) -> Result<Condition, Unsupported> {
    match &expr.kind {
        ExprKind::Literal(Literal::Bool(true)) => Ok(Condition::All(Vec::new())),
        ExprKind::Literal(Literal::Bool(false)) => Ok(Condition::Any(Vec::new())),
        ExprKind::Field(path) => Ok(Condition::Test(field(path)?, Test::Bool(true))),
        ExprKind::Not(operand) => Ok(condition(operand)?.not()),
        ExprKind::Logical { operator, operands } => {
            let operands = operands.iter().map(condition).collect::<Result<_, _>>()?;
            Ok(match operator {
                LogicalOperator::And => Condition::All(operands),
                LogicalOperator::Or => Condition::Any(operands),
            })
        }
        ExprKind::Binary { operator, left, right, .. } => binary(*operator, left, right),
        ExprKind::Predicate(test) => predicate(test),
        ExprKind::Call(call) => function(&call.name.text, call.insensitive, &call.arguments),
        ExprKind::Lineage { relation, .. } => Err(format!("`{} of`", relation.text)),
        ExprKind::Variable(_) => Err("a field of an earlier stage".to_owned()),
        ExprKind::Literal(_) | ExprKind::Sign { .. } => Err("a constant as a condition".to_owned()),
    }
}

fn field(path: &FieldPath) -> Result<String, Unsupported> {
    let names: Result<Vec<&str>, Unsupported> = path
        .parts
        .iter()
        .map(|part| match part {
            PathPart::Name { text, .. } if text.contains('.') => Err("a dot in the name of a field".to_owned()),
            PathPart::Name { text, .. } => Ok(text.as_str()),
            PathPart::Index { .. } => Err("an index into a list".to_owned()),
        })
        .collect();
    Ok(names?.join("."))
}

/// The field that an expression is.
fn operand(expr: &Expr) -> Result<String, Unsupported> {
    match &expr.kind {
        ExprKind::Field(path) => field(path),
        ExprKind::Variable(_) => Err("a field of an earlier stage".to_owned()),
        ExprKind::Call(call) => Err(format!("the value of `{}`", call.name.text)),
        _ => Err("a calculated value".to_owned()),
    }
}

fn binary(operator: BinaryOperator, left: &Expr, right: &Expr) -> Result<Condition, Unsupported> {
    let (field, constant) = (operand(left)?, literal(right)?);
    let test = |test| Condition::Test(field.clone(), test);
    let number = |relation| match constant {
        Number(number) => Ok(test(Test::Number(relation, number))),
        _ => Err("an order of texts".to_owned()),
    };
    match (operator, &constant) {
        (BinaryOperator::Equal, _) => Ok(equal(&field, &constant)),
        (BinaryOperator::NotEqual, _) => Ok(equal(&field, &constant).not()),
        (BinaryOperator::Less, _) => number(Relation::Less),
        (BinaryOperator::LessOrEqual, _) => number(Relation::AtMost),
        (BinaryOperator::Greater, _) => number(Relation::Greater),
        (BinaryOperator::GreaterOrEqual, _) => number(Relation::AtLeast),
        _ => Err("a calculated value".to_owned()),
    }
}

enum Constant {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
}
use Constant::Number;

fn literal(expr: &Expr) -> Result<Constant, Unsupported> {
    match &expr.kind {
        ExprKind::Literal(Literal::Null) => Ok(Constant::Null),
        ExprKind::Literal(Literal::Bool(value)) => Ok(Constant::Bool(*value)),
        ExprKind::Literal(Literal::Int(value)) => Ok(Number(*value as f64)),
        ExprKind::Literal(Literal::UInt(value)) => Ok(Number(*value as f64)),
        ExprKind::Literal(Literal::Float(value)) => Ok(Number(*value)),
        ExprKind::Literal(Literal::Str { value, .. }) => Ok(Constant::Text(value.clone())),
        ExprKind::Sign { negative, operand } => match literal(operand)? {
            Number(value) if *negative => Ok(Number(-value)),
            other => Ok(other),
        },
        ExprKind::Field(_) | ExprKind::Variable(_) => Err("a comparison of two fields".to_owned()),
        _ => Err("a calculated value".to_owned()),
    }
}

fn equal(field: &str, constant: &Constant) -> Condition {
    let test = |test| Condition::Test(field.to_owned(), test);
    match constant {
        Constant::Null => test(Test::Exists).not(),
        Constant::Bool(value) => test(Test::Bool(*value)),
        Number(value) => test(Test::Number(Relation::Equal, *value)),
        Constant::Text(text) => Condition::text(field, vec![Pattern::exact(text)], false),
    }
}

fn predicate(predicate: &Predicate) -> Result<Condition, Unsupported> {
    let field = operand(&predicate.operand)?;
    let (mut texts, mut others) = (Vec::new(), Vec::new());
    for item in &predicate.list {
        match literal(item)? {
            Constant::Text(text) => texts.push(text),
            other => others.push(equal(&field, &other)),
        }
    }
    let wildcards = || texts.iter().map(|text| Pattern::wildcards(text)).collect();
    let text = match predicate.operator {
        PredicateOperator::Matches => Condition::text(&field, wildcards(), true),
        PredicateOperator::Like { insensitive } => Condition::text(&field, wildcards(), insensitive),
        PredicateOperator::In { insensitive } => {
            Condition::text(&field, texts.iter().map(|text| Pattern::exact(text)).collect(), insensitive)
        }
        PredicateOperator::Regex { insensitive } => {
            let patterns: Vec<&str> = texts.iter().map(String::as_str).collect();
            let regex = lucene(&patterns, insensitive).map_err(|_| "its regular expression".to_owned())?;
            Condition::Test(field, Test::Regex(regex))
        }
    };
    let any = if texts.is_empty() {
        Condition::Any(others)
    } else if others.is_empty() {
        text
    } else {
        others.push(text);
        Condition::Any(others)
    };
    Ok(if predicate.negated { any.not() } else { any })
}

fn function(name: &str, insensitive: bool, arguments: &[Expr]) -> Result<Condition, Unsupported> {
    let unsupported = || format!("`{name}`");
    let lowered = name.to_ascii_lowercase();
    let (first, rest) = arguments.split_first().ok_or_else(unsupported)?;
    let texts = || {
        rest.iter()
            .map(|argument| match literal(argument)? {
                Constant::Text(text) => Ok(text),
                _ => Err(unsupported()),
            })
            .collect::<Result<Vec<String>, _>>()
    };
    match lowered.as_str() {
        "cidrmatch" => Ok(Condition::Test(operand(first)?, Test::Within(texts()?))),
        "wildcard" => {
            let patterns = texts()?.iter().map(|text| Pattern::wildcards(text)).collect();
            Ok(Condition::text(&operand(first)?, patterns, insensitive))
        }
        "startswith" | "endswith" | "stringcontains" if rest.len() == 1 => {
            let text = Piece::Text(texts()?.concat());
            let pieces = match lowered.as_str() {
                "startswith" => vec![text, Piece::Any],
                "endswith" => vec![Piece::Any, text],
                _ => vec![Piece::Any, text, Piece::Any],
            };
            Ok(Condition::text(&operand(first)?, vec![Pattern(pieces)], insensitive))
        }
        _ => Err(unsupported()),
    }
}
