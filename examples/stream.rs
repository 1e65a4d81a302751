//! A rule that watches a stream for months: events that come late, and a restart in the middle.
//!
//! `cargo run --example stream --features snapshot`

#![expect(clippy::print_stdout, reason = "an example shows its results")]

use eql::sequence::{Detector, Match};
use eql::snapshot::SnapshotError;
use eql::stream::{Reorder, ReorderOptions};
use eql::{Event, Timestamp, eql};
use std::time::Duration;

#[derive(Clone, Copy, Event)]
struct Login {
    #[eql("@timestamp")]
    at: Timestamp,
    #[eql("event.category")]
    category: &'static str,
    #[eql("event.outcome")]
    outcome: &'static str,
    #[eql("user.name")]
    user: &'static str,
}

eql! {
    /// A login that succeeds after two that failed.
    #[derive(Clone, Copy)]
    struct Guessed;
    sequence by user.name with maxspan=1m
      [authentication where event.outcome == "failure"] with runs=2
      [authentication where event.outcome == "success"]
}

fn login(second: i64, outcome: &'static str) -> Login {
    Login { at: Timestamp::from_nanos(second * 1_000_000_000), category: "authentication", outcome, user: "root" }
}

/// Gives the rule what is in its place in time now.
fn follow(reorder: &mut Reorder<Login>, detector: &mut Detector<Guessed, i64>) -> Vec<Match<i64>> {
    let mut found = Vec::new();
    while let Some(released) = reorder.pop() {
        found.extend(detector.push(&released.item, released.item.at.as_nanos() / 1_000_000_000));
    }
    found
}

fn main() -> Result<(), SnapshotError> {
    let mut reorder = Reorder::new(ReorderOptions { lateness: Duration::from_secs(5), ..ReorderOptions::DEFAULT });
    let host = reorder.add_source();
    let mut detector = Guessed.detector();
    // The second failure arrives after the success.
    for event in [login(10, "failure"), login(13, "success"), login(12, "failure")] {
        if let Err(refused) = reorder.push(host, event.at, None, size_of::<Login>(), event) {
            println!("too late: {:?}", refused.item.at);
        }
        assert!(follow(&mut reorder, &mut detector).is_empty());
    }

    // Nothing follows from this host: what is held is in its place now.
    reorder.flush();
    let found = follow(&mut reorder, &mut detector);
    println!("{} match: events at {:?}", found.len(), found.first().map(|found| &found.events));

    // What the detector knows goes into a snapshot before the process ends, and back when it has started again. A buffer
    // that still holds events has one too: `Reorder::snapshot_with`.
    detector.push(&login(20, "failure"), 20);
    let bytes = detector.snapshot()?;
    let mut detector = Guessed.detector();
    detector.restore(&bytes)?;
    detector.push(&login(21, "failure"), 21);
    let found = detector.push(&login(22, "success"), 22);
    println!("{} match after the restart, from {} bytes", found.len(), bytes.len());

    let damaged = &bytes[..bytes.len() - 1];
    println!("damaged bytes are refused: {}", detector.restore(damaged).unwrap_err());
    Ok(())
}
