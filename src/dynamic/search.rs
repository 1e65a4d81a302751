//! Searches over a finite set of events: what `eqlc query` and Elasticsearch's EQL search do.

use super::Rule;
use super::deferred::Deferred;
use super::lineage::LineageRule;
use super::rule::PreparedQuery;
use super::sequence::SequenceRule;
use super::unordered::{JoinRule, SampleRule};
use eql_runtime::Event;
use eql_runtime::join::{JoinLimits, Joiner};
use eql_runtime::limits::{End, Window};
use eql_runtime::lineage::{LineageLimits, LineageSet, Processes, Tracker};
use eql_runtime::pipes::{Record, Row, Snapshot};
use eql_runtime::sample::{SampleLimits, Sampler};
use eql_runtime::sequence::{
    Evaluation, Hit, KeyValue, Limits, Match, Ordinal, PredicateSet, Span, Stages, evaluate, evaluate_matched,
    match_hits,
};

/// What is asked of a search besides its rule; the defaults ask for everything.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SearchOptions {
    /// The most results (Elasticsearch's `size`); pipes cannot exceed it.
    pub size: Option<u64>,
    /// From which end results are taken where there are more, unless a pipe decides (`result_position`).
    pub position: End,
    /// The most samples of one key.
    pub samples_per_key: usize,
    /// The caps on the state of a sequence; by default those for a finite set of events.
    pub limits: Limits,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self { size: None, position: End::Tail, samples_per_key: 1, limits: Limits::FINITE }
    }
}

/// One result of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<Id> {
    /// The event; of a rule over several events, that of each stage, `None` where the rule asks for the absence of one.
    pub events: Box<[Option<Id>]>,
    /// The values that join the events, in the order in which the rule names the keys.
    pub keys: Box<[KeyValue]>,
    /// When it happened; `None` for samples, for single events without a time, and for what a pipe has counted.
    pub span: Option<Span>,
    /// The fields that pipes have made (`count`, `percent` …). Where a `count` stands for several results, it has no events.
    pub record: Record,
}

/// A search in progress: events are pushed in any order, results come at the end.
///
/// Only events that take part are kept, by their id; of a rule with `descendant of` and its like, all that it can ask of
/// every event, because what it answers depends on the earlier ones.
///
/// ```
/// use eql::dynamic::{CompileOptions, Rule, Search, SearchOptions};
/// use serde_json::json;
///
/// let rule = Rule::compile("sequence by user [any where a == 1] [any where a == 2]", &CompileOptions::default())?;
/// let mut search = Search::new(&rule, SearchOptions::default());
/// search.push(&json!({"@timestamp": 20, "user": "x", "a": 2}), "second");
/// search.push(&json!({"@timestamp": 10, "user": "x", "a": 1}), "first");
/// let found = search.finish();
/// assert_eq!(*found[0].events, [Some("first"), Some("second")]);
/// # Ok::<(), eql::dynamic::Diagnostics>(())
/// ```
#[derive(Debug)]
pub struct Search<Id> {
    rule: Rule,
    options: SearchOptions,
    arrivals: u64,
    without_time: u64,
    /// Events that wait for the earlier ones.
    deferred: Option<Deferred<Id>>,
    state: State<Kept<Id>>,
}

/// An event that takes part: what stands for it, and what pipes read of it.
#[derive(Clone, Debug)]
struct Kept<Id> {
    id: Id,
    snapshot: Snapshot,
}

#[derive(Debug)]
enum State<Id> {
    Events(Vec<(Option<Ordinal>, Id)>),
    Tracked(Tracker<LineageRule>, Vec<(Option<Ordinal>, Id)>),
    Sequence(SequenceRule, Processes, Vec<Hit<Id>>),
    Sample(Sampler<SampleRule, Id>),
    Join(Joiner<JoinRule, Id>, Vec<Match<Id>>),
}

