//! The syntax tree: what the text says, with the byte range of every node, and nothing about types or meaning.

use crate::diagnostic::TextRange;

/// A whole rule text.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// `macro` and `const` definitions (Endgame).
    pub definitions: Vec<Definition>,
    /// The query.
    pub query: Query,
    /// The pipes behind it.
    pub pipes: Vec<Pipe>,
}

/// `macro NAME(a, b) expr` or `const NAME = literal` (Endgame).
#[derive(Clone, Debug, PartialEq)]
pub enum Definition {
    /// A named expression with parameters.
    Macro {
        /// What it is called by.
        name: Name,
        /// The names that its arguments stand in for.
        parameters: Vec<Name>,
        /// What a call of it becomes.
        body: Expr,
        /// All of it.
        range: TextRange,
    },
    /// A named literal.
    Const {
        /// What it is called by.
        name: Name,
        /// The literal.
        value: Expr,
        /// All of it.
        range: TextRange,
    },
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Single events.
    Event(EventQuery),
    /// Events in order.
    Sequence(Sequence),
    /// Events in any order, within reach of a key.
    Sample(Sample),
    /// Events in any order, one a stage (Endgame).
    Join(Join),
}

impl Query {
    /// Where it stands.
    #[must_use]
    pub const fn range(&self) -> &TextRange {
        match self {
            Self::Event(query) => &query.range,
            Self::Sequence(sequence) => &sequence.range,
            Self::Sample(sample) => &sample.range,
            Self::Join(join) => &join.range,
        }
    }
}

/// `category where condition`.
#[derive(Clone, Debug, PartialEq)]
pub struct EventQuery {
    /// What stands before `where`; absent where the whole `… where` is (Endgame's implied `any`).
    pub category: Option<Category>,
    /// What stands behind it.
    pub condition: Expr,
    /// All of it.
    pub range: TextRange,
}

/// The event category of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The category, decoded; `None` is `any`.
    pub name: Option<String>,
    /// Whether it was written as a string.
    pub quoted: bool,
    /// Where it stands.
    pub range: TextRange,
}

/// A bare word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub range: TextRange,
}

/// `sequence by … with maxspan=… [ … ] … until [ … ]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// Keys of every stage.
    pub keys: Vec<Expr>,
    /// The time limit.
    pub maxspan: Option<MaxSpan>,
    /// Whether `with maxspan` stood before `by`.
    pub maxspan_first: bool,
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// What ends pending matches.
    pub until: Option<Stage>,
    /// All of it.
    pub range: TextRange,
}

/// `sample by … [ … ] [ … ]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Keys of every stage.
    pub keys: Vec<Expr>,
    /// The stages.
    pub stages: Vec<Stage>,
    /// All of it.
    pub range: TextRange,
}

/// `join by … [ … ] [ … ] until [ … ]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Keys of every stage.
    pub keys: Vec<Expr>,
    /// The stages.
    pub stages: Vec<Stage>,
    /// What ends pending matches.
    pub until: Option<Stage>,
    /// All of it.
    pub range: TextRange,
}

/// A time limit as written; `sema` reads unit and value.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxSpan {
    /// The number as written.
    pub number: Name,
    /// The unit as written.
    pub unit: Option<Name>,
    /// Number and unit.
    pub range: TextRange,
}

/// One bracketed term of a sequence, sample or join.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// `![ … ]`: the event must be absent.
    pub missing: bool,
    /// What is between the brackets.
    pub query: EventQuery,
    /// Keys of this stage alone.
    pub keys: Vec<Expr>,
    /// `fork` (Endgame), with its optional value.
    pub fork: Option<Fork>,
    /// `with NAME=NUMBER`.
    pub with: Option<StageOption>,
    /// `as NAME` (Endpoint).
    pub alias: Option<Name>,
    /// All of it.
    pub range: TextRange,
}

/// `fork` or `fork=true`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The value; `true` where none is written.
    pub value: bool,
    /// Where it stands.
    pub range: TextRange,
}

/// `with runs=3`, or any other word in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageOption {
    /// The option's name.
    pub name: Name,
    /// The number as written.
    pub value: Name,
}

/// `| name arguments`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipe {
    /// The pipe's name.
    pub name: Name,
    /// What it is given.
    pub arguments: Vec<Expr>,
    /// From the bar on.
    pub range: TextRange,
}

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands, with its parentheses.
    pub range: TextRange,
    /// Whether it stood in parentheses of its own.
    pub parenthesised: bool,
}

