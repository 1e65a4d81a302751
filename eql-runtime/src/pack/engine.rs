//! Packs over a stream of events.

use super::event::PackEvent;
use super::fields::FieldMap;
use super::index::PackIndex;
use super::kinship::Kinship;
use super::matcher::{Matcher, Predicates};
use crate::event::Event;
use crate::join::{Join, JoinLimits, Joiner};
#[cfg(feature = "json")]
use crate::lineage::{KinNote, Relation};
use crate::lineage::{LineageLimits, LineageRule, Processes, Tracker};
#[cfg(feature = "json")]
use crate::projection::{JsonError, Projection};
use crate::sample::{Sample, SampleLimits, Sampler};
use crate::sequence::{Counters, Detector, KeyTuple, Limits, Match, Ordinal, PredicateSet, Sequence, Span, Stages};
#[cfg(feature = "json")]
use crate::{sequence::Evaluation, time::Timestamp};
use std::fmt;
#[cfg(feature = "json")]
use std::sync::Arc;

/// What an [`Engine`] must know of the rules of a pack. Generated packs and interpreted ones differ only here.
pub trait PackRules: Predicates {
    /// Its rules about single events that ask for lineages.
    type Lineage: for<'e> LineageRule<PackEvent<'e>>;
    /// Its rules about events in order.
    type Sequence: Sequence + for<'e> Stages<PackEvent<'e>>;
    /// Its rules about events that share a key.
    type Sample: Sample + for<'e> Stages<PackEvent<'e>>;
    /// Its rules about one event for each cell.
    type Join: Join + for<'e> Stages<PackEvent<'e>>;
    /// What alerts say of a rule.
    type Label;

    /// The tables.
    fn index(&self) -> PackIndex<'_>;

    /// The fields that are read of every event.
    fn fields(&self) -> FieldMap;

    /// What the rules look for, in their order.
    fn queries(&self) -> impl Iterator<Item = PackQuery<Self::Lineage, Self::Sequence, Self::Sample, Self::Join>>;

    /// The place in time of the `arrival`th event, which satisfies this event rule; nothing if it has no time.
    fn ordinal(&self, rule: u32, event: &PackEvent<'_>, arrival: u64) -> Option<Ordinal>;

    /// The paths of all fields of events that the rules read, for their conditions and for all else.
    fn event_fields(&self) -> impl Iterator<Item = &str>;

    /// What alerts say of this rule.
    fn label(&self, rule: u32) -> Self::Label;
}

/// What a rule of a pack looks for.
#[derive(Clone, Copy, Debug)]
pub enum PackQuery<L, S, P, J> {
    /// Single events.
    Event,
    /// Single events, with regard to the processes before, which the rule follows by itself.
    Lineage(L),
    /// Events in order.
    Sequence(S),
    /// The same of a rule that follows lineages by itself.
    LineageSequence(S),
    /// Events that share a key.
    Sample(P),
    /// One event for each cell.
    Join(J),
}

/// A match of one of the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert<L, Id> {
    /// Which rule.
    pub rule: L,
    /// Its events, stage by stage, its keys and times.
    pub found: Match<Id>,
}

/// A match of lines of JSON.
#[cfg(feature = "json")]
pub type LineAlert<L> = Alert<L, Arc<str>>;

/// Follows the rules of a pack through a stream of events.
///
/// Events are taken in the order in which they are pushed, sequences as [`Detector`] does; `head` and `tail` do not
/// apply to a stream. `Id` stands for an event in alerts.
pub struct Engine<P: PackRules, Id> {
    rules: P,
    matcher: Matcher,
    /// What is known for the lineages that rules share.
    processes: Processes,
    following: Vec<FollowingOf<P, Id>>,
    /// The rules that events count for though they satisfy no predicate.
    timed: Vec<u32>,
    arrivals: u64,
    #[cfg(feature = "json")]
    pub(super) limits: Limits,
    /// What reads lines, once there has been one.
    #[cfg(feature = "json")]
    projection: Option<Projection>,
}

impl<P: PackRules, Id> fmt::Debug for Engine<P, Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("matcher", &self.matcher)
            .field("arrivals", &self.arrivals)
            .finish_non_exhaustive()
    }
}

/// The state of one rule of a pack.
type FollowingOf<P, Id> = Following<
    <P as PackRules>::Lineage,
    <P as PackRules>::Sequence,
    <P as PackRules>::Sample,
    <P as PackRules>::Join,
    Id,
>;

/// The state of one rule.
enum Following<L, S, P, J, Id> {
    Event,
    Lineage(Box<Tracker<L>>),
    Sequence(Box<Detector<S, Id>>),
    LineageSequence(Box<Detector<S, Id>>),
    Sample(Box<Sampler<P, Id>>),
    Join(Box<Joiner<J, Id>>),
}

