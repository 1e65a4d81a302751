//! A plan taken apart: which stages events fill, and where others must be missing.

use super::plan::{PredicateSet, SequencePlan, StagePlan, UntilPlan};

/// The stages of a plan by what the machine does with them. Positions count the stages that events fill.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// The stages that events fill, with their index among all stages.
    pub(super) positives: Vec<(usize, StagePlan)>,
    /// What must be missing before the first event.
    pub(super) leading: Vec<StagePlan>,
    /// What must be missing between two events, with the position of the earlier one.
    pub(super) gaps: Vec<(usize, StagePlan)>,
    /// What must be missing after the last event.
    pub(super) trailing: Vec<StagePlan>,
    pub(super) until: Option<UntilPlan>,
    /// The predicates of events that leave something behind where nothing was: they begin a match, or stand in the way of
    /// one that begins later.
    pub(super) beginning: PredicateSet,
    /// The key groups by which events of the other predicates are looked for, with those predicates.
    pub(super) others: Vec<(u16, PredicateSet)>,
    /// The number of all stages.
    pub(super) stages: usize,
}

impl Shape {
    pub(super) fn of(plan: &SequencePlan<'_>) -> Self {
        let positive_count = plan.stages.iter().filter(|stage| !stage.missing).count();
        let mut shape = Self {
            positives: Vec::with_capacity(positive_count),
            leading: Vec::new(),
            gaps: Vec::new(),
            trailing: Vec::new(),
            until: plan.until,
            beginning: PredicateSet::EMPTY,
            others: Vec::new(),
            stages: plan.stages.len(),
        };
        for (index, stage) in plan.stages.iter().enumerate() {
            match (stage.missing, shape.positives.len()) {
                (false, _) => shape.positives.push((index, *stage)),
                (true, 0) => shape.leading.push(*stage),
                (true, filled) if filled == positive_count => shape.trailing.push(*stage),
                (true, filled) => shape.gaps.push((filled - 1, *stage)),
            }
        }
        // `![ … ] with runs=3` asks the same thing three times.
        shape.leading.dedup();
        shape.gaps.dedup();
        shape.trailing.dedup();
        for stage in shape.leading.iter().chain(shape.positives.first().map(|(_, stage)| stage)) {
            shape.beginning.set(stage.predicate, true);
        }
        let until = plan.until.map(|until| (until.predicate, until.keys));
        let all = plan.stages.iter().map(|stage| (stage.predicate, stage.keys)).chain(until);
        for (predicate, group) in all {
            if !shape.beginning.contains(predicate) {
                shape.add_other(predicate, group);
            }
        }
        shape
    }

    fn add_other(&mut self, predicate: u16, group: u16) {
        match self.others.iter_mut().find(|(other, _)| *other == group) {
            Some((_, predicates)) => predicates.set(predicate, true),
            None => {
                let mut predicates = PredicateSet::EMPTY;
                predicates.set(predicate, true);
                self.others.push((group, predicates));
            }
        }
    }

    /// The stage that an event fills after `position`.
    pub(super) fn next(&self, position: usize) -> Option<&StagePlan> {
        self.positives.get(position + 1).map(|(_, stage)| stage)
    }

    pub(super) fn last_position(&self) -> usize {
        self.positives.len().saturating_sub(1)
    }
}
