//! Whether a rule fires on some documents, as a search over them.

use eql_runtime::Rule;
use eql_runtime::lineage::{LineageLimits, LineageRule, Processes, Tracker};
use eql_runtime::sample::{Sample, SampleLimits, Sampler};
use eql_runtime::sequence::{Evaluation, Limits, SequenceRule, Stages, evaluate, match_hits};
use serde_json::Value;

// Rules come as trait objects where they can: what is the same for all of them is then compiled once.

/// Whether an event rule matches one of them.
#[must_use]
pub fn event(rule: &dyn Rule<Value>, docs: &[Value]) -> bool {
    docs.iter().any(|document| rule.matches(document))
}

/// Whether an event rule that asks for lineages matches one of them; they are in the order of time.
#[must_use]
pub fn lineage(rule: impl LineageRule<Value>, docs: &[Value]) -> bool {
    let mut tracker = Tracker::new(rule);
    docs.iter().filter(|document| tracker.matches(*document)).count() > 0
}

/// Whether they hold a sequence; where it asks for lineages they are in the order of time.
#[must_use]
pub fn sequence(rule: &dyn SequenceRule<Value>, docs: &[Value]) -> bool {
    let limits = Limits::FINITE;
    let mut processes = Processes::new(LineageLimits::FINITE);
    let evaluated = (0..).zip(docs).map(|(arrival, document)| {
        let held = processes.observe(rule.lineages(), document);
        evaluate(rule, document, held, arrival, limits.key_tuples_per_event, || arrival)
    });
    let hits = evaluated.filter_map(|evaluation| match evaluation {
        Evaluation::Hit(hit) => Some(hit),
        Evaluation::Irrelevant | Evaluation::NoTimestamp => None,
    });
    !match_hits(rule, hits.collect(), limits).0.is_empty()
}

/// Whether they hold a sample.
#[must_use]
pub fn sample(rule: impl Sample + Stages<Value>, docs: &[Value]) -> bool {
    let mut sampler = Sampler::new(rule, SampleLimits::DEFAULT);
    for (id, document) in docs.iter().enumerate() {
        sampler.push(document, id);
    }
    !sampler.finish().is_empty()
}
