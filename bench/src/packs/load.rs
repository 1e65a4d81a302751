//! The size of events.

use super::Packs;
use crate::corpus::Corpus;
use crate::measure::Rounds;
use crate::report::{Plot, Report, Series, Table, digits};
use crate::settings::Settings;
use serde_json::{Value, json};

/// The lengths that lines are brought to, in bytes; 0 leaves them as they are.
const SIZES: [usize; 5] = [0, 4_096, 8_192, 16_384, 32_768];

/// So many lines of each length.
const LINES: usize = 1_024;

/// Measures the largest pack on lines of several lengths.
pub(super) fn run(settings: &Settings, packs: &Packs, stream: &Corpus, report: &mut Report) -> Result<(), String> {
    let mut rows = Vec::new();
    let mut rounds_run = 0;
    for size in SIZES {
        let lines: Vec<String> = stream.lines.iter().take(LINES).map(|line| lengthened(line, size)).collect();
        let child = packs.largest().start(&lines)?;
        let contender = |shown, name| child.contender(shown, name, lines.len(), 128);
        let rounds = Rounds::run(
            vec![contender("dom", "dom"), contender("projection", "projection"), contender("lines", "lines")],
            settings.rounds(61),
        );
        let mean = lines.iter().map(String::len).sum::<usize>() as f64 / lines.len() as f64;
        rounds_run = rounds.count;
        rows.push((mean, rounds));
    }
    let section = report.section("Size of events");
    section.text(format!(
        "{} of make_stream.py, lengthened by members that no rule reads (objects of three texts); {LINES} lines of each \
         length, {rounds_run} paired rounds.",
        packs.of_the_largest()
    ));
    let mut table = Table::new(["bytes", "ruleset!, events/s", "MB/s", "sonic-rs's tree, MB/s", "ruleset! × sonic-rs"]);
    for (mean, rounds) in &rows {
        table.row([
            digits(*mean),
            digits(1e9 / rounds.nanos("lines")),
            digits(mean / rounds.nanos("lines") * 1e3),
            digits(mean / rounds.nanos("dom") * 1e3),
            digits(rounds.ratio("dom", "lines")),
        ]);
    }
    section.table(table);
    let curve = |name: &str, of: &str| Series {
        name: name.to_owned(),
        points: rows.iter().map(|(mean, rounds)| (*mean, 1e9 / rounds.nanos(of))).collect(),
    };
    section.plot(Plot {
        file: "size.svg",
        title: "Events a second against bytes an event".to_owned(),
        axes: ["bytes", "events/s"],
        series: vec![
            curve("ruleset!, all rules", "lines"),
            curve("eql projection alone", "projection"),
            curve("sonic-rs, document tree", "dom"),
        ],
    });
    Ok(())
}

/// The line with members that nobody reads, until it is so long.
fn lengthened(line: &str, size: usize) -> String {
    let Ok(Value::Object(mut event)) = serde_json::from_str(line) else { return line.to_owned() };
    let mut length = line.len();
    for number in 0.. {
        if length >= size {
            break;
        }
        let member = json!({"name": format!("sensor-{number}"), "state": "nothing to \"report\"", "path": "C:\\a\\b"});
        let key = format!("unread_{number}");
        length += key.len() + member.to_string().len() + 4;
        event.insert(key, member);
    }
    Value::Object(event).to_string()
}
