//! How keys, tiebreakers and captured fields are written.

use crate::field::FieldId;
use crate::lineage::LineageSet;
use crate::sequence::{Captures, KeyTuple, KeyValue, Tiebreaker};
use crate::value::Scalar;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A key value as it is written; reading normalises it again.
#[derive(Serialize, Deserialize)]
enum Written<'k> {
    Scalar(Scalar<'k>),
    /// The whole array as one key (Endgame); arrays in it were flattened.
    List(Vec<Scalar<'k>>),
}

impl Serialize for KeyValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match (self.as_scalar(), self.elements()) {
            (Some(scalar), _) => Written::Scalar(scalar),
            (None, elements) => {
                Written::List(elements.unwrap_or_default().iter().filter_map(KeyValue::as_scalar).collect())
            }
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KeyValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Written::deserialize(deserializer)? {
            Written::Scalar(scalar) => scalar.into(),
            Written::List(scalars) => Self::list(&scalars.into_iter().map(Self::from).collect::<Vec<_>>()),
        })
    }
}

impl Serialize for KeyTuple {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.values().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KeyTuple {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<KeyValue>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl Serialize for Tiebreaker {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_key().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tiebreaker {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from_key(KeyValue::deserialize(deserializer)?))
    }
}

/// The values of plain fields.
type Values = Vec<(FieldId, Vec<Scalar<'static>>)>;

/// Captures as they are written: the elements of an array hold plain fields only, so that reading needs no recursion.
#[derive(Serialize, Deserialize)]
pub(crate) struct WrittenCaptures {
    pub(crate) held: LineageSet,
    pub(crate) values: Values,
    pub(crate) elements: Vec<(FieldId, Vec<Values>)>,
}

impl Serialize for Captures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.to_written() {
            Some(written) => written.serialize(serializer),
            None => Err(S::Error::custom("fields captured from arrays inside arrays")),
        }
    }
}

impl<'de> Deserialize<'de> for Captures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from_written(WrittenCaptures::deserialize(deserializer)?))
    }
}
