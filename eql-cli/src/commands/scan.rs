//! `eqlc scan`: rules over events.

use super::{run, show_findings};
use crate::arguments::{RuleArguments, ScanArguments};
use crate::console::Console;
use crate::demo;
use crate::engine::{Engine, Plan};
use crate::failure::{Failure, Outcome};
use crate::input::Inputs;
use crate::report::{RuleLabel, Tally};
use crate::rules::{Loader, RuleReport, compiled_in, outcome};
use eql::dynamic::SearchOptions;

pub(crate) fn scan(arguments: &ScanArguments, console: &Console) -> Result<Outcome, Failure> {
    let reports = load(arguments)?;
    show_findings(&reports, console);
    let mut result = outcome(&reports);
    let mut tally = Tally::default();
    let rules = plans(&reports, &arguments.rules);
    tally.rules = rules.len() as u64;
    tally.rules_skipped = (reports.len() as u64).saturating_sub(tally.rules);
    let (labels, plans): (Vec<RuleLabel>, Vec<Plan<'_>>) = rules.into_iter().unzip();
    let mut engine = Engine::new();
    for (label, plan) in labels.iter().zip(plans) {
        engine.add(plan, Some(label), arguments.assume_sorted);
    }

    let inputs = if arguments.demo {
        Inputs::embedded("demo", demo::EVENTS)
    } else {
        Inputs::files(&arguments.input.inputs, arguments.input.strict)?
    };
    let (ran, tally) = run(engine, &inputs, arguments.format.format(), console, tally)?;
    result.worsen(ran);
    if arguments.fail_on_match && tally.matches > 0 {
        result.worsen(Outcome::Findings);
    }
    Ok(result)
}

/// The rules to interpret; none where those that were compiled in will do.
fn load(arguments: &ScanArguments) -> Result<Vec<RuleReport>, Failure> {
    let loader = Loader::new(&arguments.rules)?;
    match arguments.rules_from.as_slice() {
        [] if arguments.rules == RuleArguments::default() => Ok(Vec::new()),
        [] => Ok(loader.load_builtin()),
        paths => loader.load(paths),
    }
}

fn plans<'r>(reports: &'r [RuleReport], arguments: &RuleArguments) -> Vec<(RuleLabel, Plan<'r>)> {
    if reports.is_empty() {
        return compiled_in();
    }
    let ready = reports.iter().filter_map(|report| report.ready(arguments));
    ready.map(|(rule, label)| (label, Plan::of(rule, SearchOptions::default()))).collect()
}
