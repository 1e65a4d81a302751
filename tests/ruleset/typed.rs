//! Events that list their own fields for a pack say what they say field by field.

use eql::{Event, Field, Value};
use eql_runtime::pack::FieldMap;

#[derive(Event)]
struct Machine<'a> {
    #[eql("@timestamp")]
    at: i64,
    #[eql("event.created", time)]
    created: Option<i64>,
    #[eql("event.category")]
    category: &'a [&'a str],
    #[eql(nested)]
    process: Option<Process<'a>>,
    #[eql(nested = "dll.0")]
    libraries: Vec<Library>,
    #[eql(nested)]
    free: serde_json::Value,
}

#[derive(Event)]
struct Process<'a> {
    #[eql("pid")]
    pid: u32,
    #[eql("started", time)]
    started: Option<i64>,
    #[eql(nested)]
    parent: Option<Box<Process<'a>>>,
    #[eql("args")]
    args: Vec<&'a str>,
}

#[derive(Event)]
struct Library {
    #[eql("name")]
    name: Option<String>,
}

const PATHS: [&str; 12] = [
    "@timestamp",
    "event.created",
    "event.category",
    "process.pid",
    "process.started",
    "process.args",
    "process.parent.pid",
    "process.parent.parent.pid",
    "process.parent.args",
    "dll.0.name",
    "free.a.b",
    "absent",
];

fn values(visit: impl FnOnce(&mut dyn FnMut(u32, Value<'_>))) -> Vec<(u32, String)> {
    let mut values = Vec::new();
    visit(&mut |index, value| values.push((index, format!("{value:?}"))));
    // The order of fields is free, that of the values of one is not.
    values.sort_by_key(|(index, _)| *index);
    values
}

#[test]
fn typed_events_list_what_they_answer() {
    let process = |parent| Process { pid: 4, started: Some(7), parent, args: vec!["a", "b"] };
    let full = Machine {
        at: 5,
        created: Some(6),
        category: &["process", "library"],
        process: Some(process(Some(Box::new(process(None))))),
        libraries: vec![Library { name: Some("x".into()) }, Library { name: None }, Library { name: Some("y".into()) }],
        free: serde_json::json!({"a.b": [1, "z"], "c": 2}),
    };
    let empty = Machine {
        at: 0,
        created: None,
        category: &[],
        process: None,
        libraries: vec![],
        free: serde_json::Value::Null,
    };
    let map = FieldMap::new(PATHS);
    for (event, count) in [(full, 15), (empty, 1)] {
        let listed = values(|visitor| event.visit_fields(&map, visitor));
        let asked = values(|visitor| {
            for (index, field) in map.iter() {
                visit(&event, &field, &mut |value| visitor(index, value));
            }
        });
        assert_eq!(listed, asked);
        assert_eq!(listed.len(), count, "{listed:?}");
    }
}

fn visit(event: &impl Event, field: &Field<'_>, visitor: &mut dyn FnMut(Value<'_>)) {
    event.visit(field, |value| {
        visitor(value);
        false
    });
}
