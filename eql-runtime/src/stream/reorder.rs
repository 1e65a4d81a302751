//! The buffer that puts events into the order of their ordinals.

use super::clock::{Clocks, Reading, SourceId};
use crate::sequence::{Ordinal, Tiebreaker};
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long events are waited for, and how many are held meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReorderOptions {
    /// The allowed lateness: by how much event time an event may come after a later one of its source. It is the price
    /// of exactness: every event is held back for so long.
    pub lateness: Duration,
    /// A source that has been silent for longer, by the clock of [`Reorder::tick`], no longer holds back the others;
    /// `None` waits for ever.
    pub idle_after: Option<Duration>,
    /// An event that is later than the newest one of its source by more than this does not move the clock, until
    /// several in a row agree: a single wrong date must not make everything else late. Few such events are held.
    pub max_ahead: Duration,
    /// Events held. Beyond it, the earliest is given out before its time.
    pub max_events: usize,
    /// Bytes held, as the caller counts them. Beyond it, the earliest event is given out before its time.
    pub max_bytes: usize,
}

impl ReorderOptions {
    /// Ten seconds of lateness, sources idle after a minute, dates up to a day ahead; a million events, 1 GiB.
    pub const DEFAULT: Self = Self {
        lateness: Duration::from_secs(10),
        idle_after: Some(Duration::from_secs(60)),
        max_ahead: Duration::from_secs(86_400),
        max_events: 1 << 20,
        max_bytes: 1 << 30,
    };
}

impl Default for ReorderOptions {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Of the events that may be held, this part may be too far ahead to be believed.
const AHEAD_SHARE: usize = 16;

/// Holds events back until they can be given out in the order of time, tiebreaker and arrival.
///
/// `T` is what the caller needs of an event: the event itself, its text, or what rules made of it already
/// ([`Hit`](crate::sequence::Hit)).
///
/// ```
/// use eql_runtime::Timestamp;
/// use eql_runtime::stream::{Reorder, ReorderOptions};
/// use std::time::Duration;
///
/// let at = |seconds: i64| Timestamp::from_nanos(seconds * 1_000_000_000);
/// let mut reorder = Reorder::new(ReorderOptions { lateness: Duration::from_secs(5), ..ReorderOptions::DEFAULT });
/// let host = reorder.add_source();
/// let mut given_out = Vec::new();
/// for seconds in [10, 12, 11, 20, 13] {
///     if let Err(refused) = reorder.push(host, at(seconds), None, 0, seconds) {
///         assert_eq!(refused.item, 13, "20 - 5 is later");
///     }
///     while let Some(released) = reorder.pop() {
///         given_out.push(released.item);
///     }
/// }
/// assert_eq!(given_out, [10, 11, 12]);
/// assert_eq!(reorder.counters().late, 1);
/// reorder.flush();
/// assert_eq!(reorder.pop().map(|released| released.item), Some(20));
/// ```
#[derive(Debug)]
pub struct Reorder<T> {
    pub(super) options: ReorderOptions,
    pub(super) clocks: Clocks,
    pub(super) held: BTreeMap<Ordinal, Held<T>>,
    pub(super) bytes: usize,
    /// Of the events held, those that are too far ahead.
    ahead: usize,
    pub(super) arrivals: u64,
    /// The last event that was given out before its time.
    pub(super) forced: Option<Ordinal>,
    pub(super) counters: ReorderCounters,
}

#[derive(Debug)]
pub(super) struct Held<T> {
    pub(super) item: T,
    pub(super) bytes: usize,
    pub(super) reading: Reading,
}

/// An event in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released<T> {
    /// Its place in the order of the stream.
    pub ordinal: Ordinal,
    /// What was pushed.
    pub item: T,
}

/// An event that was not taken. What becomes of it is the caller's decision: dropping it is the usual one, and a
/// [`Detector`](crate::sequence::Detector) still matches it as far as that is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused<T> {
    /// Its place in the order of the stream.
    pub ordinal: Ordinal,
    /// What was pushed.
    pub item: T,
    /// Why.
    pub reason: Refusal,
}

/// Why an event was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Later events were given out already.
    Late,
    /// Its time is too far ahead, and there are too many such events.
    Ahead,
}

/// What happened inside one buffer since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct ReorderCounters {
    /// Events pushed.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub events: u64,
    /// Events that came too late: [`Refusal::Late`].
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub late: u64,
    /// Events whose time was too far ahead to move the clock.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub ahead: u64,
    /// Those of them that were not taken: [`Refusal::Ahead`].
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub refused: u64,
    /// Events given out before their time because of a limit.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub forced: u64,
}

