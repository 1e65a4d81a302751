//! Standard output and standard error: colours, notices and progress.

use crate::arguments::ColorChoice;
use crate::failure::Failure;
use crate::report::Tally;
use std::cell::Cell;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::time::{Duration, Instant};

/// How often the progress line is drawn.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(200);
/// Reading the clock costs more than reading a small event.
const EVENTS_PER_CLOCK: u64 = 256;
/// Where neither the environment nor the terminal tells a width.
const DEFAULT_WIDTH: usize = 80;

/// What the program says besides its data: all of it goes to standard error.
#[derive(Debug)]
pub(crate) struct Console {
    color_out: bool,
    color_err: bool,
    quiet: bool,
    width: usize,
    progress: Progress,
}

#[derive(Debug)]
struct Progress {
    shown: bool,
    started: Instant,
    drawn: Cell<Option<Instant>>,
}

impl Console {
    pub(crate) fn new(color: ColorChoice, quiet: bool) -> Self {
        let wanted = |is_terminal: bool| match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // https://no-color.org: set and not empty.
            ColorChoice::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let shown = !quiet && io::stderr().is_terminal();
        Self {
            color_out: wanted(io::stdout().is_terminal()),
            color_err: wanted(io::stderr().is_terminal()),
            quiet,
            width: width(),
            progress: Progress { shown, started: Instant::now(), drawn: Cell::new(None) },
        }
    }

    /// The columns of the terminal, as far as anything tells.
    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    /// Whether the output is coloured.
    pub(crate) const fn color_out(&self) -> bool {
        self.color_out
    }

    pub(crate) const fn color_err(&self) -> bool {
        self.color_err
    }

    pub(crate) fn error(&self, message: &str, help: Option<&str>) {
        self.notice("error", "31", message);
        if let Some(help) = help {
            self.line(&format!("  help: {help}"));
        }
    }

    pub(crate) fn warning(&self, message: &str) {
        self.notice("warning", "33", message);
    }

    fn notice(&self, word: &str, color: &str, message: &str) {
        if self.color_err {
            self.line(&format!("\x1b[1;{color}m{word}\x1b[0m: {message}"));
        } else {
            self.line(&format!("{word}: {message}"));
        }
    }

    /// Writes a line of its own. That nobody reads standard error is no reason to stop.
    pub(crate) fn line(&self, text: &str) {
        self.clear_progress();
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// The last line of a command.
    pub(crate) fn summary(&self, tally: &Tally) {
        self.clear_progress();
        if !self.quiet {
            self.line(&tally.summary(self.progress.started.elapsed()));
        }
    }

    /// The counts of a command that reads no events.
    pub(crate) fn counts(&self, text: &str) {
        if !self.quiet {
            self.line(text.trim_end());
        }
    }

    /// Draws the progress of reading events, if it is time to.
    pub(crate) fn progress(&self, tally: &Tally) {
        if tally.events.is_multiple_of(EVENTS_PER_CLOCK) {
            self.progress_text(|| tally.progress(self.progress.started.elapsed()));
        }
    }

    /// Draws a line about what is being done, if it is time to. It gives way to whatever is written next.
    pub(crate) fn progress_text(&self, text: impl FnOnce() -> String) {
        if !self.progress.shown {
            return;
        }
        let now = Instant::now();
        if self.progress.drawn.get().unwrap_or(self.progress.started) + PROGRESS_INTERVAL <= now {
            self.progress.drawn.set(Some(now));
            let mut error = io::stderr().lock();
            let _ = write!(error, "\r\x1b[K{}", text()).and_then(|()| error.flush());
        }
    }

    /// Takes the progress line away, so that what is written next starts on a line of its own.
    pub(crate) fn clear_progress(&self) {
        if self.progress.drawn.take().is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(seen).unwrap_or(DEFAULT_WIDTH)
}

/// Standard output. A reader that went away is a failure of its own kind.
#[derive(Debug)]
pub(crate) struct Output {
    writer: BufWriter<StdoutLock<'static>>,
    prompt: bool,
}

impl Output {
    /// An output that is flushed at the end, and where a person waits.
    pub(crate) fn new() -> Self {
        Self { writer: BufWriter::new(io::stdout().lock()), prompt: io::stdout().is_terminal() }
    }

    /// The same, which also hands on every record at once if the input may be a stream that goes on.
    pub(crate) fn following(is_stream: bool) -> Self {
        let output = Self::new();
        Self { prompt: output.prompt || is_stream, ..output }
    }

    /// A record and a line end.
    pub(crate) fn record(&mut self, text: &str) -> Result<(), Failure> {
        self.line(text)?;
        if self.prompt { self.flush() } else { Ok(()) }
    }

    pub(crate) fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.writer.write_all(text.as_bytes()).map_err(|error| Failure::writing(&error))
    }

    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.write(text)?;
        self.write("\n")
    }

    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(|error| Failure::writing(&error))
    }
}
