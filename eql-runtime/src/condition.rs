//! Conditions on one event as generated code states them, for events that can share what their tests look up.

use crate::event::Event;
use std::ops::Range;

/// The condition of a rule, with the places in an event that its tests read.
pub trait Condition {
    /// The places: the event itself, then the objects and fields below it. Those that lie in one stand side by side, behind it.
    const PLACES: &'static [Place];

    /// Whether the event satisfies the condition.
    fn holds<E: Event>(&self, event: &E) -> bool;
}

/// A place in an event that conditions read, or pass on the way.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The last segment of its path; empty for the event.
    pub key: &'static str,
    /// The index of the place around it.
    pub parent: u8,
    /// The index of the first place in it.
    pub first: u8,
    /// How many places are in it.
    pub count: u8,
    /// The lengths of dotted keys in it that lead to a place further down, as [`length_bit`](Self::length_bit)s.
    pub dotted: u64,
}

impl Place {
    /// The place at `key` in the place `parent`, around those with the indices `inner`.
    #[must_use]
    pub const fn new(key: &'static str, parent: u8, inner: Range<u8>, dotted: u64) -> Self {
        Self { key, parent, first: inner.start, count: inner.end.saturating_sub(inner.start), dotted }
    }

    /// Of one condition as many are looked up together: they are bits of a number.
    pub const MOST: usize = 32;

    /// The bit that stands for this length; the last one stands for all longer ones.
    #[must_use]
    #[inline(always)]
    pub const fn length_bit(length: usize) -> u64 {
        1 << if length < 63 { length } else { 63 }
    }
}
