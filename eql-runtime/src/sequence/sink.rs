//! Where an event writes the values of its keys, and what they are written for.

use super::key::{KeyMode, KeyTuple, KeyValue};
use super::probe::Probe;
use crate::lineage::KnownIds;
use crate::value::Scalar;
use smallvec::SmallVec;
use std::sync::Arc;

/// Collects the values of one key group, column by column, and makes the key tuples of the event from them.
#[derive(Debug)]
pub struct KeySink(Purpose);

/// What values are written for. Most events have keys that nobody waits for, so that less than a key is made of them first.
#[derive(Debug)]
enum Purpose {
    /// Keys.
    Make(Maker),
    /// The hash of a key.
    Probe(Probe),
    /// Whether there is a key at all.
    Glance(Glance),
}

impl KeySink {
    #[inline]
    pub(crate) fn new(mode: KeyMode) -> Self {
        Self(Purpose::Make(Maker { mode, known: None, values: SmallVec::new(), columns: SmallVec::new() }))
    }

    /// A sink that makes no keys.
    #[inline]
    pub(super) const fn probing(probe: Probe) -> Self {
        Self(Purpose::Probe(probe))
    }

    #[inline]
    pub(super) fn into_probe(self) -> Option<Probe> {
        match self.0 {
            Purpose::Probe(probe) => Some(probe),
            Purpose::Make(_) | Purpose::Glance(_) => None,
        }
    }

    /// A sink for keys of processes, of which those are left out that are not known.
    pub(crate) fn of_known(known: Arc<KnownIds>) -> Self {
        let mode = KeyMode::STANDARD;
        Self(Purpose::Make(Maker { mode, known: Some(known), values: SmallVec::new(), columns: SmallVec::new() }))
    }

    /// Whether `write` writes the key of a known process; no key is made.
    pub(crate) fn has_known(known: &Arc<KnownIds>, write: impl FnOnce(&mut Self)) -> bool {
        let mut sink = Self(Purpose::Glance(Glance::of(Arc::clone(known))));
        write(&mut sink);
        matches!(sink.0, Purpose::Glance(glance) if !glance.lacks && !glance.column.is_empty())
    }

    /// [`push`](Self::push) for a value that is not owned yet: one that is not wanted is not copied.
    #[inline]
    pub(crate) fn offer(&mut self, value: Scalar<'_>) {
        match &mut self.0 {
            Purpose::Probe(probe) => probe.scalar(&value),
            Purpose::Glance(glance) => glance.scalar(&value),
            Purpose::Make(maker) => maker.offer(value),
        }
    }

    /// Begins the next column; its values follow with [`push`](Self::push). `optional` says that the key is written
    /// `?key`, so that an event without a value has the value null.
    #[inline]
    pub fn column(&mut self, optional: bool) {
        match &mut self.0 {
            Purpose::Probe(probe) => probe.column(optional),
            Purpose::Glance(glance) => glance.begin_column(optional),
            Purpose::Make(maker) => maker.column(optional),
        }
    }

    /// Adds a value to the column begun last. Nulls beside other values are skipped, and so are duplicates.
    pub fn push(&mut self, value: impl Into<KeyValue>) {
        match &mut self.0 {
            Purpose::Probe(probe) => probe.value(&value.into()),
            Purpose::Glance(glance) => glance.value(&value.into()),
            Purpose::Make(maker) => maker.push(value.into()),
        }
    }

    /// Gives at most `cap` key tuples to `emit`, the last column varying fastest, and clears the sink. Returns how many
    /// tuples were left out.
    ///
    /// A column without a value makes no tuple at all, unless it is optional (`sequences.md` §3.2).
    pub(crate) fn drain(&mut self, cap: usize, emit: impl FnMut(KeyTuple)) -> u64 {
        match &mut self.0 {
            Purpose::Make(maker) => maker.drain(cap, emit),
            Purpose::Probe(_) | Purpose::Glance(_) => 0,
        }
    }
}

/// Makes keys.
#[derive(Debug)]
struct Maker {
    mode: KeyMode,
    /// Which processes are wanted; all, if nothing is said.
    known: Option<Arc<KnownIds>>,
    /// The values of all columns, one column after the other.
    values: SmallVec<[KeyValue; 2]>,
    columns: SmallVec<[Column; 2]>,
}

