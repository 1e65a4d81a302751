//! A document as the tests of one condition read it: every object on their ways is passed once.

use super::{descend, same_bytes, visit_values};
use crate::condition::{Condition, Place};
use crate::datum::Datum;
use crate::event::{Element, Event};
use crate::field::Field;
use crate::value::Value;
use serde_json::{Map, Value as Json};
use std::cell::Cell;
use std::marker::PhantomData;

/// A document, and what was found in it so far.
///
/// A place that is spelled in one way, without lists of objects around it, is remembered; of any other only that it is
/// irregular, so that its values are looked for anew.
#[derive(Debug)]
pub(super) struct Shared<'e, C, const N: usize> {
    document: &'e Json,
    found: [Cell<Option<&'e Json>>; N],
    /// The places whose own places were looked for, as bits.
    passed: Cell<u32>,
    /// The places that are irregular, as bits.
    irregular: Cell<u32>,
    condition: PhantomData<C>,
}

impl<'e, C: Condition, const N: usize> Shared<'e, C, N> {
    #[inline(always)]
    pub(super) const fn new(document: &'e Json) -> Self {
        Self {
            document,
            found: [const { Cell::new(None) }; N],
            passed: Cell::new(0),
            irregular: Cell::new(0),
            condition: PhantomData,
        }
    }

    /// Looks for what is in the document.
    #[inline(never)]
    fn pass_document(&self) {
        self.passed.set(1);
        match (self.document, C::PLACES.first()) {
            // Its places are known when the program is compiled, so that this loop becomes comparisons.
            (Json::Object(object), Some(place)) => self.pass_object(object, place),
            (Json::Array(_), Some(place)) => self.all_irregular(place),
            _ => {}
        }
    }

    /// Looks for what is in a place.
    #[inline(never)]
    fn pass(&self, index: usize) {
        let Some(place) = C::PLACES.get(index) else { return };
        if index == 0 {
            return self.pass_document();
        }
        // Noted first, so that a table that leads round in a circle ends all the same.
        self.passed.set(self.passed.get() | bit(index));
        let parent = usize::from(place.parent);
        if self.passed.get() & bit(parent) == 0 {
            self.pass(parent);
        }
        if self.irregular.get() & bit(index) != 0 {
            return self.all_irregular(place);
        }
        match self.found.get(index).and_then(Cell::get) {
            Some(Json::Object(object)) => self.pass_object(object, place),
            Some(Json::Array(_)) => self.all_irregular(place),
            _ => {}
        }
    }

    #[inline(always)]
    fn pass_object(&self, object: &'e Map<String, Json>, place: &Place) {
        let first = usize::from(place.first);
        let inner = C::PLACES.get(first..first + usize::from(place.count)).unwrap_or_default();
        if let [wanted] = inner {
            // Most objects on the way to a field lead to this one field: a loop of its own keeps what is wanted in registers,
            // and may end where no other spelling can follow.
            let (wanted, dotted) = (wanted.key, place.dotted);
            for (key, child) in object {
                if self.is_found(key, child, first, wanted) {
                    if dotted == 0 {
                        return;
                    }
                } else if dotted & Place::length_bit(key.len()) != 0 {
                    self.look_ahead(key, first, inner);
                }
            }
        } else {
            'keys: for (key, child) in object {
                for (index, wanted) in (first..).zip(inner) {
                    if self.is_found(key, child, index, wanted.key) {
                        continue 'keys;
                    }
                }
                if place.dotted & Place::length_bit(key.len()) != 0 {
                    self.look_ahead(key, first, inner);
                }
            }
        }
    }

    /// Notes what stands at `key` if that is the place with this index; says whether it is.
    #[inline(always)]
    fn is_found(&self, key: &str, child: &'e Json, index: usize, wanted: &str) -> bool {
        let is_found = key.len() == wanted.len() && same_bytes(key.as_bytes(), wanted.as_bytes());
        if is_found && let Some(found) = self.found.get(index) {
            found.set(Some(child));
        }
        is_found
    }

    /// Notes a dotted key that leads into one of the places that begin at `first`.
    #[cold]
    fn look_ahead(&self, key: &str, first: usize, inner: &[Place]) {
        for (index, wanted) in (first..).zip(inner) {
            if key.strip_prefix(wanted.key).is_some_and(|rest| rest.starts_with('.')) {
                self.irregular.set(self.irregular.get() | bit(index));
            }
        }
    }

    /// Notes that all that is in a place is irregular.
    fn all_irregular(&self, place: &Place) {
        let first = usize::from(place.first);
        let inner = (first..first + usize::from(place.count)).fold(0, |all, index| all | bit(index));
        self.irregular.set(self.irregular.get() | inner);
    }
}

