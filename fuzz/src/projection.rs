//! A line is read as `serde_json` reads it, or refused as it refuses it.

use std::cell::RefCell;

#[path = "../../tests/projection/reader.rs"]
mod reader;

use reader::Reader;

/// Fields of short names, which the fuzzer finds by itself, and some of published rules.
const FIELDS: &[&str] = &[
    "a",
    "b",
    "a.b",
    "a.a",
    "b.a",
    "a.b.a",
    "a.b.b",
    "é",
    "ab",
    "key of many letters",
    "@timestamp",
    "event.category",
    "process.name",
    "process.args",
    "process.parent.name",
    "host.id",
];

thread_local! {
    static READER: RefCell<Reader> = RefCell::new(Reader::new(FIELDS));
}

pub fn check(data: &[u8]) {
    // Not even one line: the caller cuts at line ends.
    READER.with_borrow_mut(|reader| reader.check(data));
}
