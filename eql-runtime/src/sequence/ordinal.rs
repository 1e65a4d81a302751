//! The order of events (`sequences.md` §1).

use super::key::KeyValue;
use crate::time::Timestamp;
use crate::value::{Scalar, Value};
use std::cmp::Ordering;

/// The place of an event in the order of its stream: time, then tiebreaker, then arrival.
///
/// "Before" is strict on the whole ordinal, so two events of one instant can be consecutive stages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct Ordinal {
    /// The event's time.
    pub time: Timestamp,
    /// Orders events of one instant; an event without one comes after those with one.
    pub tiebreaker: Option<Tiebreaker>,
    /// The number of the event in its source; unique, so that ordinals never tie.
    pub arrival: u64,
}

impl Ord for Ordinal {
    fn cmp(&self, other: &Self) -> Ordering {
        // The derived order would put a missing tiebreaker first.
        let tiebreakers = || match (&self.tiebreaker, &other.tiebreaker) {
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        };
        self.time.cmp(&other.time).then_with(tiebreakers).then_with(|| self.arrival.cmp(&other.arrival))
    }
}

impl PartialOrd for Ordinal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What orders events of one instant, `event.sequence` for example: a value of any type that has an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiebreaker(Tie);

/// Integers are the rule and stay in place; anything else is rare and goes behind a pointer to keep ordinals small.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tie {
    Int(i64),
    Other(Box<KeyValue>),
}

impl Tiebreaker {
    /// The tiebreaker with this value; `None` for null.
    #[must_use]
    pub fn from_scalar(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Null => None,
            Scalar::Int(value) => Some(Self(Tie::Int(value))),
            other => Some(Self::from_key(other.into())),
        }
    }

    pub(crate) fn from_key(key: KeyValue) -> Self {
        // A key value is normalised, so that one number has one representation here too.
        match key.as_scalar() {
            Some(Scalar::Int(value)) => Self(Tie::Int(value)),
            _ => Self(Tie::Other(Box::new(key))),
        }
    }
}

#[cfg(feature = "snapshot")]
impl Tiebreaker {
    pub(crate) fn to_key(&self) -> KeyValue {
        match &self.0 {
            Tie::Int(value) => Value::Int(*value).into(),
            Tie::Other(key) => (**key).clone(),
        }
    }
}

impl From<Value<'_>> for Tiebreaker {
    fn from(value: Value<'_>) -> Self {
        Self::from_key(value.into())
    }
}

impl Ord for Tiebreaker {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Tie::Int(a), Tie::Int(b)) => a.cmp(b),
            (Tie::Other(a), Tie::Other(b)) => a.cmp(b),
            (Tie::Int(a), Tie::Other(b)) => KeyValue::from(Value::Int(*a)).cmp(b),
            (Tie::Other(a), Tie::Int(b)) => (**a).cmp(&Value::Int(*b).into()),
        }
    }
}

impl PartialOrd for Tiebreaker {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
