//! `eqlc explain`: why rules did or did not match.

use super::show_findings;
use crate::arguments::{ExplainArguments, Format};
use crate::console::{Console, Output};
use crate::explain::{Explanation, Inquest, Place, pretty, records};
use crate::failure::{Failure, Outcome};
use crate::input::Inputs;
use crate::report::Tally;
use crate::rules::{Loader, State, outcome};
use std::collections::BTreeSet;
use std::slice;

pub(crate) fn explain(arguments: &ExplainArguments, console: &Console) -> Result<Outcome, Failure> {
    let loader = Loader::new(&arguments.rules)?;
    let reports = match (&arguments.what.path, &arguments.what.query) {
        (Some(path), _) => loader.load(slice::from_ref(path), console)?,
        (None, query) => vec![loader.load_query("query", query.as_deref().unwrap_or_default())],
    };
    show_findings(&reports, console);
    let ready = reports.iter().filter(|report| matches!(report.state, State::Ready(_)));
    let mut inquests = ready
        .map(|report| Inquest::new(report, &loader, arguments.limit, &arguments.events))
        .collect::<Result<Vec<Inquest<'_>>, Failure>>()?;
    let mut result = outcome(&reports);
    let rules = inquests.len() as u64;
    let mut tally = Tally { rules, rules_skipped: (reports.len() as u64).saturating_sub(rules), ..Tally::default() };
    let inputs =
        Inputs::files(&arguments.input.inputs, arguments.input.strict)?.mapped(arguments.input.field_map.as_deref())?;
    let mut seen: BTreeSet<&String> = BTreeSet::new();
    let fields: BTreeSet<String> = inquests.iter().flat_map(Inquest::fields).collect();
    let read = inputs.for_each(&fields, console, &mut tally, |event| {
        let place = Place { input: event.input, line: event.line, arrival: event.arrival };
        for inquest in &mut inquests {
            for at in inquest.push(&event.value, place) {
                seen.extend(arguments.events.get(at));
            }
        }
        Ok(())
    })?;
    result.worsen(read);

    let mut output = Output::new();
    for inquest in inquests {
        let explanation = inquest.finish();
        tally.matches += explanation.report.match_count;
        tally.without_timestamp = tally.without_timestamp.max(explanation.report.without_time);
        write(&explanation, arguments.format.format(), console, &mut output)?;
        if explanation.out_of_order > 0 {
            console.warning(&format!(
                "{}: {} events come after later ones; `descendant of` was followed in the order of input, where `scan` \
                 sorts first",
                explanation.rule.path, explanation.out_of_order
            ));
        }
    }
    output.flush()?;
    for name in arguments.events.iter().filter(|name| !seen.contains(name)) {
        console.error(
            &format!("no event has the id {name:?} or stands on that line"),
            Some("ids are those of `event.id` and `_id`; lines count from 1"),
        );
        result.worsen(Outcome::UsageError);
    }
    console.summary(&tally);
    Ok(result)
}

fn write(explanation: &Explanation<'_>, format: Format, console: &Console, output: &mut Output) -> Result<(), Failure> {
    console.clear_progress();
    match format {
        Format::Pretty => output.write(&pretty(explanation, console.width(), console.color_out())),
        Format::Ndjson => records(explanation).iter().try_for_each(|record| output.line(&record.to_string())),
    }
}
