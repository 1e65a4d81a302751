//! Values and tuples that join events (`sequences.md` §3).

use super::probe::Probe;
use crate::datum::Datum;
use crate::lineage::KnownIds;
use crate::time::Timestamp;
use crate::value::{Scalar, Value};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::IpAddr;
use std::sync::Arc;

/// One column of a join key: an owned value whose equality is that of `sequences.md` §3.3.
///
/// Integers are equal by value whatever their width, a number with a fraction equals an integer of the same value, text
/// is compared byte by byte, addresses as addresses, and a truth value equals only a truth value. The order is for output:
/// by type, then by value, null last. Cloning does not copy text.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyValue(Repr);

/// Normalised on construction, so that derived equality and hashing are the equality of the specification: an `UInt`
/// does not fit `i64`, and a `Float` is not a whole number in the range of either.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Bool(bool),
    Int(i64),
    UInt(u64),
    /// The bits of the number; one pattern for every NaN.
    Float(u64),
    Time(Timestamp),
    Ip(IpAddr),
    Text(Arc<str>),
    /// A whole array as one key (Endgame).
    List(Arc<[KeyValue]>),
    Null,
}

impl KeyValue {
    /// No value; equal to itself where keys are optional.
    pub const NULL: Self = Self(Repr::Null);

    /// Says whether this is no value.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.0, Repr::Null)
    }

    /// The value; `None` for a whole array, which only the Endgame dialect makes: see [`elements`](Self::elements).
    #[must_use]
    pub fn as_scalar(&self) -> Option<Scalar<'_>> {
        Some(match &self.0 {
            Repr::Bool(value) => Scalar::Bool(*value),
            Repr::Int(value) => Scalar::Int(*value),
            Repr::UInt(value) => Scalar::UInt(*value),
            Repr::Float(bits) => Scalar::Float(f64::from_bits(*bits)),
            Repr::Time(value) => Scalar::Time(*value),
            Repr::Ip(value) => Scalar::Ip(*value),
            Repr::Text(value) => Scalar::Str(Cow::Borrowed(value)),
            Repr::List(_) => return None,
            Repr::Null => Scalar::Null,
        })
    }

    /// The elements of an array that is one key as a whole (Endgame).
    #[must_use]
    pub fn elements(&self) -> Option<&[KeyValue]> {
        match &self.0 {
            Repr::List(elements) => Some(elements),
            _ => None,
        }
    }

    pub(crate) fn list(elements: &[KeyValue]) -> Self {
        Self(Repr::List(elements.into()))
    }

    /// As Endgame compares keys (`sequences.md` §2.6): text lower-cased, also inside lists, and `true` as 1.
    pub(crate) fn fold(self) -> Self {
        match self.0 {
            Repr::Bool(value) => Self(Repr::Int(value.into())),
            Repr::List(elements) => Self(Repr::List(elements.iter().cloned().map(Self::fold).collect())),
            Repr::Text(text) if text.chars().any(|c| !c.is_lowercase()) => Self(Repr::Text(text.to_lowercase().into())),
            _ => self,
        }
    }

    fn float(value: f64) -> Self {
        const TWO_63: f64 = 9_223_372_036_854_775_808.0;
        if value.is_nan() {
            Self(Repr::Float(f64::NAN.to_bits()))
        } else if value.fract() != 0.0 || !(-TWO_63..2.0 * TWO_63).contains(&value) {
            Self(Repr::Float(value.to_bits()))
        } else if value < TWO_63 {
            Self(Repr::Int(value as i64))
        } else {
            Self(Repr::UInt(value as u64))
        }
    }

    fn rank(&self) -> u8 {
        match self.0 {
            Repr::Bool(_) => 0,
            Repr::Int(_) | Repr::UInt(_) | Repr::Float(_) => 1,
            Repr::Time(_) => 2,
            Repr::Ip(_) => 3,
            Repr::Text(_) => 4,
            Repr::List(_) => 5,
            Repr::Null => 6,
        }
    }
}

impl From<Value<'_>> for KeyValue {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Bool(value) => Self(Repr::Bool(value)),
            Value::Int(value) => Self(Repr::Int(value)),
            Value::UInt(value) => Self(i64::try_from(value).map_or(Repr::UInt(value), Repr::Int)),
            Value::Float(value) => Self::float(value),
            Value::Str(value) => Self(Repr::Text(value.into())),
            Value::Ip(value) => Self(Repr::Ip(value.to_canonical())),
            Value::Time(value) => Self(Repr::Time(value)),
        }
    }
}

impl From<Scalar<'_>> for KeyValue {
    fn from(value: Scalar<'_>) -> Self {
        match value {
            Scalar::Null => Self::NULL,
            Scalar::Bool(value) => Value::Bool(value).into(),
            Scalar::Int(value) => Value::Int(value).into(),
            Scalar::UInt(value) => Value::UInt(value).into(),
            Scalar::Float(value) => Value::Float(value).into(),
            Scalar::Str(value) => Value::Str(&value).into(),
            Scalar::Ip(value) => Value::Ip(value).into(),
            Scalar::Time(value) => Value::Time(value).into(),
        }
    }
}

