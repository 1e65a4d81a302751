//! Streams out of order (`sequences.md` §11.6): within the lateness, what is found is what the oracle finds in the
//! sorted stream.

use eql_conformance::Random;
use eql_conformance::sequences::Choices;
use eql_conformance::sequences::notation::{TraceEvent, TraceRule};
use eql_conformance::sequences::oracle;
use eql_conformance::sequences::random::{as_found, cases, random_events, random_rule};
use eql_runtime::sequence::{Detector, Match, Order, Tiebreaker, sort_matches};
use eql_runtime::stream::{Refusal, Reorder, ReorderOptions, SourceId};
use eql_runtime::{Timestamp, Value};
use std::time::Duration;

const SECOND: i64 = 1_000_000_000;

/// The events in an order in which none comes more than `lateness` after a later one.
pub(crate) fn disordered(random: &mut Random, events: &[TraceEvent], lateness: i64) -> Vec<TraceEvent> {
    let mut delayed: Vec<(i64, u64, TraceEvent)> = (0..)
        .zip(events)
        .map(|(place, event)| {
            // Arrival decides nothing here, so that events of one instant need an order of their own.
            let event = TraceEvent { tiebreaker: Some(place), ..event.clone() };
            let delay = random.choose(lateness.unsigned_abs() + 1) as i64;
            (event.time.as_nanos() + delay, random.choose(1000), event)
        })
        .collect();
    delayed.sort_by_key(|(arrival, any, _)| (*arrival, *any));
    delayed.into_iter().map(|(_, _, event)| event).collect()
}

pub(crate) fn options(lateness: i64) -> ReorderOptions {
    ReorderOptions { lateness: Duration::from_nanos(lateness.unsigned_abs()), ..ReorderOptions::DEFAULT }
}

/// A buffer and a detector behind it.
pub(crate) struct Stream<'r> {
    pub(crate) reorder: Reorder<TraceEvent>,
    pub(crate) detector: Detector<&'r TraceRule, usize>,
    pub(crate) found: Vec<Match<usize>>,
}

impl<'r> Stream<'r> {
    pub(crate) fn new(rule: &'r TraceRule, options: ReorderOptions) -> Self {
        Self { reorder: Reorder::new(options), detector: Detector::new(rule), found: Vec::new() }
    }

    pub(crate) fn push(&mut self, source: SourceId, event: TraceEvent) -> Result<(), Refusal> {
        let tiebreaker = event.tiebreaker.map(|value| Tiebreaker::from(Value::Int(value)));
        self.reorder.push(source, event.time, tiebreaker, 1, event).map_err(|refused| refused.reason)?;
        self.drain();
        Ok(())
    }

    pub(crate) fn drain(&mut self) {
        while let Some(released) = self.reorder.pop() {
            self.found.extend(self.detector.push(&released.item, released.item.number));
        }
        if let Some(watermark) = self.reorder.watermark() {
            self.found.extend(self.detector.advance_to(watermark));
        }
    }

    pub(crate) fn finish(mut self) -> Vec<Match<usize>> {
        self.reorder.flush();
        self.drain();
        self.found.extend(self.detector.flush());
        sort_matches(&mut self.found, Order::Ordinal);
        self.found
    }
}

fn check(case: u64) {
    let mut random = Random::seeded(case);
    let columns = random.choose(3);
    let rule = random_rule(&mut random, columns, 1);
    if rule.plan.mode.order == Order::Arrival {
        return;
    }
    let events = random_events(&mut random, &rule, columns);
    let lateness = random.choose(5) as i64 * SECOND / 2;
    let mut stream = Stream::new(&rule, options(lateness));
    let sources: Vec<SourceId> = (0..=random.choose(3)).map(|_| stream.reorder.add_source()).collect();
    let context = || format!("case {case}: {rule:#?}\n{events:#?}");
    for event in disordered(&mut random, &events, lateness) {
        let source = sources[random.choose(sources.len() as u64) as usize];
        assert_eq!(stream.push(source, event), Ok(()), "{}", context());
        let watermark = stream.reorder.watermark();
        let certain = stream.found.iter().filter_map(|found| found.span.as_ref()).map(|span| Some(span.certain)).max();
        assert!(certain <= Some(watermark), "a match before it was certain, {}", context());
    }
    let expected = oracle::matches(&rule, &events);
    assert_eq!(stream.finish().iter().map(as_found).collect::<Vec<_>>(), expected, "{}", context());
}

#[test]
fn disorder_within_the_lateness_changes_nothing() {
    (0..cases(2000)).for_each(check);
}

