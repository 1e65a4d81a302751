//! `eqlc scan`: rules over events.

use super::expect::Expectations;
use super::watch::Watch;
use super::window::Window;
use super::{Course, run, show_findings};
use crate::arguments::{RuleArguments, ScanArguments, ScanFormat};
use crate::console::Console;
use crate::demo;
use crate::engine::{Engine, Plan};
use crate::failure::{Failure, Outcome};
use crate::input::Inputs;
use crate::report::{Layout, RuleLabel, Tally};
use crate::rules::{Loader, RuleReport, Selection, State, compiled_in, outcome};
use eql::dynamic::{Rule, SearchOptions};
use eql_compiler::rule_file;
use std::num::NonZeroUsize;

pub(crate) fn scan(arguments: &ScanArguments, console: &Console) -> Result<Outcome, Failure> {
    let reports = load(arguments, console)?;
    show_findings(&reports, console);
    let mut result = outcome(&reports);
    let selection = Selection { only: &arguments.only, min_severity: arguments.min_severity };
    let scoped = if arguments.scope { scoped(&reports) } else { Vec::new() };
    let rules = selection.of(plans(&reports, &scoped, &arguments.rules))?;
    if rules.is_empty() && !reports.is_empty() {
        console.warning("no rule is left to run");
    }
    let mut tally = Tally { rules: rules.len() as u64, ..Tally::default() };
    tally.rules_skipped = (reports.len() as u64).saturating_sub(tally.rules);
    let (labels, plans): (Vec<RuleLabel>, Vec<Plan<'_>>) = rules.into_iter().unzip();
    let expectations = arguments.expect.as_deref().map(|path| Expectations::read(path, &labels)).transpose()?;
    let engine = Engine::new(plans.into_iter().zip(labels.iter().map(Some)), arguments.assume_sorted);

    let inputs = if arguments.demo {
        Inputs::embedded("demo", demo::EVENTS)
    } else {
        Inputs::files(&arguments.input.inputs, arguments.input.strict)?
    };
    let inputs = inputs.mapped(arguments.input.field_map.as_deref())?;
    let course = Course {
        layout: layout(arguments.format()),
        window: Window::new(arguments.since, arguments.until, arguments.rules.timestamp_field.as_deref()),
        watch: Watch::for_fields(labels.iter().flat_map(|label| &label.needs)),
        threads: threads(arguments, &inputs),
    };
    let ran = run(engine, &inputs, course, console, tally)?;
    ran.watch.report(&labels, console);
    result.worsen(ran.outcome);
    if let Some(expectations) = expectations {
        result.worsen(expectations.report(&labels, &ran.by_rule, console));
    }
    if arguments.fail_on_match && ran.tally.matches > 0 {
        result.worsen(Outcome::Findings);
    }
    console.summary(&ran.tally);
    Ok(result)
}

/// As many as there are processors; one where events may come slowly, so that none waits for others.
fn threads(arguments: &ScanArguments, inputs: &Inputs) -> NonZeroUsize {
    let usual = || match inputs.is_stream() {
        true => NonZeroUsize::MIN,
        false => std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
    };
    arguments.threads.unwrap_or_else(usual)
}

fn layout<'r>(format: ScanFormat) -> Layout<'r> {
    match format {
        ScanFormat::Pretty => Layout::Pretty,
        ScanFormat::Ndjson => Layout::Ndjson,
        ScanFormat::Csv => Layout::Csv { begun: false },
        ScanFormat::Kibana => Layout::Kibana,
        ScanFormat::Html => Layout::Html(Vec::new()),
    }
}

/// The rules to interpret; none where those that were compiled in will do.
fn load(arguments: &ScanArguments, console: &Console) -> Result<Vec<RuleReport>, Failure> {
    let loader = Loader::new(&arguments.rules)?;
    match arguments.rules_from.as_slice() {
        [] if arguments.rules == RuleArguments::default() && !arguments.scope => Ok(Vec::new()),
        [] => Ok(loader.load_builtin()),
        paths => loader.load(paths, console),
    }
}

/// Each rule that is ready, with what its file says about the events that it is meant for.
fn scoped(reports: &[RuleReport]) -> Vec<Option<Rule>> {
    let scoped = |report: &RuleReport| match (&report.state, &report.file) {
        (State::Ready(rule), Some(file)) => Some(Rule::from_ir(rule_file::scoped(rule.ir(), &file.metadata))),
        _ => None,
    };
    reports.iter().map(scoped).collect()
}

/// The rules with their labels; those of `scoped`, where there are any, in place of those of the reports.
fn plans<'r>(
    reports: &'r [RuleReport],
    scoped: &'r [Option<Rule>],
    arguments: &RuleArguments,
) -> Vec<(RuleLabel, Plan<'r>)> {
    if reports.is_empty() {
        return compiled_in();
    }
    let mut plans = Vec::new();
    for (at, report) in reports.iter().enumerate() {
        if let Some((rule, label)) = report.ready(arguments) {
            let rule = scoped.get(at).and_then(Option::as_ref).unwrap_or(rule);
            plans.push((label, Plan::of(rule, SearchOptions::default())));
        }
    }
    plans
}
