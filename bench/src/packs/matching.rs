//! The share of events that match.

use super::Packs;
use crate::corpus::{Corpus, shared};
use crate::measure::Rounds;
use crate::report::{Plot, Report, Series, Table, digits};
use crate::settings::Settings;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};

/// Per cent of events that were made for a rule.
const SHARES: [usize; 5] = [0, 1, 10, 50, 100];

/// So many events of each share.
const EVENTS: usize = 4_096;

/// Measures the largest pack on events of which more and more were made to match a rule.
pub(super) fn run(settings: &Settings, packs: &Packs, stream: &Corpus, report: &mut Report) -> Result<(), String> {
    let made = made_to_match()?;
    let mut rows = Vec::new();
    let mut rounds_run = 0;
    for share in SHARES {
        let mut made = made.iter().cycle();
        let lines: Vec<String> = (0..EVENTS)
            .map(|at| match at * share % 100 + share >= 100 {
                true => made.next().cloned().unwrap_or_default(),
                false => stream.lines[at % stream.lines.len()].clone(),
            })
            .collect();
        let child = packs.largest().start(&lines)?;
        let alerting = child.ask("verdicts", lines.len())?.iter().filter(|line| !line.is_empty()).count();
        let contender = |shown, name| child.contender(shown, name, lines.len(), 256);
        let rounds = Rounds::run(vec![contender("dom", "dom"), contender("lines", "lines")], settings.rounds(61));
        rounds_run = rounds.count;
        rows.push((alerting as f64 / lines.len() as f64 * 100.0, rounds));
    }
    let section = report.section("Share of events that match");
    section.text(format!(
        "{}; events of make_stream.py, and between them events that `geneve` made to match one of the rules (shorter \
         than those of the stream); {EVENTS} events of each share, {rounds_run} paired rounds.",
        packs.of_the_largest()
    ));
    let mut table = Table::new(["% with alerts", "ruleset!, events/s", "ruleset! × sonic-rs's tree"]);
    for (share, rounds) in &rows {
        let rate = 1e9 / rounds.nanos("lines");
        table.row([digits(*share), digits(rate), digits(rounds.ratio("dom", "lines"))]);
    }
    section.table(table);
    let curve = |name: &str, of: &str| Series {
        name: name.to_owned(),
        points: rows.iter().map(|(share, rounds)| (share.max(0.1), 1e9 / rounds.nanos(of))).collect(),
    };
    section.plot(Plot {
        file: "matching.svg",
        title: "Events a second against share of events with alerts".to_owned(),
        axes: ["% of events with alerts", "events/s"],
        series: vec![curve("ruleset!, all rules", "lines"), curve("sonic-rs, document tree", "dom")],
    });
    Ok(())
}

/// The documents that match a rule about single events.
fn made_to_match() -> Result<Vec<String>, String> {
    let path = shared().join("corpora/events/geneve-positive.ndjson.gz");
    let file = File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut made = Vec::new();
    for line in BufReader::new(MultiGzDecoder::new(file)).lines() {
        let line = line.map_err(|error| error.to_string())?;
        let instance: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        if let Some([document]) = instance["docs"].as_array().map(Vec::as_slice) {
            made.push(document.to_string());
        }
    }
    Ok(made)
}