/// A list is one key as a whole, an object the list of its keys and values (Endgame).
impl From<Datum<'_>> for KeyValue {
    fn from(value: Datum<'_>) -> Self {
        let list = |elements: Vec<Self>| Self(Repr::List(elements.into()));
        match value {
            Datum::Plain(value) => value.into(),
            Datum::List(items) => list(items.into_iter().map(Self::from).collect()),
            Datum::Object(fields) => {
                let fields = fields.into_iter();
                list(fields.flat_map(|(key, value)| [Value::Str(&key).into(), value.into()]).collect())
            }
        }
    }
}

impl Hash for KeyValue {
    /// Text is hashed like a `str`, so that a key can be looked for before it is made.
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Text(text) => text.hash(state),
            other => other.hash(state),
        }
    }
}

impl Ord for KeyValue {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Bool(a), Repr::Bool(b)) => a.cmp(b),
            (Repr::Time(a), Repr::Time(b)) => a.cmp(b),
            (Repr::Ip(a), Repr::Ip(b)) => a.cmp(b),
            (Repr::Text(a), Repr::Text(b)) => a.cmp(b),
            (Repr::List(a), Repr::List(b)) => a.cmp(b),
            _ => match (Number::of(self), Number::of(other)) {
                (Some(a), Some(b)) => a.cmp(b),
                _ => self.rank().cmp(&other.rank()),
            },
        }
    }
}

impl PartialOrd for KeyValue {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for KeyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.as_scalar(), self.elements()) {
            (Some(scalar), _) => scalar.fmt(f),
            (None, Some(elements)) => elements.fmt(f),
            (None, None) => f.write_str("Null"),
        }
    }
}

/// A number of any representation, compared exactly.
#[derive(Clone, Copy)]
enum Number {
    Whole(i128),
    Float(f64),
}

impl Number {
    fn of(value: &KeyValue) -> Option<Self> {
        match value.0 {
            Repr::Int(value) => Some(Self::Whole(value.into())),
            Repr::UInt(value) => Some(Self::Whole(value.into())),
            Repr::Float(bits) => Some(Self::Float(f64::from_bits(bits))),
            _ => None,
        }
    }

    fn cmp(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.cmp(&b),
            (Self::Float(a), Self::Float(b)) => a.total_cmp(&b),
            (Self::Whole(a), Self::Float(b)) => whole_against_float(a, b),
            (Self::Float(a), Self::Whole(b)) => whole_against_float(b, a).reverse(),
        }
    }
}

/// A cast to `i128` saturates, which is right here: whole numbers of keys are below 2^64. NaN sorts last.
fn whole_against_float(whole: i128, float: f64) -> Ordering {
    if float.is_nan() {
        return Ordering::Less;
    }
    whole.cmp(&(float.trunc() as i128)).then(0.0.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal))
}

/// A join key: one value a column, in the order in which the rule names them. A rule without `by` has the empty tuple.
#[derive(Clone)]
pub struct KeyTuple(Columns);

/// Rules with a single key are the most common, and need no allocation of their own for it.
#[derive(Clone)]
enum Columns {
    None,
    One(KeyValue),
    Many(Arc<[KeyValue]>),
}

impl KeyTuple {
    /// The key of a rule without `by`.
    pub const EMPTY: Self = Self(Columns::None);

    /// The values, in the order of the columns.
    #[must_use]
    pub fn values(&self) -> &[KeyValue] {
        match &self.0 {
            Columns::None => &[],
            Columns::One(value) => std::slice::from_ref(value),
            Columns::Many(values) => values,
        }
    }

    /// Compares column by column with nulls before everything else, as key aggregations do (`sequences.md` §8.2).
    #[must_use]
    pub fn cmp_nulls_first(&self, other: &Self) -> Ordering {
        let mut columns = self.values().iter().zip(other.values());
        columns
            .find_map(|(a, b)| {
                let order = b.is_null().cmp(&a.is_null()).then_with(|| a.cmp(b));
                (order != Ordering::Equal).then_some(order)
            })
            .unwrap_or_else(|| self.values().len().cmp(&other.values().len()))
    }
}

impl FromIterator<KeyValue> for KeyTuple {
    fn from_iter<I: IntoIterator<Item = KeyValue>>(values: I) -> Self {
        let mut values = values.into_iter();
        match (values.next(), values.next()) {
            (None, _) => Self::EMPTY,
            (Some(only), None) => Self(Columns::One(only)),
            (Some(first), Some(second)) => Self(Columns::Many([first, second].into_iter().chain(values).collect())),
        }
    }
}

impl PartialEq for KeyTuple {
    fn eq(&self, other: &Self) -> bool {
        self.values() == other.values()
    }
}

impl Eq for KeyTuple {}

