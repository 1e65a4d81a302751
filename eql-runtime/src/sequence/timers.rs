//! When to look at a key again, by event time.

use super::entries::EntryIndex;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Timers, one for each key that has one, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<Timer>>,
}

/// Due time, entry, and the generation of the entry, which tells whether the timer is still its.
pub(super) type Timer = (i64, EntryIndex, u32);

/// Below this many timers it is not worth looking for those whose key is gone.
const MIN_SWEEP: usize = 64;

impl Timers {
    /// Adds a timer. `live` is the number of keys; timers of keys that are gone are swept out when they are more than
    /// that, so that there are never more than about two timers a key.
    pub(super) fn push(
        &mut self,
        due: i64,
        index: EntryIndex,
        generation: u32,
        live: usize,
        is_current: impl Fn(EntryIndex, u32) -> bool,
    ) {
        if self.heap.len() == self.heap.capacity() {
            // By an eighth and not by doubling: it is one of the larger parts of a match in progress.
            self.heap.reserve_exact((self.heap.len() / 8).max(4));
        }
        self.heap.push(Reverse((due, index, generation)));
        if self.heap.len() > live.saturating_mul(2).saturating_add(MIN_SWEEP) {
            self.heap.retain(|Reverse((_, index, generation))| is_current(*index, *generation));
        }
    }

    /// Whether a timer is due at `watermark`.
    #[inline]
    pub(super) fn are_due(&self, watermark: i64) -> bool {
        self.heap.peek().is_some_and(|Reverse((due, ..))| *due <= watermark)
    }

    /// Takes a timer that is due at `watermark`.
    pub(super) fn pop_due(&mut self, watermark: i64) -> Option<(EntryIndex, u32)> {
        if !self.are_due(watermark) {
            return None;
        }
        self.heap.pop().map(|Reverse((_, index, generation))| (index, generation))
    }
}
