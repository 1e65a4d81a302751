//! `--since` and `--until`: the events of a span of time.

use crate::console::Console;
use eql::{Event, FieldBuf, Timestamp};

/// The span; by default all of time.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    field: Option<FieldBuf>,
    outside: u64,
    timeless: u64,
}

impl Window {
    pub(super) fn new(since: Option<Timestamp>, until: Option<Timestamp>, field: Option<&str>) -> Self {
        let is_bounded = since.is_some() || until.is_some();
        let field = is_bounded.then(|| FieldBuf::new(field.unwrap_or("@timestamp")));
        Self { since, until, field, ..Self::default() }
    }

    /// The field that decides, if any does.
    pub(super) fn field(&self) -> Option<&str> {
        self.field.as_ref().map(|field| field.as_field().path())
    }

    /// Whether an event lies in it. One without a time does not, and is counted.
    pub(super) fn admits(&mut self, event: &impl Event) -> bool {
        let Some(field) = &self.field else { return true };
        let Some(time) = event.get(&field.as_field(), Timestamp::from_value).flatten() else {
            self.timeless += 1;
            return false;
        };
        let inside = self.since.is_none_or(|since| time >= since) && self.until.is_none_or(|until| time < until);
        self.outside += u64::from(!inside);
        inside
    }

    /// Adds what another one has left out.
    pub(super) fn join(&mut self, other: &Self) {
        self.outside += other.outside;
        self.timeless += other.timeless;
    }

    /// Says what was left out.
    pub(super) fn report(&self, console: &Console) {
        if self.field.is_some() {
            let Self { outside, timeless, .. } = self;
            console
                .counts(&format!("left out: {outside} events outside of the span of time, {timeless} without a time"));
        }
    }
}
