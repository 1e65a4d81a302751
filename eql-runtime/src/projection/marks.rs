//! Where the bytes stand that end a stretch of plain text: quotes, backslashes and control characters.
//!
//! A line is looked through once, in blocks of 64 bytes; the walk then takes one position after the other, and never looks
//! at the text of a string that nobody asks for. Positions are written down for all of a line before it begins: a walk that
//! took them from bits would wait for one before it could look for the next.

use fearless_simd::{Level, Simd, SimdBase, SimdFrom, SimdMask, dispatch, u8x64};

/// Bytes that are looked at together.
const BLOCK: usize = u64::BITS as usize;

/// As many positions are written for a block without asking how many it has: most have no more.
const AT_ONCE: usize = 16;

/// What has been marked in a line; kept from line to line.
#[derive(Debug)]
pub(super) struct MarkBuffer {
    /// The instructions that this processor has.
    level: Level,
    /// Where a string begins, may end or needs care, and what is left of other lines behind.
    positions: Vec<u32>,
}

impl MarkBuffer {
    pub(super) fn new() -> Self {
        Self { level: Level::new(), positions: Vec::new() }
    }

    /// Marks a line.
    pub(super) fn mark(&mut self, line: &[u8]) -> Marks<'_> {
        let (mut count, has_controls) = dispatch!(self.level, simd => self.write_all(simd, line));
        if has_controls {
            count = self.without_space(line, count);
        }
        Marks { positions: self.positions.get(..count).unwrap_or_default() }
    }

    /// Writes the positions of all marks; gives how many there are, and whether there are control characters.
    #[inline(always)]
    fn write_all(&mut self, simd: impl Simd, line: &[u8]) -> (usize, bool) {
        let (blocks, rest) = line.as_chunks::<BLOCK>();
        let (mut count, mut controls) = (0, 0);
        for (number, block) in blocks.iter().enumerate() {
            count = self.write(count, number * BLOCK, marks_of(simd, block, &mut controls));
        }
        if !rest.is_empty() {
            let mut block = [b' '; BLOCK];
            block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            count = self.write(count, blocks.len() * BLOCK, marks_of(simd, &block, &mut controls));
        }
        (count, controls != 0)
    }

    /// Writes the positions of a block's marks behind the first `count`; gives how many there are then.
    #[inline(always)]
    fn write(&mut self, count: usize, base: usize, mut marks: u64) -> usize {
        if self.positions.len() < count + BLOCK {
            self.grow();
        }
        let all = marks.count_ones() as usize;
        let mut next = || {
            let position = (base as u32).wrapping_add(marks.trailing_zeros());
            marks &= marks.wrapping_sub(1);
            position
        };
        if let Some(places) = self.positions.get_mut(count..).and_then(<[u32]>::first_chunk_mut::<AT_ONCE>) {
            places.iter_mut().for_each(|place| *place = next());
        }
        if all > AT_ONCE
            && let Some(places) = self.positions.get_mut(count + AT_ONCE..count + all)
        {
            places.iter_mut().for_each(|place| *place = next());
        }
        count + all
    }

    /// Makes room for more marks than ever before: in proportion to them, since a long line need not have many.
    #[cold]
    fn grow(&mut self) {
        self.positions.resize(2 * self.positions.len() + 4 * BLOCK, 0);
    }

    /// Takes out control characters between tokens: those are white space, or no JSON, which the walk sees.
    #[cold]
    fn without_space(&mut self, line: &[u8], count: usize) -> usize {
        let (mut in_string, mut escaped, mut kept) = (false, None, 0);
        for mark in 0..count {
            let position = self.positions[mark];
            let keeps = match line.get(position as usize) {
                _ if escaped == Some(position) => true,
                Some(b'"') => {
                    in_string = !in_string;
                    true
                }
                Some(b'\\') => {
                    escaped = Some(position + 1);
                    true
                }
                _ => in_string,
            };
            self.positions[kept] = position;
            kept += usize::from(keeps);
        }
        kept
    }
}

#[inline(always)]
fn marks_of<S: Simd>(simd: S, block: &[u8; BLOCK], controls: &mut u64) -> u64 {
    let bytes = u8x64::simd_from(simd, *block);
    let control = bytes.simd_lt(u8x64::splat(simd, b' '));
    let ends = bytes.simd_eq(u8x64::splat(simd, b'"')) | bytes.simd_eq(u8x64::splat(simd, b'\\'));
    let control = control.to_bitmask();
    *controls |= control;
    ends.to_bitmask() | control
}

/// How far a walk has come: the next byte, and the number of the next mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    pub(super) at: usize,
    pub(super) mark: usize,
}

impl Cursor {
    /// Further on, before any mark.
    #[inline(always)]
    pub(super) fn to(self, at: usize) -> Self {
        Self { at, ..self }
    }
}

/// The marks of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks<'m> {
    positions: &'m [u32],
}

impl Marks<'_> {
    /// The position of the mark with this number; far behind the line if there are not so many.
    #[inline(always)]
    pub(super) fn at(self, mark: usize) -> usize {
        self.positions.get(mark).map_or(usize::MAX, |&position| position as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_marked_or_not_wherever_it_stands() {
        let mut buffer = MarkBuffer::new();
        for length in [0, 1, 63, 64, 65, 130] {
            for byte in 0..=u8::MAX {
                for at in 1..length {
                    let mut line = vec![b'x'; length];
                    (line[0], line[at]) = (b'"', byte);
                    let expected = byte == b'"' || byte == b'\\' || byte < 0x20;
                    let expected = if expected { vec![0, at as u32] } else { vec![0] };
                    assert_eq!(buffer.mark(&line).positions, expected, "{byte} at {at} of {length}");
                }
            }
        }
    }

    #[test]
    fn blocks_may_be_full() {
        let mut buffer = MarkBuffer::new();
        for length in [11, 12, 13, 63, 64, 65, 200] {
            let line = vec![b'"'; length];
            assert_eq!(buffer.mark(&line).positions, (0..length as u32).collect::<Vec<_>>());
        }
        assert_eq!(buffer.mark(b"").at(0), usize::MAX);
    }

    #[test]
    fn white_space_between_tokens_is_not_marked() {
        let rows: &[(&str, &[u32])] = &[
            ("{\n\"a\"\t:\r\"\n\"}", &[2, 4, 8, 9, 10]),
            ("\"\\\"\n\"\n", &[0, 1, 2, 3, 4]),
            ("\"\\\\\"\n\"", &[0, 1, 2, 3, 5]),
            ("\n\n", &[]),
        ];
        let mut buffer = MarkBuffer::new();
        for (line, expected) in rows {
            assert_eq!(buffer.mark(line.as_bytes()).positions, *expected, "{line:?}");
        }
    }
}
