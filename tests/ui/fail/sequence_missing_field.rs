//! A sequence reads its join key and the time of an event.

use eql::{Event, eql};

#[derive(Event)]
struct Record {
    #[eql("event.category")]
    category: &'static str,
    #[eql("process.entity_id")]
    entity: u64,
}

fn main() {
    let mut detector = eql! {
        sequence by process.entity_id, host.id with maxspan=30s
          [process where true]
          [network where true]
    }
    .detector();
    let _ = detector.push(&Record { category: "process", entity: 1 }, 7_u64);
}
