//! Compiled rules.

use super::lineage::LineageRule;
use super::pipes::PreparedPipes;
use super::predicate::Condition;
use super::scope::{PreparedFields, Scope, prepare_fields};
use super::sequence::SequenceRule;
use super::stages::{tiebreaker, timestamp};
use super::unordered::{JoinRule, SampleRule};
use eql_compiler::ir::Fingerprint;
use eql_compiler::{CompileOptions, Diagnostics, analyse, ir, passes};
use eql_runtime::Event;
use eql_runtime::join::{Join, JoinLimits, Joiner};
use eql_runtime::lineage::{LineageLimits, LineageSet, Tracker};
use eql_runtime::sample::{Sample, SampleStream, SampleStreamLimits};
use eql_runtime::sequence::{Detector, KeyTuple, Limits, Ordinal, PredicateSet, Sequence, Stages, key_tuples};
use std::sync::Arc;

/// A rule that was compiled while the program runs. Clones share everything, also between threads.
#[derive(Clone, Debug)]
pub struct Rule(Arc<PreparedRule>);

#[derive(Debug)]
struct PreparedRule {
    ir: ir::Rule,
    fingerprint: Fingerprint,
    warnings: Diagnostics,
    fields: PreparedFields,
    query: PreparedQuery,
    pipes: Option<PreparedPipes>,
}

#[derive(Debug)]
pub(super) enum PreparedQuery {
    Event(Condition),
    /// Single events, with regard to those before.
    Lineage(LineageRule),
    Sequence(SequenceRule),
    Sample(SampleRule),
    Join(JoinRule),
}

/// What a rule looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Single events, each by itself.
    Event,
    /// Single events, with regard to what the processes before them did (`descendant of`, `child of`, `event of`).
    Lineage,
    /// Events in order.
    Sequence,
    /// Events that share a key, in any order.
    Sample,
    /// One event a stage, in any order (Endgame).
    Join,
}

impl Rule {
    /// Compiles the text of a rule.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the text, or not supported yet.
    ///
    /// ```
    /// use eql::dynamic::{CompileOptions, Rule};
    ///
    /// let rule = Rule::compile("process where process.name : \"cmd.exe\"", &CompileOptions::default())?;
    /// let event = serde_json::json!({"event": {"category": "process"}, "process": {"name": "CMD.EXE"}});
    /// assert!(rule.matches(&event));
    /// # Ok::<(), eql::dynamic::Diagnostics>(())
    /// ```
    pub fn compile(text: &str, options: &CompileOptions) -> Result<Self, Diagnostics> {
        let (mut rule, warnings) = analyse(text, options)?;
        let fingerprint = Fingerprint::of(&rule);
        passes::run_all(&mut rule);
        Ok(Self::prepare(rule, fingerprint, warnings))
    }

    /// Prepares a rule in its intermediate form, as it is: no pass is run.
    #[must_use]
    pub fn from_ir(rule: ir::Rule) -> Self {
        let fingerprint = Fingerprint::of(&rule);
        Self::prepare(rule, fingerprint, Diagnostics::default())
    }

    fn prepare(rule: ir::Rule, fingerprint: Fingerprint, warnings: Diagnostics) -> Self {
        let query = match &rule.query {
            ir::Query::Event(predicate) => match LineageRule::prepare(&rule, predicate, fingerprint) {
                Some(rule) => PreparedQuery::Lineage(rule),
                None => PreparedQuery::Event(Condition::prepare(predicate)),
            },
            ir::Query::Sequence(sequence) => {
                PreparedQuery::Sequence(SequenceRule::prepare(&rule, sequence, fingerprint))
            }
            ir::Query::Sample(sample) => PreparedQuery::Sample(SampleRule::prepare(&rule, sample, fingerprint)),
            ir::Query::Join(join) => PreparedQuery::Join(JoinRule::prepare(&rule, join, fingerprint)),
        };
        let (fields, pipes) = (prepare_fields(&rule.fields), PreparedPipes::prepare(&rule));
        Self(Arc::new(PreparedRule { ir: rule, fingerprint, warnings, fields, query, pipes }))
    }