impl<T> Reorder<T> {
    /// A buffer without sources.
    #[must_use]
    pub fn new(options: ReorderOptions) -> Self {
        let ReorderOptions { lateness, idle_after, max_ahead, .. } = options;
        Self {
            options,
            clocks: Clocks::new(lateness, idle_after, max_ahead),
            held: BTreeMap::new(),
            bytes: 0,
            ahead: 0,
            arrivals: 0,
            forced: None,
            counters: ReorderCounters::default(),
        }
    }

    /// Adds a source. Until its first event, or until it is idle, it holds back all others.
    pub fn add_source(&mut self) -> SourceId {
        self.clocks.add()
    }

    /// The sources, in the order in which they were added.
    pub fn sources(&self) -> impl Iterator<Item = SourceId> + use<T> {
        (0..u32::try_from(self.clocks.sources.len()).unwrap_or(u32::MAX)).map(SourceId)
    }

    /// Takes an event of `bytes` bytes; [`pop`](Self::pop) afterwards what it makes certain.
    ///
    /// # Errors
    ///
    /// The event, if it comes too late to be put into its place.
    pub fn push(
        &mut self,
        source: SourceId,
        time: Timestamp,
        tiebreaker: Option<Tiebreaker>,
        bytes: usize,
        item: T,
    ) -> Result<(), Refused<T>> {
        let ordinal = Ordinal { time, tiebreaker, arrival: self.arrivals };
        self.arrivals += 1;
        self.counters.events += 1;
        if self.is_late(&ordinal) {
            self.counters.late += 1;
            return Err(Refused { ordinal, item, reason: Refusal::Late });
        }
        let reading = self.clocks.see(source, time.as_nanos());
        if reading == Reading::Ahead {
            self.counters.ahead += 1;
            if self.ahead > self.options.max_events / AHEAD_SHARE {
                self.counters.refused += 1;
                return Err(Refused { ordinal, item, reason: Refusal::Ahead });
            }
        }
        self.hold(ordinal, Held { item, bytes, reading });
        Ok(())
    }

    /// Gives out the next event, if no earlier one is expected or the limits ask for it.
    pub fn pop(&mut self) -> Option<Released<T>> {
        let first = self.held.first_entry()?;
        let due = first.key().time.as_nanos() <= self.clocks.watermark;
        let full = self.held.len() > self.options.max_events || self.bytes > self.options.max_bytes;
        if !due && !full {
            return None;
        }
        let (ordinal, held) = self.held.pop_first()?;
        self.bytes = self.bytes.saturating_sub(held.bytes);
        self.ahead -= usize::from(held.reading == Reading::Ahead);
        if !due {
            self.counters.forced += 1;
            self.forced = Some(ordinal.clone());
        }
        Some(Released { ordinal, item: held.item })
    }

    /// Says that `source` has come to `time`, though it has no event to tell: as an event of that time would.
    pub fn heartbeat(&mut self, source: SourceId, time: Timestamp) {
        self.clocks.set(source, time.as_nanos());
    }

    /// Says what the caller's clock shows, any that never goes back: sources that have been silent for long are no
    /// longer waited for.
    pub fn tick(&mut self, now: Duration) {
        self.clocks.tick(now);
    }

    /// Says that no event will follow: everything held can be [`pop`](Self::pop)ped.
    pub fn flush(&mut self) {
        self.clocks.end();
    }

    /// The time up to which, inclusive, every event has been given out or refused; `None` before the first one. What
    /// waits for time to pass is told by [`Detector::advance_to`](crate::sequence::Detector::advance_to), after
    /// everything was popped.
    #[must_use]
    pub fn watermark(&self) -> Option<Timestamp> {
        (self.clocks.watermark > i64::MIN).then_some(Timestamp::from_nanos(self.clocks.watermark))
    }

    /// The time of the newest event, of those whose time was believed.
    #[must_use]
    pub fn newest(&self) -> Option<Timestamp> {
        self.clocks.newest().map(Timestamp::from_nanos)
    }

    /// How many events are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether no event is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// How many bytes are held, as the caller counted them.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What happened so far.
    #[must_use]
    pub fn counters(&self) -> &ReorderCounters {
        &self.counters
    }

    pub(super) fn hold(&mut self, ordinal: Ordinal, held: Held<T>) {
        self.bytes = self.bytes.saturating_add(held.bytes);
        self.ahead += usize::from(held.reading == Reading::Ahead);
        self.held.insert(ordinal, held);
    }

    fn is_late(&self, ordinal: &Ordinal) -> bool {
        ordinal.time.as_nanos() <= self.clocks.watermark || self.forced.as_ref().is_some_and(|forced| ordinal < forced)
    }
}
