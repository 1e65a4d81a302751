//! Streams that someone made to hurt: what they cost, and that memory stays where it was allowed to go.
//!
//! `cargo run --release --example hostile -- 1` prints the table of `docs/reliability.md` in full; another number divides the
//! events, and without one there is a hundredth of them.

#![expect(clippy::print_stdout, reason = "an example shows its results")]

use eql::sequence::{Detector, Limits};
use eql::stream::{Reorder, ReorderOptions};
use eql::{Event, Timestamp, eql};
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Event)]
struct Record {
    #[eql("@timestamp")]
    at: Timestamp,
    #[eql("event.category")]
    category: &'static str,
    #[eql("kind")]
    kind: i64,
    #[eql("user")]
    user: i64,
}

eql! {
    #[derive(Clone, Copy)]
    struct Open;
    sequence by user [any where kind == 1] [any where kind == 2]
}

eql! {
    #[derive(Clone, Copy)]
    struct Bounded;
    sequence by user with maxspan=1m [any where kind == 1] [any where kind == 2] ![any where kind == 3]
}

eql! {
    #[derive(Clone, Copy)]
    struct Sixty;
    sequence by user with maxspan=1h [any where kind == 1] with runs=60
}

const SECOND: i64 = 1_000_000_000;
/// 2026-01-01.
const START: i64 = 1_767_225_600 * SECOND;
const YEAR_2200: i64 = 7_258_118_400 * SECOND;

fn record(at: i64, kind: i64, user: i64) -> Record {
    Record { at: Timestamp::from_nanos(at), category: "any", kind, user }
}

/// A stream of so many events.
type Stream = fn(u64) -> Outcome;

/// What one stream came to.
struct Outcome {
    events: u64,
    matches: u64,
    keys: usize,
    given_up: String,
}

/// Ten million users, each once: a key for every event.
fn distinct_keys(events: u64) -> Outcome {
    let mut detector = Open.detector();
    let mut keys = 0;
    for number in 0..events as i64 {
        detector.push(&record(START + number * 1_000, 1, number), number);
        keys = keys.max(detector.keys());
    }
    let counters = detector.counters();
    let given_up = format!("{} keys", counters.evicted_keys);
    Outcome { events, matches: counters.matches, keys, given_up }
}

/// One user that begins over and over, and completes now and then without the absence being certain.
fn one_key(events: u64) -> Outcome {
    let mut detector = Detector::with_limits(Bounded, Limits::DEFAULT);
    let mut keys = 0;
    for number in 0..events as i64 {
        let kind = if number % 10 == 9 { 2 } else { 1 };
        detector.push(&record(START + number * 1_000, kind, 7), number);
        keys = keys.max(detector.keys());
    }
    let counters = detector.counters();
    let given_up = format!("{} overridden, {} waiting matches", counters.overridden, counters.dropped_waiting);
    Outcome { events, matches: counters.matches, keys, given_up }
}

/// Sixty matches in progress for each of a thousand users.
fn sixty_stages(events: u64) -> Outcome {
    let mut detector = Sixty.detector();
    let mut keys = 0;
    for number in 0..events as i64 {
        detector.push(&record(START + number * 1_000_000, 1, number % 1_000), number);
        keys = keys.max(detector.keys());
    }
    let counters = detector.counters();
    let given_up = format!("{} overridden", counters.overridden);
    Outcome { events, matches: counters.matches, keys, given_up }
}

/// Every hundredth event is dated 1970, another 2200.
fn wrong_dates(events: u64) -> Outcome {
    let lateness = Duration::from_secs(5);
    let mut reorder = Reorder::new(ReorderOptions { lateness, max_events: 100_000, ..ReorderOptions::DEFAULT });
    let source = reorder.add_source();
    let mut detector = Open.detector();
    let mut keys = 0;
    for number in 0..events as i64 {
        let at = match number % 100 {
            33 => number,
            66 => YEAR_2200 + number,
            _ => START + number * 10_000_000,
        };
        let event = record(at, 1 + number % 2, number / 2 % 1_000);
        // What comes too late is counted, and dropped.
        let _ = reorder.push(source, event.at, None, size_of::<Record>(), event);
        while let Some(released) = reorder.pop() {
            detector.push(&released.item, number);
        }
        keys = keys.max(detector.keys());
    }
    reorder.flush();
    while let Some(released) = reorder.pop() {
        detector.push(&released.item, 0);
    }
    let counters = reorder.counters();
    let given_up = format!("{} late, {} too far ahead, {} forced", counters.late, counters.refused, counters.forced);
    Outcome { events, matches: detector.counters().matches, keys, given_up }
}

/// The most memory that this process has had, in MiB; where the system tells.
fn peak() -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "an example asks the system")]
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes / 1024)
}

fn main() {
    let divisor = std::env::args().find_map(|argument| argument.parse::<u64>().ok()).unwrap_or(100).max(1);
    println!("| stream | events | events/s | matches | keys at most | given up | memory at most |");
    println!("|---|---:|---:|---:|---:|---|---:|");
    let streams: [(&str, u64, Stream); 4] = [
        ("one key, a million starts", 1_000_000, one_key),
        ("sixty stages of one condition", 1_000_000, sixty_stages),
        ("dates of 1970 and 2200", 1_000_000, wrong_dates),
        ("ten million keys", 10_000_000, distinct_keys),
    ];
    for (name, events, run) in streams {
        let started = Instant::now();
        let Outcome { events, matches, keys, given_up } = run(events / divisor);
        let rate = events as f64 / started.elapsed().as_secs_f64();
        let memory = peak().map_or_else(|| "unknown".to_owned(), |mebibytes| format!("{mebibytes} MiB"));
        println!("| {name} | {events} | {rate:.0} | {matches} | {keys} | {given_up} | {memory} |");
    }
}
