//! Commands that read rules alone.

use super::{DialectChoice, FormatArguments, RuleArguments};
use clap::{Args, ValueEnum};
use std::io::IsTerminal;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Rule files, and folders of them.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) rules: RuleArguments,

    /// Correct in the files what can be corrected without changing what a rule means.
    #[arg(long)]
    pub(crate) fix: bool,

    /// Leave out the remarks with this code (such as W301), any number of times.
    #[arg(long, value_name = "CODE")]
    pub(crate) allow: Vec<String>,

    /// The least finding that ends with status 1. Rules that do not compile end with 2 in any case.
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub(crate) fail_level: FailLevel,

    /// The layout of the output; by default pretty on a terminal, else ndjson.
    #[arg(long, value_enum, hide_default_value = true)]
    format: Option<CheckFormat>,
}

impl CheckArguments {
    pub(crate) fn format(&self) -> CheckFormat {
        let default = if std::io::stdout().is_terminal() { CheckFormat::Pretty } else { CheckFormat::Ndjson };
        self.format.unwrap_or(default)
    }
}

/// The layout of what `check` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people.
    Pretty,
    /// One JSON object a rule.
    Ndjson,
    /// SARIF 2.1.0, for code scanners.
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailLevel {
    /// Warnings too.
    Warning,
    /// Errors alone.
    #[default]
    Error,
}

#[derive(Debug, Args)]
pub(crate) struct PartitionsArguments {
    /// Rule files, and folders of them.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
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
pub(crate) struct CoverageArguments {
    /// Rule files, and folders of them.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Also write a layer for the ATT&CK Navigator.
    #[arg(long, value_name = "FILE")]
    pub(crate) navigator: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) rules: RuleArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
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
