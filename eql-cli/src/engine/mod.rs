//! Rules over a set of events: conditions are evaluated in the order of input, sequences followed in the order of time.
//!
//! What an event is to each rule is found out by an [`Examiner`], of which each thread has one (`examine.rs`); what
//! depends on other events happens here, event by event in the order of input.

mod examine;
mod lineages;
mod plan;
mod record;

pub(crate) use examine::{Examined, Examiner};
pub(crate) use plan::{EventRule, LineSequence, Plan, RunsAs, fields_of};

use crate::failure::Failure;
use crate::report::{MatchRecord, RuleLabel};
use eql::dynamic::{LineageRule, Pack, Rule, Search, SearchOptions};
use eql::json::{JsonEvent, Projection};
use eql::lineage::Tracker;
use eql::sequence::{Counters, Detector, Evaluation, Hit, Limits, PredicateSet, Span, match_hits};
use eql::{FieldBuf, Timestamp};
use examine::{Asked, Finding, Packed};
use lineages::Followed;
use plan::timestamp_field;
use record::{record_of_event, record_of_match, record_of_result, time};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

/// From so many interpreted rules on they are evaluated as a pack.
const PACK_FROM: usize = 4;

/// Rules at work. The documents of events that take part are kept until their matches are known.
pub(crate) struct Engine<'r> {
    rules: Vec<Active<'r>>,
    fields: BTreeSet<String>,
    examiner: Examiner<'r>,
    /// The lineages that rules share.
    followed: Option<Followed>,
    /// Reads events again.
    projection: Projection,
    unplaced: Unplaced,
}

/// A rule at work.
struct Active<'r> {
    label: Option<&'r RuleLabel>,
    method: Method<'r>,
}

