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

/// A pass over a line.
pub(super) struct Walk<'w> {
    pub(super) line: &'w [u8],
    pub(super) marks: Marks<'w>,
    pub(super) paths: &'w Paths,
    pub(super) store: &'w mut Store,
    /// Where keys with escapes are decoded.
    pub(super) key_text: &'w mut Vec<u8>,
}

impl Walk<'_> {
    /// Reads the line as one object.
    pub(super) fn document(&mut self) -> Result<(), JsonError> {
        let start = self.past_space(0);
        let end = match (self.byte(start), self.paths.node(NodeIndex::ROOT)) {
            (Some(b'{'), Some(root)) => self.object(NodeIndex::ROOT, root, start, 0)?,
            _ => self.skip(start, 0)?,
        };
        let rest = self.past_space(end);
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
    fn byte(&self, at: usize) -> Option<u8> {
        self.line.get(at).copied()
    }

    /// The position of the next token from `at`.
    #[inline(always)]
    fn past_space(&self, at: usize) -> usize {
        if self.byte(at).is_some_and(|byte| byte > b' ') { at } else { self.past_more_space(at) }
    }

    fn past_more_space(&self, mut at: usize) -> usize {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte(at) {
            at += 1;
        }
        at
    }

    /// Reads the object that opens at `open`, which stands where `node` says; gives the position behind it.
    fn object(&mut self, from: NodeIndex, node: &Node, open: usize, depth: u32) -> Result<usize, JsonError> {
        if depth >= MAX_DEPTH {
            return Err(JsonFault::TooDeep.at(open));
        }
        let object = self.store.begin_object();
        let mut at = self.past_space(open + 1);
        if self.byte(at) == Some(b'}') {
            return Ok(at + 1);
        }
        loop {
            let (wanted, value) = self.key(node, at)?;
            at = match wanted {
                Some((target, dotted)) => {
                    self.store.reach(self.paths, object, from, target, dotted);
                    self.member(target, value, depth + 1)?
                }
                None => self.skip(value, depth + 1)?,
            };
            at = self.past_space(at);
            match self.byte(at) {
                Some(b',') => at = self.past_space(at + 1),
                Some(b'}') => return Ok(at + 1),
                Some(_) => return Err(JsonFault::ExpectedMemberEnd.at(at)),
                None => return Err(JsonFault::EndInObject.at(at)),
            }
        }
    }

    /// Reads the key at `at` and the colon behind it; gives where the key leads, and the position of the value.
    #[inline(always)]
    fn key(&mut self, node: &Node, at: usize) -> Result<(Option<(NodeIndex, bool)>, usize), JsonError> {
        if self.byte(at) != Some(b'"') {
            return Err(self.no_key(at));
        }
        self.key_text.clear();
        let (text, end) = strings::read(self.line, &mut self.marks, at, self.key_text)?;
        let wanted = match text {
            Text::Plain(start, end) => self.paths.follow(node, self.line, start, end),
            Text::Unescaped(start) => self.paths.follow(node, self.key_text, start, self.key_text.len()),
        };
        Ok((wanted, self.past_colon(end)?))
    }

    #[cold]
    fn no_key(&self, at: usize) -> JsonError {
        match self.byte(at) {
            Some(b'}') => JsonFault::TrailingComma.at(at),
            Some(_) => JsonFault::ExpectedKey.at(at),
            None => JsonFault::EndInObject.at(at),
        }
    }

    #[inline(always)]
    fn past_colon(&self, at: usize) -> Result<usize, JsonError> {
        let colon = self.past_space(at);
        match self.byte(colon) {
            Some(b':') => Ok(self.past_space(colon + 1)),
            Some(_) => Err(JsonFault::ExpectedColon.at(colon)),
            None => Err(JsonFault::EndInObject.at(colon)),
        }
    }

    /// Reads the value of a wanted key. Arrays and objects in the place of values are noted for array searches.
    #[inline(always)]
    fn member(&mut self, target: NodeIndex, at: usize, depth: u32) -> Result<usize, JsonError> {
        let paths = self.paths;
        let Some(node) = paths.node(target) else { return self.skip(at, depth) };
        let end = self.value(target, node, at, depth)?;
        if let (Some(slot), Some(b'[' | b'{')) = (node.slot, self.byte(at)) {
            let (start, end) = (at as u32, end as u32);
            self.store.containers.push(Container { slot, start, end, parsed: OnceLock::new() });
        }
        Ok(end)
    }

    /// Reads the value at `at`, or one of several there.
    #[inline(always)]
    fn value(&mut self, place: NodeIndex, node: &Node, at: usize, depth: u32) -> Result<usize, JsonError> {
        match (self.byte(at), node.slot) {
            (Some(b'"'), Some(slot)) => self.text(slot, at),
            (Some(b'{'), _) if node.has_keys => self.object(place, node, at, depth),
            (Some(b'['), _) => self.array(place, node, at, depth),
            (Some(b't' | b'f'), Some(slot)) => {
                let end = self.literal(at)?;
                self.store.push(slot, Stored::Bool(self.byte(at) == Some(b't')));
                Ok(end)
            }
            (Some(b'0'..=b'9' | b'-'), Some(slot)) => {
                let (number, end) = numbers::read(self.line, at)?;
                self.store.push(slot, number);
                Ok(end)
            }
            _ => self.skip(at, depth),
        }
    }

    #[inline(always)]
    fn text(&mut self, slot: u32, at: usize) -> Result<usize, JsonError> {
        let (text, end) = strings::read(self.line, &mut self.marks, at, &mut self.store.unescaped)?;
        let stored = match text {
            Text::Plain(start, end) => Stored::Line { start: start as u32, end: end as u32 },
            Text::Unescaped(start) => Stored::Unescaped { start: start as u32, end: self.store.unescaped.len() as u32 },
        };
        self.store.push(slot, stored);
        Ok(end)
    }

    fn array(&mut self, place: NodeIndex, node: &Node, open: usize, depth: u32) -> Result<usize, JsonError> {
        if depth >= MAX_DEPTH {
            return Err(JsonFault::TooDeep.at(open));
        }
        let mut at = self.past_space(open + 1);
        if self.byte(at) == Some(b']') {
            return Ok(at + 1);
        }
        loop {
            at = self.value(place, node, at, depth + 1)?;
            at = self.past_space(at);
            match self.byte(at) {
                Some(b',') => at = self.past_element_comma(at)?,
                Some(b']') => return Ok(at + 1),
                Some(_) => return Err(JsonFault::ExpectedElementEnd.at(at)),
                None => return Err(JsonFault::EndInArray.at(at)),
            }
        }
    }

    #[inline(always)]
    fn past_element_comma(&self, comma: usize) -> Result<usize, JsonError> {
        let at = self.past_space(comma + 1);
        if self.byte(at) == Some(b']') { Err(JsonFault::TrailingComma.at(at)) } else { Ok(at) }
    }

    /// Passes a value that nobody asks for.
    #[inline(always)]
    fn skip(&mut self, at: usize, depth: u32) -> Result<usize, JsonError> {
        match self.byte(at) {
            Some(b'"') => strings::skip(self.line, &mut self.marks, at),
            Some(b'{' | b'[') => self.skip_container(at, depth),
            _ => self.skip_plain(at),
        }
    }

    /// Passes a number, a truth value or null.
    #[inline(always)]
    fn skip_plain(&self, at: usize) -> Result<usize, JsonError> {
        match self.byte(at) {
            Some(b'0'..=b'9' | b'-') => Ok(numbers::read(self.line, at)?.1),
            Some(_) => self.literal(at),
            None => Err(JsonFault::EndBeforeValue.at(at)),
        }
    }

    fn literal(&self, at: usize) -> Result<usize, JsonError> {
        let rest = self.line.get(at..).unwrap_or_default();
        for literal in [&b"true"[..], b"null", b"false"] {
            if rest.starts_with(literal) {
                return Ok(at + literal.len());
            }
        }
        Err(JsonFault::ExpectedValue.at(at))
    }

    /// Passes an object or array with everything in it, which is checked like the rest.
    fn skip_container(&mut self, open: usize, depth: u32) -> Result<usize, JsonError> {
        if depth >= MAX_DEPTH {
            return Err(JsonFault::TooDeep.at(open));
        }
        let is_object = self.byte(open) == Some(b'{');
        let mut at = self.past_space(open + 1);
        if self.byte(at) == Some(if is_object { b'}' } else { b']' }) {
            return Ok(at + 1);
        }
        loop {
            if is_object {
                if self.byte(at) != Some(b'"') {
                    return Err(self.no_key(at));
                }
                at = strings::skip(self.line, &mut self.marks, at)?;
                at = self.past_colon(at)?;
            }
            at = self.skip(at, depth + 1)?;
            at = self.past_space(at);
            match (self.byte(at), is_object) {
                (Some(b','), true) => at = self.past_space(at + 1),
                (Some(b','), false) => at = self.past_element_comma(at)?,
                (Some(b'}'), true) | (Some(b']'), false) => return Ok(at + 1),
                (Some(_), true) => return Err(JsonFault::ExpectedMemberEnd.at(at)),
                (Some(_), false) => return Err(JsonFault::ExpectedElementEnd.at(at)),
                (None, true) => return Err(JsonFault::EndInObject.at(at)),
                (None, false) => return Err(JsonFault::EndInArray.at(at)),
            }
        }
    }
}
