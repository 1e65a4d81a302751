//! One pass over a line: wanted values into their slots, all else checked and forgotten.

use super::error::{JsonError, JsonFault};
use super::marks::Marks;
use super::numbers;
use super::paths::{Node, NodeIndex, Paths};
use super::store::{Container, Store, Stored};
use super::strings::{self, Text};
use std::sync::OnceLock;

/// Objects and arrays may be nested as deep as in `serde_json`.
const MAX_DEPTH: u32 = 127;

/// A pass over a line. What changes on the way is handed on as a [`Cursor`].
#[derive(Clone, Copy)]
pub(super) struct Walk<'w> {
    line: &'w [u8],
    paths: &'w Paths,
}

/// How far a pass has come.
#[derive(Clone, Copy)]
struct Cursor<'w> {
    at: usize,
    marks: Marks<'w>,
}

/// Where a key leads.
type Wanted = Option<(NodeIndex, bool)>;

impl<'w> Walk<'w> {
    pub(super) fn new(line: &'w [u8], paths: &'w Paths) -> Self {
        Self { line, paths }
    }

    /// Reads the line as one object.
    pub(super) fn document(self, marks: Marks<'w>, store: &mut Store) -> Result<(), JsonError> {
        let start = self.past_space(0);
        let mut cursor = Cursor { at: start, marks };
        match (self.byte(start), self.paths.node(NodeIndex::ROOT)) {
            (Some(b'{'), Some(root)) => cursor = self.object(store, NodeIndex::ROOT, root, cursor, 0)?,
            _ => self.skip(&mut cursor, 0)?,
        }
        let rest = self.past_space(cursor.at);
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
        self.line.get(at..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default()
    }

    /// The position of the next token from `at`.
    #[inline(always)]
    fn past_space(self, at: usize) -> usize {
        if self.byte(at).is_some_and(|byte| byte > b' ') { at } else { self.past_more_space(at) }
    }

    fn past_more_space(self, mut at: usize) -> usize {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte(at) {
            at += 1;
        }
        at
    }

    /// Reads the object that opens at the cursor, which stands where `node` says.
    fn object(
        self,
        store: &mut Store,
        place: NodeIndex,
        node: &Node,
        cursor: Cursor<'w>,
        depth: u32,
    ) -> Result<Cursor<'w>, JsonError> {
        let mut cursor = cursor;
        if depth >= MAX_DEPTH {
            return Err(JsonFault::TooDeep.at(cursor.at));
        }
        let object = store.begin_object();
        if self.is_empty_object(&mut cursor)? {
            return Ok(cursor);
        }
        loop {
            match self.key(store, node, &mut cursor)? {
                Some((target, dotted)) => {
                    store.reach(self.paths, object, place, target, dotted);
                    self.member(store, target, &mut cursor, depth + 1)?;
                }
                None => self.skip(&mut cursor, depth + 1)?,
            }
            if self.ends_object(&mut cursor)? {
                return Ok(cursor);
            }
        }
    }

    /// Goes to the first key of the object that opens at the cursor, or behind it if it has none.
    #[inline(always)]
    fn is_empty_object(self, cursor: &mut Cursor<'w>) -> Result<bool, JsonError> {
        cursor.at = self.past_space(cursor.at + 1);
        match self.byte(cursor.at) {
            Some(b'"') => Ok(false),
            Some(b'}') => {
                cursor.at += 1;
                Ok(true)
            }
            Some(_) => Err(JsonFault::ExpectedKey.at(cursor.at)),
            None => Err(JsonFault::EndInObject.at(cursor.at)),
        }
    }

