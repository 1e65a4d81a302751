//! One pass over a line: wanted values into their slots, all else checked and forgotten.

use super::error::{JsonError, JsonFault};
use super::habit::{Habit, Spelled};
use super::marks::{Cursor, Marks};
use super::numbers;
use super::paths::{NodeIndex, Paths, Target};
use super::store::{Container, Store, Stored};
use super::strings::{self, Text};
use std::sync::OnceLock;

/// Objects and arrays may be nested as deep as in `serde_json`.
const MAX_DEPTH: u32 = 127;

/// A pass over a line. How far it has come is handed on.
#[derive(Clone, Copy)]
pub(super) struct Walk<'w> {
    line: &'w [u8],
    marks: Marks<'w>,
    paths: &'w Paths,
}

impl<'w> Walk<'w> {
    pub(super) fn new(line: &'w [u8], marks: Marks<'w>, paths: &'w Paths) -> Self {
        Self { line, marks, paths }
    }

    /// Reads the line as one object.
    pub(super) fn document(self, store: &mut Store) -> Result<(), JsonError> {
        let start = self.past_space(0);
        let cursor = Cursor { at: start, mark: 0 };
        let end = match self.byte(start) {
            Some(b'{') => self.object(store, NodeIndex::ROOT, cursor, 0)?,
            _ => self.skip(cursor, 0)?,
        };
        let rest = self.past_space(end.at);
        if rest < self.line.len() {
            return Err(JsonFault::TrailingCharacters.at(rest));
        }
        let kind = match self.byte(start) {
            Some(b'{') => return Ok(()),
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            Some(b'n') => "null",
            Some(b't' | b'f') => "a truth value",
            _ => "a number",
        };
        Err(JsonFault::NotAnObject(kind).at(start))
    }

    #[inline(always)]
    fn byte(self, at: usize) -> Option<u8> {
        self.line.get(at).copied()
    }

    /// Two bytes at once: most lines have no white space between tokens.
    #[inline(always)]
    fn two_bytes(self, at: usize) -> [u8; 2] {
        self.line.get(at..at.wrapping_add(2)).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
    }

    /// The position of the next token from `at`.
    #[inline(always)]
    fn past_space(self, at: usize) -> usize {
        if self.byte(at).is_some_and(|byte| byte > b' ') { at } else { self.past_more_space(at) }
    }

    #[inline(never)]
    fn past_more_space(self, mut at: usize) -> usize {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte(at) {
            at += 1;
        }
        at
    }

    /// Reads the object that opens at the cursor, which stands at this place.
    fn object(self, store: &mut Store, place: NodeIndex, open: Cursor, depth: u32) -> Result<Cursor, JsonError> {
        if depth >= MAX_DEPTH {
            return Err(JsonFault::TooDeep.at(open.at));
        }
        let object = store.begin_object();
        let mut before = Habit::begin(place);
        let mut cursor = open;
        let mut ends;
        (cursor.at, ends) = self.first_key(cursor.at)?;
        while !ends {
            let target = match store.habit.follow(before, self.line, cursor.at) {
                Some((number, length, target)) => {
                    before = number;
                    cursor = Cursor { at: self.past_space(cursor.at + length), mark: cursor.mark + 2 };
                    target
                }
                None => {
                    let target;
                    (target, cursor, before) = self.key(store, place, before, cursor)?;
                    target
                }
            };
            cursor = match target {
                Some(target) => {
                    store.reach(self.paths, object, place, target);
                    self.member(store, target, cursor, depth + 1)?
                }
                None => self.skip(cursor, depth + 1)?,
            };
            (cursor.at, ends) = self.next_key(cursor.at)?;
        }
        Ok(cursor)
    }

    /// The position of the first key of the object that opens at `open`, or the one behind it if it has none, and which of
    /// both it is.
    #[inline(always)]
    fn first_key(self, open: usize) -> Result<(usize, bool), JsonError> {
        let at = self.past_space(open + 1);
        match self.byte(at) {
            Some(b'"') => Ok((at, false)),
            Some(b'}') => Ok((at + 1, true)),
            Some(_) => Err(JsonFault::ExpectedKey.at(at)),
            None => Err(JsonFault::EndInObject.at(at)),
        }
    }

