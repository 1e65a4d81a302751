//! What a machine forgets, and when: by time, and where its limits are reached.

use super::entries::EntryIndex;
use super::machine::{Machine, Turn};
use super::observer::{Observer, Reason, Transition};
use super::rule::Sequence;

impl<Id: Clone> Machine<Id> {
    /// Forgets the key whose last event is the longest ago, with its matches in progress, and counts it as evicted. Says
    /// whether there was one. It is for callers that bound more than one machine together: their memory, for example.
    pub fn evict_oldest(&mut self) -> bool {
        let oldest = self.entries.oldest();
        if let Some(oldest) = oldest {
            self.evict(oldest, &mut ());
        }
        oldest.is_some()
    }

    /// Gives up what is more than the limits allow: they may be lower than where the state comes from.
    #[cfg(feature = "snapshot")]
    pub(super) fn shrink(&mut self) {
        while self.entries.len() > self.limits.max_keys
            && let Some(oldest) = self.entries.oldest()
        {
            self.evict(oldest, &mut ());
        }
    }

    /// Leaves the entry as it should be found next time: gone if empty, otherwise with a timer, and within the cap.
    pub(super) fn settle<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        index: EntryIndex,
    ) {
        if self.entries.get(index).is_empty() {
            self.entries.remove(index);
            return;
        }
        self.entries.touch(index);
        self.set_timer(index);
        if self.entries.len() > self.limits.max_keys
            && let Some(oldest) = self.entries.oldest()
        {
            self.evict(oldest, turn.observer);
        }
    }

    fn evict<O: Observer<Id>>(&mut self, index: EntryIndex, observer: &mut O) {
        let entry = self.entries.get_mut(index);
        observer.observe(Transition { reason: Reason::Evict, stage: 0, key: &entry.key, event: None });
        self.counters.evicted_keys += 1;
        self.counters.dropped_waiting += self.forget(index);
    }

    /// Forgets a key with all its state; returns how many of its matches waited.
    pub(super) fn forget(&mut self, index: EntryIndex) -> u64 {
        let waiting = self.entries.get(index).absence.iter().flat_map(|absence| &absence.waiting);
        let waiting = waiting.filter(|deadline| self.waiting.remove(deadline).is_some()).count();
        self.entries.remove(index);
        waiting as u64
    }

    /// Sets the timer at which something of the entry is dead because of `maxspan`.
    pub(super) fn set_timer(&mut self, index: EntryIndex) {
        let Some(lifetime) = self.lifetime() else { return };
        let entry = self.entries.get_mut(index);
        if entry.is_timed() {
            return;
        }
        let firsts = entry.partials.iter().map(|partial| partial.first.as_nanos());
        let resolution = self.mode.missing_resolution;
        let stamp = entry.absence.iter().filter_map(|absence| absence.stamps[0]?.checked_add(resolution));
        let Some(earliest) = firsts.chain(stamp).min() else { return };
        entry.set_timed(true);
        let generation = self.entries.generation(index);
        let entries = &self.entries;
        self.timers.push(earliest.saturating_add(lifetime), index, generation, entries.len(), |index, generation| {
            entries.generation(index) == generation
        });
    }

    /// Forgets what is dead at the watermark.
    pub(super) fn expire<O: Observer<Id>>(&mut self, index: EntryIndex, observer: &mut O) {
        let Some(lifetime) = self.lifetime() else { return };
        let forget_before = self.forget_before();
        let alive = |since: i64| since.saturating_add(lifetime) > forget_before;
        let resolution = self.mode.missing_resolution;
        let shape = &self.shape;
        let mut expired = 0;
        let entry = self.entries.get_mut(index);
        entry.set_timed(false);
        let key = &entry.key;
        entry.partials.retain(|partial| {
            let keep = alive(partial.first.as_nanos());
            if !keep {
                expired += 1;
                let stage = shape.positives.get(partial.chain.position()).map_or(0, |(stage, _)| *stage);
                observer.observe(Transition { reason: Reason::Expire, stage, key, event: None });
            }
            keep
        });
        if let Some(absence) = &mut entry.absence
            && absence.stamps[0].is_some_and(|latest| !alive(latest.saturating_add(resolution)))
        {
            absence.stamps = [None; 2];
        }
        let is_empty = entry.is_empty();
        (0..expired).for_each(|_| self.count_expired());
        if is_empty {
            self.entries.remove(index);
        } else {
            self.set_timer(index);
        }
    }

    /// How long after its first event a match in progress can be extended.
    pub(super) fn lifetime(&self) -> Option<i64> {
        self.maxspan.or(self.limits.lifetime)
    }

    pub(super) fn count_expired(&mut self) {
        *(if self.maxspan.is_some() { &mut self.counters.expired } else { &mut self.counters.outlived }) += 1;
    }

    /// What `maxspan` ended by this time is forgotten.
    pub(super) fn forget_before(&self) -> i64 {
        self.watermark.saturating_sub(self.limits.grace)
    }
}