    /// Goes from behind a member to the next key, or behind the end of the object.
    #[inline(always)]
    fn ends_object(self, cursor: &mut Cursor<'w>) -> Result<bool, JsonError> {
        if self.two_bytes(cursor.at) == *b",\"" {
            cursor.at += 1;
            return Ok(false);
        }
        cursor.at = self.past_space(cursor.at);
        let ends = match self.byte(cursor.at) {
            Some(b'}') => true,
            Some(b',') => false,
            Some(_) => return Err(JsonFault::ExpectedMemberEnd.at(cursor.at)),
            None => return Err(JsonFault::EndInObject.at(cursor.at)),
        };
        cursor.at += 1;
        if !ends {
            cursor.at = self.past_space(cursor.at);
            if self.byte(cursor.at) != Some(b'"') {
                return Err(self.no_key(cursor.at));
            }
        }
        Ok(ends)
    }

    /// Reads the key at the cursor and the colon behind it; says where the key leads.
    #[inline(always)]
    fn key(self, store: &mut Store, node: &Node, cursor: &mut Cursor<'w>) -> Result<Wanted, JsonError> {
        let key_text = &mut store.key_text;
        let (text, end) = strings::read(self.line, &mut cursor.marks, cursor.at, key_text)?;
        cursor.at = self.past_colon(end)?;
        Ok(match text {
            Text::Plain(start, end) => self.paths.follow(node, self.line, start, end),
            Text::Unescaped(start) => {
                let wanted = self.paths.follow(node, key_text, start, key_text.len());
                key_text.clear();
                wanted
            }
        })
    }

    #[cold]
    fn no_key(self, at: usize) -> JsonError {
        match self.byte(at) {
            Some(b'}') => JsonFault::TrailingComma.at(at),
            Some(_) => JsonFault::ExpectedKey.at(at),
            None => JsonFault::EndInObject.at(at),
        }
    }

    #[inline(always)]
    fn past_colon(self, at: usize) -> Result<usize, JsonError> {
        match self.two_bytes(at) {
            [b':', next] if next > b' ' => Ok(at + 1),
            _ => self.past_spaced_colon(at),
        }
    }

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
    fn member(
        self,
        store: &mut Store,
        target: NodeIndex,
        cursor: &mut Cursor<'w>,
        depth: u32,
    ) -> Result<(), JsonError> {
        let start = cursor.at;
        let Some(node) = self.paths.node(target) else { return Err(JsonFault::ExpectedValue.at(start)) };
        let is_container = self.value(store, target, node, cursor, depth)?;
        if is_container && let Some(slot) = node.slot {
            let (start, end) = (start as u32, cursor.at as u32);
            store.containers.push(Container { slot, start, end, parsed: OnceLock::new() });
        }
        Ok(())
    }

    /// Reads the value at the cursor, or one of several there; says whether it is an array or object.
    #[inline(always)]
    fn value(
        self,
        store: &mut Store,
        place: NodeIndex,
        node: &Node,
        cursor: &mut Cursor<'w>,
        depth: u32,
    ) -> Result<bool, JsonError> {
        match (self.byte(cursor.at), node.slot) {
            (Some(b'"'), Some(slot)) => self.text(store, slot, cursor)?,
            (Some(b'{'), _) => {
                *cursor = match node.has_keys {
                    true => self.object(store, place, node, *cursor, depth)?,
                    false => self.skip_container(*cursor, depth)?,
                };
                return Ok(true);
            }
            (Some(b'['), _) => {
                *cursor = self.array(store, place, node, *cursor, depth)?;
                return Ok(true);
            }
            (Some(b't' | b'f'), Some(slot)) => {
                store.push(slot, Stored::Bool(self.byte(cursor.at) == Some(b't')));
                cursor.at = self.literal(cursor.at)?;
            }
            (Some(b'0'..=b'9' | b'-'), Some(slot)) => {
                let (number, end) = numbers::read(self.line, cursor.at)?;
                store.push(slot, number);
                cursor.at = end;
            }
            _ => self.skip(cursor, depth)?,
        }
        Ok(false)
    }