enum Method<'r> {
    /// Event by event, reported at once.
    Each { rule: &'r EventRule, timestamp: FieldBuf },
    /// The same, for events that come in order of time.
    Track { rule: &'r Rule, tracker: Box<Tracker<LineageRule>>, timestamp: FieldBuf },
    /// Event by event, by lineages that the pack follows; reported at the end unless events come in order of time.
    Found { timestamp: FieldBuf, at_once: bool, found: Vec<(Option<Span>, MatchRecord<'r>)> },
    /// Events that take part are kept, and stepped through in order of time at the end.
    Collect { rule: &'r LineSequence, by_pack: bool, hits: Vec<Hit<Arc<str>>> },
    /// Step by step, for events that come in order of time.
    Follow { detector: Box<Detector<&'r LineSequence, Arc<str>>>, by_pack: bool },
    /// The same of a rule that follows lineages by itself.
    FollowAlone { rule: &'r Rule, detector: Box<Detector<&'r LineSequence, Arc<str>>> },
    /// All else.
    Search { rule: &'r Rule, search: Box<Search<Arc<str>>> },
}

/// An event in its turn.
pub(crate) struct Turn<'e> {
    /// The document as it was written; empty if no rule needs it.
    pub(crate) text: &'e str,
    /// The event, unless it has to be read again.
    pub(crate) event: Option<&'e JsonEvent<'e>>,
    /// Its number among all events.
    pub(crate) arrival: u64,
}

impl<'r> Engine<'r> {
    /// An engine for these rules. `assume_sorted` reports sequences as soon as they are complete.
    pub(crate) fn new(plans: impl IntoIterator<Item = (Plan<'r>, Option<&'r RuleLabel>)>, assume_sorted: bool) -> Self {
        let (plans, labels): (Vec<Plan<'r>>, Vec<_>) = plans.into_iter().unzip();
        let fields: BTreeSet<String> = plans.iter().flat_map(|plan| plan.fields.iter().cloned()).collect();
        let packed = plans.iter().enumerate().filter_map(|(at, plan)| Some((at, plan.interpreted?)));
        let (places, packed): (Vec<usize>, Vec<&'r Rule>) = packed.unzip();
        let pack = (packed.len() >= PACK_FROM).then(|| Pack::new(packed.iter().copied().cloned()));
        let by_pack = |at: usize| {
            let place = places.binary_search(&at).ok();
            pack.as_ref().zip(place).is_some_and(|(pack, place)| !pack.follows_alone(place))
        };
        let rules: Vec<Active<'r>> = plans
            .into_iter()
            .zip(labels)
            .enumerate()
            .map(|(at, (plan, label))| Active { label, method: Method::of(plan.runs_as, assume_sorted, by_pack(at)) })
            .collect();
        let alone = rules.iter().enumerate().filter(|&(at, rule)| !by_pack(at) || rule.method.needs_every_event());
        let alone = alone.map(|(at, _)| at).collect();
        let asked = rules.iter().map(|rule| rule.method.asked()).collect();
        let timed = |pack: &Pack| {
            let (_, first) = pack.shared_lineages()?;
            packed.iter().copied().find(|rule| rule.fingerprint() == first.fingerprint())
        };
        let followed = pack.as_ref().and_then(|pack| Followed::new(pack, &places, assume_sorted));
        let pack = pack.map(|pack| Packed { timed: timed(&pack), matcher: pack.matcher(), places });
        let projection = Projection::new(&fields);
        let examiner = Examiner { asked, pack, alone };
        Self { rules, fields, examiner, followed, projection, unplaced: Unplaced::default() }
    }

    /// The fields that its rules read.
    pub(crate) fn fields(&self) -> Vec<String> {
        self.fields.iter().cloned().collect()
    }

    /// What finds out what events are to the rules.
    pub(crate) fn examiner(&self) -> Examiner<'r> {
        self.examiner.clone()
    }

    /// Takes the next event, and gives the matches that are certain now to `emit`.
    pub(crate) fn push(
        &mut self,
        examined: Examined,
        turn: &Turn<'_>,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Self { rules, followed, projection, unplaced, .. } = self;
        let mut document = Document::new(turn.text);
        for (at, finding) in examined.findings {
            let Some(rule) = rules.get_mut(at) else { continue };
            let shown = match (&finding, turn.event) {
                (Finding::Show(_), None) => projection.read_text(turn.text).ok(),
                _ => None,
            };
            let event = turn.event.or(shown.as_ref());
            rule.take(finding, event, turn.arrival, &mut document, emit)?;
        }
        if let (Some(followed), Some(kin)) = (followed, examined.kin) {
            followed.take(kin, turn, &mut document, rules, projection, emit)?;
        }
        unplaced.count(&document.misplaced);
        Ok(())
    }

    /// Gives out the matches that needed the end of the events: in the order of their last events, rules and keys.
    pub(crate) fn finish(
        self,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<Ending, Failure> {
        let Self { mut rules, followed, mut projection, mut unplaced, .. } = self;
        let mut losses = Vec::new();
        if let Some(followed) = followed {
            let lost_processes = followed.finish(&mut rules, &mut projection, &mut unplaced, emit)?;
            losses.extend(loss("the rules that ask for lineages", &Counters { lost_processes, ..Counters::default() }));
        }
        let mut results: Vec<(Option<Span>, MatchRecord<'r>)> = Vec::new();
        for Active { label, method } in rules {
            let name = label.map_or("the query", |rule| rule.path.as_str());
            match method {
                Method::Each { .. } => {}
                Method::Found { found, .. } => results.extend(found),
                Method::Track { tracker, .. } => {
                    let lost_processes = tracker.processes().lost();
                    losses.extend(loss(name, &Counters { lost_processes, ..Counters::default() }));
                }
                Method::Collect { rule, hits, .. } => {
                    let (matches, counters) = match_hits(rule, hits, Limits::FINITE);
                    losses.extend(loss(name, &counters));
                    results
                        .extend(matches.into_iter().map(|found| (found.span.clone(), record_of_match(label, found))));
                }
                Method::Follow { mut detector, .. } | Method::FollowAlone { mut detector, .. } => {
                    for found in detector.flush() {
                        emit(record_of_match(label, found))?;
                    }
                    losses.extend(loss(name, &detector.counters()));
                }
                Method::Search { rule, search } => {
                    let found = search.finish().into_iter();
                    let is_ordered_by_rule = rule.ir().limits().is_none();
                    results.extend(found.map(|found| {
                        // Pipes have put the results into an order of their own.
                        let span = found.span.clone().filter(|_| !is_ordered_by_rule);
                        (span, record_of_result(label, rule, found))
                    }));
                }
            }
        }
        // Stable: the rules are in order, and the matches of each have their own.
        results.sort_by(|(a, _), (b, _)| by_last_event(a.as_ref(), b.as_ref()));
        for (_, record) in results {
            emit(record)?;
        }
        Ok(Ending { unplaced, losses })
    }
}

/// What rules missed of an event: it counts once, however many did.
#[derive(Default)]
struct Misplaced {
    timeless: bool,
    late: bool,
}

impl<'r> Active<'r> {
    /// Takes what an event is to the rule, and the event where the rule has to be shown it.
    fn take(
        &mut self,
        finding: Finding,
        event: Option<&JsonEvent<'_>>,
        arrival: u64,
        document: &mut Document<'_>,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let label = self.label;
        match (&mut self.method, finding) {
            (_, Finding::Event(time)) => emit(record_of_event(label, time, document.keep())),
            (Method::Collect { hits, .. }, Finding::Hit(hit)) => {
                hits.push(hit.with_id(|()| document.keep()));
                Ok(())
            }
            (Method::Collect { .. }, Finding::Timeless) => {
                document.misplaced.timeless = true;
                Ok(())
            }
            (Method::Follow { detector, .. }, finding) => {
                let before = detector.counters();
                let found = match finding {
                    Finding::Hit(hit) => detector.push_evaluated(Evaluation::Hit(hit.with_id(|()| document.keep()))),
                    Finding::Timeless => detector.push_evaluated(Evaluation::NoTimestamp),
                    Finding::Passed(time) => detector.advance_to(just_before(time)),
                    Finding::Event(_) | Finding::Show(_) => Vec::new(),
                };
                document.misplaced.count(&before, &detector.counters());
                found.into_iter().try_for_each(|found| emit(record_of_match(label, found)))
            }
            (method, Finding::Show(matched)) => match event {
                Some(event) => method.show(label, event, matched, arrival, document, emit),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

impl Misplaced {
    fn count(&mut self, before: &Counters, after: &Counters) {
        self.timeless |= after.no_timestamp > before.no_timestamp;
        self.late |= after.late > before.late;
    }
}

impl<'r> Method<'r> {
    fn of(runs_as: RunsAs<'r>, assume_sorted: bool, by_pack: bool) -> Self {
        match runs_as {
            RunsAs::Event { rule, timestamp } => Self::Each { rule, timestamp },
            RunsAs::Sequence(rule) => Self::of_sequence(rule, assume_sorted, false),
            RunsAs::Lineage { rule, .. } if by_pack => match rule.sequence() {
                Some(sequence) => Self::of_sequence(sequence, assume_sorted, true),
                None => Self::Found { timestamp: timestamp_field(rule), at_once: assume_sorted, found: Vec::new() },
            },
            RunsAs::Lineage { rule, options } => Self::of_lineage(rule, options, assume_sorted),
            RunsAs::Search { rule, options } => Self::Search { rule, search: Box::new(Search::new(rule, options)) },
        }
    }

    fn of_sequence(rule: &'r LineSequence, assume_sorted: bool, by_pack: bool) -> Self {
        match assume_sorted {
            true => Self::Follow { detector: Box::new(Detector::new(rule)), by_pack },
            false => Self::Collect { rule, by_pack, hits: Vec::new() },
        }
    }

    /// A rule that follows its lineages by itself.
    fn of_lineage(rule: &'r Rule, options: SearchOptions, assume_sorted: bool) -> Self {
        match (rule.tracker(), rule.sequence()) {
            (Some(tracker), _) if assume_sorted => {
                Self::Track { rule, tracker: Box::new(tracker), timestamp: timestamp_field(rule) }
            }
            (_, Some(sequence)) if assume_sorted => {
                Self::FollowAlone { rule, detector: Box::new(Detector::new(sequence)) }
            }
            _ => Self::Search { rule, search: Box::new(Search::new(rule, options)) },
        }
    }

    /// Whether events count though they satisfy none of the rule's predicates.
    fn needs_every_event(&self) -> bool {
        match self {
            Self::Follow { detector, .. } => detector.needs_time(),
            // A limited search follows its lineages by itself.
            Self::Search { rule, .. } => rule.ir().lineages.is_some(),
            _ => false,
        }
    }

    /// What has to be known to ask the rule about an event.
    fn asked(&self) -> Asked<'r> {
        match self {
            Self::Each { rule, timestamp } => Asked::Event { rule: *rule, timestamp: timestamp.clone() },
            Self::Found { .. } | Self::Collect { by_pack: true, .. } => Asked::Lineage { timed: None },
            Self::Follow { detector, by_pack: true } => {
                Asked::Lineage { timed: detector.needs_time().then(|| *detector.rule()) }
            }
            Self::Collect { rule, .. } => Asked::Sequence { rule: *rule, needs_time: false },
            Self::Follow { detector, .. } => {
                Asked::Sequence { rule: *detector.rule(), needs_time: detector.needs_time() }
            }
            Self::Track { rule, .. } | Self::FollowAlone { rule, .. } | Self::Search { rule, .. } => Asked::Shown(rule),
        }
    }

    /// Shows the rule an event.
    fn show(
        &mut self,
        label: Option<&'r RuleLabel>,
        event: &JsonEvent<'_>,
        matched: PredicateSet,
        arrival: u64,
        document: &mut Document<'_>,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match self {
            Self::Track { tracker, timestamp, .. } => {
                if tracker.matches(event) {
                    emit(record_of_event(label, time(event, timestamp), document.keep()))?;
                }
            }
            Self::FollowAlone { detector, .. } => {
                let before = detector.counters();
                let found = detector.push_at(event, arrival, || document.keep());
                document.misplaced.count(&before, &detector.counters());
                found.into_iter().try_for_each(|found| emit(record_of_match(label, found)))?;
            }
            Self::Search { search, .. } => {
                let before = search.without_time();
                search.push_matched(event, matched, arrival, document.keep());
                document.misplaced.timeless |= search.without_time() > before;
            }
            Self::Each { .. } | Self::Found { .. } | Self::Collect { .. } | Self::Follow { .. } => {}
        }
        Ok(())
    }
}

/// The latest time that has passed when an event at `time` comes.
fn just_before(time: Timestamp) -> Timestamp {
    Timestamp::from_nanos(time.as_nanos().saturating_sub(1))
}

/// What is to be said when all events have been read.
pub(crate) struct Ending {
    pub(crate) unplaced: Unplaced,
    /// A sentence for each rule that may have missed matches because its state reached a limit.
    pub(crate) losses: Vec<String>,
}

fn loss(name: &str, counters: &Counters) -> Option<String> {
    let Counters { evicted_keys, dropped_waiting, dropped_key_tuples, lost_processes, .. } = counters;
    (counters.lost() > 0).then(|| {
        format!(
            "{name} may have missed matches: {evicted_keys} join keys forgotten, {dropped_waiting} waiting matches given \
             up, {dropped_key_tuples} combinations of key values left out, {lost_processes} processes forgotten"
        )
    })
}

/// Events that had no proper place in the order of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unplaced {
    pub(crate) without_timestamp: u64,
    pub(crate) late: u64,
}

impl Unplaced {
    fn count(&mut self, misplaced: &Misplaced) {
        self.without_timestamp += u64::from(misplaced.timeless);
        self.late += u64::from(misplaced.late);
    }
}

/// An event in its turn: its text, shared by the rules that keep it, and what rules missed of it.
struct Document<'e> {
    text: &'e str,
    kept: Option<Arc<str>>,
    misplaced: Misplaced,
}

impl<'e> Document<'e> {
    fn new(text: &'e str) -> Self {
        Self { text, kept: None, misplaced: Misplaced::default() }
    }

    fn keep(&mut self) -> Arc<str> {
        Arc::clone(self.kept.get_or_insert_with(|| self.text.into()))
    }
}

fn by_last_event(a: Option<&Span>, b: Option<&Span>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.last.cmp(&b.last),
        // Samples have no place in time.
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}
