//! Pipes behind a query: what is made of its results (`language.md` §7; the Endgame dialect).
//!
//! Pipes need all results of a finite search before the first comes out; nothing here follows a stream. What they hold is
//! what the search has found.

mod group;
mod order;
mod row;

pub use row::{Facts, Record, Row, Snapshot};

use crate::datum::Datum;
use crate::field::Field;
use group::Groups;

/// The field that names the host of an event, for the `hosts` of a count.
pub const HOST: Field<'static> = Field::new("hostname", &[]);

/// A pipe. `C` computes a value from what is kept of a result.
#[derive(Debug)]
pub enum Pipe<'p, C> {
    /// The first so many.
    Head(u64),
    /// The last so many.
    Tail(u64),
    /// Those for which the value is true.
    Filter(&'p C),
    /// In the order of the values, the first before the next; results with equal values stay in their order.
    Sort(&'p [C]),
    /// The first result of each combination of values.
    Unique(&'p [C]),
    /// How many results there are; with values, of each combination.
    Count(&'p [C]),
    /// The first result of each combination of values, and how many there are.
    UniqueCount(&'p [C]),
}

impl<C> Clone for Pipe<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Pipe<'_, C> {}

/// What a generated rule computes from what is kept of a result.
pub type Computed = fn(&Facts) -> Datum<'static>;

/// The pipes of a generated rule, and the fields that they read of every event of a result.
#[derive(Clone, Copy, Debug)]
pub struct Pipeline<'p> {
    /// The pipes, in order.
    pub pipes: &'p [Pipe<'p, Computed>],
    /// What to keep of an event.
    pub fields: &'p [Field<'p>],
}

impl Pipeline<'_> {
    /// What the pipes make of results.
    #[must_use]
    pub fn run<T>(&self, rows: Vec<Row<T>>) -> Vec<Row<T>> {
        run(self.pipes, rows, |computed, facts| computed(facts))
    }
}

/// What pipes, one after the other, make of results.
#[must_use]
pub fn run<T, C>(
    pipes: &[Pipe<'_, C>],
    rows: Vec<Row<T>>,
    compute: impl Fn(&C, &Facts) -> Datum<'static>,
) -> Vec<Row<T>> {
    let all = |computed: &[C], row: &Row<T>| -> Vec<Datum<'static>> {
        computed.iter().map(|computed| compute(computed, &row.facts)).collect()
    };
    pipes.iter().fold(rows, |mut rows, pipe| match pipe {
        Pipe::Head(count) => {
            rows.truncate(usize::try_from(*count).unwrap_or(usize::MAX));
            rows
        }
        Pipe::Tail(count) => {
            let count = usize::try_from(*count).unwrap_or(usize::MAX);
            rows.drain(..rows.len().saturating_sub(count));
            rows
        }
        Pipe::Filter(condition) => {
            rows.retain(|row| crate::ops::endgame::is_true(&compute(condition, &row.facts)));
            rows
        }
        Pipe::Sort(keys) => order::sorted(rows, |row| all(keys, row)),
        Pipe::Unique(keys) => {
            let mut groups = Groups::default();
            rows.retain(|row| groups.add(all(keys, row), row));
            rows
        }
        Pipe::UniqueCount(keys) => {
            let mut groups = Groups::default();
            rows.retain(|row| groups.add(all(keys, row), row));
            for (row, group) in rows.iter_mut().zip(groups.finish()) {
                row.add(group.tally());
            }
            rows
        }
        Pipe::Count([]) => {
            let mut groups = Groups::default();
            for row in &rows {
                groups.add(Vec::new(), row);
            }
            vec![Row::of_record(groups.totals())]
        }
        Pipe::Count(keys) => {
            let mut groups = Groups::default();
            for row in &rows {
                groups.add(all(keys, row), row);
            }
            order::by_count(groups.finish()).into_iter().map(|group| Row::of_record(group.record())).collect()
        }
    })
}

#[cfg(test)]
mod tests;
