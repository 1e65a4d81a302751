//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use eql_compiler::Dialect;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What to try first.
const EXAMPLES: &str = "\
Examples:
  eqlc scan --demo                      find an attack in the events that come along
  eqlc check rules                      does every rule compile?
  eqlc scan -r rules events.ndjson.gz   run a folder of rules over a file
  eqlc query 'process where process.name : \"cmd*\"' events.ndjson";

/// Checks EQL detection rules and runs them over events.
#[derive(Debug, Parser)]
#[command(
    name = "eqlc",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = EXAMPLES
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Colours: only on a terminal, always or never.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: ColorChoice,

    /// Don't sum up at the end.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say of every rule whether it compiles, and why not.
    Check(CheckArguments),
    /// Run one query over events.
    Query(QueryArguments),
    /// Run rules over events.
    Scan(ScanArguments),
    /// Print the Rust code that a rule becomes.
    #[command(override_usage = "eqlc expand [OPTIONS] (-r PATH | -e EQL)")]
    Expand(ExpandArguments),
    /// Lay rules out as published rules are, comments kept.
    Fmt(FmtArguments),
    /// Print the completions for a shell.
    Completions(CompletionsArguments),
    /// Print the manual, or write its pages to a folder.
    Man(ManArguments),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}

/// The layout of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Ndjson,
}

#[derive(Debug, Args)]
pub(crate) struct FormatArguments {
    /// The layout of the output; by default pretty on a terminal, else ndjson.
    #[arg(long, value_enum, hide_default_value = true)]
    format: Option<Format>,
}

impl FormatArguments {
    pub(crate) fn format(&self) -> Format {
        let default = if std::io::stdout().is_terminal() { Format::Pretty } else { Format::Ndjson };
        self.format.unwrap_or(default)
    }
}

/// How rules are read.
#[derive(Debug, Default, PartialEq, Eq, Args)]
pub(crate) struct RuleArguments {
    /// The dialect; `auto` is `endpoint` for behaviour rules, else `elasticsearch`.
    #[arg(long, value_enum, default_value_t, value_name = "DIALECT")]
    pub(crate) dialect: DialectChoice,

    /// The types of fields: `ecs`, or a file with an Elasticsearch mapping.
    #[arg(long, value_name = "ecs|FILE")]
    pub(crate) schema: Option<PathBuf>,

    /// The field that holds an event's time; by default @timestamp.
    #[arg(long, value_name = "FIELD")]
    pub(crate) timestamp_field: Option<String>,

    /// The field that holds an event's category; by default event.category.
    #[arg(long, value_name = "FIELD")]
    pub(crate) event_category_field: Option<String>,

    /// The field that orders events of one instant.
    #[arg(long, value_name = "FIELD")]
    pub(crate) tiebreaker_field: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectChoice {
    #[default]
    Auto,
    #[value(alias = "es")]
    Elasticsearch,
    Endpoint,
    Endgame,
}

impl DialectChoice {
    /// The dialect, where the file would imply `implied`.
    pub(crate) const fn or(self, implied: Dialect) -> Dialect {
        match self {
            Self::Auto => implied,
            Self::Elasticsearch => Dialect::Elasticsearch,
            Self::Endpoint => Dialect::Endpoint,
            Self::Endgame => Dialect::Endgame,
        }
    }
}

/// How events are read.
#[derive(Debug, Args)]
pub(crate) struct InputArguments {
    /// Files of events, `-` for standard input (the default): NDJSON or one JSON array, also as .gz or .zst.
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// End at the first malformed event.
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Rule files, and folders of them.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) rules: RuleArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

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

    /// The events come in order of time: report sequences as soon as they are complete.
    #[arg(long)]
    pub(crate) assume_sorted: bool,

    /// End with status 1 if anything matched.
    #[arg(long)]
    pub(crate) fail_on_match: bool,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

#[derive(Debug, Args)]
pub(crate) struct ExpandArguments {
    #[command(flatten)]
    pub(crate) what: ExpandWhat,

    /// Print the intermediate form instead.
    #[arg(long)]
    pub(crate) ir: bool,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ExpandWhat {
    /// A rule file or a folder of them.
    #[arg(long = "rules", short = 'r', value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,

    /// A query.
    #[arg(long = "expression", short = 'e', value_name = "EQL")]
    pub(crate) query: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct FmtArguments {
    /// Rule files, and folders of them; `-` lays out a query of standard input on standard output.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Change nothing: list the files that would change, and end with status 1 if there are any.
    #[arg(long)]
    pub(crate) check: bool,

    /// The dialect; `auto` is `endpoint` for behaviour rules, else `elasticsearch`.
    #[arg(long, value_enum, default_value_t, value_name = "DIALECT")]
    pub(crate) dialect: DialectChoice,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// A folder for the pages, `eqlc.1` and one a command; without it, all of them go to standard output.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
}
