//! Runs generated rules over the documents of a case, as a search does.

use eql_conformance::case::ABSENT;
use eql_conformance::{Case, Outcome, record_text};
use eql_runtime::join::{Join, JoinLimits, Joiner};
use eql_runtime::limits::{End, Pipe, Window};
use eql_runtime::lineage::{LineageRule, LineageSet, Tracker};
use eql_runtime::ops::text::string;
use eql_runtime::pipes::{Pipeline, Row, Snapshot};
use eql_runtime::sample::{Sample, SampleLimits, Sampler};
use eql_runtime::sequence::{
    Detector, Evaluation, KeyValue, Limits, Match, Ordinal, SequenceRule, Stages, evaluate, match_hits,
};
use eql_runtime::{FieldBuf, Rule, Scalar, leaf};
use serde_json::Value;

// Rules come as trait objects where they can: what is the same for all cases is then compiled once.

/// Runs an event rule; `fields` are those of the time and of the tiebreaker.
pub(crate) fn event(case: &Case, rule: &dyn Rule<Value>, fields: [&str; 2], pipes: Pipes<'_>) -> Outcome {
    let hits = in_order(case, fields).into_iter().filter(|(_, document)| rule.matches(document));
    let hits = hits.map(|(_, document)| Hit { ids: vec![case.index.id(document)], keys: Vec::new() });
    results(case, pipes, hits.collect())
}

/// The documents by time, those without one last.
fn in_order<'c>(case: &'c Case, fields: [&str; 2]) -> Vec<(Option<Ordinal>, &'c Value)> {
    let [timestamp, tiebreaker] = fields.map(FieldBuf::new);
    let documents = (0..).zip(&case.index.documents).map(|(arrival, document)| {
        let ordinal = leaf::timestamp(document, &timestamp.as_field()).map(|time| Ordinal {
            time,
            tiebreaker: leaf::tiebreaker(document, &tiebreaker.as_field()),
            arrival,
        });
        (ordinal, document)
    });
    let mut documents: Vec<_> = documents.collect();
    documents.sort_by(|(a, _), (b, _)| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
    documents
}

/// Runs an event rule that asks for lineages; `fields` are those of the time and of the tiebreaker.
pub(crate) fn lineage(case: &Case, rule: impl LineageRule<Value>, fields: [&str; 2], pipes: Pipes<'_>) -> Outcome {
    let mut tracker = Tracker::new(rule);
    let hits = in_order(case, fields).into_iter().filter(|(_, document)| tracker.matches(*document));
    let hits = hits.map(|(_, document)| Hit { ids: vec![case.index.id(document)], keys: Vec::new() });
    results(case, pipes, hits.collect())
}

/// Runs a sequence that asks for lineages.
pub(crate) fn lineage_sequence(
    case: &Case,
    rule: impl SequenceRule<Value>,
    fields: [&str; 2],
    pipes: Pipes<'_>,
) -> Outcome {
    let mut detector = Detector::with_limits(rule, Limits::FINITE);
    let documents = in_order(case, fields).into_iter();
    let mut matches: Vec<Match<i64>> =
        documents.flat_map(|(_, document)| detector.push(document, case.index.id(document))).collect();
    matches.extend(detector.flush());
    results(case, pipes, matches.into_iter().map(Hit::of_match).collect())
}

/// Runs a sequence.
pub(crate) fn sequence(case: &Case, rule: &dyn SequenceRule<Value>, pipes: Pipes<'_>) -> Outcome {
    let limits = Limits::FINITE;
    let evaluated = (0..).zip(&case.index.documents).map(|(arrival, document)| {
        evaluate(rule, document, LineageSet::EMPTY, arrival, limits.key_tuples_per_event, || case.index.id(document))
    });
    let hits = evaluated.filter_map(|evaluation| match evaluation {
        Evaluation::Hit(hit) => Some(hit),
        Evaluation::Irrelevant | Evaluation::NoTimestamp => None,
    });
    let (matches, _) = match_hits(rule, hits.collect(), limits);
    results(case, pipes, matches.into_iter().map(Hit::of_match).collect())
}

/// Runs a sample.
pub(crate) fn sample(case: &Case, rule: impl Sample + Stages<Value>) -> Outcome {
    let size = usize::try_from(case.size).unwrap_or(usize::MAX);
    let limits = SampleLimits { size, per_key: case.max_samples_per_key, ..SampleLimits::DEFAULT };
    let mut sampler = Sampler::new(rule, limits);
    for document in &case.index.documents {
        sampler.push(document, case.index.id(document));
    }
    outcome(sampler.finish().into_iter().map(Hit::of_match).map(plain).collect())
}

/// Runs a join.
pub(crate) fn join(case: &Case, rule: impl Join + Stages<Value>, pipes: Pipes<'_>) -> Outcome {
    let mut joiner = Joiner::new(rule, JoinLimits { ttl: i64::MAX, ..JoinLimits::DEFAULT });
    let documents = case.index.documents.iter();
    let matches = documents.flat_map(|document| joiner.push(document, case.index.id(document)));
    results(case, pipes, matches.map(Hit::of_match).collect())
}

/// What stands behind a query.
pub(crate) enum Pipes<'p> {
    /// Pipes that only limit the results.
    Limits(&'p [Pipe]),
    /// Any others.
    Pipeline(Pipeline<'static>),
}

/// One result: its events and join keys.
struct Hit {
    ids: Vec<i64>,
    keys: Vec<String>,
}

impl Hit {
    fn of_match(found: Match<i64>) -> Self {
        let ids = found.events.iter().map(|id| id.unwrap_or(ABSENT)).collect();
        Self { ids, keys: found.keys().iter().map(key_text).collect() }
    }
}

/// Applies the pipes and the size of the request.
fn results(case: &Case, pipes: Pipes<'_>, hits: Vec<Hit>) -> Outcome {
    let window = |limits: &[Pipe]| Window::new(case.size, End::Tail, limits);
    outcome(match pipes {
        Pipes::Limits(limits) => window(limits).select(hits).into_iter().map(plain).collect(),
        Pipes::Pipeline(pipeline) => {
            let rows = hits.into_iter().map(|hit| {
                let document = |id: &i64| case.index.documents.iter().find(|document| case.index.id(document) == *id);
                let fields = || pipeline.fields.iter().copied();
                let snapshot = |id| document(id).map(|document| Snapshot::of(document, fields())).unwrap_or_default();
                let snapshots = hit.ids.iter().map(snapshot).collect();
                Row::new(hit, snapshots)
            });
            window(&[]).select(pipeline.run(rows.collect()))
        }
    })
}

fn plain(hit: Hit) -> Row<Hit> {
    Row::new(hit, Vec::new())
}

fn outcome(rows: Vec<Row<Hit>>) -> Outcome {
    let mut outcome = Outcome::default();
    for row in rows {
        outcome.records.extend(record_text(&row.record));
        if let Some(hit) = row.result {
            outcome.ids.extend(hit.ids);
            outcome.join_keys.extend(hit.keys);
        }
    }
    outcome
}

/// A join key as Elasticsearch shows it.
fn key_text(key: &KeyValue) -> String {
    match key.as_scalar().as_ref().map(string) {
        Some(Scalar::Str(text)) => text.into_owned(),
        _ => "null".to_owned(),
    }
}
