//! A serde visitor that keeps the values of wanted fields and ignores all else.

use super::wanted::Wanted;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A value of a wanted field.
#[derive(Debug)]
#[expect(dead_code, reason = "reading them is not measured")]
pub enum Found<'l> {
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(Cow<'l, str>),
}

/// Over sonic-rs.
pub fn sonic(wanted: &Wanted, line: &[u8], memory: &mut Vec<(usize, Found<'static>)>) -> usize {
    let mut found = recycled(std::mem::take(memory));
    let mut deserializer = sonic_rs::Deserializer::from_slice(line);
    Place { node: wanted, found: &mut found }.deserialize(&mut deserializer).expect("the corpora are JSON");
    let count = found.len();
    *memory = recycled(found);
    count
}

/// Over serde_json.
pub fn serde_json(wanted: &Wanted, line: &[u8], memory: &mut Vec<(usize, Found<'static>)>) -> usize {
    let mut found = recycled(std::mem::take(memory));
    let mut deserializer = serde_json::Deserializer::from_slice(line);
    Place { node: wanted, found: &mut found }.deserialize(&mut deserializer).expect("the corpora are JSON");
    let count = found.len();
    *memory = recycled(found);
    count
}

/// The memory of a list, for values of another line.
fn recycled<'from, 'to>(mut list: Vec<(usize, Found<'from>)>) -> Vec<(usize, Found<'to>)> {
    list.clear();
    list.into_iter().map(|_| unreachable!("the list is empty")).collect()
}

struct Place<'w, 'f, 'l> {
    node: &'w Wanted,
    found: &'f mut Vec<(usize, Found<'l>)>,
}

impl<'l> Place<'_, '_, 'l> {
    fn keep<E>(self, value: Found<'l>) -> Result<(), E> {
        if let Some(field) = self.node.field {
            self.found.push((field, value));
        }
        Ok(())
    }
}

impl<'l> DeserializeSeed<'l> for Place<'_, '_, 'l> {
    type Value = ();

    fn deserialize<D: Deserializer<'l>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'l> Visitor<'l> for Place<'_, '_, 'l> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.keep(Found::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.keep(Found::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.keep(Found::UInt(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.keep(Found::Float(value))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'l str) -> Result<(), E> {
        self.keep(Found::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.keep(Found::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'l>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(Place { node: self.node, found: &mut *self.found })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'l>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(next) = members.next_key_seed(Key(self.node))? {
            match next {
                Some(node) => members.next_value_seed(Place { node, found: &mut *self.found })?,
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Looks a key up without a copy of it.
struct Key<'w>(&'w Wanted);

impl<'w, 'l> DeserializeSeed<'l> for Key<'w> {
    type Value = Option<&'w Wanted>;

    fn deserialize<D: Deserializer<'l>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'w> Visitor<'_> for Key<'w> {
    type Value = Option<&'w Wanted>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.keys.get(key))
    }
}
