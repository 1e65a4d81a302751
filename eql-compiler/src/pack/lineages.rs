//! The lineages of all rules, followed together.

use super::intern::Interner;
use crate::ir::{Fields, KeyGroup, Lineages, Predicate, Query, Rule, TestKind};
use eql_runtime::lineage::LineageSet;
use eql_runtime::pack::{Instruction, SharedLineages, Unit};

/// How the processes of an event are read, and the lineages that follow from them.
#[derive(Clone, Debug)]
pub struct PackLineages {
    /// The process of an event, with the fields of the plan.
    pub own: KeyGroup,
    /// Its parent, likewise.
    pub parent: KeyGroup,
    /// Its ancestors, likewise.
    pub ancestors: KeyGroup,
    /// The lineages.
    pub shared: SharedLineages,
    /// The rule whose events have the time by which processes are followed.
    pub first_rule: u32,
    /// The paths of the fields of the time and of the tiebreaker.
    order: (String, Option<String>),
}

/// The lineages so far, and the units of their inner queries.
#[derive(Debug, Default)]
pub(super) struct LineageInterner {
    pub(super) found: Option<PackLineages>,
    pub(super) sources: Vec<Unit>,
}

impl LineageInterner {
    /// The places of a rule's lineages among those that are shared; nothing if the rule has to follow its own: because it
    /// tells processes apart or orders events in another way than the rules before, asks for a lineage where only the
    /// rule itself can answer, or asks for more than there is room for.
    pub(super) fn share(&mut self, number: u32, rule: &Rule, interner: &mut Interner) -> Option<Vec<u16>> {
        let lineages = rule.lineages.as_ref()?;
        if !can_share(rule) || self.sources.len() + lineages.list.len() > usize::from(LineageSet::CAPACITY) {
            return None;
        }
        let read = PackLineages::read(number, rule, lineages, interner);
        match &mut self.found {
            None => self.found = Some(read),
            Some(found) if found.reads_as(&read) => {}
            Some(_) => return None,
        }
        let mut places = Vec::with_capacity(lineages.list.len());
        for lineage in &lineages.list {
            let condition = interner.condition(&lineage.source, &rule.fields, &places);
            places.push(self.intern(lineage.relation, condition)?);
        }
        Some(places)
    }

    fn intern(&mut self, relation: crate::ir::Relation, condition: Instruction) -> Option<u16> {
        let shared = &mut self.found.as_mut()?.shared;
        let mut known = shared.relations.iter().zip(&self.sources);
        let place = known.position(|(&other, source)| other == relation && source.condition == condition);
        let place = place.unwrap_or(self.sources.len());
        let index = u16::try_from(place).ok()?;
        if place == self.sources.len() {
            shared.relations.push(relation);
            self.sources.push(Unit { rule: Unit::NO_RULE, predicate: index, guards: 0, always: false, condition });
        }
        Some(index)
    }
}

impl PackLineages {
    fn read(number: u32, rule: &Rule, lineages: &Lineages, interner: &mut Interner) -> Self {
        let mut group = |group: &KeyGroup| in_plan(group, &rule.fields, interner);
        let (own, parent, ancestors) = (group(&lineages.own), group(&lineages.parent), group(&lineages.ancestors));
        let ended = interner.condition(&lineages.ended, &rule.fields, &[]);
        let booted = interner.condition(&lineages.booted, &rule.fields, &[]);
        let path = |field| rule.fields.path(field).to_owned();
        let order = (path(rule.timestamp), rule.tiebreaker.map(path));
        let shared = SharedLineages { relations: Vec::new(), ended, booted };
        Self { own, parent, ancestors, shared, first_rule: number, order }
    }

    fn reads_as(&self, other: &Self) -> bool {
        let ends = |read: &Self| [read.shared.ended.clone(), read.shared.booted.clone()];
        self.own == other.own
            && self.parent == other.parent
            && self.ancestors == other.ancestors
            && self.order == other.order
            && ends(self) == ends(other)
    }
}

/// The keys with the fields of the plan.
fn in_plan(group: &KeyGroup, fields: &Fields, interner: &mut Interner) -> KeyGroup {
    let mut group = group.clone();
    for key in &mut group {
        key.visit_fields_mut(&mut |field| interner.place(field, fields));
    }
    group
}

/// Whether all that the rule asks for lineages is part of conditions that a pack evaluates.
fn can_share(rule: &Rule) -> bool {
    let stages = match &rule.query {
        Query::Event(_) => &[][..],
        Query::Sequence(sequence) => &sequence.stages,
        Query::Sample(_) | Query::Join(_) => return false,
    };
    let bound = stages.iter().filter_map(|stage| stage.bound.as_ref());
    !bound.into_iter().any(|bound| asks(bound, false)) && !rule.predicates().any(|predicate| asks(predicate, true))
}

/// Whether a condition asks for a lineage; `inside` array searches alone, or anywhere.
fn asks(predicate: &Predicate, inside: bool) -> bool {
    match predicate {
        Predicate::Const(_) => false,
        Predicate::And(operands) | Predicate::Or(operands) => operands.iter().any(|operand| asks(operand, inside)),
        Predicate::Not(operand) => asks(operand, inside),
        Predicate::Test(test) => match &test.kind {
            TestKind::Lineage(_) => !inside,
            TestKind::Elements { body, .. } => asks(body, false),
            _ => false,
        },
    }
}
