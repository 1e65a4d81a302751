//! Rules prepared for explaining.

use super::condition::ExplainedCondition;
use super::form::Forms;
use super::sighting::HOST_FIELDS;
use super::tree::Node;
use crate::dynamic::Rule;
use crate::dynamic::lineage::PreparedLineages;
use crate::dynamic::scope::{PreparedFields, Scope, prepare_fields};
use eql_compiler::syntax::{self, ast};
use eql_compiler::{CompileOptions, Diagnostics, TextRange, analyse, ir};
use eql_runtime::Event;
use eql_runtime::lineage::{LineageSet, Lineages};
use eql_runtime::sequence::{KeyValue, Sequence};
use std::sync::Arc;

/// A rule that can say why an event did or did not satisfy it. Clones share everything.
///
/// It runs the rule as it was written, without passes, on the interpreter's own leaves and the runtime's own machines, so
/// that what it explains is what the engine does.
#[derive(Clone, Debug)]
pub struct Explainer(Arc<PreparedExplainer>);

#[derive(Debug)]
struct PreparedExplainer {
    rule: Rule,
    fields: PreparedFields,
    stages: Vec<Stage>,
    conditions: Vec<ExplainedCondition>,
    lineages: Option<PreparedLineages>,
}

/// A stage of a rule as written; an event rule has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Where it stands in the rule's text.
    pub range: TextRange,
    /// `![ … ]`.
    pub missing: bool,
    /// How often it stands there (`with runs`).
    pub runs: u8,
    /// Its condition, among the distinct ones of the rule.
    pub(super) condition: u16,
    /// Its keys, among the distinct groups of the rule.
    pub(super) keys: u16,
}

impl Explainer {
    /// Compiles the text of a rule.
    ///
    /// # Errors
    ///
    /// As [`Rule::compile`].
    ///
    /// ```
    /// use eql::dynamic::CompileOptions;
    /// use eql::dynamic::explain::{Explainer, Reason};
    ///
    /// let explainer = Explainer::compile("process where process.name == \"cmd.exe\"", &CompileOptions::default())?;
    /// let event = serde_json::json!({"event": {"category": "process"}, "process": {"name": "CMD.EXE"}});
    /// let node = explainer.explain(0, &event).unwrap();
    /// assert!(!node.holds);
    /// assert_eq!(node.blames()[0].reason, Reason::Case);
    /// # Ok::<(), eql::dynamic::Diagnostics>(())
    /// ```
    pub fn compile(text: &str, options: &CompileOptions) -> Result<Self, Diagnostics> {
        let (statement, _) = syntax::parse(text, options.dialect)?;
        let (mut rule, _) = analyse(text, options)?;
        // All matches are explained, not only those that pipes let through.
        rule.pipes.clear();
        let forms = Forms::of(&statement);
        let prepare = |condition: &ir::Predicate| ExplainedCondition::prepare(condition, &rule.fields, &forms);
        let conditions = match &rule.query {
            ir::Query::Event(condition) => vec![prepare(condition)],
            ir::Query::Sequence(sequence) => sequence.predicates.iter().map(prepare).collect(),
            ir::Query::Sample(sample) => sample.predicates.iter().map(prepare).collect(),
            ir::Query::Join(join) => join.predicates.iter().map(prepare).collect(),
        };
        let stages = stages(&rule, &statement.query);
        let fields = prepare_fields(&rule.fields);
        let lineages = PreparedLineages::prepare(&rule);
        let rule = Rule::from_ir(rule);
        Ok(Self(Arc::new(PreparedExplainer { rule, fields, stages, conditions, lineages })))
    }

