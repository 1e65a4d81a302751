//! The commands.

mod check;
mod completions;
mod expand;
mod explain;
mod fmt;
mod lint;
mod man;
mod profile;
mod query;
mod run_stream;
mod scan;
mod test;

pub(crate) use check::check;
pub(crate) use completions::completions;
pub(crate) use expand::expand;
pub(crate) use explain::explain;
pub(crate) use fmt::fmt;
pub(crate) use man::man;
pub(crate) use profile::profile;
pub(crate) use query::query;
pub(crate) use run_stream::run_stream;
pub(crate) use scan::scan;
pub(crate) use test::test;

use crate::arguments::Format;
use crate::console::{Console, Output};
use crate::engine::Engine;
use crate::failure::{Failure, Outcome};
use crate::input::Inputs;
use crate::report::{MatchRecord, Tally, pretty_match, render};
use crate::rules::RuleReport;

/// Runs an engine over all inputs, writes its matches and says how it went; `tally` holds the rules already.
fn run(
    mut engine: Engine<'_>,
    inputs: &Inputs,
    format: Format,
    console: &Console,
    mut tally: Tally,
) -> Result<(Outcome, Tally), Failure> {
    let mut output = Output::following(inputs.is_stream());
    let mut matches = 0;
    let mut emit = |record| {
        matches += 1;
        write_match(&record, format, console, &mut output)
    };
    let fields = engine.fields();
    let result = inputs.for_each(&fields, console, &mut tally, |event| engine.push(&event, &mut emit))?;
    let ending = engine.finish(&mut emit)?;
    output.flush()?;
    ending.losses.iter().for_each(|loss| console.warning(loss));
    tally.matches = matches;
    tally.without_timestamp = ending.unplaced.without_timestamp;
    tally.late = ending.unplaced.late;
    console.summary(&tally);
    Ok((result, tally))
}

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
pub(crate) fn show_findings(reports: &[RuleReport], console: &Console) {
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
