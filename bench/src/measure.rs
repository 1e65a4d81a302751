//! Paired measurement: every round runs each contender over events, in turn, and only ratios within a round are compared.
//! What disturbs the machine for longer than a round disturbs them all. Time is that of the processor, so that contenders
//! with long turns do not pay for other programs that run in between.

use cpu_time::ThreadTime;
use std::hint::black_box;
use std::ops::Range;

/// What a contender needs for some events, in nanoseconds.
pub type Lap<'c> = Box<dyn FnMut(Range<usize>) -> f64 + 'c>;

/// One way to do it.
pub struct Contender<'c> {
    /// What the table calls it.
    pub name: String,
    /// Runs over these events.
    pub lap: Lap<'c>,
    /// How many events it has.
    pub events: usize,
    /// How many of them it sees in a round. Rounds of all contenders should take about as long, and short enough that
    /// other programs rarely come between.
    pub per_round: usize,
    /// Whether each measured run follows one over the same events that is not: then these are in the processor's caches,
    /// whoever ran before. For contenders that remember nothing.
    pub is_warmed: bool,
    /// How many events it sees before those, without being measured: they bring back into the caches what others have
    /// displaced. For contenders whose turns are so short that they would be measured fetching it.
    pub lead: usize,
}

impl<'c> Contender<'c> {
    /// One in this process: `run` counts what it finds among the events.
    pub fn here(
        name: impl Into<String>,
        events: usize,
        per_round: usize,
        run: impl FnMut(Range<usize>) -> usize + 'c,
    ) -> Self {
        Self::touched(name, events, per_round, |_| 0, run)
    }

    /// One in this process, whose events are brought into the caches before by reading them, as those are that have just
    /// arrived: whoever runs first would pay for it otherwise.
    pub fn touched(
        name: impl Into<String>,
        events: usize,
        per_round: usize,
        mut touch: impl FnMut(Range<usize>) -> usize + 'c,
        mut run: impl FnMut(Range<usize>) -> usize + 'c,
    ) -> Self {
        let lap = move |range: Range<usize>| {
            black_box(touch(range.clone()));
            let start = ThreadTime::now();
            black_box(run(range));
            start.elapsed().as_nanos() as f64
        };
        Self { name: name.into(), lap: Box::new(lap), events, per_round, is_warmed: false, lead: 0 }
    }

    /// One over lines.
    pub fn over_lines(
        name: impl Into<String>,
        lines: &'c [String],
        per_round: usize,
        mut run: impl FnMut(&'c [String], Range<usize>) -> usize + 'c,
    ) -> Self {
        let touch = |range: Range<usize>| lines[range].iter().map(|line| sum(line)).sum();
        Self::touched(name, lines.len(), per_round, touch, move |range| run(&lines[range.clone()], range))
    }

    /// The same with its events in the caches.
    pub fn warmed(self) -> Self {
        Self { is_warmed: true, ..self }
    }

    /// The same after so many events that are not measured. A pass over all events is to end with a turn.
    pub fn led_by(self, lead: usize) -> Self {
        Self { lead, ..self }
    }
}

/// What was measured.
pub struct Rounds {
    /// How many rounds there were.
    pub count: usize,
    names: Vec<String>,
    /// For each contender, nanoseconds an event in each round.
    times: Vec<Vec<f64>>,
}

impl Rounds {
    /// Runs so many rounds.
    pub fn run(mut contenders: Vec<Contender<'_>>, count: usize) -> Self {
        let mut times = vec![Vec::with_capacity(count); contenders.len()];
        let mut next = vec![0; contenders.len()];
        for round in 0..=count {
            // Each starts a round as often as the others.
            for turn in 0..contenders.len() {
                let at = (round + turn) % contenders.len();
                let contender = &mut contenders[at];
                if contender.lead > 0 {
                    (contender.lap)(next[at]..next[at] + contender.lead);
                    next[at] += contender.lead;
                }
                let range = next[at]..(next[at] + contender.per_round).min(contender.events);
                next[at] = range.end % contender.events;
                let seen = range.len() as f64;
                if contender.is_warmed {
                    (contender.lap)(range.clone());
                }
                let nanos = (contender.lap)(range) / seen;
                // The first round warms caches and lazy tables up.
                if round > 0 {
                    times[at].push(nanos);
                }
            }
        }
        Self { count, names: contenders.into_iter().map(|contender| contender.name).collect(), times }
    }

    /// The contenders, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Nanoseconds an event: the median of all rounds.
    pub fn nanos(&self, name: &str) -> f64 {
        median(self.times(name).to_vec())
    }

    /// How many times as long `slow` takes as `fast`: the median of the ratios of all rounds.
    pub fn ratio(&self, slow: &str, fast: &str) -> f64 {
        let pairs = self.times(slow).iter().zip(self.times(fast));
        median(pairs.map(|(slow, fast)| slow / fast).collect())
    }

    /// What `whole` takes longer than `part`, in nanoseconds an event: the median of the differences of all rounds.
    pub fn difference(&self, whole: &str, part: &str) -> f64 {
        let pairs = self.times(whole).iter().zip(self.times(part));
        median(pairs.map(|(whole, part)| whole - part).collect())
    }

    fn times(&self, name: &str) -> &[f64] {
        let at = self.names.iter().position(|known| known == name);
        at.map_or(&[], |at| self.times[at].as_slice())
    }
}

/// Reads a text, to bring it into the caches.
pub fn sum(text: &str) -> usize {
    text.bytes().map(usize::from).sum()
}

/// The number in the middle.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
