//! `eqlc query`: one query over events.

use super::watch::Watch;
use super::window::Window;
use super::{Course, run, show_findings};
use crate::arguments::{Format, QueryArguments, ResultPosition};
use crate::console::Console;
use crate::engine::{Engine, Plan};
use crate::failure::{Failure, Outcome};
use crate::input::Inputs;
use crate::report::{Layout, Tally};
use crate::rules::{Loader, RuleReport, State};
use eql::dynamic::{End, SearchOptions};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::slice;

pub(crate) fn query(arguments: &QueryArguments, console: &Console) -> Result<Outcome, Failure> {
    let loader = Loader::new(&arguments.rules)?;
    let (report, inputs) = read(arguments, &loader, console)?;
    show_findings(slice::from_ref(&report), console);
    let rule = match &report.state {
        State::Ready(rule) => rule,
        State::Blocked => return Ok(Outcome::RuleError),
        State::Skipped(reason) => {
            return Err(Failure::usage(format!("{} is not EQL: {reason}", report.path)));
        }
    };
    let mut options = SearchOptions::default();
    options.size = arguments.size;
    options.position = match arguments.result_position {
        ResultPosition::Head => End::Head,
        ResultPosition::Tail => End::Tail,
    };
    options.samples_per_key = arguments.max_samples_per_key as usize;
    let engine = Engine::new([(Plan::of(rule, options), None)], false);

    let inputs = Inputs::files(&inputs, arguments.input.strict)?.mapped(arguments.input.field_map.as_deref())?;
    let tally = Tally { rules: 1, ..Tally::default() };
    let layout = match arguments.format.format() {
        Format::Pretty => Layout::Pretty,
        Format::Ndjson => Layout::Ndjson,
    };
    let course = Course { layout, window: Window::default(), watch: Watch::default(), threads: NonZeroUsize::MIN };
    let ran = run(engine, &inputs, course, console, tally)?;
    console.summary(&ran.tally);
    Ok(ran.outcome)
}

/// The query and the inputs. With `--file`, the first positional argument is an input too.
fn read(
    arguments: &QueryArguments,
    loader: &Loader<'_>,
    console: &Console,
) -> Result<(RuleReport, Vec<PathBuf>), Failure> {
    let inputs = arguments.input.inputs.clone();
    let Some(file) = &arguments.file else {
        let query = arguments.query.as_deref().unwrap_or_default();
        return Ok((loader.load_query("query", query), inputs));
    };
    let inputs = arguments.query.iter().map(PathBuf::from).chain(inputs).collect();
    let mut reports = loader.load(slice::from_ref(file), console)?;
    match (reports.pop(), reports.is_empty()) {
        (Some(report), true) => Ok((report, inputs)),
        _ => Err(Failure::usage(format!("{} holds more than one rule", file.display()))
            .with_help("`eqlc scan -r` runs all of them")),
    }
}
