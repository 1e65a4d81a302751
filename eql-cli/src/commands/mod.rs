//! The commands.

mod check;
mod completions;
mod coverage;
mod expand;
mod expect;
mod explain;
mod fmt;
mod lint;
mod man;
mod partitions;
mod profile;
mod query;
mod run_stream;
mod scan;
mod scout;
mod test;
mod watch;
mod window;

pub(crate) use check::check;
pub(crate) use completions::completions;
pub(crate) use coverage::coverage;
pub(crate) use expand::expand;
pub(crate) use explain::explain;
pub(crate) use fmt::fmt;
pub(crate) use man::man;
pub(crate) use partitions::partitions;
pub(crate) use profile::profile;
pub(crate) use query::query;
pub(crate) use run_stream::run_stream;
pub(crate) use scan::scan;
pub(crate) use test::test;

use crate::console::{Console, Output};
use crate::engine::{Engine, Examined, Turn};
use crate::failure::{Failure, Outcome};
use crate::input::Inputs;
use crate::report::{Layout, MatchRecord, Tally, render};
use crate::rules::RuleReport;
use scout::Scout;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use watch::Watch;
use window::Window;

/// What is to be done with the events and matches of a run.
struct Course<'r> {
    layout: Layout<'r>,
    window: Window,
    watch: Watch,
    /// How many threads look at events; with one, each event is done with before the next is read.
    threads: NonZeroUsize,
}

/// How a run went.
struct Ran<'r> {
    outcome: Outcome,
    tally: Tally,
    /// The matches of each rule that has any, by the path and id of the rule.
    by_rule: BTreeMap<(&'r str, &'r str), u64>,
    watch: Watch,
}

/// Runs an engine over all inputs, writes its matches and says how it went; `tally` holds the rules already.
fn run<'r>(
    mut engine: Engine<'r>,
    inputs: &Inputs,
    course: Course<'r>,
    console: &Console,
    mut tally: Tally,
) -> Result<Ran<'r>, Failure> {
    let Course { mut layout, window, watch, threads } = course;
    let mut output = Output::following(inputs.is_stream());
    let mut matches = 0;
    let mut by_rule = BTreeMap::new();
    let mut emit = |record: MatchRecord<'r>| {
        matches += 1;
        if let Some(rule) = record.rule {
            *by_rule.entry((rule.path.as_str(), rule.id.as_str())).or_default() += 1;
        }
        console.found_match();
        layout.write(record, console, &mut output)
    };
    let mut scout = Scout::new(&engine, window, watch);
    let outcome = if threads.get() == 1 {
        let fields = scout.fields();
        inputs.for_each(fields, console, &mut tally, |event| {
            let text = event.text();
            let Some(examined) = scout.see(&event.value, event.arrival) else { return Ok(()) };
            engine.push(examined, &Turn { text, event: Some(&event.value), arrival: event.arrival }, &mut emit)
        })?
    } else {
        let take = |arrival, found: Option<(Examined, Arc<str>)>| match found {
            Some((examined, text)) => engine.push(examined, &Turn { text: &text, event: None, arrival }, &mut emit),
            None => Ok(()),
        };
        let (outcome, scouts) =
            inputs.for_each_in_parallel(threads, console, &mut tally, || scout.with_own_memory(), take)?;
        scouts.into_iter().for_each(|other| scout.join(other));
        outcome
    };
    let ending = engine.finish(&mut emit)?;
    layout.finish(console, &mut output)?;
    output.flush()?;
    ending.losses.iter().for_each(|loss| console.warning(loss));
    let Scout { window, watch, .. } = scout;
    window.report(console);
    tally.matches = matches;
    tally.without_timestamp = ending.unplaced.without_timestamp;
    tally.late = ending.unplaced.late;
    Ok(Ran { outcome, tally, by_rule, watch })
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