impl Hash for KeyTuple {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.values().hash(state);
    }
}

impl Ord for KeyTuple {
    fn cmp(&self, other: &Self) -> Ordering {
        self.values().cmp(other.values())
    }
}

impl PartialOrd for KeyTuple {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for KeyTuple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values().fmt(f)
    }
}

/// How the values of a rule's keys become tuples; the dialect decides (`sequences.md` §14.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyMode {
    /// Null is a value of every key, not only of optional ones.
    pub nulls_join: bool,
    /// Text is lower-cased.
    pub fold: bool,
    /// Several values of a field are one key, not one each.
    pub whole_arrays: bool,
}

impl KeyMode {
    /// The rules of Elasticsearch and Endpoint.
    pub const STANDARD: Self = Self { nulls_join: false, fold: false, whole_arrays: false };
    /// The rules of the Endgame engine.
    pub const ENDGAME: Self = Self { nulls_join: true, fold: true, whole_arrays: true };
}

/// Collects the values of one key group, column by column, and makes the key tuples of the event from them.
#[derive(Debug)]
pub struct KeySink {
    mode: KeyMode,
    /// Which processes are wanted; all, if nothing is said.
    known: Option<Arc<KnownIds>>,
    /// The values of all columns, one column after the other.
    values: SmallVec<[KeyValue; 2]>,
    columns: SmallVec<[Column; 2]>,
    /// Texts are not copied: it only matters whether there is a key.
    is_shallow: bool,
    /// Takes the values instead, where only the hash of a key is asked for.
    probe: Option<Probe>,
}

#[derive(Clone, Copy, Debug)]
struct Column {
    start: usize,
    optional: bool,
    /// It had values that are not wanted.
    has_unwanted: bool,
}

impl KeySink {
    pub(crate) fn new(mode: KeyMode) -> Self {
        Self { mode, known: None, values: SmallVec::new(), columns: SmallVec::new(), is_shallow: false, probe: None }
    }

    /// A sink that makes no keys.
    #[inline]
    pub(super) fn probing(probe: Probe) -> Self {
        let mut sink = Self::new(KeyMode::STANDARD);
        sink.probe = Some(probe);
        sink
    }

    #[inline]
    pub(super) fn take_probe(&mut self) -> Option<Probe> {
        self.probe.take()
    }

    /// The same for keys of processes, of which those are left out that are not known.
    pub(crate) fn of_known(self, known: Arc<KnownIds>) -> Self {
        Self { known: Some(known), ..self }
    }

    /// [`push`](Self::push) for a value that is not owned yet: one that is not wanted is not copied.
    #[inline]
    pub(crate) fn offer(&mut self, value: Scalar<'_>) {
        if let Some(probe) = &mut self.probe {
            probe.scalar(&value);
        } else if self.wants(&value) {
            // Any value stands for a text.
            let is_left_out = self.is_shallow && matches!(value, Scalar::Str(_));
            self.push(if is_left_out { Scalar::Bool(true) } else { value });
        }
    }

    /// Whether `write` writes a key, found out without copying a text.
    pub(crate) fn has_key(&mut self, write: impl FnOnce(&mut Self)) -> bool {
        self.is_shallow = true;
        write(self);
        self.is_shallow = false;
        let mut has_key = false;
        self.drain(1, |_| has_key = true);
        has_key
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

    /// Begins the next column; its values follow with [`push`](Self::push). `optional` says that the key is written
    /// `?key`, so that an event without a value has the value null.
    pub fn column(&mut self, optional: bool) {
        let optional = optional || self.mode.nulls_join;
        if let Some(probe) = &mut self.probe {
            probe.column(optional);
            return;
        }
        self.close_column();
        self.columns.push(Column { start: self.values.len(), optional, has_unwanted: false });
    }

    /// Adds a value to the column begun last. Nulls beside other values are skipped, and so are duplicates.
    pub fn push(&mut self, value: impl Into<KeyValue>) {
        if let Some(probe) = &mut self.probe {
            probe.value(&value.into());
            return;
        }
        let Some(column) = self.columns.last() else { return };
        let value = if self.mode.fold { value.into().fold() } else { value.into() };
        let duplicate = || self.values.iter().skip(column.start).any(|other| *other == value);
        if !value.is_null() && (self.mode.whole_arrays || !duplicate()) {
            self.values.push(value);
        }
    }

    /// Gives at most `cap` key tuples to `emit`, the last column varying fastest, and clears the sink. Returns how many
    /// tuples were left out.
    ///
    /// A column without a value makes no tuple at all, unless it is optional (`sequences.md` §3.2).
    pub(crate) fn drain(&mut self, cap: usize, mut emit: impl FnMut(KeyTuple)) -> u64 {
        self.close_column();
        let total = match self.columns.len() {
            1 => {
                let total = self.values.len();
                self.values.drain(..).take(cap).for_each(|value| emit(KeyTuple(Columns::One(value))));
                total as u64
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
