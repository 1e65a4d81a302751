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
use crate::report::{Finding, MatchRecord, pretty_match, render};

/// Writes a match in the wanted layout.
fn write_match(
    record: &MatchRecord<'_>,
    format: Format,
    console: &Console,
    output: &mut Output,
) -> Result<(), Failure> {
    match format {
        Format::Ndjson => output.record(&record.ndjson()),
        Format::Pretty => output.record(&pretty_match(record, console.width(), console.color_out())),
    }
}

/// Shows findings about a rule on standard error.
fn show_findings(findings: &[Finding], path: &str, file_text: &str, console: &Console) {
    for finding in findings {
        console.line(&render(finding, path, file_text, console.width(), console.color_err()));
    }
}
