//! Syntax tree to text: one line, one blank between words, parentheses where the tree has them.
//!
//! What is printed parses back to the same tree, ranges apart. `Display` writes it as Elasticsearch and Endpoint have
//! it; [`print()`] as any dialect has it.

use std::fmt::{self, Display, Formatter, Write};

use super::ast::{
    BinaryOperator, Call, Category, Definition, EventQuery, Expr, ExprKind, FieldPath, Literal, LogicalOperator,
    PathPart, Pipe, Predicate, PredicateOperator, Query, Sequence, Stage, Statement,
};
use crate::dialect::Dialect;

/// The canonical text of a rule in the dialect that it was written in.
///
/// ```
/// # use eql_compiler::{Dialect, syntax::{self, print::print}};
/// let (statement, _) = syntax::parse("process  where a=='x'", Dialect::Endgame)?;
/// assert_eq!(print(&statement, Dialect::Endgame), r#"process where a == "x""#);
/// # Ok::<(), eql_compiler::Diagnostics>(())
/// ```
#[must_use]
pub fn print(statement: &Statement, dialect: Dialect) -> String {
    Printed { node: statement, dialect }.to_string()
}

impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printed { node: self, dialect: Dialect::Elasticsearch }.fmt(f)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printed { node: self, dialect: Dialect::Elasticsearch }.fmt(f)
    }
}

impl Display for FieldPath {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.optional {
            f.write_char('?')?;
        }
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                PathPart::Name { .. } if at > 0 => write!(f, ".{part}")?,
                _ => write!(f, "{part}")?,
            }
        }
        Ok(())
    }
}

impl Display for PathPart {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { text, quoted: true, .. } => write!(f, "`{}`", text.replace('`', "``")),
            Self::Name { text, .. } => f.write_str(text),
            Self::Index { value, .. } => write!(f, "[{value}]"),
        }
    }
}

impl Display for BinaryOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
        })
    }
}

impl Display for LogicalOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::And => "and",
            Self::Or => "or",
        })
    }
}

impl Display for PredicateOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Matches => ":",
            Self::Like { insensitive: false } => "like",
            Self::Like { insensitive: true } => "like~",
            Self::Regex { insensitive: false } => "regex",
            Self::Regex { insensitive: true } => "regex~",
            Self::In { insensitive: false } => "in",
            Self::In { insensitive: true } => "in~",
        })
    }
}

/// A node and the dialect that it is printed in.
#[derive(Clone, Copy)]
struct Printed<'a, T: ?Sized> {
    node: &'a T,
    dialect: Dialect,
}

impl<'a, T: ?Sized> Printed<'a, T> {
    /// Another node in the same dialect.
    fn of<'b, U: ?Sized>(&self, node: &'b U) -> Printed<'b, U> {
        Printed { node, dialect: self.dialect }
    }

    /// Nodes with commas between them.
    fn list<'b, U>(&self, nodes: &'b [U], f: &mut Formatter<'_>) -> fmt::Result
    where
        Printed<'b, U>: Display,
    {
        for (at, node) in nodes.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            self.of(node).fmt(f)?;
        }
        Ok(())
    }

    fn keys(&self, keys: &[Expr], f: &mut Formatter<'_>) -> fmt::Result {
        if keys.is_empty() {
            return Ok(());
        }
        f.write_str(" by ")?;
        self.list(keys, f)
    }

    fn stages(&self, stages: &[Stage], until: Option<&Stage>, f: &mut Formatter<'_>) -> fmt::Result {
        for stage in stages {
            write!(f, " {}", self.of(stage))?;
        }
        match until {
            Some(stage) => write!(f, " until {}", self.of(stage)),
            None => Ok(()),
        }
    }
}

impl Display for Printed<'_, Statement> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for definition in &self.node.definitions {
            write!(f, "{} ", self.of(definition))?;
        }
        self.of(&self.node.query).fmt(f)?;
        for pipe in &self.node.pipes {
            write!(f, " {}", self.of(pipe))?;
        }
        Ok(())
    }
}

impl Display for Printed<'_, Definition> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.node {
            Definition::Macro { name, parameters, body, .. } => {
                let parameters: Vec<&str> = parameters.iter().map(|parameter| parameter.text.as_str()).collect();
                write!(f, "macro {}({}) {}", name.text, parameters.join(", "), self.of(body))
            }
            Definition::Const { name, value, .. } => write!(f, "const {} = {}", name.text, self.of(value)),
        }
    }
}

impl Display for Printed<'_, Query> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.node {
            Query::Event(query) => self.of(query).fmt(f),
            Query::Sequence(sequence) => self.of(sequence).fmt(f),
            Query::Sample(sample) => {
                f.write_str("sample")?;
                self.keys(&sample.keys, f)?;
                self.stages(&sample.stages, None, f)
            }
            Query::Join(join) => {
                f.write_str("join")?;
                self.keys(&join.keys, f)?;
                self.stages(&join.stages, join.until.as_ref(), f)
            }
        }
    }
}

impl Display for Printed<'_, EventQuery> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.node.category {
            None => {}
            Some(Category { name: None, .. }) => f.write_str("any where ")?,
            Some(Category { name: Some(name), quoted: true, .. }) => {
                write_string(f, name)?;
                f.write_str(" where ")?;
            }
            Some(Category { name: Some(name), .. }) => write!(f, "{name} where ")?,
        }
        self.of(&self.node.condition).fmt(f)
    }
}