/// The kinds of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// A field.
    Field(FieldPath),
    /// `$name.path` (Endpoint).
    Variable(FieldPath),
    /// `name(arguments)`, `name~(arguments)` or `receiver:name(arguments)` (Endgame).
    Call(Call),
    /// `not e`.
    Not(Box<Expr>),
    /// `-e` or `+e`.
    Sign {
        /// Whether it is `-`.
        negative: bool,
        /// What stands behind it.
        operand: Box<Expr>,
    },
    /// `a + b`, `a == b`.
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// Where it stands.
        operator_range: TextRange,
        /// What stands before it.
        left: Box<Expr>,
        /// What stands behind it.
        right: Box<Expr>,
    },
    /// `a and b and c` or `a or b or c`, in order of writing; two or more.
    Logical {
        /// The word between the operands.
        operator: LogicalOperator,
        /// The operands.
        operands: Vec<Expr>,
    },
    /// `a : "x"`, `a not in ("x", "y")`, `a like~ ("x*")`.
    Predicate(Predicate),
    /// `descendant of [ … ]`.
    Lineage {
        /// `descendant`, `child` or `event`.
        relation: Name,
        /// Which processes are meant.
        query: Box<EventQuery>,
    },
}

impl Expr {
    /// The expressions directly below, in order of writing; not those of a query inside (`descendant of [ … ]`).
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Field(_) | ExprKind::Variable(_) | ExprKind::Lineage { .. } => Vec::new(),
            ExprKind::Call(call) => call.arguments.iter().collect(),
            ExprKind::Not(operand) | ExprKind::Sign { operand, .. } => vec![operand],
            ExprKind::Binary { left, right, .. } => vec![left, right],
            ExprKind::Logical { operands, .. } => operands.iter().collect(),
            ExprKind::Predicate(predicate) => std::iter::once(&*predicate.operand).chain(&predicate.list).collect(),
        }
    }

    /// [`children`](Self::children), to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Self> {
        match &mut self.kind {
            ExprKind::Literal(_) | ExprKind::Field(_) | ExprKind::Variable(_) | ExprKind::Lineage { .. } => Vec::new(),
            ExprKind::Call(call) => call.arguments.iter_mut().collect(),
            ExprKind::Not(operand) | ExprKind::Sign { operand, .. } => vec![operand],
            ExprKind::Binary { left, right, .. } => vec![left, right],
            ExprKind::Logical { operands, .. } => operands.iter_mut().collect(),
            ExprKind::Predicate(predicate) => {
                std::iter::once(&mut *predicate.operand).chain(&mut predicate.list).collect()
            }
        }
    }
}

/// A dotted path as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPath {
    /// Whether a `?` stands before it.
    pub optional: bool,
    /// Its parts, decoded.
    pub parts: Vec<PathPart>,
}

/// One part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// `.name`, or `` .`name` ``; the name without its quotes.
    Name {
        /// The name.
        text: String,
        /// Whether it stood in back-quotes.
        quoted: bool,
        /// Where it stands, back-quotes included.
        range: TextRange,
    },
    /// `[3]`.
    Index {
        /// The position, from 0.
        value: u64,
        /// Where it stands, brackets included.
        range: TextRange,
    },
}

/// A literal, decoded.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// An integer that fits i64.
    Int(i64),
    /// An integer above `i64::MAX` that fits u64.
    UInt(u64),
    /// A decimal, or an integer that fits no integer type.
    Float(f64),
    /// A string; `raw` says that it was written without escapes.
    Str {
        /// The characters that it stands for.
        value: String,
        /// Whether it was written without escapes.
        raw: bool,
    },
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function's name as written, without `~`.
    pub name: Name,
    /// Whether a `~` follows the name.
    pub insensitive: bool,
    /// `receiver:name()`: the receiver is the first argument.
    pub method: bool,
    /// The arguments.
    pub arguments: Vec<Expr>,
}

/// The operators between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// `==`, and `=` where the dialect has it.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Modulo,
}

impl BinaryOperator {
    /// Whether it compares, where the others calculate.
    #[must_use]
    pub const fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Equal | Self::NotEqual | Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual
        )
    }
}

/// `and`, `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogicalOperator {
    /// `and`.
    And,
    /// `or`.
    Or,
}

/// The operators with a literal or a list behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PredicateOperator {
    /// `:`.
    Matches,
    /// `like`, `like~`.
    Like {
        /// Whether a `~` follows.
        insensitive: bool,
    },
    /// `regex`, `regex~`.
    Regex {
        /// Whether a `~` follows.
        insensitive: bool,
    },
    /// `in`, `in~`.
    In {
        /// Whether a `~` follows.
        insensitive: bool,
    },
}

/// `operand operator (list)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicate {
    /// What is tested.
    pub operand: Box<Expr>,
    /// `not in`.
    pub negated: bool,
    /// The operator.
    pub operator: PredicateOperator,
    /// Where it stands.
    pub operator_range: TextRange,
    /// What it is tested against.
    pub list: Vec<Expr>,
    /// Whether the list stood in parentheses.
    pub list_parenthesised: bool,
}
