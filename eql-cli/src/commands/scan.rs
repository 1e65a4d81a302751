//! `eqlc scan`: rules over events.

use super::{show_findings, write_match};
use crate::arguments::ScanArguments;
use crate::console::{Console, Output};
use crate::demo;
use crate::engine::Engine;
use crate::failure::{Failure, Outcome};
use crate::input::Inputs;
use crate::report::{RuleLabel, Tally};
use crate::rules::{Loader, RuleReport, State, outcome};
use eql::dynamic::{Rule, SearchOptions};

pub(crate) fn scan(arguments: &ScanArguments, console: &Console) -> Result<Outcome, Failure> {
    let loader = Loader::new(&arguments.rules)?;
    let reports =
        if arguments.rules_from.is_empty() { loader.load_builtin() } else { loader.load(&arguments.rules_from)? };
    let mut tally = Tally::default();
    let mut result = outcome(&reports);
    for report in &reports {
        // What is only legal EQL that nobody compiles yet is counted, not repeated on every scan.
        show_findings(&report.findings, &report.path, &report.file_text, console);
    }
    let rules = ready(&reports, arguments);
    tally.rules = rules.len() as u64;
    tally.rules_skipped = (reports.len() - rules.len()) as u64;

    let mut engine = Engine::new();
    for (rule, label) in &rules {
        engine.add(rule, Some(label), SearchOptions::default(), arguments.assume_sorted);
    }
    let format = arguments.format.format();
    let mut output = Output::new();
    let mut matches = 0;
    let mut emit = |record| {
        matches += 1;
        write_match(&record, format, console, &mut output)
    };
    let inputs = if arguments.demo {
        Inputs::embedded("demo", demo::EVENTS)
    } else {
        Inputs::files(&arguments.input.inputs, arguments.input.strict)?
    };
    result.worsen(inputs.for_each(console, &mut tally, |event| engine.push(&event, &mut emit))?);
    let unplaced = engine.finish(&mut emit)?;
    tally.matches = matches;
    tally.without_timestamp = unplaced.without_timestamp;
    tally.late = unplaced.late;
    if arguments.fail_on_match && matches > 0 {
        result.worsen(Outcome::Findings);
    }
    console.summary(&tally);
    Ok(result)
}

fn ready<'r>(reports: &'r [RuleReport], arguments: &ScanArguments) -> Vec<(&'r Rule, RuleLabel)> {
    let ready = |report: &'r RuleReport| match &report.state {
        State::Ready(rule) => Some((rule, report.label(&arguments.rules))),
        State::Blocked | State::Skipped(_) => None,
    };
    reports.iter().filter_map(ready).collect()
}