/// Whatever comes, little is held, nothing is lost without being told, and what comes out is in order.
#[test]
fn bounds_hold_whatever_comes() {
    for case in 0..cases(500) {
        let mut random = Random::seeded(case);
        let options = ReorderOptions { max_events: 8, max_bytes: 40, ..options(random.choose(20) as i64) };
        let mut reorder = Reorder::new(options);
        let sources = [reorder.add_source(), reorder.add_source()];
        let (mut given_out, mut refused) = (Vec::new(), 0);
        for number in 0..200_u64 {
            let extreme = [i64::MIN, i64::MAX, 0][random.choose(3) as usize];
            let time = if random.one_in(20) { extreme } else { number as i64 + random.choose(10) as i64 };
            let source = sources[random.choose(2) as usize];
            match reorder.push(source, Timestamp::from_nanos(time), None, random.choose(20) as usize, number) {
                Ok(()) => {}
                Err(_) => refused += 1,
            }
            given_out.extend(std::iter::from_fn(|| reorder.pop()));
            assert!(reorder.len() <= 8 && reorder.bytes() <= 40, "case {case}");
        }
        reorder.flush();
        given_out.extend(std::iter::from_fn(|| reorder.pop()));
        assert!(given_out.is_sorted_by_key(|released| released.ordinal.clone()), "case {case}");
        assert_eq!(given_out.len() + refused, 200, "case {case}");
        let counters = reorder.counters();
        assert_eq!((counters.late + counters.refused) as usize, refused, "case {case}");
    }
}

/// What happens to a buffer, and the numbers that come out: times in seconds, one second of lateness.
enum Step {
    /// An event of a source.
    Event(usize, i64),
    Heartbeat(usize, i64),
    /// The caller's clock.
    Tick(u64),
}

fn released(steps: &[Step]) -> Vec<Vec<i64>> {
    let idle_after = Some(Duration::from_secs(30));
    let max_ahead = Duration::from_secs(1000);
    let mut reorder = Reorder::new(ReorderOptions { idle_after, max_ahead, ..options(SECOND) });
    let sources = [reorder.add_source(), reorder.add_source()];
    let at = |seconds: i64| Timestamp::from_nanos(seconds * SECOND);
    let step = |step: &Step| {
        match *step {
            Step::Event(source, seconds) => {
                if reorder.push(sources[source], at(seconds), None, 0, seconds).is_err() {
                    return vec![-seconds];
                }
            }
            Step::Heartbeat(source, seconds) => reorder.heartbeat(sources[source], at(seconds)),
            Step::Tick(seconds) => reorder.tick(Duration::from_secs(seconds)),
        }
        std::iter::from_fn(|| reorder.pop().map(|released| released.item)).collect()
    };
    steps.iter().map(step).collect()
}

#[test]
fn sources_wait_for_each_other() {
    use Step::{Event, Heartbeat, Tick};
    let none = Vec::new;
    // The slower source decides; an event of its past is late (negative here).
    let steps = [Event(0, 10), Event(0, 20), Event(1, 12), Event(1, 10), Event(1, 15)];
    assert_eq!(released(&steps), [none(), none(), vec![10], vec![-10], vec![12]]);
    // A heartbeat is as good as an event.
    let steps = [Event(0, 10), Event(0, 20), Heartbeat(1, 15)];
    assert_eq!(released(&steps), [none(), none(), vec![10]]);
    // An idle source is left out, and its clock counts again when it wakes.
    let steps = [Event(0, 10), Tick(20), Event(0, 20), Tick(31), Event(1, 30), Event(0, 40), Event(0, 50)];
    assert_eq!(released(&steps), [none(), none(), none(), vec![10], none(), vec![20], none()]);
    // All idle: time stands still until someone speaks.
    let steps = [Event(0, 10), Tick(100), Tick(200), Event(0, 12)];
    assert_eq!(released(&steps), [none(), none(), none(), vec![10]]);
}

#[test]
fn one_wrong_date_does_not_make_the_rest_late() {
    use Step::{Event, Heartbeat};
    let mut steps = vec![Heartbeat(1, i64::MAX / SECOND), Event(0, 10), Event(0, 9_000), Event(0, 12), Event(0, 11)];
    assert_eq!(released(&steps).concat(), [10], "12 moved the clock, 9000 did not");
    // When all agree, it was no mistake.
    steps.extend((0..8).map(|after| Event(0, 9_500 + after)));
    assert_eq!(released(&steps).concat(), [10, 11, 12, 9000]);
}
