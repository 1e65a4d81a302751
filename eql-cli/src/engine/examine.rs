//! What one event is to each rule, as far as that depends on no other event: the part of the work that threads share.

use super::plan::{EventRule, LineSequence};
use super::record::time;
use eql::dynamic::{PackMatcher, Rule};
use eql::json::JsonEvent;
use eql::lineage::{KinNote, LineageSet};
use eql::sequence::{Evaluation, Hit, Limits, Ordinal, PredicateSet, evaluate_matched};
use eql::{FieldBuf, Timestamp};

/// What has to be known of a rule to ask it about an event.
#[derive(Clone)]
pub(super) enum Asked<'r> {
    /// A condition.
    Event { rule: &'r EventRule, timestamp: FieldBuf },
    /// A sequence; whether events count that take no part in it.
    Sequence { rule: &'r LineSequence, needs_time: bool },
    /// A rule of the pack that shares lineages; for which sequence events count that take no part.
    Lineage { timed: Option<&'r LineSequence> },
    /// A rule that has to be shown the event in its turn.
    Shown(&'r Rule),
}

/// Asks rules about events, in any order. Clones, for other threads, ask the same rules.
#[derive(Clone)]
pub(crate) struct Examiner<'r> {
    pub(super) asked: Vec<Asked<'r>>,
    pub(super) pack: Option<Packed<'r>>,
    /// The rules that are asked about every event, whatever the pack says, in order.
    pub(super) alone: Vec<usize>,
}

/// Rules that are evaluated together.
pub(super) struct Packed<'r> {
    pub(super) matcher: PackMatcher,
    /// Which of the engine's rules each rule of the pack is.
    pub(super) places: Vec<usize>,
    /// A rule that has the time by which lineages are followed, if rules of the pack share any.
    pub(super) timed: Option<&'r Rule>,
}

impl Clone for Packed<'_> {
    fn clone(&self) -> Self {
        Self { matcher: self.matcher.pack().matcher(), places: self.places.clone(), timed: self.timed }
    }
}

/// What an event is to the rules.
#[derive(Debug, Default)]
pub(crate) struct Examined {
    /// The rules that it is anything to, in order.
    pub(super) findings: Vec<(usize, Finding)>,
    /// What it says about processes.
    pub(super) kin: Option<Kin>,
}

#[derive(Debug)]
pub(super) enum Finding {
    /// It satisfies an event rule.
    Event(Option<Timestamp>),
    /// It takes part in a sequence.
    Hit(Hit<()>),
    /// It would, but has no time.
    Timeless,
    /// It takes no part, but its time counts.
    Passed(Timestamp),
    /// The rule has to be shown it, which satisfies these of its predicates.
    Show(PredicateSet),
}

/// What an event says about processes.
#[derive(Debug)]
pub(super) struct Kin {
    pub(super) ordinal: Option<Ordinal>,
    pub(super) note: Option<KinNote>,
    /// Whether the event has to be looked at again when the processes before are known.
    pub(super) is_open: bool,
    pub(super) lost: u64,
}

impl Examined {
    /// Whether the event has to be kept.
    pub(crate) fn needs_text(&self) -> bool {
        let keeps = |(_, finding): &(usize, Finding)| !matches!(finding, Finding::Timeless | Finding::Passed(_));
        self.findings.iter().any(keeps) || self.kin.as_ref().is_some_and(|kin| kin.is_open)
    }

    /// Whether the event is nothing to any rule.
    pub(crate) fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.kin.is_none()
    }
}

impl Examiner<'_> {
    /// Asks all rules about the `arrival`th event.
    pub(crate) fn examine(&mut self, event: &JsonEvent<'_>, arrival: u64) -> Examined {
        let Self { asked, pack, alone } = self;
        let mut examined = Examined::default();
        let mut is_open = false;
        let mut ask = |at: usize, matched: Option<PredicateSet>| {
            let Some(asked) = asked.get(at) else { return };
            is_open |= matches!(asked, Asked::Lineage { .. }) && matched.is_some();
            examined.findings.extend(asked.ask(event, matched, arrival).map(|finding| (at, finding)));
        };
        // Both are in the order of the rules.
        let mut alone = alone.iter().copied().peekable();
        let mut said = None;
        if let Some(Packed { matcher, places, timed }) = pack {
            let matched = match timed {
                Some(_) => {
                    let (matched, about_kin) = matcher.run_noting(event);
                    said = Some(about_kin);
                    matched
                }
                None => matcher.run(event),
            };
            for found in matched {
                let Some(&at) = places.get(found.rule as usize) else { continue };
                while let Some(earlier) = alone.next_if(|&earlier| earlier < at) {
                    ask(earlier, None);
                }
                alone.next_if_eq(&at);
                ask(at, Some(found.predicates));
            }
        }
        alone.for_each(|at| ask(at, None));
        if let (Some(said), Some(Packed { timed: Some(timed), .. })) = (said, pack) {
            let is_open = is_open || said.is_uncertain;
            if is_open || said.note.is_some() || said.lost > 0 {
                let ordinal = timed.ordinal(event, arrival);
                examined.kin = Some(Kin { ordinal, note: said.note, is_open, lost: said.lost });
            }
        }
        examined
    }
}

impl Asked<'_> {
    fn ask(&self, event: &JsonEvent<'_>, matched: Option<PredicateSet>, arrival: u64) -> Option<Finding> {
        match self {
            Self::Event { rule, timestamp } => {
                let matches = matched.is_some() || rule.matches(event);
                matches.then(|| Finding::Event(time(event, timestamp)))
            }
            Self::Sequence { rule, needs_time } => {
                let alone = LineageSet::EMPTY;
                let matched = matched.unwrap_or_else(|| rule.matched(event, alone));
                let key_tuples = Limits::FINITE.key_tuples_per_event;
                match evaluate_matched(*rule, event, alone, matched, arrival, key_tuples, || ()) {
                    Evaluation::Hit(hit) => Some(Finding::Hit(hit)),
                    Evaluation::NoTimestamp => Some(Finding::Timeless),
                    Evaluation::Irrelevant if *needs_time => rule.timestamp(event).map(Finding::Passed),
                    Evaluation::Irrelevant => None,
                }
            }
            Self::Lineage { timed } => timed.and_then(|rule| rule.timestamp(event)).map(Finding::Passed),
            Self::Shown(rule) => {
                let matched = matched.unwrap_or_else(|| rule.matched(event));
                (!matched.is_empty()).then_some(Finding::Show(matched))
            }
        }
    }
}
