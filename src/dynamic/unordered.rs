//! Samples and joins on the runtime's collectors.

use super::capture::CapturePlan;
use super::stages::{PreparedStages, delegate_stages};
use eql_compiler::ir::{self, Fingerprint, KeyGroupIndex, PredicateIndex};
use eql_runtime::join::{Join, JoinPlan};
use eql_runtime::sample::{Filter, Sample, SamplePlan};
use eql_runtime::sequence::KeyMode;
use std::sync::Arc;

/// A sample rule whose matchers are built; clones share them.
#[derive(Clone, Debug)]
pub struct SampleRule(Arc<PreparedSample>);

#[derive(Debug)]
struct PreparedSample {
    stages: PreparedStages,
    filters: Box<[Filter]>,
    fingerprint: Fingerprint,
}

/// A join rule whose matchers are built; clones share them.
#[derive(Clone, Debug)]
pub struct JoinRule(Arc<PreparedJoin>);

#[derive(Debug)]
struct PreparedJoin {
    stages: PreparedStages,
    cells: Box<[Filter]>,
    until: Option<Filter>,
    fingerprint: Fingerprint,
}

impl SampleRule {
    /// Builds the matchers of a sample.
    pub(super) fn prepare(rule: &ir::Rule, sample: &ir::Sample, fingerprint: Fingerprint) -> Self {
        let stages = PreparedStages::prepare(rule, &sample.predicates, &sample.key_groups, CapturePlan::default());
        Self(Arc::new(PreparedSample { stages, filters: sample.filters.iter().map(filter).collect(), fingerprint }))
    }
}

impl JoinRule {
    /// Builds the matchers of a join.
    pub(super) fn prepare(rule: &ir::Rule, join: &ir::Join, fingerprint: Fingerprint) -> Self {
        let stages = PreparedStages::prepare(rule, &join.predicates, &join.key_groups, CapturePlan::default());
        let cells = join.cells.iter().map(filter).collect();
        let until = join.until.as_ref().map(|until| filter(&(until.predicate, until.keys)));
        Self(Arc::new(PreparedJoin { stages, cells, until, fingerprint }))
    }
}

fn filter((predicate, keys): &(PredicateIndex, KeyGroupIndex)) -> Filter {
    Filter { predicate: predicate.0, keys: keys.0 }
}

impl Sample for SampleRule {
    fn plan(&self) -> SamplePlan<'_> {
        SamplePlan { filters: &self.0.filters, keys: KeyMode::STANDARD }
    }

    fn fingerprint(&self) -> u64 {
        self.0.fingerprint.as_u64()
    }
}

impl Join for JoinRule {
    fn plan(&self) -> JoinPlan<'_> {
        JoinPlan { cells: &self.0.cells, until: self.0.until, keys: KeyMode::ENDGAME }
    }

    fn fingerprint(&self) -> u64 {
        self.0.fingerprint.as_u64()
    }
}

delegate_stages!(SampleRule);
delegate_stages!(JoinRule);
