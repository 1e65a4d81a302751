//! `language.md` §7, LEG.

use super::*;
use crate::event::Event;
use crate::field::FieldBuf;
use crate::value::Scalar;
use serde_json::{Value, json};

/// A field of an event of a result.
type Path = (usize, &'static str);

fn check(events: &Value, pipes: &[Pipe<'_, Path>], expected: &[&str]) {
    let fields = ["n", "p", "hostname"].map(FieldBuf::new);
    let rows = events.as_array().expect("a list").iter().map(|event| {
        let id = event["id"].as_i64().unwrap_or_default();
        Row::new(id, vec![Snapshot::of(event, fields.iter().map(FieldBuf::as_field))])
    });
    let compute =
        |(event, path): &Path, facts: &Facts| facts.event(*event).datum(&FieldBuf::new(path).as_field()).into_owned();
    let shown: Vec<String> = run(pipes, rows.collect(), compute).iter().map(show).collect();
    assert_eq!(shown, expected, "{pipes:?}");
}

/// `3`, `key=a count=2`, `3 count=2`.
fn show(row: &Row<i64>) -> String {
    let made = row.record.iter().map(|(name, value)| match value {
        Datum::List(items) => format!("{name}={}", items.len()),
        value => match crate::ops::text::string(value.plain()) {
            Scalar::Str(text) => format!("{name}={text}"),
            _ => format!("{name}=null"),
        },
    });
    row.result.map(|id| id.to_string()).into_iter().chain(made).collect::<Vec<_>>().join(" ")
}

fn events() -> Value {
    json!([
        {"id": 1, "n": "b", "p": -1, "hostname": "h1"},
        {"id": 2, "n": "A", "hostname": "H2"},
        {"id": 3, "n": null, "p": 0},
        {"id": 4, "n": "a", "p": 2, "hostname": "h1"},
    ])
}

const N: &[Path] = &[(0, "n")];
const P: &[Path] = &[(0, "p")];

#[test]
fn head_tail_and_filter() {
    check(&events(), &[Pipe::Head(2)], &["1", "2"]);
    check(&events(), &[Pipe::Tail(2), Pipe::Head(1)], &["3"]);
    check(&events(), &[Pipe::Filter(&(0, "p"))], &["1", "4"]);
    check(&events(), &[Pipe::Filter(&(0, "q"))], &[]);
}

/// Null sorts where the empty value of its column would, and equal values keep their order.
#[test]
fn sort() {
    check(&events(), &[Pipe::Sort(P)], &["1", "2", "3", "4"]);
    check(&events(), &[Pipe::Sort(N)], &["3", "2", "4", "1"]);
    check(&events(), &[Pipe::Sort(&[(0, "n"), (0, "p")]), Pipe::Tail(1)], &["1"]);
}

#[test]
fn unique() {
    check(&events(), &[Pipe::Unique(N)], &["1", "2", "3"]);
    check(
        &events(),
        &[Pipe::UniqueCount(N), Pipe::Filter(&(0, "hostname"))],
        &["1 count=1 percent=0.25 total_hosts=1 hosts=1", "2 count=2 percent=0.5 total_hosts=2 hosts=2"],
    );
}

#[test]
fn count() {
    check(&events(), &[Pipe::Count(&[])], &["key=totals count=4 total_hosts=2 hosts=2"]);
    check(&json!([]), &[Pipe::Count(&[])], &["key=totals count=0"]);
    check(&json!([]), &[Pipe::Count(N)], &[]);
    check(
        &events(),
        &[Pipe::Count(N)],
        &[
            "key=null count=1 percent=0.25",
            "key=b count=1 percent=0.25 total_hosts=1 hosts=1",
            "key=A count=2 percent=0.5 total_hosts=2 hosts=2",
        ],
    );
    check(&events(), &[Pipe::Count(N), Pipe::Tail(1), Pipe::Count(&[])], &["key=totals count=1"]);
}
