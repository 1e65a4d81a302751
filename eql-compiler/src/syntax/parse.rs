//! From parsed rules to the tree: definitions, queries, stages and pipes. Expressions are in `expression.rs`.

use pest::iterators::{Pair, Pairs};

use super::ast::{
    Category, Definition, EventQuery, Expr, ExprKind, Fork, Join, Literal, MaxSpan, Name, Pipe, Query, Sample,
    Sequence, Stage, StageOption, Statement,
};
use super::codes;
use super::grammar::Rule;
use super::limits;
use super::literal;
use crate::diagnostic::{Diagnostic, TextRange};
use crate::dialect::Dialect;

/// A node, or why there is none.
pub(super) type Built<T> = Result<T, Diagnostic>;

/// Where a rule matched, without the blanks and comments behind it.
pub(super) fn range_of(pair: &Pair<'_, Rule>) -> TextRange {
    let span = pair.as_span();
    limits::range(span.start(), end_of(pair))
}

/// The text of [`range_of`].
pub(super) fn text_of<'i>(pair: &Pair<'i, Rule>) -> &'i str {
    let span = pair.as_span();
    pair.as_str().get(..end_of(pair).saturating_sub(span.start())).unwrap_or_default()
}

/// The end of a rule. One that ends in an optional part has taken in the blanks before that part even where the part is
/// absent; its last part that is there ends it.
fn end_of(pair: &Pair<'_, Rule>) -> usize {
    let mut pair = pair.clone();
    while matches!(
        pair.as_rule(),
        Rule::event_query
            | Rule::implied_any
            | Rule::expr
            | Rule::sequence
            | Rule::sample
            | Rule::join
            | Rule::join_keys
            | Rule::maxspan
            | Rule::misplaced_maxspan
            | Rule::misplaced_until
            | Rule::stage
            | Rule::stage_option
            | Rule::fork
            | Rule::pipe
            | Rule::blank_argument
            | Rule::variable
            | Rule::predicate
            | Rule::patterns
            | Rule::macro_definition
            | Rule::mistake_missing_list
            | Rule::mistake_missing_pattern
            | Rule::mistake_pattern
    ) {
        match pair.clone().into_inner().next_back() {
            Some(last) => pair = last,
            None => break,
        }
    }
    pair.as_span().end()
}

/// The text of a rule, as a name.
pub(super) fn name(pair: &Pair<'_, Rule>) -> Name {
    Name { text: pair.as_str().to_owned(), range: range_of(pair) }
}

/// What is said where the grammar and this builder disagree: no text leads here.
pub(super) fn missing(range: &TextRange) -> Diagnostic {
    Diagnostic::error(codes::UNEXPECTED, range.clone(), "this part of the rule is incomplete")
}

/// The rules within a rule, taken in the order of the grammar.
pub(super) struct Parts<'i> {
    pub(super) pairs: Pairs<'i, Rule>,
    pub(super) range: TextRange,
}

impl<'i> Parts<'i> {
    pub(super) fn of(pair: Pair<'i, Rule>) -> Self {
        let range = range_of(&pair);
        Self { pairs: pair.into_inner(), range }
    }

    /// The next part, if it is of this kind.
    pub(super) fn optional(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        let found = self.pairs.peek().is_some_and(|pair| pair.as_rule() == rule);
        if found { self.pairs.next() } else { None }
    }

    /// The next part, which is of this kind.
    pub(super) fn required(&mut self, rule: Rule) -> Built<Pair<'i, Rule>> {
        self.optional(rule).ok_or_else(|| missing(&self.range))
    }

    /// The next part, of whatever kind.
    pub(super) fn any(&mut self) -> Built<Pair<'i, Rule>> {
        self.pairs.next().ok_or_else(|| missing(&self.range))
    }

    /// Nothing of the rule is left out of the tree.
    pub(super) fn end(mut self) -> Built<TextRange> {
        match self.pairs.next() {
            None => Ok(self.range),
            Some(left) => Err(missing(&range_of(&left))),
        }
    }
}

/// Builds the tree of one rule text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Builder {
    /// Decides on precedence.
    pub(super) dialect: Dialect,
}

