//! `@timestamp` and what says `time` holds nanoseconds; a `Timestamp` needs no word.

use eql::{Event, FieldBuf, Timestamp, Value};

#[derive(Event)]
struct Times {
    #[eql("@timestamp")]
    at: i64,
    #[eql("event.created", time)]
    created: Option<i64>,
    #[eql("event.ingested")]
    ingested: Timestamp,
    #[eql("event.duration")]
    duration: i64,
}

fn main() {
    let event = Times { at: 1, created: Some(2), ingested: Timestamp::from_nanos(3), duration: 4 };
    for (path, expected) in [
        ("@timestamp", Value::Time(Timestamp::from_nanos(1))),
        ("event.created", Value::Time(Timestamp::from_nanos(2))),
        ("event.ingested", Value::Time(Timestamp::from_nanos(3))),
        ("event.duration", Value::Int(4)),
    ] {
        assert!(event.visit(&FieldBuf::new(path).as_field(), |value| value == expected), "{path}");
    }
}