#[derive(Clone, Copy, Debug)]
struct Column {
    start: usize,
    optional: bool,
    /// It had values that are not wanted.
    has_unwanted: bool,
}

impl Maker {
    #[inline]
    fn offer(&mut self, value: Scalar<'_>) {
        if self.known.is_none() || self.wants(&value) {
            self.push(value.into());
        }
    }

    /// Whether the value counts in the column begun last.
    fn wants(&mut self, value: &Scalar<'_>) -> bool {
        let Some(known) = &self.known else { return true };
        let wanted = known.may_know(self.columns.len().saturating_sub(1), value);
        if let Some(column) = self.columns.last_mut().filter(|_| !wanted) {
            column.has_unwanted = true;
        }
        wanted
    }

    fn column(&mut self, optional: bool) {
        let optional = optional || self.mode.nulls_join;
        self.close_column();
        self.columns.push(Column { start: self.values.len(), optional, has_unwanted: false });
    }

    fn push(&mut self, value: KeyValue) {
        let Some(column) = self.columns.last() else { return };
        let value = if self.mode.fold { value.fold() } else { value };
        let duplicate = || self.values.iter().skip(column.start).any(|other| *other == value);
        if !value.is_null() && (self.mode.whole_arrays || !duplicate()) {
            self.values.push(value);
        }
    }

    fn drain(&mut self, cap: usize, mut emit: impl FnMut(KeyTuple)) -> u64 {
        self.close_column();
        let total = match self.columns.len() {
            1 => {
                let total = self.values.len();
                self.values.drain(..).take(cap).for_each(|value| emit(KeyTuple::one(value)));
                total as u64
            }
            2 if cap > 0 && self.values.len() == 2 && self.column_values(0).len() == 1 => {
                if let (Some(second), Some(first)) = (self.values.pop(), self.values.pop()) {
                    emit(KeyTuple::two([first, second]));
                }
                1
            }
            _ => self.product(cap, emit),
        };
        self.values.clear();
        self.columns.clear();
        total.saturating_sub(cap as u64)
    }

    /// Gives at most `cap` combinations of one value a column to `emit`; returns how many there are.
    fn product(&self, cap: usize, mut emit: impl FnMut(KeyTuple)) -> u64 {
        let counts = || (0..self.columns.len()).map(|at| self.column_values(at).len() as u64);
        let total = counts().fold(1_u64, u64::saturating_mul);
        for nth in 0..total.min(cap as u64) {
            let value = |at: usize| {
                let values = self.column_values(at);
                let later = counts().skip(at + 1).fold(1_u64, u64::saturating_mul);
                values.get((nth / later % values.len() as u64) as usize).cloned()
            };
            emit((0..self.columns.len()).filter_map(value).collect());
        }
        total
    }

    /// Gives the column begun last its final values.
    fn close_column(&mut self) {
        let Some(Column { start, optional, has_unwanted }) = self.columns.last().copied() else { return };
        match self.values.get(start..).unwrap_or_default() {
            [] if optional && !has_unwanted => self.values.push(KeyValue::NULL),
            whole @ [_, _, ..] if self.mode.whole_arrays => {
                let list = KeyValue::list(whole);
                self.values.truncate(start);
                self.values.push(list);
            }
            _ => {}
        }
    }

    fn column_values(&self, at: usize) -> &[KeyValue] {
        let start = self.columns.get(at).map_or(0, |column| column.start);
        let end = self.columns.get(at + 1).map_or(self.values.len(), |next| next.start);
        self.values.get(start..end).unwrap_or_default()
    }
}

/// Finds out whether the event has the key of a known process.
#[derive(Debug)]
struct Glance {
    known: Arc<KnownIds>,
    /// How many columns came before the one begun last.
    before: usize,
    column: Glanced,
    /// A column before had no value.
    lacks: bool,
}

/// What a column has so far.
#[derive(Clone, Copy, Debug)]
enum Glanced {
    /// It was not begun.
    NotBegun,
    Nothing {
        optional: bool,
    },
    /// Values of processes that are not known.
    Unwanted,
    Value,
}

