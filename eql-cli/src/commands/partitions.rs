//! `eqlc partitions`: by which field a stream may be split for each rule without losing matches.

use crate::arguments::{Format, PartitionsArguments};
use crate::commands::show_findings;
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome};
use crate::report::fold;
use crate::rules::{Loader, RuleReport, State, outcome};
use eql_compiler::partition::{ByHost, Partitioning, partitioning};
use serde::Serialize;
use std::collections::BTreeMap;

/// One rule, as a tool reads it.
#[derive(Serialize)]
struct Line<'r> {
    path: &'r str,
    rule_id: Option<&'r str>,
    name: Option<&'r str>,
    kind: Option<&'static str>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// `any`, `field`, `key` or `never`.
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<&'static str>,
    /// By each of these alone.
    fields: Vec<&'r str>,
    /// What the stages read for each column of the key.
    key: Vec<&'r [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_host: Option<&'static str>,
}

pub(crate) fn partitions(arguments: &PartitionsArguments, console: &Console) -> Result<Outcome, Failure> {
    let reports = Loader::new(&arguments.rules)?.load(&arguments.paths, console)?;
    show_findings(&reports, console);
    let mut output = Output::new();
    let mut counts = Counts::default();
    for report in &reports {
        let found = match &report.state {
            State::Ready(rule) => Some(partitioning(rule.ir())),
            State::Blocked | State::Skipped(_) => None,
        };
        found.iter().for_each(|found| counts.add(found));
        match arguments.format.format() {
            Format::Ndjson => output.line(&line(report, found.as_ref()))?,
            Format::Pretty => {
                if let Some(found) = &found {
                    output.line(&in_columns(&report.path, &describe(found), console.width()))?;
                }
            }
        }
    }
    match arguments.format.format() {
        Format::Pretty => {
            output.line("")?;
            for line in counts.to_string().lines() {
                output.line(&fold(line, console.width(), 2))?;
            }
        }
        Format::Ndjson => console.counts(&counts.to_string()),
    }
    output.flush()?;
    Ok(outcome(&reports))
}

fn line(report: &RuleReport, found: Option<&Partitioning>) -> String {
    let metadata = report.file.as_ref().map(|file| &file.metadata);
    let key = match found {
        Some(Partitioning::ByKey(columns)) => columns.iter().map(|column| column.sources.as_slice()).collect(),
        _ => Vec::new(),
    };
    let line = Line {
        path: &report.path,
        rule_id: metadata.map(|metadata| metadata.id.as_str()),
        name: metadata.and_then(|metadata| metadata.name.as_deref()),
        kind: report.kind,
        status: report.status(),
        reason: report.reason(),
        split: found.map(split),
        fields: found.iter().flat_map(|found| found.fields()).collect(),
        key,
        by_host: found.map(|found| match found.by_host() {
            ByHost::Sound => "sound",
            ByHost::IfUnique => "if_unique",
            ByHost::Unsound => "unsound",
        }),
    };
    // Nothing in the line can fail to be written.
    serde_json::to_string(&line).unwrap_or_default()
}

fn split(found: &Partitioning) -> &'static str {
    match found {
        Partitioning::Any => "any",
        Partitioning::Never => "never",
        Partitioning::ByKey(_) if found.fields().next().is_some() => "field",
        Partitioning::ByKey(_) => "key",
    }
}

/// Two columns, where both fit a line; else two lines.
fn in_columns(path: &str, text: &str, width: usize) -> String {
    let line = format!("{path:<60} {text}");
    if line.chars().count() <= width { line } else { format!("{path}\n    {text}") }
}

fn describe(found: &Partitioning) -> String {
    let host = match found.by_host() {
        ByHost::Sound => "",
        ByHost::IfUnique => "; by host if the ids are unique",
        ByHost::Unsound => "; not by host",
    };
    match found {
        Partitioning::Any => "by anything".to_owned(),
        Partitioning::Never => "not at all: it has no join key".to_owned(),
        Partitioning::ByKey(columns) if split(found) == "key" => {
            let columns: Vec<String> = columns.iter().map(|column| column.sources.join("/")).collect();
            format!("by the whole key ({}){host}", columns.join(", "))
        }
        Partitioning::ByKey(_) => format!("by {}{host}", found.fields().collect::<Vec<_>>().join(" or ")),
    }
}

/// How many rules allow what.
#[derive(Default)]
struct Counts {
    by_split: BTreeMap<&'static str, usize>,
    by_host: [usize; 3],
    by_field: BTreeMap<String, usize>,
}

impl Counts {
    fn add(&mut self, found: &Partitioning) {
        *self.by_split.entry(split(found)).or_default() += 1;
        self.by_host[found.by_host() as usize] += 1;
        for field in found.fields() {
            *self.by_field.entry(field.to_owned()).or_default() += 1;
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = |split| self.by_split.get(split).copied().unwrap_or_default();
        let total: usize = self.by_split.values().sum();
        writeln!(
            f,
            "{total} rules: {} can be split by anything, {} by a field, {} by their key, {} not at all",
            count("any"),
            count("field"),
            count("key"),
            count("never")
        )?;
        let [sound, if_unique, unsound] = self.by_host;
        writeln!(f, "by host: {sound} soundly, {if_unique} if ids are unique on all hosts, {unsound} not")?;
        let mut fields: Vec<_> = self.by_field.iter().collect();
        fields.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (field, count) in fields.into_iter().take(10) {
            writeln!(f, "  {count:>5} by {field}")?;
        }
        Ok(())
    }
}