    /// From behind a member to the next key, or behind the end of the object, and which of both it is.
    #[inline(always)]
    fn next_key(self, at: usize) -> Result<(usize, bool), JsonError> {
        match self.two_bytes(at) {
            [b',', b'"'] => Ok((at + 1, false)),
            [b'}', _] => Ok((at + 1, true)),
            _ => self.next_spaced_key(at),
        }
    }

    #[inline(never)]
    fn next_spaced_key(self, at: usize) -> Result<(usize, bool), JsonError> {
        let at = self.past_space(at);
        match self.byte(at) {
            Some(b'}') => return Ok((at + 1, true)),
            Some(b',') => {}
            Some(_) => return Err(JsonFault::ExpectedMemberEnd.at(at)),
            None => return Err(JsonFault::EndInObject.at(at)),
        }
        let at = self.past_space(at + 1);
        match self.byte(at) {
            Some(b'"') => Ok((at, false)),
            Some(b'}') => Err(JsonFault::TrailingComma.at(at)),
            Some(_) => Err(JsonFault::ExpectedKey.at(at)),
            None => Err(JsonFault::EndInObject.at(at)),
        }
    }

    /// Reads the key at the cursor and the colon behind it, if it is not the expected one; says where the key leads, and its
    /// number.
    #[inline(never)]
    fn key(
        self,
        store: &mut Store,
        place: NodeIndex,
        mut before: usize,
        open: Cursor,
    ) -> Result<(Option<Target>, Cursor, usize), JsonError> {
        let key_text = &mut store.key_text;
        let (text, end) = strings::read(self.line, self.marks, open, key_text)?;
        let target = match text {
            Text::Plain(start, text_end) => {
                let search = || self.paths.follow(place, self.line, start, text_end);
                let key = Spelled { line: self.line, start: open.at, end: end.at + 1, place };
                match self.byte(end.at) {
                    Some(b':') => store.habit.look_up(&mut before, key, search),
                    _ => search(),
                }
            }
            Text::Unescaped(start) => {
                let target = self.paths.follow(place, key_text, start, key_text.len());
                key_text.clear();
                target
            }
        };
        Ok((target, end.to(self.past_colon(end.at)?), before))
    }

    #[inline(always)]
    fn past_colon(self, at: usize) -> Result<usize, JsonError> {
        match self.two_bytes(at) {
            [b':', next] if next > b' ' => Ok(at + 1),
            _ => self.past_spaced_colon(at),
        }
    }

    #[inline(never)]
    fn past_spaced_colon(self, at: usize) -> Result<usize, JsonError> {
        let colon = self.past_space(at);
        match self.byte(colon) {
            Some(b':') => Ok(self.past_space(colon + 1)),
            Some(_) => Err(JsonFault::ExpectedColon.at(colon)),
            None => Err(JsonFault::EndInObject.at(colon)),
        }
    }

    /// Reads the value of a wanted key. Arrays and objects in the place of values are noted for array searches.
    #[inline(always)]
    fn member(self, store: &mut Store, target: Target, start: Cursor, depth: u32) -> Result<Cursor, JsonError> {
        let (end, is_container) = self.value(store, target, start, depth)?;
        if is_container && let Some(slot) = target.slot {
            let (start, end) = (start.at as u32, end.at as u32);
            store.containers.push(Container { slot, start, end, parsed: OnceLock::new() });
        }
        Ok(end)
    }

    /// Reads the value at the cursor, or one of several there; says whether it is an array or object.
    #[inline(always)]
    fn value(self, store: &mut Store, target: Target, start: Cursor, depth: u32) -> Result<(Cursor, bool), JsonError> {
        let end = match (self.byte(start.at), target.slot) {
            (Some(b'"'), Some(slot)) => self.text(store, slot, start)?,
            (Some(b'{'), _) => {
                let end = match target.has_keys {
                    true => self.object(store, target.node, start, depth)?,
                    false => self.skip_container(start, depth)?,
                };
                return Ok((end, true));
            }
            (Some(b'['), _) => return Ok((self.array(store, target, start, depth)?, true)),
            (Some(b't' | b'f'), Some(slot)) => {
                store.push(slot, Stored::Bool(self.byte(start.at) == Some(b't')));
                start.to(self.literal(start.at)?)
            }
            (Some(b'0'..=b'9' | b'-'), Some(slot)) => {
                let (number, end) = numbers::read(self.line, start.at)?;
                store.push(slot, number);
                start.to(end)
            }
            _ => self.skip(start, depth)?,
        };
        Ok((end, false))
    }

