//! Values and tuples that join events (`sequences.md` §3).

use crate::datum::Datum;
use crate::time::Timestamp;
use crate::value::{Scalar, Value};
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

    /// The key of one value.
    pub(super) const fn one(value: KeyValue) -> Self {
        Self(Columns::One(value))
    }

    /// The key of two values: the usual one of rules with several, made without counting them first.
    pub(super) fn two(values: [KeyValue; 2]) -> Self {
        Self(Columns::Many(Arc::new(values)))
    }

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