impl<Id: Clone> Search<Id> {
    /// A search that has seen no event.
    #[must_use]
    pub fn new(rule: &Rule, options: SearchOptions) -> Self {
        let lineage_limits = LineageLimits { max_processes: options.limits.max_processes };
        let state = match rule.query() {
            PreparedQuery::Event(_) => State::Events(Vec::new()),
            PreparedQuery::Lineage(rule) => {
                State::Tracked(Tracker::with_limits(rule.clone(), lineage_limits), Vec::new())
            }
            PreparedQuery::Sequence(sequence) => {
                State::Sequence(sequence.clone(), Processes::new(lineage_limits), Vec::new())
            }
            PreparedQuery::Sample(sample) => {
                let limits = SampleLimits {
                    size: options.size.map_or(usize::MAX, |size| usize::try_from(size).unwrap_or(usize::MAX)),
                    per_key: options.samples_per_key,
                    key_tuples_per_event: options.limits.key_tuples_per_event,
                    ..SampleLimits::DEFAULT
                };
                State::Sample(Sampler::new(sample.clone(), limits))
            }
            PreparedQuery::Join(join) => {
                // A finite set of events needs no time limit.
                let limits = JoinLimits { max_keys: options.limits.max_keys, ttl: i64::MAX, ..JoinLimits::DEFAULT };
                State::Join(Joiner::new(join.clone(), limits), Vec::new())
            }
        };
        let deferred = rule.ir().lineages.as_ref().map(|_| Deferred::new(rule.ir()));
        Self { rule: rule.clone(), options, arrivals: 0, without_time: 0, deferred, state }
    }

    /// Takes an event. `id` stands for it in the results.
    pub fn push<E: Event>(&mut self, event: &E, id: Id) {
        self.take_or_defer(event, None, self.arrivals, id);
    }

    /// [`push`](Self::push) where it is known already which of the rule's predicates the event satisfies, and that it is
    /// the `arrival`th of its stream: what a [`Pack`](super::Pack) finds out for many rules together. Events that satisfy
    /// none may be passed over. A rule with `descendant of` and its like finds out itself, and has to be shown every event.
    pub fn push_matched<E: Event>(&mut self, event: &E, matched: PredicateSet, arrival: u64, id: Id) {
        self.take_or_defer(event, Some(matched), arrival, id);
    }

    fn take_or_defer<E: Event>(&mut self, event: &E, known: Option<PredicateSet>, arrival: u64, id: Id) {
        self.arrivals = arrival + 1;
        match &mut self.deferred {
            Some(deferred) => {
                let has_time = deferred.keep(&self.rule, event, arrival, id);
                self.without_time += u64::from(!has_time && matches!(self.state, State::Sequence(..)));
            }
            None => self.take(event, known.unwrap_or_else(|| self.rule.matched(event)), arrival, id),
        }
    }

    /// Takes an event in its turn; a rule with lineages finds out itself what it satisfies.
    fn take<E: Event>(&mut self, event: &E, matched: PredicateSet, arrival: u64, id: Id) {
        let may_match = self.rule.ir().lineages.is_some() || !matched.is_empty();
        let pipes = self.rule.pipes().filter(|_| may_match);
        let id = Kept { id, snapshot: pipes.map(|pipes| pipes.snapshot(event)).unwrap_or_default() };
        match &mut self.state {
            State::Events(hits) => {
                if !matched.is_empty() {
                    hits.push((self.rule.ordinal(event, arrival), id));
                }
            }
            State::Tracked(tracker, hits) => {
                if tracker.matches(event) {
                    hits.push((self.rule.ordinal(event, arrival), id));
                }
            }
            State::Sequence(sequence, processes, hits) => {
                let key_tuples = self.options.limits.key_tuples_per_event;
                let evaluation = match sequence.lineages() {
                    Some(lineages) => {
                        let held = processes.observe(Some(lineages), event);
                        evaluate(sequence, event, held, arrival, key_tuples, || id)
                    }
                    None => evaluate_matched(sequence, event, LineageSet::EMPTY, matched, arrival, key_tuples, || id),
                };
                match evaluation {
                    Evaluation::Hit(hit) => hits.push(hit),
                    Evaluation::NoTimestamp => self.without_time += 1,
                    Evaluation::Irrelevant => {}
                }
            }
            State::Sample(sampler) => sampler.push_matched(event, matched, id),
            State::Join(joiner, matches) => matches.extend(joiner.push_matched(event, matched, arrival, id)),
        }
    }