impl Glanced {
    /// Whether no key comes of it.
    const fn is_empty(self) -> bool {
        matches!(self, Self::Nothing { optional: false } | Self::Unwanted)
    }
}

impl Glance {
    const fn of(known: Arc<KnownIds>) -> Self {
        Self { known, before: 0, column: Glanced::NotBegun, lacks: false }
    }

    fn begin_column(&mut self, optional: bool) {
        if !matches!(self.column, Glanced::NotBegun) {
            self.before += 1;
        }
        self.lacks |= self.column.is_empty();
        self.column = Glanced::Nothing { optional };
    }

    #[inline]
    fn scalar(&mut self, value: &Scalar<'_>) {
        self.column = match (value, self.column) {
            (_, Glanced::NotBegun | Glanced::Value) | (Scalar::Null, _) => return,
            // The key is none already.
            _ if self.lacks => Glanced::Value,
            _ if self.known.may_know(self.before, value) => Glanced::Value,
            _ => Glanced::Unwanted,
        };
    }

    fn value(&mut self, value: &KeyValue) {
        if !value.is_null() && !matches!(self.column, Glanced::NotBegun) {
            self.column = Glanced::Value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    type Columns<'c> = &'c [(bool, &'c [Value<'c>])];

    fn write(columns: Columns<'_>, sink: &mut KeySink) {
        for (optional, values) in columns {
            sink.column(*optional);
            values.iter().for_each(|value| sink.offer((*value).into()));
        }
    }

    fn made(mut sink: KeySink, columns: Columns<'_>, cap: usize) -> (Vec<KeyTuple>, u64) {
        write(columns, &mut sink);
        let mut keys = Vec::new();
        let left_out = sink.drain(cap, |key| keys.push(key));
        (keys, left_out)
    }

    fn key(values: &[Value<'_>]) -> KeyTuple {
        values.iter().map(|value| KeyValue::from(*value)).collect()
    }

    #[test]
    fn columns_make_all_combinations() {
        use Value::{Int, Str};
        let sink = || KeySink::new(KeyMode::STANDARD);
        let two = [Str("a"), Int(1)];
        assert_eq!(made(sink(), &[(false, &two[..1]), (false, &two[1..])], 9), (vec![key(&two)], 0));
        assert_eq!(made(sink(), &[(false, &two[..1]), (false, &two[1..])], 0), (vec![], 1));
        // As many values as columns, and no key.
        assert_eq!(made(sink(), &[(false, &two), (false, &[])], 9), (vec![], 0));
        assert_eq!(made(sink(), &[(false, &[]), (false, &two)], 9), (vec![], 0));
        let rows = [key(&[Str("a"), Str("b")]), key(&[Int(1), Str("b")])];
        assert_eq!(made(sink(), &[(false, &two), (false, &[Str("b")])], 9), (rows.to_vec(), 0));
        assert_eq!(made(sink(), &[(false, &two), (false, &[Str("b")])], 1), (rows[..1].to_vec(), 1));
    }

    /// A glance says what making the keys of known processes would.
    #[test]
    fn a_glance_sees_the_keys_that_would_be_made() {
        use Value::{Int, Str};
        let mut known = KnownIds::default();
        known.add(&key(&[Str("host"), Str("p")]));
        let known = Arc::new(known);
        let lists: [&[Value<'_>]; 6] =
            [&[], &[Str("p")], &[Str("q")], &[Str("q"), Str("p")], &[Int(4)], &[Str("host")]];
        for (first, second) in lists.iter().flat_map(|first| lists.iter().map(move |second| (first, second))) {
            for (one, other) in [(false, false), (true, false), (false, true), (true, true)] {
                let columns: Columns<'_> = &[(one, first), (other, second)];
                let (keys, _) = made(KeySink::of_known(Arc::clone(&known)), columns, 1);
                let has_known = KeySink::has_known(&known, |sink| write(columns, sink));
                assert_eq!(has_known, !keys.is_empty(), "{columns:?}");
            }
        }
    }
}
