//! Expressions: the run of operands and operators that the grammar found becomes a tree, by precedence
//! (`language.md` §2.1).

use pest::iterators::{Pair, Pairs};
use pest::pratt_parser::{Assoc, ConstPrattParser, Op, pratt_precedence};

use super::ast::{
    BinaryOperator, Call, Expr, ExprKind, FieldPath, Literal, LogicalOperator, PathPart, Predicate, PredicateOperator,
};
use super::codes;
use super::grammar::Rule;
use super::limits::MAX_FIELD_PARTS;
use super::literal;
use super::parse::{Builder, Built, Parts, missing, name, range_of};
use crate::diagnostic::{Diagnostic, TextRange};
use crate::dialect::Dialect;
use crate::suggest::did_you_mean;

/// Elasticsearch and Endpoint, loosest first: a predicate takes the operand right in front of it.
static TIGHT_PREDICATES: ConstPrattParser<Rule, 9> = ConstPrattParser::new_const(pratt_precedence![
    Op::infix(Rule::disjunction, Assoc::Left),
    Op::infix(Rule::conjunction, Assoc::Left),
    Op::prefix(Rule::negation),
    Op::infix(Rule::comparison, Assoc::Left),
    Op::infix(Rule::sum, Assoc::Left),
    Op::infix(Rule::product, Assoc::Left),
    Op::prefix(Rule::sign),
    Op::postfix(Rule::predicate),
    Op::postfix(Rule::method_call),
]);

/// Endgame, loosest first: a predicate takes the whole sum in front of it.
static LOOSE_PREDICATES: ConstPrattParser<Rule, 9> = ConstPrattParser::new_const(pratt_precedence![
    Op::infix(Rule::disjunction, Assoc::Left),
    Op::infix(Rule::conjunction, Assoc::Left),
    Op::prefix(Rule::negation),
    Op::infix(Rule::comparison, Assoc::Left) | Op::postfix(Rule::predicate),
    Op::infix(Rule::sum, Assoc::Left),
    Op::infix(Rule::product, Assoc::Left),
    Op::prefix(Rule::sign),
    Op::postfix(Rule::method_call),
]);

/// The words that may stand before `of [ … ]`.
const RELATIONS: [&str; 3] = ["descendant", "child", "event"];

impl Builder {
    /// The expression of a run of operands and operators.
    pub(super) fn operands(&self, pairs: Pairs<'_, Rule>) -> Built<Expr> {
        let table = match self.dialect {
            Dialect::Elasticsearch | Dialect::Endpoint => &TIGHT_PREDICATES,
            Dialect::Endgame => &LOOSE_PREDICATES,
        };
        if pairs.is_empty() {
            return Err(missing(&(0..0)));
        }
        table
            .map_primary(|pair| self.primary(pair))
            .map_prefix(|operator, operand: Built<Expr>| Ok(prefix(&operator, operand?)))
            .map_postfix(|operand: Built<Expr>, operator| match operator.as_rule() {
                Rule::method_call => self.method_call(operand?, operator),
                _ => self.predicate(operand?, operator),
            })
            .map_infix(|left: Built<Expr>, operator, right: Built<Expr>| match operator.as_rule() {
                Rule::conjunction => Ok(logical(LogicalOperator::And, left?, right?)),
                Rule::disjunction => Ok(logical(LogicalOperator::Or, left?, right?)),
                _ => self.binary(left?, &operator, right?),
            })
            .parse(pairs)
    }

    /// An operand.
    pub(super) fn primary(&self, pair: Pair<'_, Rule>) -> Built<Expr> {
        let range = range_of(&pair);
        let kind = match pair.as_rule() {
            Rule::parentheses => {
                let inner = self.only_expression(pair)?;
                return Ok(Expr { range, parenthesised: true, ..inner });
            }
            Rule::field => ExprKind::Field(path(pair)?),
            Rule::variable => ExprKind::Variable(path(pair)?),
            Rule::call => ExprKind::Call(self.call(pair)?),
            Rule::lineage => self.lineage(pair)?,
            _ => ExprKind::Literal(literal(pair)?),
        };
        Ok(Expr { kind, range, parenthesised: false })
    }

    fn call(&self, pair: Pair<'_, Rule>) -> Built<Call> {
        let mut parts = Parts::of(pair);
        let mut function = Parts::of(parts.required(Rule::function_name)?);
        let name = name(&function.required(Rule::name)?);
        let insensitive = function.optional(Rule::tilde).is_some();
        let arguments = self.expr_list(parts.required(Rule::arguments)?)?;
        parts.end()?;
        Ok(Call { name, insensitive, method: false, arguments })
    }

