//! Timing of many short steps.

use std::hint::black_box;
use std::time::Instant;

/// So many readings calibrate the clock.
const READINGS: usize = 2_001;
/// Every measurement is taken so many times, and the middle one counts: an interruption spoils one of them at most.
const ROUNDS: usize = 3;

/// A clock that knows its own cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// What two readings in a row are apart.
    reading: f64,
    /// What one turn of a loop costs that does nothing but fetch an event.
    turn: f64,
}

impl Clock {
    /// Measures the clock itself, and a loop over `items` that does nothing.
    pub(crate) fn calibrate<T>(items: &[T]) -> Self {
        let mut readings: Vec<f64> = Vec::with_capacity(READINGS);
        for _ in 0..READINGS {
            let start = Instant::now();
            readings.push(start.elapsed().as_nanos() as f64);
        }
        let mut clock = Self { reading: middle(&mut readings), turn: 0.0 };
        let empty = clock.time(|| {
            items.iter().for_each(|item| {
                black_box(item);
            });
        });
        clock.turn = empty / items.len().max(1) as f64;
        clock
    }

    /// Nanoseconds of one reading.
    pub(crate) const fn reading(self) -> f64 {
        self.reading
    }

    /// Nanoseconds of one empty turn.
    pub(crate) const fn turn(self) -> f64 {
        self.turn
    }

    /// Nanoseconds of a step over `count` items, for each: without the clock's own cost and that of the loop.
    pub(crate) fn per_item(self, count: usize, step: impl FnMut()) -> f64 {
        if count == 0 {
            return 0.0;
        }
        (self.time(step) / count as f64 - self.turn).max(0.0)
    }

    /// Nanoseconds of a step, the middle of a few.
    fn time(self, mut step: impl FnMut()) -> f64 {
        let mut rounds = [0.0; ROUNDS];
        for round in &mut rounds {
            let start = Instant::now();
            step();
            *round = (start.elapsed().as_nanos() as f64 - self.reading).max(0.0);
        }
        middle(&mut rounds)
    }
}

fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_work_takes_longer() {
        let items: Vec<u64> = (0..1_000).collect();
        let clock = Clock::calibrate(&items);
        let work = |times: u64| {
            clock.per_item(items.len(), || {
                for item in &items {
                    (0..times).for_each(|turn| {
                        black_box(item ^ turn);
                    });
                }
            })
        };
        let (little, much) = (work(10), work(1_000));
        assert!(much > 2.0 * little, "{little} and {much}");
        assert_eq!(clock.per_item(0, || ()), 0.0);
    }
}
