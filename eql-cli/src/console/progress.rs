//! How far the program is: one line on standard error that gives way to whatever is written next.

use crate::report::Tally;
use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the line is drawn.
const INTERVAL: Duration = Duration::from_millis(200);
/// Reading the clock costs more than reading a small event.
const EVENTS_PER_CLOCK: u64 = 256;
/// The columns of the bar between its brackets.
const BAR: usize = 16;

#[derive(Debug)]
pub(super) struct Progress {
    shown: bool,
    width: usize,
    started: Instant,
    drawn: Cell<Option<Instant>>,
    matches: Cell<u64>,
}

impl Progress {
    pub(super) fn new(quiet: bool, width: usize) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        Self { shown, width, started: Instant::now(), drawn: Cell::new(None), matches: Cell::new(0) }
    }

    pub(super) const fn is_shown(&self) -> bool {
        self.shown
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    pub(super) fn count_match(&self) {
        self.matches.set(self.matches.get() + 1);
    }

    /// Of reading events.
    pub(super) fn of_events(&self, tally: &Tally) {
        if tally.events.is_multiple_of(EVENTS_PER_CLOCK) {
            self.draw(|| {
                let text = tally.progress(self.elapsed(), self.matches.get());
                tally.share().map_or_else(|| text.clone(), |share| format!("{} {text}", bar(share)))
            });
        }
    }

    /// Of work with a known end.
    pub(super) fn of(&self, what: &str, done: usize, total: usize) {
        self.draw(|| format!("{} {done} of {total} {what}", bar(done as f64 / total.max(1) as f64)));
    }

    fn draw(&self, text: impl FnOnce() -> String) {
        if !self.shown {
            return;
        }
        let now = Instant::now();
        if self.drawn.get().unwrap_or(self.started) + INTERVAL <= now {
            self.drawn.set(Some(now));
            // A line that reaches the last column may begin another, which nothing would take away.
            let line: String = text().chars().take(self.width.saturating_sub(1)).collect();
            let mut error = io::stderr().lock();
            let _ = write!(error, "\r\x1b[K{line}").and_then(|()| error.flush());
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if self.drawn.take().is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

/// `[====    ]  50%`.
fn bar(share: f64) -> String {
    let share = share.clamp(0.0, 1.0);
    let full = (share * BAR as f64) as usize;
    format!("[{}{}] {:3.0}%", "=".repeat(full), " ".repeat(BAR - full), (share * 100.0).floor())
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars() {
        assert_eq!(bar(0.0), "[                ]   0%");
        assert_eq!(bar(0.999), "[=============== ]  99%");
        assert_eq!(bar(7.0), "[================] 100%");
    }
}
