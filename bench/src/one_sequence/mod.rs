//! One sequence of the project, `rules/genai_encode_then_connect.toml`, in every way that there is to follow it.

mod event;
mod hand_written;
mod stream;

use crate::measure::{Contender, Rounds};
use crate::peers::flink;
use crate::peers::python::PythonEql;
use crate::report::{Report, Table, digits};
use crate::settings::{Settings, target};
use crate::translate::python;
use eql::{dynamic, eql};
use eql_compiler::Dialect;
use event::SequenceEvent;
use std::ops::Range;
use stream::Stream;

/// The rule file, for all but the compiler.
const RULE_FILE: &str = include_str!("../../../rules/genai_encode_then_connect.toml");

eql! {
    /// The rule, compiled.
    struct EncodeThenConnect;
    file = "../rules/genai_encode_then_connect.toml"
}

/// Events of make_stream.py.
const EVENTS: usize = 16_384;

/// Events that each contender is measured on in a round, after as many that are not measured.
const PER_ROUND: usize = 512;

/// One event in so many starts a planted group.
const PLANTED: f64 = 0.01;

const HAND_WRITTEN: &str = "hand-written, struct";
const COMPILED: &str = "eql!, struct";
const COMPILED_JSON: &str = "eql!, serde_json";
const INTERPRETED: &str = "interpreter, struct";
const PYTHON: &str = "Python eql, dict";

/// The numbers of the events of each match, in order.
type Matches = Vec<[u32; 2]>;

/// Measures, and reports.
pub fn run(settings: &Settings, report: &mut Report) -> Result<(), String> {
    let stream = Stream::new(EVENTS, PLANTED);
    let events = stream.events();
    let query = query();
    let rule = dynamic::Rule::compile(&query, &dynamic::CompileOptions::default());
    let rule = rule.map_err(|_| "the project's own rule does not compile".to_owned())?;
    let expected = by_hand(&events);
    verdicts(&stream, &events, &rule, &expected)?;
    let python = PythonEql::start(&target(), &python::sequence(&query, Dialect::Elasticsearch)?, &stream.documents)?;
    let ends: Vec<usize> = expected.iter().map(|[_, last]| *last as usize).collect();
    let found = python.verdicts()?;
    let python_agrees = (0..events.len()).all(|at| found[at] == ends.contains(&at));
    let mut contenders = vec![
        contender(HAND_WRITTEN, &events, SequenceEvent::touch, || {
            let mut detector = hand_written::Detector::default();
            move |id, event| usize::from(detector.push(event, id).is_some())
        }),
        contender(COMPILED, &events, SequenceEvent::touch, || {
            let mut detector = EncodeThenConnect.detector();
            move |id, event| detector.push(event, id).len()
        }),
        contender(
            COMPILED_JSON,
            &stream.documents,
            |document| document.to_string().len(),
            || {
                let mut detector = EncodeThenConnect.detector();
                move |id, event| detector.push(event, id).len()
            },
        ),
        contender(INTERPRETED, &events, SequenceEvent::touch, || {
            let mut detector = rule.detector().expect("a sequence");
            move |id, event| detector.push(event, id).len()
        }),
    ];
    if python_agrees {
        contenders.push(python.contender(PYTHON, PER_ROUND));
    }
    let contenders = contenders.into_iter().map(|contender| contender.led_by(PER_ROUND)).collect();
    let rounds = Rounds::run(contenders, settings.rounds(201));
    let section = report.section("One sequence");
    section.text(format!(
        "`rules/genai_encode_then_connect.toml` over {} events of make_stream.py (seed 1) with planted groups, in order of \
         time: {} matches. Parsing is not measured; events are brought into the caches before. Of each turn the first half \
         is not measured either: it fetches what the others have displaced. {} paired rounds.",
        events.len(),
        expected.len(),
        rounds.count,
    ));
    section.text(match python_agrees {
        true => "All rows give the same matches.".to_owned(),
        false => format!(
            "Python eql gives other matches ({} of them) and is left out.",
            found.iter().filter(|f| **f).count()
        ),
    });
    let mut table = Table::new(["", "ns an event", "M events/s", "× hand-written", "× eql!, struct"]);
    for row in rounds.names() {
        let nanos = rounds.nanos(row);
        let ratios = [rounds.ratio(row, HAND_WRITTEN), rounds.ratio(row, COMPILED)].map(digits);
        table.row([row.to_owned(), digits(nanos), digits(1e3 / nanos)].into_iter().chain(ratios));
    }
    section.table(table);
    let compiled = rounds.nanos(COMPILED);
    match flink::measure(&target(), &stream.documents, expected.len(), if settings.quick { 1 } else { 5 }) {
        Ok(flink) => section.text(format!(
            "Flink CEP 2.3.0 (`followedBy` within 30 s, keyed by the process, one slot, event time, conditions by hand in \
             Java over objects) on the same events {} times over, each time later: {} events/s (median of {} jobs after one \
             to warm up; from its first event to the end of the job), {} matches as expected. `eql!` over structs is {} × \
             as fast (not paired).",
            flink::REPEATS,
            digits(flink.rate),
            flink.jobs,
            flink.matches,
            digits(1e9 / compiled / flink.rate),
        )),
        Err(error) => section.text(format!("Flink CEP did not run: {error}.")),
    }
    let ratio = rounds.ratio(COMPILED, HAND_WRITTEN);
    let measured = format!("{} ×", digits(ratio));
    report.target("one sequence, struct, time against hand-written", "≤ 1.00 ×", measured, ratio <= 1.0);
    Ok(())
}

