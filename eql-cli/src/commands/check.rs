//! `eqlc check`: says of every rule whether it compiles, and why not, and what is odd about it.

use super::lint::{known, lint};
use crate::arguments::{CheckArguments, CheckFormat, FailLevel};
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome};
use crate::report::{FindingRecord, render, sarif};
use crate::rules::{Loader, RuleReport, outcome};
use eql_compiler::Severity;
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
    known(&arguments.allow)?;
    let loader = Loader::new(&arguments.rules)?;
    let mut reports = loader.load(&arguments.paths, console)?;
    let fixes = lint(&mut reports, &loader, &arguments.allow, console);
    if arguments.fix {
        let (findings, files) = fixes.write()?;
        console.counts(&format!("{findings} findings corrected in {files} files"));
        reports = loader.load(&arguments.paths, console)?;
        lint(&mut reports, &loader, &arguments.allow, console);
    }
    write(&reports, arguments.format(), console)?;
    let mut result = outcome(&reports);
    let warned = reports.iter().any(|report| !report.findings.is_empty());
    if warned && arguments.fail_level == FailLevel::Warning {
        result.worsen(Outcome::Findings);
    }
    Ok(result)
}

fn write(reports: &[RuleReport], format: CheckFormat, console: &Console) -> Result<(), Failure> {
    let mut output = Output::new();
    match format {
        CheckFormat::Ndjson => {
            for report in reports {
                output.line(&line(report))?;
            }
        }
        CheckFormat::Pretty => {
            for report in reports {
                for finding in &report.findings {
                    let shown = render(finding, &report.path, &report.file_text, console.width(), console.color_out());
                    output.line(&shown)?;
                    output.line("")?;
                }
            }
        }
        CheckFormat::Sarif => output.line(&sarif(reports))?,
    }
    let counts = Counts::of(reports).to_string();
    match format {
        CheckFormat::Pretty => output.write(&counts)?,
        CheckFormat::Ndjson | CheckFormat::Sarif => console.counts(&counts),
    }
    output.flush()
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
    warnings: BTreeMap<&'static str, usize>,
}

impl Counts {
    fn of(reports: &[RuleReport]) -> Self {
        let mut counts = Self { by_status: BTreeMap::new(), by_reason: BTreeMap::new(), warnings: BTreeMap::new() };
        for report in reports {
            let warnings = report.findings.iter().filter(|finding| finding.severity == Severity::Warning);
            warnings.for_each(|finding| *counts.warnings.entry(finding.code.0).or_default() += 1);
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
        for (code, count) in &self.warnings {
            writeln!(f, "  {count:>5} warning: {code}")?;
        }
        Ok(())
    }
}