    /// How many events would have taken part in a sequence but have no time. Of a rule with `descendant of` and its like,
    /// every event without a time counts: which take part is known at the end.
    #[must_use]
    pub fn without_time(&self) -> u64 {
        self.without_time
    }

    /// The results, in the order of `sequences.md` §10.3: events by time, sequences by their last event, samples by key.
    #[must_use]
    pub fn finish(mut self) -> Vec<Found<Id>> {
        for (arrival, event, id) in self.deferred.take().into_iter().flat_map(Deferred::in_order) {
            self.take(&event, PredicateSet::EMPTY, arrival, id);
        }
        let found: Vec<Found<Kept<Id>>> = match self.state {
            State::Events(hits) | State::Tracked(_, hits) => in_order(hits).into_iter().map(Found::of_event).collect(),
            State::Sequence(sequence, _, hits) => {
                let (matches, _) = match_hits(&sequence, hits, self.options.limits);
                matches.into_iter().map(Found::of_match).collect()
            }
            // A sample knows the size of the result itself.
            State::Sample(sampler) => return sampler.finish().into_iter().map(Found::of_match).map(shown).collect(),
            State::Join(_, matches) => matches.into_iter().map(Found::of_match).collect(),
        };
        let limits = self.rule.ir().limits().unwrap_or_default();
        let window = Window::new(self.options.size.unwrap_or(u64::MAX), self.options.position, &limits);
        let found = match self.rule.pipes() {
            Some(pipes) => pipes.run(found.into_iter().map(row).collect()).into_iter().map(piped).collect(),
            None => found,
        };
        window.select(found).into_iter().map(shown).collect()
    }
}

fn row<Id>(mut found: Found<Kept<Id>>) -> Row<Found<Kept<Id>>> {
    let snapshot = |kept: &mut Option<Kept<Id>>| kept.as_mut().map(|kept| std::mem::take(&mut kept.snapshot));
    let events = found.events.iter_mut().map(|kept| snapshot(kept).unwrap_or_default()).collect();
    Row::new(found, events)
}

fn piped<Id>(row: Row<Found<Id>>) -> Found<Id> {
    let nothing = || Found { events: Box::default(), keys: Box::default(), span: None, record: Record::new() };
    Found { record: row.record, ..row.result.unwrap_or_else(nothing) }
}

fn shown<Id>(found: Found<Kept<Id>>) -> Found<Id> {
    let Found { events, keys, span, record } = found;
    Found { events: events.into_iter().map(|kept| kept.map(|kept| kept.id)).collect(), keys, span, record }
}

/// By time, tiebreaker and arrival; events without a time last.
fn in_order<Id>(mut hits: Vec<(Option<Ordinal>, Id)>) -> Vec<(Option<Ordinal>, Id)> {
    hits.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    hits
}

impl<Id> Found<Id> {
    fn of_event((ordinal, id): (Option<Ordinal>, Id)) -> Self {
        let span = ordinal.map(|last| Span { first: last.time, certain: last.time, last });
        Self { events: Box::new([Some(id)]), keys: Box::default(), span, record: Record::new() }
    }

    fn of_match(found: Match<Id>) -> Self {
        let keys = found.keys().into();
        Self { events: found.events, keys, span: found.span, record: Record::new() }
    }
}