    #[inline(always)]
    fn text(self, store: &mut Store, slot: u32, open: Cursor) -> Result<Cursor, JsonError> {
        let (text, end) = strings::read(self.line, self.marks, open, &mut store.unescaped)?;
        let stored = match text {
            Text::Plain(start, end) => Stored::Line { start: start as u32, end: end as u32 },
            Text::Unescaped(start) => Stored::Unescaped { start: start as u32, end: store.unescaped.len() as u32 },
        };
        store.push(slot, stored);
        Ok(end)
    }

    fn array(self, store: &mut Store, target: Target, open: Cursor, depth: u32) -> Result<Cursor, JsonError> {
        if depth >= MAX_DEPTH {
            return Err(JsonFault::TooDeep.at(open.at));
        }
        let mut cursor = open;
        let mut ends;
        (cursor.at, ends) = self.first_element(cursor.at);
        while !ends {
            (cursor, _) = self.value(store, target, cursor, depth + 1)?;
            (cursor.at, ends) = self.next_element(cursor.at)?;
        }
        Ok(cursor)
    }

    /// The position of the first element of the array that opens at `open`, or the one behind it if it has none, and which
    /// of both it is.
    #[inline(always)]
    fn first_element(self, open: usize) -> (usize, bool) {
        let at = self.past_space(open + 1);
        if self.byte(at) == Some(b']') { (at + 1, true) } else { (at, false) }
    }

    /// From behind an element to the next, or behind the end of the array, and which of both it is.
    #[inline(always)]
    fn next_element(self, at: usize) -> Result<(usize, bool), JsonError> {
        let at = self.past_space(at);
        match self.byte(at) {
            Some(b']') => Ok((at + 1, true)),
            Some(b',') => {
                let at = self.past_space(at + 1);
                if self.byte(at) == Some(b']') {
                    return Err(JsonFault::TrailingComma.at(at));
                }
                Ok((at, false))
            }
            Some(_) => Err(JsonFault::ExpectedElementEnd.at(at)),
            None => Err(JsonFault::EndInArray.at(at)),
        }
    }

    /// Passes a value that nobody asks for.
    #[inline(always)]
    fn skip(self, start: Cursor, depth: u32) -> Result<Cursor, JsonError> {
        match self.byte(start.at) {
            Some(b'"') => strings::skip(self.line, self.marks, start),
            Some(b'{' | b'[') => self.skip_container(start, depth),
            Some(b'0'..=b'9' | b'-') => Ok(start.to(numbers::read(self.line, start.at)?.1)),
            Some(_) => Ok(start.to(self.literal(start.at)?)),
            None => Err(JsonFault::EndBeforeValue.at(start.at)),
        }
    }

    fn literal(self, at: usize) -> Result<usize, JsonError> {
        let rest = self.line.get(at..).unwrap_or_default();
        for literal in [&b"true"[..], b"null", b"false"] {
            if rest.starts_with(literal) {
                return Ok(at + literal.len());
            }
        }
        Err(JsonFault::ExpectedValue.at(at))
    }

    /// Passes an object or array with everything in it, which is checked like the rest.
    fn skip_container(self, open: Cursor, depth: u32) -> Result<Cursor, JsonError> {
        if depth >= MAX_DEPTH {
            return Err(JsonFault::TooDeep.at(open.at));
        }
        if self.byte(open.at) == Some(b'{') { self.skip_object(open, depth) } else { self.skip_array(open, depth) }
    }

    fn skip_object(self, open: Cursor, depth: u32) -> Result<Cursor, JsonError> {
        let mut cursor = open;
        let mut ends;
        (cursor.at, ends) = self.first_key(cursor.at)?;
        while !ends {
            cursor = strings::skip(self.line, self.marks, cursor)?;
            cursor.at = self.past_colon(cursor.at)?;
            cursor = self.skip(cursor, depth + 1)?;
            (cursor.at, ends) = self.next_key(cursor.at)?;
        }
        Ok(cursor)
    }

    fn skip_array(self, open: Cursor, depth: u32) -> Result<Cursor, JsonError> {
        let mut cursor = open;
        let mut ends;
        (cursor.at, ends) = self.first_element(cursor.at);
        while !ends {
            cursor = self.skip(cursor, depth + 1)?;
            (cursor.at, ends) = self.next_element(cursor.at)?;
        }
        Ok(cursor)
    }
}
