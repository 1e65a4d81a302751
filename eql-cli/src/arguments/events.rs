//! Commands that read events.

use super::{ExpandWhat, FormatArguments, InputArguments, RuleArguments};
use clap::{Args, ValueEnum};
use eql::{Timestamp, Value};
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct QueryArguments {
    /// The query; with --file, the first input.
    #[arg(required_unless_present = "file", value_name = "EQL")]
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// Read the query from a file.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,

    /// At most so many matches.
    #[arg(long, value_name = "N")]
    pub(crate) size: Option<u64>,

    /// Which matches stay where there are more than --size.
    #[arg(long, value_enum, default_value_t, value_name = "END")]
    pub(crate) result_position: ResultPosition,

    /// At most so many samples of one join key.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) max_samples_per_key: u32,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ResultPosition {
    /// The earliest.
    Head,
    /// The latest.
    #[default]
    Tail,
}

#[derive(Debug, Args)]
pub(crate) struct ScanArguments {
    /// A rule file or a folder of them, any number of times; by default the rules compiled into eqlc.
    #[arg(long = "rules", short = 'r', value_name = "PATH")]
    pub(crate) rules_from: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// Scan the stream of events that comes with eqlc: a small fleet, and an attack.
    #[arg(long, conflicts_with = "inputs")]
    pub(crate) demo: bool,

    /// So many threads look at events; by default one for each processor, for standard input one. The output is the same
    /// for any number.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,

    /// The events come in order of time: report sequences as soon as they are complete.
    #[arg(long)]
    pub(crate) assume_sorted: bool,

    /// End with status 1 if anything matched.
    #[arg(long)]
    pub(crate) fail_on_match: bool,

    /// Run the rules with this id or name alone, any number of times.
    #[arg(long = "rule", value_name = "ID")]
    pub(crate) only: Vec<String>,

    /// Run the rules of this severity and above.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) min_severity: Option<Severity>,

    /// Run each rule on the events of its `index` and `os_list` alone.
    #[arg(long)]
    pub(crate) scope: bool,

    /// Leave out the events before this time: ISO 8601, or milliseconds since the epoch.
    #[arg(long, value_name = "TIME", value_parser = timestamp)]
    pub(crate) since: Option<Timestamp>,

    /// Leave out the events from this time on.
    #[arg(long, value_name = "TIME", value_parser = timestamp)]
    pub(crate) until: Option<Timestamp>,

    /// A file that says how often each rule may match; status 1 if one does not keep to it.
    #[arg(long, value_name = "FILE")]
    pub(crate) expect: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,

    /// The layout of the output; by default pretty on a terminal, else ndjson.
    #[arg(long, value_enum, hide_default_value = true)]
    format: Option<ScanFormat>,
}

impl ScanArguments {
    pub(crate) fn format(&self) -> ScanFormat {
        let default = if std::io::stdout().is_terminal() { ScanFormat::Pretty } else { ScanFormat::Ndjson };
        self.format.unwrap_or(default)
    }
}

/// The layout of what `scan` finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanFormat {
    /// For people.
    Pretty,
    /// One JSON object a match.
    Ndjson,
    /// A table, one line a match.
    Csv,
    /// Alert documents as Kibana's detection engine writes them.
    Kibana,
    /// A page of its own.
    Html,
}

/// How bad a rule says a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

fn timestamp(text: &str) -> Result<Timestamp, String> {
    let known = Timestamp::from_value(Value::Str(text));
    known.ok_or_else(|| "a time is ISO 8601 (2026-01-31T08:00:00Z), or milliseconds since the epoch".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// A rule file or a folder of them, any number of times; by default the rules compiled into eqlc.
    #[arg(long = "rules", short = 'r', value_name = "PATH")]
    pub(crate) rules_from: Vec<PathBuf>,

    /// Follow a file that others write, over rotation and truncation, instead of reading standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) follow: Option<PathBuf>,

    /// End at the end of the followed file.
    #[arg(long, requires = "follow")]
    pub(crate) once: bool,

    /// Take the end of the input for the end of the stream: report what waits for more. Usual without --state.
    #[arg(long)]
    pub(crate) finish: bool,

    /// By how much an event may come after a later one. Everything is reported so much later.
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "10s")]
    pub(crate) lateness: Duration,

    /// After so long a silence, time goes on by the clock; 0 never.
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "60s")]
    pub(crate) idle_timeout: Duration,

    /// Keep the state in a folder, and go on from there.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) state: Option<PathBuf>,

    /// How often the state is written.
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "30s")]
    pub(crate) snapshot_interval: Duration,

    /// Look for changed rules, and take them over if all of them compile.
    #[arg(long, requires = "rules_from")]
    pub(crate) watch: bool,

    /// Serve metrics for Prometheus at http://ADDRESS/metrics.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) metrics: Option<String>,

    /// Append matches to a file.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Begin a new output file before one is longer than this, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 100_000_000, requires = "output")]
    pub(crate) rotate_bytes: u64,

    /// Keep so many old output files, as FILE.1, FILE.2 and so on.
    #[arg(long, value_name = "N", default_value_t = 5, requires = "output")]
    pub(crate) rotate_keep: u32,

    /// Join keys with state, for each rule.
    #[arg(long, value_name = "N", default_value_t = 131_072)]
    pub(crate) max_keys: usize,

    /// Bytes of events kept in memory.
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 30)]
    pub(crate) max_memory: usize,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// `500ms`, `10s`, `5m`, `1h`, `1d`, or 0.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "a duration is a whole number and a unit, such as 10s".to_owned())?;
    let milliseconds = match unit {
        "" if number == 0 => 0,
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err("the unit is one of ms, s, m, h and d".to_owned()),
    };
    Ok(Duration::from_millis(number.saturating_mul(milliseconds)))
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    #[command(flatten)]
    pub(crate) what: ExpandWhat,
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// An event to show whole, by its `event.id`, its `_id` or its line; any number of times.
    #[arg(long = "event", value_name = "ID|LINE")]
    pub(crate) events: Vec<String>,

    /// So many keys, and of each stage so many events and tests, are shown. Events are shown whole where there are no more.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) limit: usize,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

#[derive(Debug, Args)]
pub(crate) struct TestArguments {
    /// Fixtures (NAME.test.toml), rules that have one, and folders of them.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// The layout of the output; by default pretty on a terminal, else ndjson.
    #[arg(long, value_enum, hide_default_value = true)]
    format: Option<TestFormat>,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
}

/// The layout of test results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Ndjson,
    /// XML for build servers.
    Junit,
}

impl TestArguments {
    pub(crate) fn format(&self) -> TestFormat {
        let default = if std::io::stdout().is_terminal() { TestFormat::Pretty } else { TestFormat::Ndjson };
        self.format.unwrap_or(default)
    }
}

#[derive(Debug, Args)]
pub(crate) struct ProfileArguments {
    /// A rule file or a folder of them, any number of times.
    #[arg(long = "rules", short = 'r', required = true, value_name = "PATH")]
    pub(crate) rules_from: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// Measure with the first so many events.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub(crate) events: usize,

    /// Show the dearest so many tests of each rule.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) tests: usize,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}
