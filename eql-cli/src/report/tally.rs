//! What a run has seen and found, in numbers.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// The counts of one run.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Events read.
    pub(crate) events: u64,
    /// Bytes read, after decompression.
    pub(crate) bytes: u64,
    /// Documents that are no events.
    pub(crate) malformed: u64,
    /// Events that came after their place in the order of time had passed.
    pub(crate) late: u64,
    /// Events without a time that a sequence had to leave out.
    pub(crate) without_timestamp: u64,
    /// Rules that ran.
    pub(crate) rules: u64,
    /// Rules that could not.
    pub(crate) rules_skipped: u64,
    /// Bytes of the files, as they are stored, and how many of them have been read; no length for a stream.
    pub(crate) input_length: Option<u64>,
    pub(crate) input_read: Rc<Cell<u64>>,
    /// Matches reported.
    pub(crate) matches: u64,
}

impl Tally {
    /// The line that sums up.
    pub(crate) fn summary(&self, elapsed: Duration) -> String {
        format!(
            "{} events read, {} malformed, {} late, {} without timestamp; {} rules loaded, {} skipped; {} matches; {} \
             events/s",
            self.events,
            self.malformed,
            self.late,
            self.without_timestamp,
            self.rules,
            self.rules_skipped,
            self.matches,
            per_second(self.events, elapsed),
        )
    }

    /// What a run that goes on has come to.
    pub(crate) fn progress(&self, elapsed: Duration, matches: u64) -> String {
        let megabytes = self.bytes / 1_000_000;
        let matches = matches.max(self.matches);
        format!("{megabytes} MB, {} events/s, {matches} matches", per_second(self.events, elapsed))
    }

    /// How much of the inputs has been read, from 0 to 1, if their length is known.
    pub(crate) fn share(&self) -> Option<f64> {
        let length = self.input_length.filter(|length| *length > 0)?;
        Some(self.input_read.get() as f64 / length as f64)
    }
}

fn per_second(count: u64, elapsed: Duration) -> u64 {
    let micros = elapsed.as_micros().max(1);
    u64::try_from(u128::from(count) * 1_000_000 / micros).unwrap_or(u64::MAX)
}
