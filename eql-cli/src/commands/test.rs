//! `eqlc test`: runs the cases beside rules.

use crate::arguments::{TestArguments, TestFormat};
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome};
use crate::fixtures::{FixtureReport, Found, find, junit, line, pretty, run, summary_line};
use crate::report::fold;
use crate::rules::Loader;

/// Of the rules without fixtures, so many are named.
const NAMED_WITHOUT: usize = 5;

pub(crate) fn test(arguments: &TestArguments, console: &Console) -> Result<Outcome, Failure> {
    let found = find(&arguments.paths)?;
    let loader = Loader::new(&arguments.rules)?;
    let mut output = Output::new();
    let mut reports = Vec::new();
    let mut result = Outcome::Clean;
    for (at, path) in found.fixtures.iter().enumerate() {
        console.progress_of("fixtures run", at, found.fixtures.len());
        let report = run(path, &loader, console)?;
        console.clear_progress();
        result.worsen(report.outcome);
        if report.cases.iter().any(|case| !case.problems.is_empty()) {
            result.worsen(Outcome::Findings);
        }
        write(&report, arguments.format(), console, &mut output)?;
        reports.push(report);
    }
    let summary = summary(&reports, &found);
    match arguments.format() {
        TestFormat::Pretty => output.line(&fold(&summary, console.width(), 2))?,
        TestFormat::Ndjson => {
            output.line(&summary_line(&reports, &found))?;
            console.counts(&summary);
        }
        TestFormat::Junit => {
            output.line(junit(&reports)?.trim_end())?;
            console.counts(&summary);
        }
    }
    output.flush()?;
    Ok(result)
}

/// Writes the results of a fixture, in the formats that need no end.
fn write(report: &FixtureReport, format: TestFormat, console: &Console, output: &mut Output) -> Result<(), Failure> {
    match format {
        TestFormat::Pretty => output.write(&pretty(report, console.width(), console.color_out())),
        TestFormat::Ndjson => {
            if !report.errors.is_empty() {
                output.line(&line(report, None))?;
            }
            report.cases.iter().try_for_each(|case| output.line(&line(report, Some(case))))
        }
        TestFormat::Junit => Ok(()),
    }
}

/// How it went, and which rules are not tested.
fn summary(reports: &[FixtureReport], found: &Found) -> String {
    let cases = || reports.iter().flat_map(|report| &report.cases);
    let failed = cases().filter(|case| !case.problems.is_empty()).count();
    let broken = reports.iter().filter(|report| !report.errors.is_empty()).count();
    let broken = if broken > 0 { format!(", {broken} fixtures can't run") } else { String::new() };
    let names: Vec<String> = found.without.iter().take(NAMED_WITHOUT).map(|path| path.display().to_string()).collect();
    let without = match found.without.len() {
        0 => "every rule has a fixture".to_owned(),
        count if count > names.len() => format!("{count} rules without a fixture: {}, …", names.join(", ")),
        count => format!("{count} rules without a fixture: {}", names.join(", ")),
    };
    format!(
        "{} cases: {} passed, {failed} failed{broken}; {} fixtures; {without}",
        cases().count(),
        cases().count() - failed,
        reports.len(),
    )
}