    fn method_call(&self, receiver: Expr, pair: Pair<'_, Rule>) -> Built<Expr> {
        let mut parts = Parts::of(pair);
        let name = name(&Parts::of(parts.required(Rule::method_name)?).required(Rule::name)?);
        let range = receiver.range.start..parts.range.end;
        let mut arguments = vec![receiver];
        arguments.extend(self.expr_list(parts.required(Rule::arguments)?)?);
        let call = Call { name, insensitive: false, method: true, arguments };
        Ok(Expr { kind: ExprKind::Call(call), range, parenthesised: false })
    }

    fn lineage(&self, pair: Pair<'_, Rule>) -> Built<ExprKind> {
        let mut parts = Parts::of(pair);
        let relation = name(&parts.required(Rule::relation)?);
        if !RELATIONS.contains(&relation.text.as_str()) {
            let message = format!("unknown relation `{}` before `of`", relation.text);
            let help = did_you_mean(&relation.text, RELATIONS);
            return Err(Diagnostic::error(codes::UNKNOWN_RELATION, relation.range, message)
                .with_help(help.unwrap_or_else(|| "use `descendant of`, `child of` or `event of`".to_owned())));
        }
        parts.required(Rule::kw_of)?;
        let query = self.event_query(parts.required(Rule::event_query)?)?;
        Ok(ExprKind::Lineage { relation, query: Box::new(query) })
    }

    fn predicate(&self, operand: Expr, pair: Pair<'_, Rule>) -> Built<Expr> {
        let mut parts = Parts::of(pair);
        let range = operand.range.start..parts.range.end;
        let operator_pair = parts.any()?;
        let operator_range = range_of(&operator_pair);
        if is_test(&operand) || (self.dialect == Dialect::Endgame && is_comparison(&operand)) {
            return Err(chained(operator_range));
        }
        let (operator, negated) = predicate_operator(operator_pair)?;
        let (list, list_parenthesised) = match parts.any()? {
            list if list.as_rule() == Rule::in_list => (self.expr_list(list)?, true),
            patterns => self.patterns(patterns)?,
        };
        let predicate =
            Predicate { operand: Box::new(operand), negated, operator, operator_range, list, list_parenthesised };
        Ok(Expr { kind: ExprKind::Predicate(predicate), range, parenthesised: false })
    }

    fn patterns(&self, pair: Pair<'_, Rule>) -> Built<(Vec<Expr>, bool)> {
        let mut parts = Parts::of(pair);
        match parts.optional(Rule::pattern_list) {
            Some(list) => {
                let literals = list.into_inner().filter(|part| part.as_rule() != Rule::trailing_comma);
                Ok((literals.map(|literal| self.primary(literal)).collect::<Built<_>>()?, true))
            }
            None => Ok((vec![self.primary(parts.any()?)?], false)),
        }
    }

    fn binary(&self, left: Expr, operator: &Pair<'_, Rule>, right: Expr) -> Built<Expr> {
        let operator_range = range_of(operator);
        let binary_operator = binary_operator(operator.as_str()).ok_or_else(|| missing(&operator_range))?;
        let chains = operator.as_rule() == Rule::comparison && (is_comparison(&left) || is_comparison(&right));
        let loose = self.dialect == Dialect::Endgame && (is_test(&left) || is_test(&right));
        if chains || loose {
            return Err(chained(operator_range));
        }
        let range = left.range.start..right.range.end;
        let (left, right) = (Box::new(left), Box::new(right));
        let kind = ExprKind::Binary { operator: binary_operator, operator_range, left, right };
        Ok(Expr { kind, range, parenthesised: false })
    }
}

/// Whether an operand is a comparison without parentheses.
fn is_comparison(expr: &Expr) -> bool {
    let ExprKind::Binary { operator, .. } = &expr.kind else { return false };
    !expr.parenthesised && operator.is_comparison()
}

/// Whether an operand is a predicate without parentheses.
fn is_test(expr: &Expr) -> bool {
    !expr.parenthesised && matches!(expr.kind, ExprKind::Predicate(_))
}

fn chained(range: TextRange) -> Diagnostic {
    Diagnostic::error(codes::CHAINED, range, "comparisons can't be chained")
        .with_help("join two comparisons with `and`, or put the first in parentheses")
}

