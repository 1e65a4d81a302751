//! What rules over several events tell the machines, and the evaluation of one event.

use super::capture::Captures;
use super::key::{KeyMode, KeyTuple};
use super::ordinal::{Ordinal, Tiebreaker};
use super::plan::{PredicateSet, SequencePlan};
use super::sink::KeySink;
use crate::lineage::{LineageSet, Lineages};
use crate::time::Timestamp;
use std::sync::Arc;

/// What a rule over several events (a sequence, sample or join) asks of one event of type `E`.
///
/// Generated rules and the interpreter implement it. Apart from lineages, nothing here depends on other events, so that
/// events can be evaluated in one order and stepped in another.
pub trait Stages<E: ?Sized> {
    /// Which of the rule's distinct predicates the event satisfies; of a predicate that also reads other events, the
    /// part that does not. `held` are the lineages that the event stands in.
    fn matched(&self, event: &E, held: LineageSet) -> PredicateSet;

    /// What the rule asks to follow the lineages in its conditions; none if there are none.
    fn lineages(&self) -> Option<&dyn Lineages<E>> {
        None
    }

    /// Writes the values of the key group `group`: one [`column`](KeySink::column) a key, each followed by its values.
    fn keys(&self, group: u16, event: &E, out: &mut KeySink);

    /// The event's time.
    fn timestamp(&self, event: &E) -> Option<Timestamp>;

    /// What orders the event among those of the same instant.
    fn tiebreaker(&self, event: &E) -> Option<Tiebreaker> {
        let _ = event;
        None
    }

    /// Keeps the fields that [`Sequence::bound`] reads, of this event or of this event as an earlier stage.
    fn capture(&self, event: &E, out: &mut Captures) {
        let _ = (event, out);
    }
}

/// A sequence rule, apart from what it asks of an event.
pub trait Sequence {
    /// The stages. The same plan on every call.
    fn plan(&self) -> SequencePlan<'_>;

    /// Identifies what the rule looks for: state is only handed on between rules of one fingerprint. Compiled rules tell
    /// that of their text's meaning; the default one knows only the plan.
    fn fingerprint(&self) -> u64 {
        plan_hash(&self.plan())
    }

    /// Evaluates the part of the predicate of stage `stage` that reads events of earlier stages: `own` is the event
    /// itself, `alias(i)` the event at stage `i`. Stages are counted with `with runs` written out. Only asked for
    /// stages whose [`bound`](super::StagePlan::bound) is set.
    fn bound<'c>(&self, stage: usize, own: &Captures, alias: &dyn Fn(usize) -> Option<&'c Captures>) -> bool {
        let _ = (stage, own, alias);
        true
    }
}

impl<R: Sequence + ?Sized> Sequence for &R {
    fn plan(&self) -> SequencePlan<'_> {
        (**self).plan()
    }

    fn fingerprint(&self) -> u64 {
        (**self).fingerprint()
    }

    fn bound<'c>(&self, stage: usize, own: &Captures, alias: &dyn Fn(usize) -> Option<&'c Captures>) -> bool {
        (**self).bound(stage, own, alias)
    }
}

impl<E: ?Sized, R: Stages<E> + ?Sized> Stages<E> for &R {
    fn matched(&self, event: &E, held: LineageSet) -> PredicateSet {
        (**self).matched(event, held)
    }

    fn lineages(&self) -> Option<&dyn Lineages<E>> {
        (**self).lineages()
    }

    fn keys(&self, group: u16, event: &E, out: &mut KeySink) {
        (**self).keys(group, event, out);
    }

    fn timestamp(&self, event: &E) -> Option<Timestamp> {
        (**self).timestamp(event)
    }

    fn tiebreaker(&self, event: &E) -> Option<Tiebreaker> {
        (**self).tiebreaker(event)
    }

    fn capture(&self, event: &E, out: &mut Captures) {
        (**self).capture(event, out);
    }
}

/// 64-bit FNV-1a of a plan as it is printed.
pub(crate) fn plan_hash(plan: &impl std::fmt::Debug) -> u64 {
    crate::field::FieldId::of(&format!("{plan:?}")).0
}

/// A sequence rule for events of type `E`.
pub trait SequenceRule<E: ?Sized>: Sequence + Stages<E> {}

impl<E: ?Sized, R: Sequence + Stages<E> + ?Sized> SequenceRule<E> for R {}

/// All that the machine needs to know of one event that takes part in a rule; owns it, so that hits can be kept,
/// sorted and stepped later.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct Hit<Id> {
    /// The event's place in the order of its stream.
    pub ordinal: Ordinal,
    /// What stands for the event in matches.
    pub id: Id,
    pub(super) matched: PredicateSet,
    pub(super) keys: KeySet,
    #[cfg_attr(feature = "snapshot", serde(with = "super::state::shared"))]
    pub(super) captures: Option<Arc<Captures>>,
}