impl Builder {
    pub(super) fn statement(&self, pair: Pair<'_, Rule>) -> Built<Statement> {
        let range = range_of(&pair);
        let mut definitions = Vec::new();
        let mut query = None;
        let mut pipes = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::macro_definition => definitions.push(self.macro_definition(part)?),
                Rule::const_definition => definitions.push(self.const_definition(part)?),
                Rule::sequence => query = Some(Query::Sequence(self.sequence(part)?)),
                Rule::sample => query = Some(Query::Sample(self.sample(part)?)),
                Rule::join => query = Some(Query::Join(self.join(part)?)),
                Rule::event_query => query = Some(Query::Event(self.event_query(part)?)),
                Rule::implied_base => query = Some(Query::Event(implied_base(&part))),
                Rule::pipe => pipes.push(self.pipe(part)?),
                _ => {}
            }
        }
        Ok(Statement { definitions, query: query.ok_or_else(|| missing(&range))?, pipes })
    }

    /// The one expression within `pair`.
    pub(super) fn only_expression(&self, pair: Pair<'_, Rule>) -> Built<Expr> {
        self.expr(Parts::of(pair).required(Rule::expr)?)
    }

    pub(super) fn expr(&self, pair: Pair<'_, Rule>) -> Built<Expr> {
        self.operands(pair.into_inner())
    }

    fn macro_definition(&self, pair: Pair<'_, Rule>) -> Built<Definition> {
        let mut parts = Parts::of(pair);
        parts.required(Rule::kw_macro)?;
        let macro_name = name(&parts.required(Rule::name)?);
        let parameters = parts.required(Rule::macro_parameters)?.into_inner().map(|pair| name(&pair)).collect();
        let body = self.expr(parts.required(Rule::expr)?)?;
        Ok(Definition::Macro { name: macro_name, parameters, body, range: parts.end()? })
    }

    fn const_definition(&self, pair: Pair<'_, Rule>) -> Built<Definition> {
        let mut parts = Parts::of(pair);
        parts.required(Rule::kw_const)?;
        let const_name = name(&parts.required(Rule::name)?);
        let value = self.primary(parts.any()?)?;
        Ok(Definition::Const { name: const_name, value, range: parts.end()? })
    }

    pub(super) fn event_query(&self, pair: Pair<'_, Rule>) -> Built<EventQuery> {
        let mut parts = Parts::of(pair);
        if let Some(implied) = parts.optional(Rule::implied_any) {
            return Ok(EventQuery { category: None, condition: self.only_expression(implied)?, range: parts.range });
        }
        let category = category(parts.required(Rule::category)?)?;
        parts.required(Rule::kw_where)?;
        let condition = self.expr(parts.required(Rule::expr)?)?;
        Ok(EventQuery { category: Some(category), condition, range: parts.end()? })
    }

    fn sequence(&self, pair: Pair<'_, Rule>) -> Built<Sequence> {
        let mut parts = Parts::of(pair);
        parts.required(Rule::kw_sequence)?;
        let first = parts.optional(Rule::maxspan).map(maxspan).transpose()?;
        let maxspan_first = first.is_some();
        let keys = self.join_keys(&mut parts)?;
        let behind = parts.optional(Rule::maxspan).map(maxspan).transpose()?;
        let stages = self.stages(&mut parts)?;
        let until = self.until(&mut parts)?;
        Ok(Sequence { keys, maxspan: first.or(behind), maxspan_first, stages, until, range: parts.end()? })
    }

    fn sample(&self, pair: Pair<'_, Rule>) -> Built<Sample> {
        let mut parts = Parts::of(pair);
        parts.required(Rule::kw_sample)?;
        let keys = self.join_keys(&mut parts)?;
        let stages = self.stages(&mut parts)?;
        stages.iter().try_for_each(|stage| plain_stage(stage, "sample"))?;
        Ok(Sample { keys, stages, range: parts.end()? })
    }

    fn join(&self, pair: Pair<'_, Rule>) -> Built<Join> {
        let mut parts = Parts::of(pair);
        parts.required(Rule::kw_join)?;
        let keys = self.join_keys(&mut parts)?;
        let stages = self.stages(&mut parts)?;
        stages.iter().try_for_each(|stage| plain_stage(stage, "join"))?;
        let until = self.until(&mut parts)?;
        Ok(Join { keys, stages, until, range: parts.end()? })
    }

    fn join_keys(&self, parts: &mut Parts<'_>) -> Built<Vec<Expr>> {
        let Some(pair) = parts.optional(Rule::join_keys) else { return Ok(Vec::new()) };
        self.expr_list(pair)
    }

    /// Every expression directly within `pair`.
    pub(super) fn expr_list(&self, pair: Pair<'_, Rule>) -> Built<Vec<Expr>> {
        let expression = |part: Pair<'_, Rule>| match part.as_rule() {
            Rule::expr => Some(self.expr(part)),
            Rule::plain_element => Some(Parts::of(part).any().and_then(|literal| self.primary(literal))),
            _ => None,
        };
        pair.into_inner().filter_map(expression).collect()
    }

    fn stages(&self, parts: &mut Parts<'_>) -> Built<Vec<Stage>> {
        let mut stages = Vec::new();
        while let Some(pair) = parts.optional(Rule::stage) {
            stages.push(self.stage(pair)?);
        }
        Ok(stages)
    }

    fn until(&self, parts: &mut Parts<'_>) -> Built<Option<Stage>> {
        if parts.optional(Rule::kw_until).is_none() {
            return Ok(None);
        }
        let stage = parts.required(Rule::stage)?;
        self.stage(stage).map(Some)
    }

    fn stage(&self, pair: Pair<'_, Rule>) -> Built<Stage> {
        let mut parts = Parts::of(pair);
        let missing = parts.optional(Rule::missing_open).is_some();
        let query = self.event_query(parts.required(Rule::event_query)?)?;
        parts.required(Rule::stage_close)?;
        let fork = parts.optional(Rule::fork).map(fork);
        let early_alias = parts.optional(Rule::alias).map(alias_of).transpose()?;
        let keys = self.join_keys(&mut parts)?;
        let with = parts.optional(Rule::stage_option).map(stage_option).transpose()?;
        let alias = match early_alias {
            Some(alias) => Some(alias),
            None => parts.optional(Rule::alias).map(alias_of).transpose()?,
        };
        Ok(Stage { missing, query, keys, fork, with, alias, range: parts.end()? })
    }

    fn pipe(&self, pair: Pair<'_, Rule>) -> Built<Pipe> {
        let mut parts = Parts::of(pair);
        let pipe_name = name(&parts.required(Rule::name)?);
        let mut arguments = Vec::new();
        for part in parts.pairs {
            match part.as_rule() {
                Rule::expr => arguments.push(self.expr(part)?),
                Rule::blank_argument => arguments.push(self.operands(part.into_inner())?),
                _ => {}
            }
        }
        Ok(Pipe { name: pipe_name, arguments, range: parts.range })
    }
}

