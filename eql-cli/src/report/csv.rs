//! Matches as a table: one line a match, for spreadsheets.

use super::facts::{first_text, plain};
use super::matches::MatchRecord;
use crate::failure::Failure;
use serde_json::Value;
use std::io;

const COLUMNS: [&str; 14] = [
    "id",
    "rule_id",
    "rule_name",
    "rule_path",
    "severity",
    "risk_score",
    "first",
    "last",
    "join_keys",
    "events",
    "hosts",
    "users",
    "processes",
    "documents",
];

/// The line of titles.
pub(crate) fn csv_header() -> Result<String, Failure> {
    row(&COLUMNS.map(str::to_owned))
}

/// The line of a match. Where its events differ in a value, the values are listed.
pub(crate) fn csv_match(record: &MatchRecord<'_>) -> Result<String, Failure> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let rule = record.rule;
    let keys: Vec<String> = record.join_keys.iter().map(plain).collect();
    let events: Vec<Value> = record
        .events
        .iter()
        .map(|event| event.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default())
        .collect();
    let values = |field: &str| {
        let mut values: Vec<String> = events.iter().filter_map(|event| first_text(event, field)).collect();
        values.dedup();
        values.join("; ")
    };
    let cells = [
        record.id(),
        text(rule.map(|rule| rule.id.as_str())),
        text(rule.and_then(|rule| rule.name.as_deref())),
        text(rule.map(|rule| rule.path.as_str())),
        text(rule.and_then(|rule| rule.severity.as_deref())),
        rule.and_then(|rule| rule.risk_score).map_or_else(String::new, |score| score.to_string()),
        record.first.map_or_else(String::new, |time| time.to_string()),
        record.last.map_or_else(String::new, |time| time.to_string()),
        keys.join("; "),
        record.events.iter().flatten().count().to_string(),
        values("host.name"),
        values("user.name"),
        values("process.name"),
        Value::Array(events).to_string(),
    ];
    row(&cells.map(harmless))
}

/// Events are hostile input: a spreadsheet would run what starts like a formula.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

fn row(cells: &[String]) -> Result<String, Failure> {
    let failed = |error: csv::Error| Failure::writing(&io::Error::other(error));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(failed)?;
    let bytes = writer.into_inner().map_err(|error| Failure::writing(&io::Error::other(error.to_string())))?;
    Ok(String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned())
}
