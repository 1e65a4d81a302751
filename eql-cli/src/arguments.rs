//! The command line: what all commands share here, what each takes in `events` and `rules`.

mod events;
mod rules;

pub(crate) use events::*;
pub(crate) use rules::*;

use clap::{Args, Parser, Subcommand, ValueEnum};
use eql_compiler::Dialect;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What to try first. No line is longer than a narrow terminal.
const EXAMPLES: &str = "\
Examples:
  eqlc scan --demo
      find an attack in the events that come along
  eqlc check rules
      does every rule compile?
  eqlc scan -r rules events.ndjson.gz
      run a folder of rules over a file
  eqlc query 'any where process.pid == 4' events.ndjson
      search a file";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  eqlc explain -r rules/x.toml events.ndjson
      what happened at each key, what each stage lacked
  eqlc explain -r rules/x.toml --event 17 events.ndjson
      all about the event on line 17
  eqlc explain -e 'any where process.pid == 4' one.ndjson
docs/explain.md lists the reason codes.";

const TEST_EXAMPLES: &str = "\
Examples:
  eqlc test rules
      every fixture in a folder
  eqlc test rules/x.toml
      the fixture of one rule
  eqlc test rules --format junit > report.xml
A fixture is NAME.test.toml beside NAME.toml.";

const PROFILE_EXAMPLES: &str = "\
Examples:
  eqlc profile -r rules sample.ndjson.gz
  eqlc profile -r rules/x.toml --tests 20 sample.ndjson";

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
    /// Run rules over a stream of events that goes on.
    Run(RunArguments),
    /// Say why a rule did or did not match.
    #[command(override_usage = "eqlc explain [OPTIONS] (-r RULE | -e EQL) [INPUT]...", after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArguments),
    /// Run the cases beside rules.
    #[command(after_help = TEST_EXAMPLES)]
    Test(TestArguments),
    /// Measure what rules cost over a sample of events.
    #[command(after_help = PROFILE_EXAMPLES)]
    Profile(ProfileArguments),
    /// Say for each rule by which field a stream may be split without losing matches.
    Partitions(PartitionsArguments),
    /// Print the Rust code that a rule becomes.
    #[command(override_usage = "eqlc expand [OPTIONS] (-r PATH | -e EQL)")]
    Expand(ExpandArguments),
    /// Lay rules out as published rules are, comments kept.
    Fmt(FmtArguments),
    /// Count the ATT&CK techniques that rules find.
    Coverage(CoverageArguments),
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

    /// Read events that are not in the Elastic Common Schema through this map of fields.
    #[arg(long, value_name = "sysmon|winlogbeat|FILE")]
    pub(crate) field_map: Option<PathBuf>,
}