fn implied_base(pair: &Pair<'_, Rule>) -> EventQuery {
    let range = range_of(pair);
    let condition = Expr { kind: ExprKind::Literal(Literal::Bool(true)), range: range.clone(), parenthesised: false };
    EventQuery { category: None, condition, range }
}

fn category(pair: Pair<'_, Rule>) -> Built<Category> {
    let mut parts = Parts::of(pair);
    let range = parts.range.clone();
    let word = parts.any()?;
    match word.as_rule() {
        Rule::kw_any => Ok(Category { name: None, quoted: false, range }),
        Rule::category_string => match literal::string(Parts::of(word).any()?)? {
            Literal::Str { value, .. } => Ok(Category { name: Some(value), quoted: true, range }),
            _ => Err(missing(&range)),
        },
        _ => Ok(Category { name: Some(word.as_str().to_owned()), quoted: false, range }),
    }
}

fn maxspan(pair: Pair<'_, Rule>) -> Built<MaxSpan> {
    let mut parts = Parts::of(pair);
    parts.required(Rule::kw_with)?;
    parts.required(Rule::kw_maxspan)?;
    parts.optional(Rule::double_assign);
    let number = name(&parts.required(Rule::span_number)?);
    let unit = parts.optional(Rule::span_unit).map(|pair| name(&pair));
    let end = parts.end()?.end;
    let range = number.range.start..end;
    Ok(MaxSpan { number, unit, range })
}

fn fork(pair: Pair<'_, Rule>) -> Fork {
    let range = range_of(&pair);
    let value = !pair.into_inner().any(|part| part.as_rule() == Rule::boolean && part.as_str() == "false");
    Fork { value, range }
}

fn alias_of(pair: Pair<'_, Rule>) -> Built<Name> {
    let mut parts = Parts::of(pair);
    parts.required(Rule::kw_as)?;
    Ok(name(&parts.required(Rule::name)?))
}

fn stage_option(pair: Pair<'_, Rule>) -> Built<StageOption> {
    let mut parts = Parts::of(pair);
    parts.required(Rule::kw_with)?;
    let option = name(&parts.required(Rule::name)?);
    parts.optional(Rule::double_assign);
    let value = name(&parts.required(Rule::span_number)?);
    parts.end()?;
    Ok(StageOption { name: option, value })
}

/// Refuses what only the stages of a sequence may have.
fn plain_stage(stage: &Stage, query: &str) -> Built<()> {
    let (what, range) = if let Some(fork) = &stage.fork {
        ("fork", fork.range.clone())
    } else if let Some(option) = &stage.with {
        ("with", option.name.range.start..option.value.range.end)
    } else if let Some(alias) = &stage.alias {
        ("as", alias.range.clone())
    } else {
        return Ok(());
    };
    Err(Diagnostic::error(codes::MISPLACED, range, format!("`{what}` behind a stage of a {query}"))
        .with_help("only the stages of a `sequence` have it"))
}
