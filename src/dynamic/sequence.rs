//! Sequences on the runtime's machine.

use super::capture::CapturePlan;
use super::predicate::Condition;
use super::scope::{Scope, StageEvents};
use super::stages::{PreparedStages, delegate_stages};
use eql_compiler::ir::{self, Fingerprint};
use eql_runtime::Element;
use eql_runtime::sequence::{Captures, Sequence, SequenceMode, SequencePlan, SequencePlanBuf, StagePlan, UntilPlan};
use std::sync::Arc;

/// A sequence rule whose matchers are built; clones share them.
#[derive(Clone, Debug)]
pub struct SequenceRule(Arc<PreparedSequence>);

#[derive(Debug)]
struct PreparedSequence {
    stages: PreparedStages,
    plan: SequencePlanBuf,
    /// The part of each stage's condition that reads earlier stages; `with runs` written out.
    bounds: Box<[Option<Arc<Condition>>]>,
    /// Where each stage as written ends up once `with runs` is written out: its last repetition.
    positions: Box<[usize]>,
    fingerprint: Fingerprint,
}

impl SequenceRule {
    /// Builds the matchers of a sequence.
    pub(super) fn prepare(rule: &ir::Rule, sequence: &ir::Sequence, fingerprint: Fingerprint) -> Self {
        let (mut plans, mut bounds, mut positions) = (Vec::new(), Vec::new(), Vec::new());
        let mut captures = CapturePlan::default();
        for stage in &sequence.stages {
            captures.add(&stage.captures);
            let bound = stage.bound.as_ref().map(|bound| Arc::new(Condition::prepare(bound)));
            for _ in 0..stage.runs {
                plans.push(StagePlan {
                    predicate: stage.predicate.0,
                    keys: stage.keys.0,
                    missing: stage.missing,
                    fork: stage.fork,
                    bound: bound.is_some(),
                });
                bounds.push(bound.clone());
            }
            positions.push(plans.len().saturating_sub(1));
        }
        let plan = SequencePlanBuf {
            stages: plans,
            until: sequence.until.as_ref().map(|until| UntilPlan { predicate: until.predicate.0, keys: until.keys.0 }),
            maxspan: sequence.maxspan,
            hidden_keys: hidden_keys(&sequence.key_groups),
            mode: if sequence.endgame { SequenceMode::ENDGAME } else { SequenceMode::STANDARD },
        };
        let stages = PreparedStages::prepare(rule, &sequence.predicates, &sequence.key_groups, captures);
        let (bounds, positions) = (bounds.into(), positions.into());
        Self(Arc::new(PreparedSequence { stages, plan, bounds, positions, fingerprint }))
    }
}

/// How many key columns, from the first, are not shown.
pub(super) fn hidden_keys(groups: &[ir::KeyGroup]) -> u16 {
    let hidden = groups.first().map_or(0, |group| group.iter().take_while(|key| key.hidden).count());
    u16::try_from(hidden).unwrap_or(u16::MAX)
}

impl Sequence for SequenceRule {
    fn plan(&self) -> SequencePlan<'_> {
        self.0.plan.as_plan()
    }

    fn fingerprint(&self) -> u64 {
        self.0.fingerprint.as_u64()
    }

    fn bound<'c>(&self, stage: usize, own: &Captures, alias: &dyn Fn(usize) -> Option<&'c Captures>) -> bool {
        let Some(Some(condition)) = self.0.bounds.get(stage) else { return true };
        let earlier = EarlierStages { positions: &self.0.positions, alias };
        let fields = &self.0.stages.fields;
        condition.holds(&Scope { fields, event: own, element: None, stages: &earlier, held: own.held() })
    }
}

/// The events of earlier stages, as the machine has kept them.
struct EarlierStages<'a, 'c> {
    positions: &'a [usize],
    alias: &'a dyn Fn(usize) -> Option<&'c Captures>,
}

impl StageEvents for EarlierStages<'_, '_> {
    fn stage_event(&self, stage: u8) -> Option<&dyn Element> {
        let position = self.positions.get(usize::from(stage))?;
        (self.alias)(*position).map(|captures| captures as &dyn Element)
    }
}

delegate_stages!(SequenceRule);
