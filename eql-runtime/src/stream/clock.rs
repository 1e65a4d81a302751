//! How far event time has come: one clock a source, and the watermark of all of them.

use std::time::Duration;

/// A source of a stream: a host, a file, a partition of a queue. Events of one source come nearly in order; the sources
/// among themselves need not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct SourceId(pub(super) u32);

/// So many events of a source in a row must agree before its clock leaps.
const CONFIRMATIONS: u32 = 8;

/// The time of the newest event of a source, and when the caller last heard of it.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Source {
    newest: Option<i64>,
    heard: Duration,
    /// Events in a row that were too far ahead, and the earliest time among them.
    leaping: u32,
    leap_to: i64,
}

/// The clocks of all sources.
#[derive(Debug)]
pub(super) struct Clocks {
    pub(super) sources: Vec<Source>,
    lateness: i64,
    idle_after: Option<Duration>,
    max_ahead: i64,
    /// The caller's clock.
    now: Duration,
    /// Every event up to this time has been delivered.
    pub(super) watermark: i64,
}

/// Whether the time of an event can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Plausible,
    /// It is much later than what its source said before; the clock stands still until others agree.
    Ahead,
}

impl Clocks {
    pub(super) fn new(lateness: Duration, idle_after: Option<Duration>, max_ahead: Duration) -> Self {
        Self {
            sources: Vec::new(),
            lateness: nanos(lateness),
            idle_after,
            max_ahead: nanos(max_ahead),
            now: Duration::ZERO,
            watermark: i64::MIN,
        }
    }

    pub(super) fn add(&mut self) -> SourceId {
        let id = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        self.sources.push(Source { newest: None, heard: self.now, leaping: 0, leap_to: 0 });
        SourceId(id)
    }

    /// An event of `source` has this time.
    pub(super) fn see(&mut self, source: SourceId, time: i64) -> Reading {
        let (now, max_ahead) = (self.now, self.max_ahead);
        let others = || self.sources.iter().filter_map(|source| source.newest).max();
        let known = self.sources.get(source.0 as usize).and_then(|source| source.newest).or_else(others);
        let Some(clock) = self.sources.get_mut(source.0 as usize) else { return Reading::Plausible };
        clock.heard = now;
        let ahead = known.is_some_and(|known| time > known.saturating_add(max_ahead));
        if !ahead {
            clock.leaping = 0;
            self.set(source, time);
            return Reading::Plausible;
        }
        clock.leap_to = if clock.leaping == 0 { time } else { clock.leap_to.min(time) };
        clock.leaping += 1;
        if clock.leaping >= CONFIRMATIONS {
            clock.leaping = 0;
            let leap_to = clock.leap_to;
            self.set(source, leap_to);
        }
        Reading::Ahead
    }

    /// The clock of `source` stands at `time`, as the caller knows.
    pub(super) fn set(&mut self, source: SourceId, time: i64) {
        let now = self.now;
        let Some(clock) = self.sources.get_mut(source.0 as usize) else { return };
        clock.heard = now;
        let before = clock.newest.replace(clock.newest.map_or(time, |newest| newest.max(time)));
        // The minimum of all sources can only move if this one was it.
        if before.is_none_or(|before| self.behind(before) <= self.watermark || self.watermark == i64::MIN) {
            self.combine();
        }
    }

    /// The caller's clock stands at `now`.
    pub(super) fn tick(&mut self, now: Duration) {
        self.now = self.now.max(now);
        self.combine();
    }

    /// No event will follow.
    pub(super) fn end(&mut self) {
        self.watermark = i64::MAX;
    }

    /// The time of the newest event of all.
    pub(super) fn newest(&self) -> Option<i64> {
        self.sources.iter().filter_map(|source| source.newest).max()
    }

    /// The last instant of which nothing is expected when the newest event is at `time`: one tick earlier than the
    /// lateness says, so that events of one instant stay together.
    fn behind(&self, time: i64) -> i64 {
        time.saturating_sub(self.lateness).saturating_sub(1)
    }

    /// The minimum over the sources that are not idle. It never goes back.
    fn combine(&mut self) {
        let is_idle = |source: &Source| {
            self.idle_after.is_some_and(|idle_after| self.now.saturating_sub(source.heard) > idle_after)
        };
        let active = self.sources.iter().filter(|source| !is_idle(source));
        // A source that has said nothing yet holds all others back.
        let slowest = active.map(|source| source.newest.unwrap_or(i64::MIN)).min();
        if let Some(slowest) = slowest.filter(|&slowest| slowest > i64::MIN) {
            self.watermark = self.watermark.max(self.behind(slowest));
        }
    }
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

/// Puts clocks back where they stood.
#[cfg(feature = "snapshot")]
impl Clocks {
    pub(super) fn restore(&mut self, sources: Vec<Source>, watermark: i64) {
        self.sources = sources;
        for source in &mut self.sources {
            // The caller's clock may have begun anew.
            source.heard = self.now;
            source.leaping = source.leaping.min(CONFIRMATIONS);
        }
        self.watermark = watermark;
    }
}
