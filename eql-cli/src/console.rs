//! Standard output and standard error: colours, notices and progress.

mod progress;

use crate::arguments::ColorChoice;
use crate::failure::Failure;
use crate::report::{Tally, fold};
use progress::Progress;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

/// Where neither the environment nor the terminal tells a width.
const DEFAULT_WIDTH: usize = 80;

/// What the program says besides its data: all of it goes to standard error.
#[derive(Debug)]
pub(crate) struct Console {
    color_out: bool,
    color_err: bool,
    quiet: bool,
    width: usize,
    err_is_terminal: bool,
    progress: Progress,
}

impl Console {
    pub(crate) fn new(color: ColorChoice, quiet: bool) -> Self {
        let wanted = |is_terminal: bool| match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // https://no-color.org: set and not empty.
            ColorChoice::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let (width, err_is_terminal) = (width(), io::stderr().is_terminal());
        Self {
            color_out: wanted(io::stdout().is_terminal()),
            color_err: wanted(err_is_terminal),
            quiet,
            width,
            err_is_terminal,
            progress: Progress::new(quiet, width),
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
            self.help(help);
        }
    }

    /// What to do about the notice before.
    pub(crate) fn help(&self, text: &str) {
        self.line(&self.folded(&format!("  help: {text}"), 8));
    }

    pub(crate) fn warning(&self, message: &str) {
        self.notice("warning", "33", message);
    }

    fn notice(&self, word: &str, color: &str, message: &str) {
        let text = self.folded(&format!("{word}: {message}"), 2);
        match text.strip_prefix(word) {
            Some(rest) if self.color_err => self.line(&format!("\x1b[1;{color}m{word}\x1b[0m{rest}")),
            _ => self.line(&text),
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
            self.line(&self.folded(&tally.summary(self.progress.elapsed()), 2));
        }
    }

    /// The counts of a command that reads no events.
    pub(crate) fn counts(&self, text: &str) {
        if !self.quiet {
            let lines = text.trim_end().lines().map(|line| self.folded(line, 2));
            self.line(&lines.collect::<Vec<_>>().join("\n"));
        }
    }

    /// Whether anybody is told how far the program is.
    pub(crate) const fn shows_progress(&self) -> bool {
        self.progress.is_shown()
    }

    /// Draws how far reading events is, if it is time to.
    pub(crate) fn progress(&self, tally: &Tally) {
        self.progress.of_events(tally);
    }

    /// Draws how far some work with a known end is, if it is time to: `3 of 7 rules checked`.
    pub(crate) fn progress_of(&self, what: &str, done: usize, total: usize) {
        self.progress.of(what, done, total);
    }

    /// Makes room for a match, which counts.
    pub(crate) fn found_match(&self) {
        self.progress.count_match();
        self.clear_progress();
    }

    /// Takes the progress away, so that what is written next starts on a line of its own.
    pub(crate) fn clear_progress(&self) {
        self.progress.clear();
    }

    /// A sentence as it fits a terminal; whatever else reads it gets it on one line.
    fn folded(&self, text: &str, indent: usize) -> String {
        if self.err_is_terminal { fold(text, self.width, indent) } else { text.to_owned() }
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
