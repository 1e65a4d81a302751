//! Costs as a table, and as programs read them.

use super::clock::Clock;
use super::measure::{RuleCost, TestCost};
use crate::report::{Page, one_line};
use crate::rules::RuleReport;
use eql_compiler::TextRange;
use serde_json::{Value, json};

/// A rule and what it costs.
pub(crate) type Measured<'r> = (&'r RuleReport, RuleCost);

/// The costs of rules, the dearest first, each with its dearest tests.
pub(crate) fn table(
    measured: &[Measured<'_>],
    events: usize,
    clock: Clock,
    tests: usize,
    width: usize,
    color: bool,
) -> String {
    let mut page = Page::new(width, color);
    page.styled("1", 0, "ns/event  woken   hits    state  rule");
    for (report, cost) in measured {
        let name = report.file.as_ref().and_then(|file| file.metadata.name.as_deref()).unwrap_or(&report.path);
        let row = format!(
            "{:>8}  {:>5}  {:>5}  {:>7}  {name}",
            nanos(cost.nanos),
            share(cost.woken, events),
            share(cost.hits, events),
            bytes(cost.state_bytes),
        );
        page.styled("36", 0, &row);
        if cost.matches > 0 || cost.keys > 0 {
            let keys = if cost.keys > 0 { format!(", at most {} keys at once", cost.keys) } else { String::new() };
            page.styled("2", 33, &format!("{} matches{keys}", cost.matches));
        }
        for test in dearest(cost, events).into_iter().take(tests) {
            let row = format!(
                "{:>8}  {:>5}  {:>5}  {:>7}    {}",
                nanos(test.nanos_per_event(events)),
                share(test.woken, events),
                share(test.hits, test.woken),
                "",
                text(report, &test.range),
            );
            page.styled("0", 0, &row);
        }
    }
    page.blank();
    page.wrapped(
        "2",
        0,
        &format!(
            "{events} events, each rule by itself, interpreted. A test's `woken` is the share of events that reach it, and \
             its `hits` are of those. The clock takes {:.0} ns to read and an empty turn {:.1} ns; both are taken off.",
            clock.reading(),
            clock.turn(),
        ),
    );
    page.into_text()
}

/// A rule as one JSON object.
pub(crate) fn record((report, cost): &Measured<'_>, events: usize, clock: Clock) -> Value {
    let tests: Vec<Value> = dearest(cost, events)
        .into_iter()
        .map(|test| {
            json!({
                "test": text(report, &test.range),
                "line": line(report, &test.range),
                "ns_per_event": round(test.nanos_per_event(events)),
                "ns_per_evaluation": round(test.nanos),
                "wake_ups": test.woken,
                "hits": test.hits,
            })
        })
        .collect();
    let metadata = report.file.as_ref().map(|file| &file.metadata);
    json!({
        "path": report.path,
        "rule_id": metadata.map(|metadata| metadata.id.as_str()),
        "name": metadata.and_then(|metadata| metadata.name.as_deref()),
        "kind": report.kind,
        "events": events,
        "ns_per_event": round(cost.nanos),
        "wake_ups": cost.woken,
        "hits": cost.hits,
        "matches": cost.matches,
        "state_bytes": cost.state_bytes,
        "keys": cost.keys,
        "clock_ns": round(clock.reading()),
        "loop_ns": round(clock.turn()),
        "tests": tests,
    })
}

fn dearest(cost: &RuleCost, events: usize) -> Vec<&TestCost> {
    let mut tests: Vec<&TestCost> = cost.tests.iter().collect();
    tests.sort_by(|a, b| b.nanos_per_event(events).total_cmp(&a.nanos_per_event(events)));
    tests
}

fn text(report: &RuleReport, range: &TextRange) -> String {
    report.file.as_ref().map_or_else(String::new, |file| one_line(&file.query, range))
}

fn line(report: &RuleReport, range: &TextRange) -> Option<u32> {
    let file = report.file.as_ref()?;
    Some(file.origin.position(&report.file_text, range.start).line)
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn nanos(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

fn share(part: usize, whole: usize) -> String {
    if part == 0 {
        return "0".to_owned();
    }
    let percent = part as f64 * 100.0 / whole.max(1) as f64;
    match percent {
        percent if percent >= 99.95 => "100%".to_owned(),
        percent if percent < 0.05 => "<0.1%".to_owned(),
        percent => format!("{percent:.1}%"),
    }
}

fn bytes(count: usize) -> String {
    match count {
        0 => "-".to_owned(),
        count if count < 10_000 => format!("{count} B"),
        count if count < 10_000_000 => format!("{} kB", count / 1_000),
        count => format!("{} MB", count / 1_000_000),
    }
}