fn prefix(operator: &Pair<'_, Rule>, operand: Expr) -> Expr {
    let range = range_of(operator).start..operand.range.end;
    let operand = Box::new(operand);
    let kind = match operator.as_rule() {
        Rule::sign => ExprKind::Sign { negative: operator.as_str() == "-", operand },
        _ => ExprKind::Not(operand),
    };
    Expr { kind, range, parenthesised: false }
}

/// `left and right`, in one node with the operands that `left` already joins by the same word.
fn logical(operator: LogicalOperator, left: Expr, right: Expr) -> Expr {
    let range = left.range.start..right.range.end;
    let operands = match left {
        Expr { kind: ExprKind::Logical { operator: same, mut operands }, parenthesised: false, .. }
            if same == operator =>
        {
            operands.push(right);
            operands
        }
        left => vec![left, right],
    };
    Expr { kind: ExprKind::Logical { operator, operands }, range, parenthesised: false }
}

fn binary_operator(text: &str) -> Option<BinaryOperator> {
    Some(match text {
        "==" | "=" => BinaryOperator::Equal,
        "!=" => BinaryOperator::NotEqual,
        "<" => BinaryOperator::Less,
        "<=" => BinaryOperator::LessOrEqual,
        ">" => BinaryOperator::Greater,
        ">=" => BinaryOperator::GreaterOrEqual,
        "+" => BinaryOperator::Add,
        "-" => BinaryOperator::Subtract,
        "*" => BinaryOperator::Multiply,
        "/" => BinaryOperator::Divide,
        "%" => BinaryOperator::Modulo,
        _ => return None,
    })
}

/// The operator of a predicate, and whether `not` stands before it.
fn predicate_operator(pair: Pair<'_, Rule>) -> Built<(PredicateOperator, bool)> {
    if pair.as_rule() == Rule::membership {
        let mut parts = Parts::of(pair);
        let negated = parts.optional(Rule::kw_not).is_some();
        let insensitive = parts.optional(Rule::kw_in_insensitive).is_some();
        return Ok((PredicateOperator::In { insensitive }, negated));
    }
    let operator = match pair.into_inner().next().map(|word| word.as_rule()) {
        None => PredicateOperator::Matches,
        Some(Rule::kw_like) => PredicateOperator::Like { insensitive: false },
        Some(Rule::kw_like_insensitive) => PredicateOperator::Like { insensitive: true },
        Some(Rule::kw_regex) => PredicateOperator::Regex { insensitive: false },
        Some(_) => PredicateOperator::Regex { insensitive: true },
    };
    Ok((operator, false))
}

fn path(pair: Pair<'_, Rule>) -> Built<FieldPath> {
    let whole = range_of(&pair);
    let mut optional = false;
    let mut parts = Vec::new();
    for part in pair.into_inner() {
        let range = range_of(&part);
        match part.as_rule() {
            Rule::optional_mark => optional = true,
            Rule::quoted_name => {
                parts.push(PathPart::Name { text: literal::quoted_name(part), quoted: true, range });
            }
            Rule::variable_name => {
                let text = part.as_str().trim_start_matches('$').to_owned();
                parts.push(PathPart::Name { text, quoted: false, range });
            }
            Rule::index => parts.push(PathPart::Index { value: index(part)?, range }),
            _ => parts.push(PathPart::Name { text: part.as_str().to_owned(), quoted: false, range }),
        }
    }
    let count: usize = parts.iter().map(levels).sum();
    if count > MAX_FIELD_PARTS {
        let message = format!("the name of this field has {count} parts, the limit is {MAX_FIELD_PARTS}");
        return Err(Diagnostic::error(codes::NESTED_TOO_DEEP, whole, message));
    }
    Ok(FieldPath { optional, parts })
}

/// How many levels of objects a part of a path goes down: quotes may hold several.
fn levels(part: &PathPart) -> usize {
    match part {
        PathPart::Name { text, .. } => text.split('.').count(),
        PathPart::Index { .. } => 1,
    }
}

fn index(pair: Pair<'_, Rule>) -> Built<u64> {
    let digits = Parts::of(pair).required(Rule::integer)?;
    digits.as_str().parse().map_err(|_| {
        Diagnostic::error(codes::UNEXPECTED, range_of(&digits), "this array index is larger than any array")
    })
}

fn literal(pair: Pair<'_, Rule>) -> Built<Literal> {
    match pair.as_rule() {
        Rule::kw_null => Ok(Literal::Null),
        Rule::boolean => Ok(Literal::Bool(pair.as_str() == "true")),
        Rule::integer => Ok(literal::integer(pair.as_str())),
        Rule::decimal => Ok(literal::decimal(pair.as_str())),
        _ => literal::string(pair),
    }
}
