//! Rules that ask for lineages, which a pack follows for all of them.

use super::examine::Kin;
use super::record::{record_of_event, record_of_match, time};
use super::{Active, Document, Method, Turn, Unplaced};
use crate::failure::Failure;
use crate::report::MatchRecord;
use eql::dynamic::{Pack, PackMatcher};
use eql::json::{JsonEvent, Projection};
use eql::lineage::{KinLog, LineageLimits, LineageSet, Processes, Relation};
use eql::sequence::{Evaluation, Limits, Ordinal, PredicateSet, Span, evaluate_matched};
use std::sync::Arc;

/// What is known of processes, or what events said about them that waits for earlier ones.
pub(super) struct Followed {
    matcher: PackMatcher,
    /// Which of the engine's rules each rule of the pack is.
    places: Vec<usize>,
    relations: Vec<Relation>,
    known: Processes,
    /// Events whose turn comes when all have been read; none where they come in order of time.
    log: Option<KinLog<Arc<str>>>,
    lost: u64,
}

/// An event in its turn, read again.
struct Again<'e> {
    event: &'e JsonEvent<'e>,
    ordinal: Option<Ordinal>,
    arrival: u64,
}

impl Followed {
    /// Nothing is known yet; nothing to follow if no rule of the pack shares lineages.
    pub(super) fn new(pack: &Pack, places: &[usize], assume_sorted: bool) -> Option<Self> {
        let (relations, _) = pack.shared_lineages()?;
        let limits = if assume_sorted { LineageLimits::DEFAULT } else { LineageLimits::FINITE };
        Some(Self {
            matcher: pack.matcher(),
            places: places.to_vec(),
            relations: relations.to_vec(),
            known: Processes::new(limits),
            log: (!assume_sorted).then(|| KinLog::new(relations.iter().copied())),
            lost: 0,
        })
    }

    /// Takes what an event says about processes, and finds out what it is to the rules, or keeps both for later.
    pub(super) fn take<'r>(
        &mut self,
        kin: Kin,
        turn: &Turn<'_>,
        document: &mut Document<'_>,
        rules: &mut [Active<'r>],
        projection: &mut Projection,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Kin { ordinal, note, is_open, lost } = kin;
        self.lost += lost;
        match (&mut self.log, note) {
            (Some(log), _) if is_open => log.keep(ordinal, turn.arrival, document.keep()),
            (Some(log), Some(note)) => log.note(ordinal, turn.arrival, note),
            (None, _) if is_open => {
                let read = match turn.event {
                    Some(_) => None,
                    None => projection.read_text(turn.text).ok(),
                };
                if let Some(event) = turn.event.or(read.as_ref()) {
                    let again = Again { event, ordinal, arrival: turn.arrival };
                    self.look(&again, document, rules, emit)?;
                }
            }
            (None, Some(note)) => note.tell(&self.relations, &mut self.known),
            (_, None) => {}
        }
        Ok(())
    }

    /// Looks at what was kept, in the order of time. Says how many processes were lost.
    pub(super) fn finish<'r>(
        mut self,
        rules: &mut [Active<'r>],
        projection: &mut Projection,
        unplaced: &mut Unplaced,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        if let Some(log) = self.log.take() {
            let mut known = std::mem::replace(&mut self.known, Processes::new(LineageLimits::FINITE));
            log.replay(&mut known, |kept, known| {
                std::mem::swap(&mut self.known, known);
                let mut document = Document { kept: Some(Arc::clone(&kept.event)), ..Document::new(&kept.event) };
                let looked = match projection.read_text(&kept.event) {
                    Ok(event) => {
                        let again = Again { event: &event, ordinal: kept.ordinal, arrival: kept.arrival };
                        self.look(&again, &mut document, rules, emit)
                    }
                    // It has been read before.
                    Err(_) => Ok(()),
                };
                std::mem::swap(&mut self.known, known);
                unplaced.count(&document.misplaced);
                looked
            })?;
            self.known = known;
        }
        Ok(self.lost + self.known.lost())
    }

    /// Finds out what an event is to the rules, now that the processes before it are known.
    fn look<'r>(
        &mut self,
        again: &Again<'_>,
        document: &mut Document<'_>,
        rules: &mut [Active<'r>],
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Self { matcher, places, known, .. } = self;
        for found in matcher.run_following(known, again.event) {
            let rule = places.get(found.rule as usize).and_then(|&at| rules.get_mut(at));
            if let Some(rule) = rule {
                rule.decide(again, found.predicates, document, emit)?;
            }
        }
        Ok(())
    }
}

impl<'r> Active<'r> {
    /// Takes an event that satisfies these predicates, if the rule is one that shares lineages; the others have had it.
    fn decide(
        &mut self,
        again: &Again<'_>,
        matched: PredicateSet,
        document: &mut Document<'_>,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let (label, Again { event, ordinal, arrival }) = (self.label, again);
        match &mut self.method {
            Method::Found { timestamp, at_once, found } => {
                let record = record_of_event(label, time(*event, timestamp), document.keep());
                if *at_once {
                    return emit(record);
                }
                let span = ordinal.clone().map(|last| Span { first: last.time, certain: last.time, last });
                found.push((span, record));
            }
            Method::Collect { rule, by_pack: true, hits } => {
                let (held, key_tuples) = (LineageSet::EMPTY, Limits::FINITE.key_tuples_per_event);
                match evaluate_matched(*rule, *event, held, matched, *arrival, key_tuples, || document.keep()) {
                    Evaluation::Hit(hit) => hits.push(hit),
                    Evaluation::NoTimestamp => document.misplaced.timeless = true,
                    Evaluation::Irrelevant => {}
                }
            }
            Method::Follow { detector, by_pack: true } => {
                let before = detector.counters();
                let found = detector.push_decided(*event, matched, *arrival, || document.keep());
                document.misplaced.count(&before, &detector.counters());
                return found.into_iter().try_for_each(|found| emit(record_of_match(label, found)));
            }
            _ => {}
        }
        Ok(())
    }
}
