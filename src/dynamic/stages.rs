//! What a rule over several events asks of one event: its conditions and its keys.

use super::capture::CapturePlan;
use super::formula::Formula;
use super::lineage::PreparedLineages;
use super::predicate::Condition;
use super::scope::{PreparedFields, Scope};
use super::script::Computation;
use eql_compiler::ir::{self, FieldIndex, FieldRef, KeyField, Source};
use eql_runtime::lineage::LineageSet;
use eql_runtime::sequence::{Captures, KeySink, PredicateSet, Stages, Tiebreaker};
use eql_runtime::{Event, Reading, Timestamp, leaf};

/// The conditions and keys of a sequence, sample or join, with their matchers built.
#[derive(Debug)]
pub(super) struct PreparedStages {
    pub(super) fields: PreparedFields,
    predicates: Box<[Condition]>,
    key_groups: Box<[Box<[PreparedKey]>]>,
    timestamp: FieldIndex,
    tiebreaker: Option<FieldIndex>,
    captures: CapturePlan,
    pub(super) lineages: Option<PreparedLineages>,
}

#[derive(Debug)]
pub(super) struct PreparedKey {
    value: KeySource,
    reading: Reading,
    optional: bool,
}

#[derive(Debug)]
enum KeySource {
    Field(FieldRef),
    FirstOf(Box<[FieldRef]>),
    Computed(Computation),
    Formula(Formula),
}

impl PreparedStages {
    /// Builds the matchers of the conditions and keys of a rule.
    pub(super) fn prepare(
        rule: &ir::Rule,
        predicates: &[ir::Predicate],
        key_groups: &[ir::KeyGroup],
        captures: CapturePlan,
    ) -> Self {
        Self {
            fields: super::scope::prepare_fields(&rule.fields),
            predicates: predicates.iter().map(Condition::prepare).collect(),
            key_groups: key_groups.iter().map(|group| group.iter().map(PreparedKey::prepare).collect()).collect(),
            timestamp: rule.timestamp,
            tiebreaker: rule.tiebreaker,
            captures,
            lineages: PreparedLineages::prepare(rule),
        }
    }
}

impl PreparedKey {
    /// Builds the matchers of a key.
    pub(super) fn prepare(key: &ir::Key) -> Self {
        let value = match &key.value {
            KeyField::Field(field) => KeySource::Field(*field),
            KeyField::FirstOf(fields) => KeySource::FirstOf(fields.as_slice().into()),
            KeyField::Computed(script) => KeySource::Computed(Computation::prepare(script)),
            KeyField::Formula(formula) => KeySource::Formula(Formula::prepare(formula)),
        };
        Self { value, reading: key.reading, optional: key.optional }
    }

    fn collect<E: Event>(&self, scope: &Scope<'_, E>, out: &mut KeySink) {
        out.column(self.optional);
        let mut collect = |field: FieldRef| {
            let has_value = scope.read(field, |of, name| leaf::push_key(of, name, self.reading, out));
            has_value.unwrap_or(false)
        };
        match &self.value {
            KeySource::Field(field) => {
                collect(*field);
            }
            KeySource::FirstOf(fields) => {
                fields.iter().any(|field| collect(*field));
            }
            KeySource::Formula(formula) => out.push(formula.evaluate(scope)),
            KeySource::Computed(computation) => {
                computation.evaluate(scope, &mut |value| {
                    out.push(value);
                    false
                });
            }
        }
    }
}

impl<E: Event> Stages<E> for PreparedStages {
    fn matched(&self, event: &E, held: LineageSet) -> PredicateSet {
        let scope = Scope::of_event(&self.fields, event, held);
        let mut matched = PredicateSet::EMPTY;
        for (index, condition) in (0..).zip(&self.predicates) {
            matched.set(index, condition.holds(&scope));
        }
        matched
    }

    fn keys(&self, group: u16, event: &E, out: &mut KeySink) {
        let scope = Scope::of_event(&self.fields, event, LineageSet::EMPTY);
        collect_keys(self.key_groups.get(usize::from(group)).map_or(&[], |keys| keys), &scope, out);
    }

    fn timestamp(&self, event: &E) -> Option<Timestamp> {
        timestamp(&Scope::of_event(&self.fields, event, LineageSet::EMPTY), self.timestamp)
    }

    fn tiebreaker(&self, event: &E) -> Option<Tiebreaker> {
        tiebreaker(&Scope::of_event(&self.fields, event, LineageSet::EMPTY), self.tiebreaker?)
    }

    fn capture(&self, event: &E, out: &mut Captures) {
        self.captures.capture(&self.fields, event, out);
    }
}

/// Writes the values of each key, one column a key.
pub(super) fn collect_keys<E: Event>(keys: &[PreparedKey], scope: &Scope<'_, E>, out: &mut KeySink) {
    keys.iter().for_each(|key| key.collect(scope, out));
}

/// Implements `Stages` for a rule that shares a value with a field `stages`.
macro_rules! delegate_stages {
    ($rule:ty) => {
        impl<E: eql_runtime::Event> eql_runtime::sequence::Stages<E> for $rule {
            fn matched(
                &self,
                event: &E,
                held: eql_runtime::lineage::LineageSet,
            ) -> eql_runtime::sequence::PredicateSet {
                self.0.stages.matched(event, held)
            }

            fn lineages(&self) -> Option<&dyn eql_runtime::lineage::Lineages<E>> {
                self.0.stages.lineages.as_ref().map(|lineages| lineages as _)
            }

            fn keys(&self, group: u16, event: &E, out: &mut eql_runtime::sequence::KeySink) {
                self.0.stages.keys(group, event, out);
            }

            fn timestamp(&self, event: &E) -> Option<eql_runtime::Timestamp> {
                self.0.stages.timestamp(event)
            }

            fn tiebreaker(&self, event: &E) -> Option<eql_runtime::sequence::Tiebreaker> {
                self.0.stages.tiebreaker(event)
            }

            fn capture(&self, event: &E, out: &mut eql_runtime::sequence::Captures) {
                self.0.stages.capture(event, out);
            }
        }
    };
}
pub(super) use delegate_stages;

/// The time of an event.
pub(super) fn timestamp<E: Event>(scope: &Scope<'_, E>, field: FieldIndex) -> Option<Timestamp> {
    scope.read(FieldRef { source: Source::Event, field }, leaf::timestamp)?
}

/// What orders an event among those of the same instant.
pub(super) fn tiebreaker<E: Event>(scope: &Scope<'_, E>, field: FieldIndex) -> Option<Tiebreaker> {
    scope.read(FieldRef { source: Source::Event, field }, leaf::tiebreaker)?
}