    /// What the compiler remarked on the text.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.0.warnings
    }

    /// What it looks for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.0.query {
            PreparedQuery::Event(_) => Kind::Event,
            PreparedQuery::Lineage(_) => Kind::Lineage,
            PreparedQuery::Sequence(_) => Kind::Sequence,
            PreparedQuery::Sample(_) => Kind::Sample,
            PreparedQuery::Join(_) => Kind::Join,
        }
    }

    /// The intermediate form that is interpreted.
    #[must_use]
    pub fn ir(&self) -> &ir::Rule {
        &self.0.ir
    }

    /// Identifies what the rule looks for.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint
    }

    /// Whether the event satisfies the condition of an event rule. Rules over several events match no single one, and
    /// rules of [`Kind::Lineage`] none either: whether they match depends on the events before, which their
    /// [`tracker`](Self::tracker) follows.
    #[must_use]
    pub fn matches<E: Event>(&self, event: &E) -> bool {
        match &self.0.query {
            PreparedQuery::Event(condition) => {
                condition.holds(&Scope::of_event(&self.0.fields, event, LineageSet::EMPTY))
            }
            _ => false,
        }
    }

    /// Which of its predicates the event satisfies; an event rule has one, with the index 0. A rule that asks for lineages
    /// has to see every event, and has the index 0 alone for each.
    #[must_use]
    pub fn matched<E: Event>(&self, event: &E) -> PredicateSet {
        let alone = LineageSet::EMPTY;
        let only = |holds| {
            let mut matched = PredicateSet::EMPTY;
            matched.set(0, holds);
            matched
        };
        match &self.0.query {
            _ if self.0.ir.lineages.is_some() => only(true),
            PreparedQuery::Event(condition) => only(condition.holds(&Scope::of_event(&self.0.fields, event, alone))),
            PreparedQuery::Lineage(_) => only(true),
            PreparedQuery::Sequence(sequence) => sequence.matched(event, alone),
            PreparedQuery::Sample(sample) => sample.matched(event, alone),
            PreparedQuery::Join(join) => join.matched(event, alone),
        }
    }

    /// Follows a rule of [`Kind::Lineage`] through a stream of events; `None` for rules of any other kind.
    ///
    /// ```
    /// use eql::dynamic::{CompileOptions, Dialect, Rule};
    /// use serde_json::json;
    ///
    /// let mut options = CompileOptions::default();
    /// options.dialect = Dialect::Endpoint;
    /// let text = "process where descendant of [process where process.name == \"winword.exe\"]";
    /// let mut tracker = Rule::compile(text, &options)?.tracker().expect("a rule with a lineage");
    /// let process = |id: &str, parent: &str, name: &str| {
    ///     let process = json!({"entity_id": id, "name": name, "parent": {"entity_id": parent}});
    ///     json!({"event": {"category": "process", "type": "start"}, "process": process})
    /// };
    /// assert!(!tracker.matches(&process("1", "0", "winword.exe")));
    /// assert!(tracker.matches(&process("2", "1", "cmd.exe")));
    /// # Ok::<(), eql::dynamic::Diagnostics>(())
    /// ```
    #[must_use]
    pub fn tracker(&self) -> Option<Tracker<LineageRule>> {
        self.tracker_with_limits(LineageLimits::DEFAULT)
    }

    /// [`tracker`](Self::tracker) that remembers no more than `limits` allow.
    #[must_use]
    pub fn tracker_with_limits(&self, limits: LineageLimits) -> Option<Tracker<LineageRule>> {
        match &self.0.query {
            PreparedQuery::Lineage(rule) => Some(Tracker::with_limits(rule.clone(), limits)),
            _ => None,
        }
    }

    /// Follows a sequence rule through a stream of events; `None` for rules of any other kind. `Id` stands for an event in
    /// matches.
    #[must_use]
    pub fn detector<Id: Clone>(&self) -> Option<Detector<SequenceRule, Id>> {
        self.detector_with_limits(Limits::DEFAULT)
    }

    /// [`detector`](Self::detector) that keeps no more state than `limits` allow.
    #[must_use]
    pub fn detector_with_limits<Id: Clone>(&self, limits: Limits) -> Option<Detector<SequenceRule, Id>> {
        match &self.0.query {
            PreparedQuery::Sequence(sequence) => Some(Detector::with_limits(sequence.clone(), limits)),
            _ => None,
        }
    }

    /// The sequence, for a machine of one's own; `None` for rules of any other kind.
    #[must_use]
    pub fn sequence(&self) -> Option<&SequenceRule> {
        match &self.0.query {
            PreparedQuery::Sequence(sequence) => Some(sequence),
            _ => None,
        }
    }

    /// Follows a sample rule through a stream of events; `None` for rules of any other kind.
    #[must_use]
    pub fn sample_stream<Id: Clone>(&self, limits: SampleStreamLimits) -> Option<SampleStream<SampleRule, Id>> {
        match &self.0.query {
            PreparedQuery::Sample(sample) => Some(SampleStream::new(sample.clone(), limits)),
            _ => None,
        }
    }

    /// Follows a join rule through a stream of events; `None` for rules of any other kind.
    #[must_use]
    pub fn joiner<Id: Clone>(&self, limits: JoinLimits) -> Option<Joiner<JoinRule, Id>> {
        match &self.0.query {
            PreparedQuery::Join(join) => Some(Joiner::new(join.clone(), limits)),
            _ => None,
        }
    }

    /// The place of an event in the order of its stream, of which it is the `arrival`th; `None` if it has no time.
    #[must_use]
    pub fn ordinal<E: Event>(&self, event: &E, arrival: u64) -> Option<Ordinal> {
        let scope = Scope::of_event(&self.0.fields, event, LineageSet::EMPTY);
        let tiebreaker = self.0.ir.tiebreaker.and_then(|field| tiebreaker(&scope, field));
        timestamp(&scope, self.0.ir.timestamp).map(|time| Ordinal { time, tiebreaker, arrival })
    }

    /// The join keys that an event has by the key group `group` of a rule over several events.
    pub(super) fn key_tuples<E: Event>(&self, event: &E, group: u16) -> Vec<KeyTuple> {
        let cap = Limits::FINITE.key_tuples_per_event;
        match &self.0.query {
            PreparedQuery::Event(_) | PreparedQuery::Lineage(_) => Vec::new(),
            PreparedQuery::Sequence(rule) => key_tuples(rule, event, group, rule.plan().mode.keys, cap),
            PreparedQuery::Sample(rule) => key_tuples(rule, event, group, rule.plan().keys, cap),
            PreparedQuery::Join(rule) => key_tuples(rule, event, group, rule.plan().keys, cap),
        }
    }

    /// Its pipes, where they do more than limit its results.
    pub(super) fn pipes(&self) -> Option<&PreparedPipes> {
        self.0.pipes.as_ref()
    }

    pub(super) fn query(&self) -> &PreparedQuery {
        &self.0.query
    }
}

/// Event rules stand beside generated ones; rules of any other kind match no single event.
impl<E: Event> eql_runtime::Rule<E> for Rule {
    fn matches(&self, event: &E) -> bool {
        self.matches(event)
    }
}
