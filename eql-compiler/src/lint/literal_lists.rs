//! The lists of literals in a text: behind `:`, `like`, `regex` and `in`, and as arguments of functions that take several.

use crate::dialect::Dialect;
use crate::syntax::ast::{
    Call, Definition, EventQuery, Expr, ExprKind, Literal, PredicateOperator, Query, Stage, Statement,
};

/// A list, and what it is compared with.
#[derive(Debug)]
pub(super) struct LiteralList<'t> {
    /// What is compared, where it is written before the list.
    pub(super) operand: &'t Expr,
    pub(super) members: &'t [Expr],
    pub(super) relation: Relation,
}

/// How a member is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Equal {
        insensitive: bool,
    },
    Wildcard {
        insensitive: bool,
    },
    Regex {
        insensitive: bool,
    },
    /// A block of addresses, a prefix, a part.
    Other {
        insensitive: bool,
    },
}

impl Relation {
    pub(super) const fn insensitive(self) -> bool {
        let (Self::Equal { insensitive }
        | Self::Wildcard { insensitive }
        | Self::Regex { insensitive }
        | Self::Other { insensitive }) = self;
        insensitive
    }
}

/// Functions whose arguments behind the first are a list.
const LIST_FUNCTIONS: [&str; 6] = ["cidrmatch", "endswith", "match", "startswith", "stringcontains", "wildcard"];

/// Every list of a statement.
pub(super) fn literal_lists(statement: &Statement, dialect: Dialect) -> Vec<LiteralList<'_>> {
    let mut lists = Vec::new();
    for_each_expression(statement, &mut |expression| match &expression.kind {
        ExprKind::Predicate(predicate) => {
            let endgame = dialect == Dialect::Endgame;
            let relation = match predicate.operator {
                PredicateOperator::Matches => Relation::Wildcard { insensitive: true },
                PredicateOperator::Like { insensitive } => Relation::Wildcard { insensitive },
                PredicateOperator::Regex { insensitive } => Relation::Regex { insensitive },
                PredicateOperator::In { insensitive } => Relation::Equal { insensitive: insensitive || endgame },
            };
            lists.push(LiteralList { operand: &predicate.operand, members: &predicate.list, relation });
        }
        ExprKind::Call(call) => lists.extend(list_of(call, dialect)),
        _ => {}
    });
    lists
}

fn list_of(call: &Call, dialect: Dialect) -> Option<LiteralList<'_>> {
    let name = call.name.text.to_ascii_lowercase();
    let (operand, members) = call.arguments.split_first()?;
    let insensitive = call.insensitive || dialect == Dialect::Endgame || name == "cidrmatch";
    let relation = match name.as_str() {
        "wildcard" => Relation::Wildcard { insensitive },
        "match" => Relation::Regex { insensitive },
        _ => Relation::Other { insensitive },
    };
    LIST_FUNCTIONS.contains(&name.as_str()).then_some(LiteralList { operand, members, relation })
}

/// The characters of a string literal.
pub(super) fn text_of(expression: &Expr) -> Option<&str> {
    match &expression.kind {
        ExprKind::Literal(Literal::Str { value, .. }) => Some(value),
        _ => None,
    }
}

/// Calls `visit` on every expression of a statement, outer ones first.
pub(super) fn for_each_expression<'t>(statement: &'t Statement, visit: &mut impl FnMut(&'t Expr)) {
    for definition in &statement.definitions {
        let (Definition::Macro { body, .. } | Definition::Const { value: body, .. }) = definition;
        walk(body, visit);
    }
    for query in event_queries(&statement.query) {
        walk(&query.condition, visit);
    }
    statement.pipes.iter().flat_map(|pipe| &pipe.arguments).for_each(|argument| walk(argument, visit));
}

/// The event queries of a query, in order.
pub(super) fn event_queries(query: &Query) -> Vec<&EventQuery> {
    let (stages, until): (&[Stage], Option<&Stage>) = match query {
        Query::Event(query) => return vec![query],
        Query::Sequence(sequence) => (&sequence.stages, sequence.until.as_ref()),
        Query::Sample(sample) => (&sample.stages, None),
        Query::Join(join) => (&join.stages, join.until.as_ref()),
    };
    stages.iter().chain(until).map(|stage| &stage.query).collect()
}

fn walk<'t>(expression: &'t Expr, visit: &mut impl FnMut(&'t Expr)) {
    visit(expression);
    match &expression.kind {
        ExprKind::Literal(_) | ExprKind::Field(_) | ExprKind::Variable(_) => {}
        ExprKind::Not(operand) | ExprKind::Sign { operand, .. } => walk(operand, visit),
        ExprKind::Binary { left, right, .. } => {
            walk(left, visit);
            walk(right, visit);
        }
        ExprKind::Logical { operands, .. } => operands.iter().for_each(|operand| walk(operand, visit)),
        ExprKind::Predicate(predicate) => {
            walk(&predicate.operand, visit);
            predicate.list.iter().for_each(|member| walk(member, visit));
        }
        ExprKind::Call(call) => call.arguments.iter().for_each(|argument| walk(argument, visit)),
        ExprKind::Lineage { query, .. } => walk(&query.condition, visit),
    }
}
