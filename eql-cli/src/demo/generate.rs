//! Makes the demo stream from a seed.

use super::fleet::{Random, work};
use super::plants;
use eql::Timestamp;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::{Read, Write};

const SEED: u64 = 20_260_302;
/// 2026-03-02T08:00:00Z, in milliseconds since the epoch.
const START: u64 = 1_772_438_400_000;
const TWO_HOURS: u64 = 2 * 60 * 60 * 1_000;
/// Seldom more than this passes between two pieces of work.
const PAUSE: u64 = 7_000;

fn stream() -> String {
    let mut random = Random::new(SEED);
    let mut events: Vec<(u64, Value)> = Vec::new();
    let mut schedule = |mut at: u64, group: Vec<(u64, Value)>| {
        for (after, event) in group {
            at += after;
            events.push((at, event));
        }
    };
    let mut at = 0;
    let mut serial = 1;
    while at < TWO_HOURS {
        schedule(at, work(&mut random, serial));
        at += random.below(PAUSE);
        serial += 1;
    }
    for plant in plants::all() {
        schedule(plant.at, plant.events);
    }
    events.sort_by_key(|(at, _)| *at);
    // Collectors deliver a little out of order: now and then an event is overtaken by the next one.
    for first in (97..events.len() - 1).step_by(97) {
        events.swap(first, first + 1);
    }
    let lines = events.into_iter().enumerate().map(|(number, (at, mut event))| {
        let nanos = i64::try_from((START + at) * 1_000_000).unwrap();
        let time = Timestamp::from_nanos(nanos).to_string();
        // Milliseconds are what agents send.
        event["@timestamp"] = json!(format!("{}Z", &time[..23]));
        event["event"]["id"] = json!(format!("demo-{:05}", number + 1));
        format!("{event}\n")
    });
    lines.collect()
}

#[test]
fn the_committed_stream_is_the_generated_one() {
    let generated = stream();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(generated.as_bytes()).unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/demo/events.ndjson.gz");
        std::fs::write(path, encoder.finish().unwrap()).unwrap();
        return;
    }
    assert!(super::EVENTS.len() < 1_000_000);
    let mut committed = String::new();
    GzDecoder::new(super::EVENTS).read_to_string(&mut committed).unwrap();
    // Not `assert_eq!`: the difference of two streams is no message.
    assert!(committed == generated, "run the test with UPDATE_GOLDEN=1");
}
