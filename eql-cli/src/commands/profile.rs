//! `eqlc profile`: what rules cost.

use super::show_findings;
use crate::arguments::{Format, ProfileArguments};
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome};
use crate::input::Inputs;
use crate::profile::{Clock, measure, record, sort_by_time, table};
use crate::report::Tally;
use crate::rules::{Loader, RuleReport, State, outcome};
use eql::FieldBuf;
use eql::dynamic::Rule;
use serde_json::Value;

pub(crate) fn profile(arguments: &ProfileArguments, console: &Console) -> Result<Outcome, Failure> {
    let reports = Loader::new(&arguments.rules)?.load(&arguments.rules_from, console)?;
    show_findings(&reports, console);
    let mut result = outcome(&reports);
    let rules: Vec<(&RuleReport, &Rule)> = reports
        .iter()
        .filter_map(|report| match &report.state {
            State::Ready(rule) => Some((report, rule)),
            _ => None,
        })
        .collect();
    let mut tally =
        Tally { rules: rules.len() as u64, rules_skipped: (reports.len() - rules.len()) as u64, ..Tally::default() };
    let (mut events, read) = sample(arguments, console, &mut tally)?;
    result.worsen(read);
    if let Some((_, first)) = rules.first() {
        let timestamp = first.ir().fields.path(first.ir().timestamp);
        sort_by_time(&mut events, &FieldBuf::new(timestamp));
    }
    let clock = Clock::calibrate(&events);
    let mut measured = Vec::with_capacity(rules.len());
    for (at, (report, rule)) in rules.iter().enumerate() {
        console.progress_of("rules measured", at, rules.len());
        let cost = measure(rule, &events, clock);
        tally.matches += cost.matches as u64;
        measured.push((*report, cost));
    }
    measured.sort_by(|(_, a), (_, b)| b.nanos.total_cmp(&a.nanos));

    let mut output = Output::new();
    console.clear_progress();
    match arguments.format.format() {
        Format::Pretty => {
            let (width, color) = (console.width(), console.color_out());
            output.write(&table(&measured, events.len(), clock, arguments.tests, width, color))?;
        }
        Format::Ndjson => {
            for cost in &measured {
                output.line(&record(cost, events.len(), clock).to_string())?;
            }
        }
    }
    output.flush()?;
    console.summary(&tally);
    Ok(result)
}

/// The events to measure with: the first of the inputs. Parsing them is not measured.
fn sample(
    arguments: &ProfileArguments,
    console: &Console,
    tally: &mut Tally,
) -> Result<(Vec<Value>, Outcome), Failure> {
    let mut events = Vec::new();
    let mut left_out = 0_u64;
    let inputs =
        Inputs::files(&arguments.input.inputs, arguments.input.strict)?.mapped(arguments.input.field_map.as_deref())?;
    // Whole documents are measured with: rules read what they like.
    let none: [&str; 0] = [];
    let read = inputs.for_each(none, console, tally, |event| {
        if events.len() < arguments.events {
            // It has been read as JSON already.
            events.extend(serde_json::from_str::<Value>(event.text()));
        } else {
            left_out += 1;
        }
        Ok(())
    })?;
    if left_out > 0 {
        console.warning(&format!(
            "measured with the first {} events; {left_out} more were left out (--events)",
            arguments.events
        ));
    }
    Ok((events, read))
}