    #[inline(always)]
    fn text(self, store: &mut Store, slot: u32, cursor: &mut Cursor<'w>) -> Result<(), JsonError> {
        let (text, end) = strings::read(self.line, &mut cursor.marks, cursor.at, &mut store.unescaped)?;
        let stored = match text {
            Text::Plain(start, end) => Stored::Line { start: start as u32, end: end as u32 },
            Text::Unescaped(start) => Stored::Unescaped { start: start as u32, end: store.unescaped.len() as u32 },
        };
        store.push(slot, stored);
        cursor.at = end;
        Ok(())
    }

    fn array(
        self,
        store: &mut Store,
        place: NodeIndex,
        node: &Node,
        cursor: Cursor<'w>,
        depth: u32,
    ) -> Result<Cursor<'w>, JsonError> {
        let mut cursor = cursor;
        if depth >= MAX_DEPTH {
            return Err(JsonFault::TooDeep.at(cursor.at));
        }
        cursor.at = self.past_space(cursor.at + 1);
        if self.byte(cursor.at) == Some(b']') {
            cursor.at += 1;
            return Ok(cursor);
        }
        loop {
            self.value(store, place, node, &mut cursor, depth + 1)?;
            if self.ends_array(&mut cursor)? {
                return Ok(cursor);
            }
        }
    }

    /// Passes what stands behind an element: the end of the array, or a comma before the next element.
    #[inline(always)]
    fn ends_array(self, cursor: &mut Cursor<'w>) -> Result<bool, JsonError> {
        cursor.at = self.past_space(cursor.at);
        match self.byte(cursor.at) {
            Some(b']') => {
                cursor.at += 1;
                Ok(true)
            }
            Some(b',') => {
                cursor.at = self.past_space(cursor.at + 1);
                if self.byte(cursor.at) == Some(b']') {
                    return Err(JsonFault::TrailingComma.at(cursor.at));
                }
                Ok(false)
            }
            Some(_) => Err(JsonFault::ExpectedElementEnd.at(cursor.at)),
            None => Err(JsonFault::EndInArray.at(cursor.at)),
        }
    }

    /// Passes a value that nobody asks for.
    #[inline(always)]
    fn skip(self, cursor: &mut Cursor<'w>, depth: u32) -> Result<(), JsonError> {
        match self.byte(cursor.at) {
            Some(b'"') => cursor.at = strings::skip(self.line, &mut cursor.marks)?,
            Some(b'{' | b'[') => *cursor = self.skip_container(*cursor, depth)?,
            Some(b'0'..=b'9' | b'-') => cursor.at = numbers::read(self.line, cursor.at)?.1,
            Some(_) => cursor.at = self.literal(cursor.at)?,
            None => return Err(JsonFault::EndBeforeValue.at(cursor.at)),
        }
        Ok(())
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
    fn skip_container(self, cursor: Cursor<'w>, depth: u32) -> Result<Cursor<'w>, JsonError> {
        if depth >= MAX_DEPTH {
            return Err(JsonFault::TooDeep.at(cursor.at));
        }
        if self.byte(cursor.at) == Some(b'{') {
            self.skip_object(cursor, depth)
        } else {
            self.skip_array(cursor, depth)
        }
    }

    fn skip_object(self, cursor: Cursor<'w>, depth: u32) -> Result<Cursor<'w>, JsonError> {
        let mut cursor = cursor;
        if self.is_empty_object(&mut cursor)? {
            return Ok(cursor);
        }
        loop {
            let end = strings::skip(self.line, &mut cursor.marks)?;
            cursor.at = self.past_colon(end)?;
            self.skip(&mut cursor, depth + 1)?;
            if self.ends_object(&mut cursor)? {
                return Ok(cursor);
            }
        }
    }

    fn skip_array(self, cursor: Cursor<'w>, depth: u32) -> Result<Cursor<'w>, JsonError> {
        let mut cursor = cursor;
        cursor.at = self.past_space(cursor.at + 1);
        if self.byte(cursor.at) == Some(b']') {
            cursor.at += 1;
            return Ok(cursor);
        }
        loop {
            self.skip(&mut cursor, depth + 1)?;
            if self.ends_array(&mut cursor)? {
                return Ok(cursor);
            }
        }
    }
}