impl<P: PackRules, Id: Clone> Engine<P, Id> {
    /// An engine that has seen no event, with the default limits on the state of each rule.
    #[must_use]
    pub fn new(rules: P) -> Self {
        Self::with_limits(rules, Limits::DEFAULT)
    }

    /// An engine of which no sequence keeps more state than `limits` allow.
    #[must_use]
    pub fn with_limits(rules: P, limits: Limits) -> Self {
        let following: Vec<_> = rules.queries().map(|query| Following::new(query, limits)).collect();
        let timed = (0..).zip(&following).filter(|(_, rule)| rule.needs_time()).map(|(at, _)| at).collect();
        let matcher = Matcher::new(&rules.index(), rules.fields());
        Self {
            rules,
            matcher,
            processes: Processes::new(LineageLimits { max_processes: limits.max_processes }),
            following,
            timed,
            arrivals: 0,
            #[cfg(feature = "json")]
            limits,
            #[cfg(feature = "json")]
            projection: None,
        }
    }

    /// Takes the next event and returns what it completes, in the order of the rules.
    pub fn push<E: Event>(&mut self, event: &E, id: Id) -> Vec<Alert<P::Label, Id>> {
        self.push_with(event, || id.clone())
    }

    /// [`push`](Self::push) for ids that cost something: `id` is only asked if the event takes part in a match, or may.
    pub fn push_with<E: Event>(&mut self, event: &E, id: impl Fn() -> Id) -> Vec<Alert<P::Label, Id>> {
        let Self { rules, matcher, processes, following, timed, arrivals, .. } = self;
        let arrival = *arrivals;
        *arrivals += 1;
        let mut alerts = Vec::new();
        let mut id = LazyId { make: id, made: None };
        let kinship = Kinship::Followed(processes);
        matcher.run_with(&rules.index(), &*rules, kinship, event, |event, matched| {
            let mut take = |rule: u32, predicates| {
                let mut emit = |found| alerts.push(Alert { rule: rules.label(rule), found });
                match following.get_mut(rule as usize) {
                    Some(Following::Event) => {
                        emit(single(rules.ordinal(rule, event, arrival), id.get()));
                    }
                    Some(Following::Lineage(tracker)) => {
                        let matches = tracker.matches(event);
                        if matches {
                            emit(single(rules.ordinal(rule, event, arrival), id.get()));
                        }
                    }
                    Some(following) => following.take(event, predicates, arrival, &mut id, &mut emit),
                    None => {}
                }
            };
            // Both are in the order of the rules.
            let mut waiting = timed.iter().copied().peekable();
            for matched in matched {
                while let Some(rule) = waiting.next_if(|&rule| rule < matched.rule) {
                    take(rule, PredicateSet::EMPTY);
                }
                waiting.next_if_eq(&matched.rule);
                take(matched.rule, matched.predicates);
            }
            waiting.for_each(|rule| take(rule, PredicateSet::EMPTY));
        });
        alerts
    }

    /// Says that no event will follow, and returns what waited for that: absences at the end, and samples.
    #[must_use]
    pub fn finish(self) -> Vec<Alert<P::Label, Id>> {
        let Self { rules, following, .. } = self;
        let mut alerts = Vec::new();
        for (rule, following) in (0..).zip(following) {
            alerts.extend(following.finish().into_iter().map(|found| Alert { rule: rules.label(rule), found }));
        }
        alerts
    }

    /// The rules.
    #[must_use]
    pub const fn rules(&self) -> &P {
        &self.rules
    }

    /// What happened inside the rules about several events, with their labels: how often a limit made state be given up, for
    /// example. Of the processes that rules share see [`lost_processes`](Self::lost_processes); of a sample all that was left
    /// out counts as key tuples.
    pub fn counters(&self) -> impl Iterator<Item = (P::Label, Counters)> {
        let counted = (0..).zip(&self.following).filter_map(|(rule, following)| Some((rule, following.counters()?)));
        counted.map(|(rule, counters)| (self.rules.label(rule), counters))
    }

    /// How many of the processes that rules share were forgotten, or not read, because of
    /// [`Limits::max_processes`].
    #[must_use]
    pub const fn lost_processes(&self) -> u64 {
        self.processes.lost()
    }
}

#[cfg(feature = "json")]
impl<P: PackRules> Engine<P, Arc<str>> {
    /// Takes the next event as a line of JSON, of which only what the rules read is looked at. In alerts, a copy of the line stands for it, shared by all alerts; no copy is
    /// made of a line that takes part in nothing.
    ///
    /// # Errors
    ///
    /// The line is no JSON. The stream may go on.
    pub fn push_json(&mut self, line: &str) -> Result<Vec<LineAlert<P::Label>>, JsonError> {
        let mut projection = self.projection.take().unwrap_or_else(|| Projection::new(self.rules.event_fields()));
        let alerts = projection.read_text(line).map(|event| self.push_with(&event, || line.into()));
        self.projection = Some(projection);
        alerts
    }

