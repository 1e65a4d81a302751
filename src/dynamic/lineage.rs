//! Lineages on the runtime's tracker.

use super::predicate::Condition;
use super::scope::{PreparedFields, Scope, prepare_fields};
use super::stages::{PreparedKey, collect_keys};
use eql_compiler::ir::{self, Fingerprint};
use eql_runtime::Event;
use eql_runtime::lineage::{Kin, LineageSet, Lineages, Relation, Tracked};
use eql_runtime::sequence::KeySink;
use std::sync::Arc;

/// A rule about single events that asks for lineages; clones share its matchers.
#[derive(Clone, Debug)]
pub struct LineageRule(Arc<PreparedLineageRule>);

#[derive(Debug)]
struct PreparedLineageRule {
    condition: Condition,
    lineages: PreparedLineages,
    fingerprint: Fingerprint,
}

/// The lineages of a rule, with their matchers built.
#[derive(Debug)]
pub(super) struct PreparedLineages {
    fields: PreparedFields,
    relations: Box<[Relation]>,
    sources: Box<[Condition]>,
    kin: PreparedKin,
    ended: Condition,
    booted: Condition,
}

/// How the processes of an event are read.
#[derive(Debug)]
pub(super) struct PreparedKin {
    own: Box<[PreparedKey]>,
    parent: Box<[PreparedKey]>,
    ancestors: Box<[PreparedKey]>,
}

impl PreparedKin {
    pub(super) fn prepare(own: &ir::KeyGroup, parent: &ir::KeyGroup, ancestors: &ir::KeyGroup) -> Self {
        let keys = |group: &ir::KeyGroup| group.iter().map(PreparedKey::prepare).collect();
        Self { own: keys(own), parent: keys(parent), ancestors: keys(ancestors) }
    }

    /// Writes the processes that an event names.
    pub(super) fn collect<E: Event>(&self, kin: Kin, scope: &Scope<'_, E>, out: &mut KeySink) {
        let group = match kin {
            Kin::Own => &self.own,
            Kin::Parent => &self.parent,
            Kin::Ancestors => &self.ancestors,
        };
        collect_keys(group, scope, out);
    }
}

impl LineageRule {
    /// Builds the matchers of an event rule, if it asks for lineages.
    pub(super) fn prepare(rule: &ir::Rule, predicate: &ir::Predicate, fingerprint: Fingerprint) -> Option<Self> {
        let lineages = PreparedLineages::prepare(rule)?;
        let condition = Condition::prepare(predicate);
        Some(Self(Arc::new(PreparedLineageRule { condition, lineages, fingerprint })))
    }
}

impl Tracked for LineageRule {
    fn fingerprint(&self) -> u64 {
        self.0.fingerprint.as_u64()
    }
}

impl<E: Event> eql_runtime::lineage::LineageRule<E> for LineageRule {
    fn lineages(&self) -> &dyn Lineages<E> {
        &self.0.lineages
    }

    fn matches_in(&self, event: &E, held: LineageSet) -> bool {
        self.0.condition.holds(&Scope::of_event(&self.0.lineages.fields, event, held))
    }
}

impl PreparedLineages {
    /// Builds the matchers of the lineages of a rule, if it has any.
    pub(super) fn prepare(rule: &ir::Rule) -> Option<Self> {
        let lineages = rule.lineages.as_ref()?;
        Some(Self {
            fields: prepare_fields(&rule.fields),
            relations: lineages.list.iter().map(|lineage| lineage.relation).collect(),
            sources: lineages.list.iter().map(|lineage| Condition::prepare(&lineage.source)).collect(),
            kin: PreparedKin::prepare(&lineages.own, &lineages.parent, &lineages.ancestors),
            ended: Condition::prepare(&lineages.ended),
            booted: Condition::prepare(&lineages.booted),
        })
    }
}

impl<E: Event> Lineages<E> for PreparedLineages {
    fn relations(&self) -> &[Relation] {
        &self.relations
    }

    fn is_source(&self, lineage: u16, event: &E, held: LineageSet) -> bool {
        let scope = Scope::of_event(&self.fields, event, held);
        self.sources.get(usize::from(lineage)).is_some_and(|source| source.holds(&scope))
    }

    fn processes(&self, kin: Kin, event: &E, out: &mut KeySink) {
        self.kin.collect(kin, &Scope::of_event(&self.fields, event, LineageSet::EMPTY), out);
    }

    fn has_ended(&self, event: &E) -> bool {
        self.ended.holds(&Scope::of_event(&self.fields, event, LineageSet::EMPTY))
    }

    fn has_booted(&self, event: &E) -> bool {
        self.booted.holds(&Scope::of_event(&self.fields, event, LineageSet::EMPTY))
    }
}