#[inline(always)]
const fn bit(index: usize) -> u32 {
    1_u32.wrapping_shl(index as u32)
}

impl<C: Condition, const N: usize> Event for Shared<'_, C, N> {
    #[inline(always)]
    fn visit(&self, field: &Field<'_>, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        let index = field.place();
        if let Some(place) = C::PLACES.get(index)
            && index > 0
        {
            if self.passed.get() & bit(usize::from(place.parent)) == 0 {
                self.pass(usize::from(place.parent));
            }
            if self.irregular.get() & bit(index) == 0 {
                return match self.found.get(index).and_then(Cell::get) {
                    Some(Json::String(text)) => visitor(Value::Str(text)),
                    Some(found) => visit_values(found, &mut visitor),
                    None => false,
                };
            }
        }
        descend(self.document, field.path(), &mut |found| visit_values(found, &mut visitor))
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        self.document.visit_elements(field, visitor)
    }

    fn datum<'v>(&'v self, field: &Field<'_>) -> Datum<'v> {
        self.document.datum(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// `a.b`, `a.c.d`, `a.c.e`, `f`.
    struct Letters;

    impl Condition for Letters {
        const PLACES: &'static [Place] = &[
            Place::new("", 0, 1..3, 1 << 3 | 1 << 5),
            Place::new("a", 0, 3..5, 1 << 3),
            Place::new("f", 0, 0..0, 0),
            Place::new("b", 1, 0..0, 0),
            Place::new("c", 1, 5..7, 0),
            Place::new("d", 4, 0..0, 0),
            Place::new("e", 4, 0..0, 0),
        ];

        fn holds<E: Event>(&self, _event: &E) -> bool {
            false
        }
    }

    const FIELDS: [Field<'static>; 4] = [
        Field::new("a.c.e", &[1, 3]).at(6),
        Field::new("a.b", &[1]).at(3),
        Field::new("f", &[]).at(2),
        Field::new("a.c.d", &[1, 3]).at(5),
    ];

    fn values(event: &impl Event, field: &Field<'_>) -> Vec<String> {
        let mut values = Vec::new();
        event.visit(field, |value| {
            values.push(format!("{value:?}"));
            false
        });
        values
    }

    /// All documents of a few keys in every spelling, and what they hold: the same values as of the document by itself, in
    /// whichever order fields are asked for.
    #[test]
    fn finds_what_the_document_has() {
        let below = |deep: &Json| {
            vec![json!(null), json!(7), json!("t"), json!(["x", ["y"]]), json!([{"e": 1}, {"d": 2}]), deep.clone()]
        };
        let keys = ["a", "a.b", "a.c", "a.c.d", "a.cc", "ab", "f", "f.g"];
        let inner_keys = ["b", "c", "c.d", "c.e", "b.x"];
        let deep = json!({"d": 3, "e": [4, null]});
        let mut inner = below(&deep);
        for (at, key) in inner_keys.iter().enumerate() {
            for other in &inner_keys[at..] {
                inner.push(json!({*key: deep, *other: 5}));
                inner.push(json!([{*key: 6, *other: deep}]));
            }
        }
        for (at, key) in keys.iter().enumerate() {
            for other in &keys[at..] {
                for (first, second) in inner.iter().zip(inner.iter().rev()) {
                    let document = json!({*key: first, *other: second});
                    agrees(&document);
                    agrees(&json!([document, 1]));
                }
            }
        }
    }

    fn agrees(document: &Json) {
        for start in 0..FIELDS.len() {
            let shared = Shared::<Letters, 7>::new(document);
            for field in FIELDS.iter().cycle().skip(start).take(FIELDS.len() + 1) {
                assert_eq!(values(&shared, field), values(document, field), "{field} of {document}");
            }
        }
    }
}
