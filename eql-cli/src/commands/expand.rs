//! `eqlc expand`: the code that a rule becomes.

use super::show_findings;
use crate::arguments::ExpandArguments;
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome};
use crate::rules::{Loader, RuleReport, State, outcome};
use std::slice;

pub(crate) fn expand(arguments: &ExpandArguments, console: &Console) -> Result<Outcome, Failure> {
    let loader = Loader::new(&arguments.rules)?;
    let reports = match (&arguments.what.path, &arguments.what.query) {
        (Some(path), _) => loader.load(slice::from_ref(path))?,
        (None, query) => vec![loader.load_query("<query>", query.as_deref().unwrap_or_default())],
    };
    let mut output = Output::new();
    for report in &reports {
        show_findings(&report.findings, &report.path, &report.file_text, console);
        let State::Ready(rule) = &report.state else { continue };
        if reports.len() > 1 {
            output.line(&format!("// {}", report.path))?;
        }
        if arguments.ir {
            output.write(&rule.ir().to_string())?;
        } else {
            output.write(&code(report, &loader)?)?;
        }
    }
    output.flush()?;
    Ok(outcome(&reports))
}

/// The tokens that `eql!` would give back, laid out as code.
fn code(report: &RuleReport, loader: &Loader<'_>) -> Result<String, Failure> {
    let _ = (report, loader);
    Err(Failure::usage("no code generation yet"))
}