impl<Id> Hit<Id> {
    /// The same with something else that stands for the event.
    pub fn with_id<S>(&self, id: impl FnOnce(&Id) -> S) -> Hit<S> {
        Hit {
            ordinal: self.ordinal.clone(),
            id: id(&self.id),
            matched: self.matched,
            keys: self.keys.clone(),
            captures: self.captures.clone(),
        }
    }
}

/// What an event is to a rule.
#[derive(Clone, Debug)]
pub enum Evaluation<Id> {
    /// Nothing: it satisfies no predicate, or lacks the keys of those that it does.
    Irrelevant,
    /// It would take part but has no time; sequences skip and count it.
    NoTimestamp,
    /// It takes part.
    Hit(Hit<Id>),
}

/// Evaluates one event against a sequence rule: predicates, keys, captures, but no state.
///
/// `held` are the lineages that the event stands in, from [`Processes::observe`](crate::lineage::Processes::observe);
/// `arrival` numbers the events of the stream; `key_tuples` is
/// [`Limits::key_tuples_per_event`](super::Limits::key_tuples_per_event); `id` is only asked if the event takes part.
pub fn evaluate<E: ?Sized, R: SequenceRule<E> + ?Sized, Id>(
    rule: &R,
    event: &E,
    held: LineageSet,
    arrival: u64,
    key_tuples: usize,
    id: impl FnOnce() -> Id,
) -> Evaluation<Id> {
    evaluate_matched(rule, event, held, rule.matched(event, held), arrival, key_tuples, id)
}

/// [`evaluate`] where it is known already which predicates the event satisfies: a pack finds that out for all rules
/// together.
pub fn evaluate_matched<E: ?Sized, R: SequenceRule<E> + ?Sized, Id>(
    rule: &R,
    event: &E,
    held: LineageSet,
    matched: PredicateSet,
    arrival: u64,
    key_tuples: usize,
    id: impl FnOnce() -> Id,
) -> Evaluation<Id> {
    if matched.is_empty() {
        return Evaluation::Irrelevant;
    }
    let plan = rule.plan();
    let stages = plan.stages.iter().map(|stage| (stage.predicate, stage.keys));
    let until = plan.until.iter().map(|until| (until.predicate, until.keys));
    let keys = KeySet::of(rule, event, &matched, stages.chain(until), plan.mode.keys, key_tuples);
    if keys.tuples.is_empty() {
        return Evaluation::Irrelevant;
    }
    let Some(time) = rule.timestamp(event) else { return Evaluation::NoTimestamp };
    let mut captures = Captures::of(held);
    rule.capture(event, &mut captures);
    Evaluation::Hit(Hit {
        ordinal: Ordinal { time, tiebreaker: rule.tiebreaker(event), arrival },
        id: id(),
        matched,
        keys,
        captures: (!captures.is_empty()).then(|| Arc::new(captures)),
    })
}

/// The join keys that an event has by the key group `group`, whatever predicates it satisfies: at most `cap`, and none
/// where it lacks a value of a key.
#[must_use]
pub fn key_tuples<E: ?Sized, R: Stages<E> + ?Sized>(
    rule: &R,
    event: &E,
    group: u16,
    mode: KeyMode,
    cap: usize,
) -> Vec<KeyTuple> {
    let mut sink = KeySink::new(mode);
    rule.keys(group, event, &mut sink);
    let mut tuples = Vec::new();
    sink.drain(cap, |tuple| tuples.push(tuple));
    tuples
}

/// The key tuples of one event: sorted, each once, with the key groups that it comes from.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct KeySet {
    pub(crate) tuples: smallvec::SmallVec<[(KeyTuple, PredicateSet); 1]>,
    /// How many tuples were left out because there were too many.
    pub(crate) dropped: u64,
}

impl KeySet {
    /// Asks the rule for the keys of those `(predicate, key group)` pairs whose predicate the event satisfies.
    pub(crate) fn of<E: ?Sized, R: Stages<E> + ?Sized>(
        rule: &R,
        event: &E,
        matched: &PredicateSet,
        stages: impl Iterator<Item = (u16, u16)>,
        mode: KeyMode,
        cap: usize,
    ) -> Self {
        let mut set = Self::default();
        let mut asked = PredicateSet::EMPTY;
        let mut sink = KeySink::new(mode);
        for (predicate, group) in stages {
            if !matched.contains(predicate) || asked.contains(group) {
                continue;
            }
            asked.set(group, true);
            rule.keys(group, event, &mut sink);
            let tuples = &mut set.tuples;
            set.dropped += sink.drain(cap, |tuple| {
                let mut groups = PredicateSet::EMPTY;
                groups.set(group, true);
                tuples.push((tuple, groups));
            });
        }
        set.unite();
        set
    }

    /// Sorts the tuples and makes one of those that several key groups share: in the machine they are one key.
    fn unite(&mut self) {
        if self.tuples.len() > 1 {
            self.tuples.sort_by(|(a, _), (b, _)| a.cmp(b));
            self.tuples.dedup_by(|(later, groups), (kept, kept_groups)| {
                let same = later == kept;
                if same {
                    kept_groups.unite(groups);
                }
                same
            });
        }
    }
}