impl Display for Printed<'_, Sequence> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sequence = self.node;
        let maxspan = sequence.maxspan.as_ref().map(|span| {
            let unit = span.unit.as_ref().map_or("", |unit| unit.text.as_str());
            format!(" with maxspan={}{unit}", span.number.text)
        });
        let maxspan = maxspan.unwrap_or_default();
        let (first, behind) = if sequence.maxspan_first { (maxspan.as_str(), "") } else { ("", maxspan.as_str()) };
        write!(f, "sequence{first}")?;
        self.keys(&sequence.keys, f)?;
        f.write_str(behind)?;
        self.stages(&sequence.stages, sequence.until.as_ref(), f)
    }
}

impl Display for Printed<'_, Stage> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let stage = self.node;
        write!(f, "{}{}]", if stage.missing { "![" } else { "[" }, self.of(&stage.query))?;
        if let Some(fork) = &stage.fork {
            f.write_str(if fork.value { " fork" } else { " fork=false" })?;
        }
        self.keys(&stage.keys, f)?;
        if let Some(option) = &stage.with {
            write!(f, " with {}={}", option.name.text, option.value.text)?;
        }
        match &stage.alias {
            Some(alias) => write!(f, " as {}", alias.text),
            None => Ok(()),
        }
    }
}

impl Display for Printed<'_, Pipe> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "| {}", self.node.name.text)?;
        if !self.node.arguments.is_empty() {
            f.write_char(' ')?;
        }
        self.list(&self.node.arguments, f)
    }
}

impl Display for Printed<'_, Expr> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.node.parenthesised {
            return write!(f, "({})", self.of(&self.node.kind));
        }
        self.of(&self.node.kind).fmt(f)
    }
}

impl Display for Printed<'_, ExprKind> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.node {
            ExprKind::Literal(literal) => self.of(literal).fmt(f),
            ExprKind::Field(path) => path.fmt(f),
            ExprKind::Variable(path) => write!(f, "${path}"),
            ExprKind::Call(call) => self.of(call).fmt(f),
            ExprKind::Not(operand) => write!(f, "not {}", self.of(&**operand)),
            ExprKind::Sign { negative, operand } => {
                write!(f, "{}{}", if *negative { '-' } else { '+' }, self.of(&**operand))
            }
            ExprKind::Binary { operator, left, right, .. } => {
                write!(f, "{} {operator} {}", self.of(&**left), self.of(&**right))
            }
            ExprKind::Logical { operator, operands } => {
                for (at, operand) in operands.iter().enumerate() {
                    if at > 0 {
                        write!(f, " {operator} ")?;
                    }
                    self.of(operand).fmt(f)?;
                }
                Ok(())
            }
            ExprKind::Predicate(predicate) => self.of(predicate).fmt(f),
            ExprKind::Lineage { relation, query } => write!(f, "{} of [{}]", relation.text, self.of(&**query)),
        }
    }
}

impl Display for Printed<'_, Predicate> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let predicate = self.node;
        let negation = if predicate.negated { "not " } else { "" };
        write!(f, "{} {negation}{} ", self.of(&*predicate.operand), predicate.operator)?;
        if !predicate.list_parenthesised {
            return self.list(&predicate.list, f);
        }
        f.write_char('(')?;
        self.list(&predicate.list, f)?;
        f.write_char(')')
    }
}

impl Display for Printed<'_, Call> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let call = self.node;
        let tilde = if call.insensitive { "~" } else { "" };
        let arguments = match call.arguments.split_first() {
            Some((receiver, arguments)) if call.method => {
                write!(f, "{}:", self.of(receiver))?;
                arguments
            }
            _ => call.arguments.as_slice(),
        };
        write!(f, "{}{tilde}(", call.name.text)?;
        self.list(arguments, f)?;
        f.write_char(')')
    }
}

impl Display for Printed<'_, Literal> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.node {
            Literal::Null => f.write_str("null"),
            Literal::Bool(value) => write!(f, "{value}"),
            Literal::Int(value) => write!(f, "{value}"),
            Literal::UInt(value) => write!(f, "{value}"),
            Literal::Float(value) if value.is_finite() => write!(f, "{value:?}"),
            Literal::Float(_) => f.write_str("1e999"),
            // A backslash in front of the closing quote would escape it.
            Literal::Str { value, raw: true }
                if self.dialect == Dialect::Endgame && !breaks_line(value) && !value.ends_with('\\') =>
            {
                write!(f, "?\"{}\"", value.replace('"', "\\\""))
            }
            Literal::Str { value, raw: true }
                if self.dialect != Dialect::Endgame && !breaks_line(value) && !value.contains("\"\"\"") =>
            {
                write!(f, "\"\"\"{value}\"\"\"")
            }
            Literal::Str { value, .. } => write_string(f, value),
        }
    }
}

fn breaks_line(text: &str) -> bool {
    text.contains(['\r', '\n'])
}

/// A string in double quotes with its escapes.
fn write_string(f: &mut Formatter<'_>, value: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in value.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            control if control.is_control() => write!(f, "\\u{{{:02x}}}", u32::from(control))?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('"')
}
