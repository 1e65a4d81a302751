//! Paired measurement: every round runs each contender over the same events, in turn, and only ratios within a round are
//! compared. What disturbs the machine for longer than a round disturbs them all.

use std::hint::black_box;
use std::ops::Range;
use std::time::Instant;

/// One way to match.
pub struct Contender<'c> {
    /// What the table calls it.
    pub name: &'static str,
    /// Counts the matches among these events.
    pub count: Box<dyn Fn(Range<usize>) -> usize + 'c>,
    /// How many events it has.
    pub events: usize,
    /// How many of them it sees in a round. Rounds of all contenders should take about as long, and short enough that
    /// other programs rarely come between.
    pub per_round: usize,
}

/// What was measured of one contender.
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// Nanoseconds an event: the median of all rounds.
    pub nanos: f64,
    /// Its time as a multiple of the first contender's: the median of the ratios of all rounds.
    pub ratio: f64,
}

/// Runs `rounds` rounds and returns one row a contender.
pub fn compare(contenders: &[Contender<'_>], rounds: usize) -> Vec<Row> {
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    let mut next = vec![0; contenders.len()];
    for round in 0..=rounds {
        // Each starts a round as often as the others.
        for turn in 0..contenders.len() {
            let at = (round + turn) % contenders.len();
            let contender = &contenders[at];
            let range = next[at]..(next[at] + contender.per_round).min(contender.events);
            next[at] = range.end % contender.events;
            let seen = range.len() as f64;
            let start = Instant::now();
            black_box((contender.count)(range));
            let nanos = start.elapsed().as_nanos() as f64 / seen;
            // The first round warms caches and lazy tables up.
            if round > 0 {
                times[at].push(nanos);
            }
        }
    }
    let first = times.first().cloned().unwrap_or_default();
    contenders
        .iter()
        .zip(times)
        .map(|(contender, times)| {
            let ratios = times.iter().zip(&first).map(|(time, first)| time / first).collect();
            Row { name: contender.name, nanos: median(times), ratio: median(ratios) }
        })
        .collect()
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
