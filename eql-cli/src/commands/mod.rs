//! The commands.

mod check;
mod expand;
mod query;
mod scan;

pub(crate) use check::check;
pub(crate) use expand::expand;
pub(crate) use query::query;
pub(crate) use scan::scan;

use crate::arguments::Format;
use crate::console::{Console, Output};
use crate::failure::Failure;
use crate::report::{MatchRecord, pretty_match, render};
use crate::rules::RuleReport;

/// Writes a match in the wanted layout.
fn write_match(
    record: &MatchRecord<'_>,
    format: Format,
    console: &Console,
    output: &mut Output,
) -> Result<(), Failure> {
    console.clear_progress();
    match format {
        Format::Ndjson => output.record(&record.ndjson()),
        Format::Pretty => output.record(&pretty_match(record, console.width(), console.color_out())),
    }
}

/// Of so many findings the lines of the files are shown; more than that are for `eqlc check`.
const SHOWN_IN_FULL: usize = 5;

/// Shows findings about rules on standard error.
fn show_findings(reports: &[RuleReport], console: &Console) {
    let count: usize = reports.iter().map(|report| report.findings.len()).sum();
    for report in reports {
        for finding in &report.findings {
            if count <= SHOWN_IN_FULL {
                let (width, color) = (console.width(), console.color_err());
                console.line(&render(finding, &report.path, &report.file_text, width, color));
            } else {
                console.line(&finding.in_one_line(&report.path, &report.file_text));
            }
        }
    }
}
