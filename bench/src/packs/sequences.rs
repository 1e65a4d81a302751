//! All shared sequences in one engine, over structs.

use super::program::{Choice, compile, folder};
use super::{interpreter, interpreter_contender};
use crate::corpus::{self, SharedRule};
use crate::measure::Rounds;
use crate::report::{Report, Table, digits};
use crate::settings::Settings;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

/// So many events: structs of so many fields are a hundred times larger than what a sensor has of one event.
const EVENTS: usize = 16_384;

pub(super) fn run(settings: &Settings, all: &[SharedRule], report: &mut Report) -> Result<(), String> {
    let stream = corpus::stream(EVENTS, 0.001);
    let documents: Vec<Value> = stream.lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let sequences = Choice::Sequences.rules(all);
    let interpreted = interpreter(all, &sequences);
    let fields: BTreeSet<String> = interpreted
        .0
        .rules()
        .iter()
        .flat_map(|rule| rule.ir().fields.iter().map(|(_, field)| field.path.clone()))
        .filter(|path| !path.is_empty())
        .collect();
    let source = structure(&fields, &documents);
    let path = folder().join("rules/event.rs");
    let written = std::fs::create_dir_all(folder().join("rules")).and_then(|()| std::fs::write(&path, source));
    written.map_err(|error| format!("{}: {error}", path.display()))?;
    let program = compile(Choice::Sequences, all)?;
    let child = program.start(&stream.lines)?;
    let [rules, skipped, _] = program.info(&child)?;
    for from in (0..EVENTS).step_by(256) {
        let found = |name: &str| child.ask(&format!("run {name} {from} {}", from + 256), 1);
        let [lines, typed] =
            [found("lines")?, found("typed")?].map(|answer| answer[0].split(' ').nth(1).map(str::to_owned));
        if lines != typed {
            return Err(format!("events from {from} on: {lines:?} matches of lines, {typed:?} of structs"));
        }
    }
    let contenders = vec![
        child.contender("ruleset!, structs", "typed", EVENTS, 256),
        child.contender("ruleset!, lines", "lines", EVENTS, 256),
        child.contender("eql projection alone", "projection", EVENTS, 256),
        interpreter_contender("interpreter, lines", &interpreted, &stream, 128),
    ];
    let rounds = Rounds::run(contenders, settings.rounds(151));
    let section = report.section("All sequences");
    section.text(format!(
        "{rules} shared sequences in one engine ({skipped} left out), conditions of their stages included, one core; {}; \
         {} paired rounds. Each pass over the events begins with a new engine. The struct has the {} fields that they read, most of which an event has not. Lines and structs \
         give the same number of matches.",
        stream.described(),
        rounds.count,
        fields.len(),
    ));
    let mut table = Table::new(["", "events/s", "time × structs"]);
    for name in rounds.names() {
        let rate = 1e9 / rounds.nanos(name);
        table.row([name.to_owned(), digits(rate), digits(rounds.ratio(name, "ruleset!, structs"))]);
    }
    section.table(table);
    let rate = 1e9 / rounds.nanos("ruleset!, structs");
    report.target(
        &format!("{rules} sequences, structs, one core"),
        "≥ 1 M events/s",
        format!("{} M events/s", digits(rate / 1e6)),
        rate >= 1e6,
    );
    Ok(())
}

/// The source of a struct with these fields, as these events have them.
fn structure(fields: &BTreeSet<String>, documents: &[Value]) -> String {
    let mut members = String::new();
    let mut reads = String::new();
    for (at, path) in fields.iter().filter(|path| !has_inner(path, fields)).enumerate() {
        let (kind, read) = match path.as_str() {
            "@timestamp" => ("Option<i64>", "eql_pack_bench::typed::time(event)".to_owned()),
            path => (kind(path, documents), format!("eql_pack_bench::typed::read(event, {path:?})")),
        };
        let _ = writeln!(members, "    #[eql({path:?})]\n    f{at}: {kind},");
        let _ = writeln!(reads, "        f{at}: {read},");
    }
    format!(
        "/// An event with the fields of all sequences.\n#[derive(eql::Event)]\npub(crate) struct TypedEvent {{\n{members}}}\n\n\
         /// The event of a document.\npub(crate) fn read(event: &'static serde_json::Value) -> TypedEvent {{\n    \
         TypedEvent {{\n{reads}    }}\n}}\n"
    )
}

/// Whether another field lies inside this one.
fn has_inner(path: &str, fields: &BTreeSet<String>) -> bool {
    fields.iter().any(|other| other.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}

/// The type for a field: what its values are, where there are any.
fn kind(path: &str, documents: &[Value]) -> &'static str {
    let at = |document| path.split('.').try_fold(document, |value: &Value, name| value.get(name));
    let values: Vec<&Value> = documents.iter().filter_map(at).collect();
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    let is_address = |value: &Value| value.as_str().is_some_and(|text| text.parse::<std::net::IpAddr>().is_ok());
    if all(is_address) {
        "Option<std::net::IpAddr>"
    } else if values.iter().any(|value| value.is_array()) {
        "&'static [&'static str]"
    } else if all(Value::is_boolean) {
        "Option<bool>"
    } else if all(|value| value.is_i64() || value.is_u64()) {
        "Option<i64>"
    } else if all(Value::is_number) {
        "Option<f64>"
    } else {
        "Option<&'static str>"
    }
}
