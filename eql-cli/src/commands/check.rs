//! `eqlc check`: says of every rule whether it compiles, and why not.

use crate::arguments::{CheckArguments, Format};
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome};
use crate::report::{FindingRecord, render};
use crate::rules::{Loader, RuleReport, outcome};
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
    reason: Option<String>,
    diagnostics: Vec<FindingRecord<'r>>,
}

pub(crate) fn check(arguments: &CheckArguments, console: &Console) -> Result<Outcome, Failure> {
    let reports = Loader::new(&arguments.rules)?.load(&arguments.paths)?;
    let mut output = Output::new();
    for report in &reports {
        match arguments.format.format() {
            Format::Ndjson => output.line(&line(report))?,
            Format::Pretty => {
                for finding in &report.findings {
                    let shown = render(finding, &report.path, &report.file_text, console.width(), console.color_out());
                    output.line(&shown)?;
                    output.line("")?;
                }
            }
        }
    }
    let counts = Counts::of(&reports);
    match arguments.format.format() {
        Format::Pretty => output.write(&counts.to_string())?,
        Format::Ndjson => console.counts(&counts.to_string()),
    }
    output.flush()?;
    Ok(outcome(&reports))
}

fn line(report: &RuleReport) -> String {
    let metadata = report.file.as_ref().map(|file| &file.metadata);
    let line = Line {
        path: &report.path,
        rule_id: metadata.map(|metadata| metadata.id.as_str()),
        name: metadata.and_then(|metadata| metadata.name.as_deref()),
        kind: report.kind,
        status: report.status(),
        reason: report.reason(),
        diagnostics: report.findings.iter().map(|finding| finding.record(&report.file_text)).collect(),
    };
    // Nothing in the line can fail to be written.
    serde_json::to_string(&line).unwrap_or_default()
}

/// How many rules are in which state, and why.
struct Counts {
    by_status: BTreeMap<&'static str, usize>,
    by_reason: BTreeMap<(&'static str, String), usize>,
}

impl Counts {
    fn of(reports: &[RuleReport]) -> Self {
        let mut counts = Self { by_status: BTreeMap::new(), by_reason: BTreeMap::new() };
        for report in reports {
            *counts.by_status.entry(report.status()).or_default() += 1;
            if let Some(reason) = report.reason() {
                *counts.by_reason.entry((report.status(), reason)).or_default() += 1;
            }
        }
        counts
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let total: usize = self.by_status.values().sum();
        let count = |status| self.by_status.get(status).copied().unwrap_or_default();
        writeln!(
            f,
            "{total} rules: {} ok, {} error, {} unsupported, {} skipped",
            count("ok"),
            count("error"),
            count("unsupported"),
            count("skipped")
        )?;
        for ((status, reason), count) in &self.by_reason {
            writeln!(f, "  {count:>5} {status}: {reason}")?;
        }
        Ok(())
    }
}
