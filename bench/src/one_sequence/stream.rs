//! The events of a fleet's stream, as documents and as structs.

use super::event::SequenceEvent;
use crate::corpus;
use crate::measure::sum;
use serde_json::Value;

/// Documents, and what structs borrow of them.
pub struct Stream {
    /// The documents.
    pub documents: Vec<Value>,
    times: Vec<i64>,
}

impl Stream {
    /// So many events of make_stream.py.
    pub fn new(events: usize, plant: f64) -> Self {
        let lines = corpus::stream(events, plant).lines;
        let documents: Vec<Value> =
            lines.iter().map(|line| serde_json::from_str(line).expect("make_stream.py writes JSON")).collect();
        let times = documents.iter().map(|document| nanoseconds(text(document, "/@timestamp").unwrap_or(""))).collect();
        Self { documents, times }
    }

    /// The events as structs.
    pub fn events(&self) -> Vec<SequenceEvent<'_>> {
        self.documents.iter().zip(&self.times).map(|(document, &at)| event(document, at)).collect()
    }
}

impl SequenceEvent<'_> {
    /// Reads its texts, to bring them into the caches.
    pub fn touch(&self) -> usize {
        let optional = [self.action, self.name, self.command_line, self.parent_name, self.parent_command_line];
        let texts = [self.category, self.kind, self.entity].into_iter().chain(optional.into_iter().flatten());
        texts.map(sum).sum()
    }
}

fn event(document: &Value, at: i64) -> SequenceEvent<'_> {
    SequenceEvent {
        at,
        category: text(document, "/event/category").unwrap_or_default(),
        kind: text(document, "/event/type").unwrap_or_default(),
        action: text(document, "/event/action"),
        entity: text(document, "/process/entity_id").unwrap_or_default(),
        name: text(document, "/process/name"),
        command_line: text(document, "/process/command_line"),
        parent_name: text(document, "/process/parent/name"),
        parent_command_line: text(document, "/process/parent/command_line"),
        destination: text(document, "/destination/ip").and_then(|address| address.parse().ok()),
    }
}

/// A text, or the only one of a list.
fn text<'d>(document: &'d Value, pointer: &str) -> Option<&'d str> {
    match document.pointer(pointer)? {
        Value::Array(items) => items.first()?.as_str(),
        value => value.as_str(),
    }
}

/// Of a time as make_stream.py writes it.
fn nanoseconds(text: &str) -> i64 {
    let time: jiff::Timestamp = text.parse().expect("make_stream.py writes times");
    i64::try_from(time.as_nanosecond()).expect("a time of this century")
}