    /// The rule, without passes and without pipes.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.0.rule
    }

    /// The stages, as written.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.0.stages
    }

    /// What the condition of a stage (0 for an event rule) comes to on an event by itself; `None` without such a stage.
    /// The part of a condition that reads earlier stages is not in it. A rule with `descendant of` and its like says nothing
    /// about an event by itself: `None` too, see [`explain_in`](Self::explain_in).
    #[must_use]
    pub fn explain<E: Event>(&self, stage: usize, event: &E) -> Option<Node> {
        if self.0.lineages.is_some() { None } else { self.explain_in(stage, event, LineageSet::EMPTY) }
    }

    /// The same on an event that stands in the lineages `held`: [`Inquiry::push`](super::Inquiry::push) knows them.
    #[must_use]
    pub fn explain_in<E: Event>(&self, stage: usize, event: &E, held: LineageSet) -> Option<Node> {
        let condition = self.condition(self.0.stages.get(stage)?)?;
        Some(condition.explain(&Scope::of_event(&self.0.fields, event, held)))
    }

    /// What the rule asks to follow the lineages in its conditions.
    pub(super) fn lineages<E: Event>(&self) -> Option<&dyn Lineages<E>> {
        self.0.lineages.as_ref().map(|lineages| lineages as _)
    }

    /// The same, if the event is of the category that the stage asks for.
    pub(super) fn explain_in_category<E: Event>(&self, stage: &Stage, event: &E, held: LineageSet) -> Option<Node> {
        let condition = self.condition(stage)?;
        let scope = Scope::of_event(&self.0.fields, event, held);
        condition.is_of_category(&scope).then(|| condition.explain(&scope))
    }

    fn condition(&self, stage: &Stage) -> Option<&ExplainedCondition> {
        self.0.conditions.get(usize::from(stage.condition))
    }

    /// The keys that an event has at a stage, hidden columns left out: none where it lacks a value, one without values for
    /// a rule without `by`, several where a field has several values.
    #[must_use]
    pub fn keys<E: Event>(&self, stage: usize, event: &E) -> Vec<Box<[KeyValue]>> {
        let Some(stage) = self.0.stages.get(stage) else { return Vec::new() };
        let hidden = self.hidden_keys();
        let tuples = self.0.rule.key_tuples(event, stage.keys);
        tuples.iter().map(|tuple| tuple.values().get(hidden..).unwrap_or_default().into()).collect()
    }

    fn hidden_keys(&self) -> usize {
        self.0.rule.sequence().map_or(0, |sequence| usize::from(sequence.plan().hidden_keys))
    }

    /// The names of the key's columns at a stage, as far as fields make them.
    #[must_use]
    pub fn key_names(&self, stage: usize) -> Vec<String> {
        let rule = self.0.rule.ir();
        let groups = match &rule.query {
            ir::Query::Event(_) => return Vec::new(),
            ir::Query::Sequence(sequence) => &sequence.key_groups,
            ir::Query::Sample(sample) => &sample.key_groups,
            ir::Query::Join(join) => &join.key_groups,
        };
        let group = self.0.stages.get(stage).and_then(|stage| groups.get(usize::from(stage.keys)));
        let shown = group.into_iter().flatten().filter(|key| !key.hidden);
        shown
            .map(|key| match &key.value {
                ir::KeyField::Field(field) => rule.fields.path(field.field).to_owned(),
                _ => "computed".to_owned(),
            })
            .collect()
    }

    /// The paths of all fields that explaining reads: those of the rule, and what says on which host an event was.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.rule.ir().fields.iter().map(|(_, field)| field.path.as_str()).chain(HOST_FIELDS)
    }
}

/// The stages with the places of the text that they stand at.
fn stages(rule: &ir::Rule, query: &ast::Query) -> Vec<Stage> {
    let written: &[ast::Stage] = match query {
        ast::Query::Event(_) => &[],
        ast::Query::Sequence(sequence) => &sequence.stages,
        ast::Query::Sample(sample) => &sample.stages,
        ast::Query::Join(join) => &join.stages,
    };
    let range = |at: usize| written.get(at).map_or_else(|| query.range().clone(), |stage| stage.range.clone());
    let plain = |(at, (condition, keys)): (usize, &(ir::PredicateIndex, ir::KeyGroupIndex))| Stage {
        range: range(at),
        missing: false,
        runs: 1,
        condition: condition.0,
        keys: keys.0,
    };
    match &rule.query {
        ir::Query::Event(_) => vec![Stage { range: range(0), missing: false, runs: 1, condition: 0, keys: 0 }],
        ir::Query::Sequence(sequence) => {
            let stage = |(at, stage): (usize, &ir::Stage)| Stage {
                range: range(at),
                missing: stage.missing,
                runs: stage.runs,
                condition: stage.predicate.0,
                keys: stage.keys.0,
            };
            sequence.stages.iter().enumerate().map(stage).collect()
        }
        ir::Query::Sample(sample) => sample.filters.iter().enumerate().map(plain).collect(),
        ir::Query::Join(join) => join.cells.iter().enumerate().map(plain).collect(),
    }
}