fn query() -> String {
    let file = eql_compiler::rule_file::parse("genai_encode_then_connect.toml", RULE_FILE);
    file.ok().and_then(|rules| Some(rules.into_iter().next()?.query)).expect("the project's own rule")
}

/// Follows events from the first on; begins anew with every pass.
fn contender<'c, E, F: FnMut(u32, &'c E) -> usize + 'c>(
    name: &str,
    events: &'c [E],
    touch: fn(&E) -> usize,
    begin: impl Fn() -> F + 'c,
) -> Contender<'c> {
    let mut push = begin();
    let touch = move |range: Range<usize>| events[range].iter().map(touch).sum();
    Contender::touched(name, events.len(), PER_ROUND, touch, move |range: Range<usize>| {
        if range.start == 0 {
            push = begin();
        }
        (0u32..).zip(&events[range]).map(|(id, event)| push(id, event)).sum()
    })
}

fn by_hand(events: &[SequenceEvent<'_>]) -> Matches {
    let mut detector = hand_written::Detector::default();
    (0..).zip(events).filter_map(|(id, event)| detector.push(event, id)).collect()
}

/// All ways of this process give these matches.
fn verdicts(
    stream: &Stream,
    events: &[SequenceEvent<'_>],
    rule: &dynamic::Rule,
    expected: &Matches,
) -> Result<(), String> {
    fn matches<'m, E>(
        events: impl IntoIterator<Item = E>,
        mut push: impl FnMut(E, u32) -> Vec<eql::sequence::Match<u32>> + 'm,
    ) -> Matches {
        let found = (0..).zip(events).flat_map(|(id, event)| push(event, id));
        found.map(|found| [0, 1].map(|stage| found.events[stage].expect("both stages are events"))).collect()
    }
    let mut typed = EncodeThenConnect.detector();
    let mut json = EncodeThenConnect.detector();
    let mut interpreted = rule.detector().expect("a sequence");
    let all = [
        (COMPILED, matches(events, |event, id| typed.push(event, id))),
        (COMPILED_JSON, matches(&stream.documents, |event, id| json.push(event, id))),
        (INTERPRETED, matches(events, |event, id| interpreted.push(event, id))),
    ];
    match all.iter().find(|(_, found)| found != expected) {
        Some((name, found)) => Err(format!("{name}: {} matches, by hand {}", found.len(), expected.len())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every way gives the same matches, and those of the generator are among them.
    #[test]
    fn verdicts_agree() {
        let stream = Stream::new(EVENTS, PLANTED);
        let events = stream.events();
        let rule =
            dynamic::Rule::compile(&query(), &dynamic::CompileOptions::default()).expect("the project's own rule");
        let expected = by_hand(&events);
        assert!(expected.len() > 20, "{}", expected.len());
        verdicts(&stream, &events, &rule, &expected).expect("the same matches");
    }
}
