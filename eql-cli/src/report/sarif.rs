//! Findings in the Static Analysis Results Interchange Format, version 2.1.0, as code scanners read it.

use super::diagnostics::{Finding, FindingRecord};
use crate::rules::RuleReport;
use eql_compiler::rule_file::Position;
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// What each code means: the sections of the document that people read.
const CODES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/diagnostics.md"));

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Remark<'r>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor>,
}

/// A code. SARIF's "rule" is what found something, not what was looked at.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Text<&'static str>,
    full_description: Text<&'static str>,
    help: Help,
    default_configuration: Configuration,
}

/// What viewers show beside a finding: the section of the document, which is Markdown.
#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text<T> {
    text: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Remark<'r> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text<String>,
    locations: [Location<'r>; 1],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    fixes: Vec<Fix>,
}

/// What `check --fix` would do about a finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix {
    description: Text<String>,
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'r> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    logical_locations: Vec<LogicalLocation<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

/// The detection rule that the finding is about.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'r> {
    name: &'r str,
    fully_qualified_name: &'r str,
}

/// The findings of all reports as one log.
pub(crate) fn sarif(reports: &[RuleReport]) -> String {
    let mut found: Vec<(&RuleReport, &Finding, FindingRecord<'_>)> = Vec::new();
    for report in reports {
        found.extend(report.findings.iter().map(|finding| (report, finding, finding.record(&report.file_text))));
    }
    let mut index: BTreeMap<&'static str, usize> = found.iter().map(|(_, _, record)| (record.code, 0)).collect();
    for (number, place) in index.values_mut().enumerate() {
        *place = number;
    }
    let rules = index.keys().map(|code| descriptor(code)).collect();
    let results = found.iter().map(|(report, finding, record)| result(report, finding, record, &index)).collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: Driver { name: "eqlc", version: env!("CARGO_PKG_VERSION"), rules } },
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    // Nothing in the log can fail to be written.
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

fn descriptor(code: &'static str) -> Descriptor {
    let section = CODES.split("\n## ").find_map(|section| section.strip_prefix(code)).unwrap_or(code);
    let (title, text) = section.split_once('\n').unwrap_or((section, section));
    // What follows the section's last paragraph may be the title of the next part.
    let text = text.split("\n# ").next().unwrap_or_default().trim();
    // The first paragraph, without its mark of what `--fix` does.
    let first = text.split("\n\n").next().unwrap_or(text).trim_start_matches("*(fixable)* ");
    Descriptor {
        id: code,
        short_description: Text { text: title.trim() },
        full_description: Text { text: first },
        help: Help { text, markdown: text },
        default_configuration: Configuration { level: if code.starts_with('W') { "warning" } else { "error" } },
    }
}

fn result<'r>(
    report: &'r RuleReport,
    finding: &Finding,
    record: &FindingRecord<'_>,
    index: &BTreeMap<&'static str, usize>,
) -> Remark<'r> {
    let text = match record.help {
        Some(help) => format!("{}; {help}", record.message),
        None => record.message.to_owned(),
    };
    let name = report.file.as_ref().map(|file| (file.metadata.name.as_deref(), file.metadata.id.as_str()));
    let logical =
        |(name, id): (Option<&'r str>, &'r str)| LogicalLocation { name: name.unwrap_or(id), fully_qualified_name: id };
    Remark {
        rule_id: record.code,
        rule_index: index.get(record.code).copied().unwrap_or_default(),
        level: if record.severity == "error" { "error" } else { "warning" },
        message: Text { text },
        locations: [Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(&report.path) },
                region: Region {
                    start_line: record.line,
                    start_column: record.column,
                    end_line: record.end_line,
                    end_column: record.end_column,
                },
            },
            logical_locations: name.map(logical).into_iter().collect(),
        }],
        fixes: fix(report, finding).into_iter().collect(),
    }
}

fn fix(report: &RuleReport, finding: &Finding) -> Option<Fix> {
    if finding.fix.is_empty() {
        return None;
    }
    let region = |range: &Range<usize>| {
        let (start, end) = (Position::of(&report.file_text, range.start), Position::of(&report.file_text, range.end));
        Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
    };
    let replacements = finding
        .fix
        .iter()
        .map(|range| Replacement { deleted_region: region(range), inserted_content: Text { text: "" } });
    Some(Fix {
        description: Text { text: finding.help.clone().unwrap_or_else(|| finding.message.clone()) },
        artifact_changes: [ArtifactChange {
            artifact_location: ArtifactLocation { uri: uri(&report.path) },
            replacements: replacements.collect(),
        }],
    })
}

/// A path as a reference: what has a meaning in URIs is escaped.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}