    /// The number of the event that comes now.
    pub(super) const fn next_arrival(&mut self) -> u64 {
        self.arrivals += 1;
        self.arrivals - 1
    }

    /// Hears what an event says of processes.
    pub(super) fn tell(&mut self, note: KinNote) {
        let index = self.rules.index();
        let relations: Vec<Relation> = (0..).map_while(|at| index.lineage(at)).map(|(relation, _)| relation).collect();
        note.tell(&relations, &mut self.processes);
    }

    /// Gives a sequence what the event is to it.
    pub(super) fn push_evaluated(&mut self, rule: u32, evaluation: Evaluation<Arc<str>>) -> Vec<Match<Arc<str>>> {
        match self.following.get_mut(rule as usize) {
            Some(Following::Sequence(detector)) => detector.push_evaluated(evaluation),
            _ => Vec::new(),
        }
    }

    /// Tells a sequence of the time of an event that takes no part in it.
    pub(super) fn pass(&mut self, rule: u32, time: Timestamp) -> Vec<Match<Arc<str>>> {
        match self.following.get_mut(rule as usize) {
            Some(Following::Sequence(detector)) => detector.pass_at(time),
            _ => Vec::new(),
        }
    }
}

impl<L, S: Sequence, P: Sample, J: Join, Id: Clone> Following<L, S, P, J, Id> {
    fn new(query: PackQuery<L, S, P, J>, limits: Limits) -> Self {
        match query {
            PackQuery::Event => Self::Event,
            PackQuery::Lineage(rule) => {
                let limits = LineageLimits { max_processes: limits.max_processes };
                Self::Lineage(Box::new(Tracker::with_limits(rule, limits)))
            }
            PackQuery::Sequence(rule) => Self::Sequence(Box::new(Detector::with_limits(rule, limits))),
            PackQuery::LineageSequence(rule) => Self::LineageSequence(Box::new(Detector::with_limits(rule, limits))),
            PackQuery::Sample(rule) => Self::Sample(Box::new(Sampler::new(rule, SampleLimits::DEFAULT))),
            PackQuery::Join(rule) => Self::Join(Box::new(Joiner::new(rule, JoinLimits::DEFAULT))),
        }
    }

    fn counters(&self) -> Option<Counters> {
        match self {
            Self::Event => None,
            Self::Lineage(tracker) => {
                Some(Counters { lost_processes: tracker.processes().lost(), ..Counters::default() })
            }
            Self::Sequence(detector) | Self::LineageSequence(detector) => Some(detector.counters()),
            Self::Sample(sampler) => Some(Counters { dropped_key_tuples: sampler.dropped(), ..Counters::default() }),
            Self::Join(joiner) => Some(joiner.counters()),
        }
    }

    fn needs_time(&self) -> bool {
        matches!(self, Self::Sequence(detector) if detector.needs_time())
    }

    fn take<'e, F: Fn() -> Id>(
        &mut self,
        event: &PackEvent<'e>,
        matched: PredicateSet,
        arrival: u64,
        id: &mut LazyId<Id, F>,
        emit: &mut impl FnMut(Match<Id>),
    ) where
        S: Stages<PackEvent<'e>>,
        P: Stages<PackEvent<'e>>,
        J: Stages<PackEvent<'e>>,
    {
        match self {
            Self::Event | Self::Lineage(_) => {}
            Self::Sequence(detector) if matched.is_empty() => {
                detector.pass(event).into_iter().for_each(emit);
            }
            Self::Sequence(detector) => {
                detector.push_decided(event, matched, arrival, || id.get()).into_iter().for_each(emit);
            }
            Self::LineageSequence(detector) => {
                detector.push_at(event, arrival, || id.get()).into_iter().for_each(emit);
            }
            Self::Sample(sampler) => {
                sampler.push_matched(event, matched, id.get());
            }
            Self::Join(joiner) => {
                joiner.push_matched(event, matched, arrival, id.get()).into_iter().for_each(emit);
            }
        }
    }

    fn finish(self) -> Vec<Match<Id>> {
        match self {
            Self::Event | Self::Lineage(_) | Self::Join(_) => Vec::new(),
            Self::Sequence(mut detector) | Self::LineageSequence(mut detector) => detector.flush(),
            Self::Sample(sampler) => sampler.finish(),
        }
    }
}

pub(super) fn single<Id>(ordinal: Option<Ordinal>, id: Id) -> Match<Id> {
    let span = ordinal.map(|last| Span { first: last.time, certain: last.time, last });
    Match { events: Box::new([Some(id)]), span, key: KeyTuple::EMPTY, hidden_keys: 0 }
}

/// What stands for an event, made when it is first needed.
struct LazyId<Id, F> {
    make: F,
    made: Option<Id>,
}

impl<Id: Clone, F: Fn() -> Id> LazyId<Id, F> {
    fn get(&mut self) -> Id {
        self.made.get_or_insert_with(&self.make).clone()
    }
}
