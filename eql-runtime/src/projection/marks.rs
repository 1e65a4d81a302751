//! Where the bytes stand that end a stretch of plain text: quotes, backslashes and control characters.
//!
//! A line is looked through once, in blocks of 64 bytes, into one bit a byte; the walk then takes one bit after the
//! other, and never looks at the text of a string that nobody asks for.

use wide::u8x16;

/// What has been marked in a line; kept from line to line.
#[derive(Debug, Default)]
pub(super) struct MarkBuffer {
    /// One bit for each byte, in words of 64: set where a string begins, may end or needs care.
    words: Vec<u64>,
}

impl MarkBuffer {
    /// Marks a line.
    pub(super) fn mark(&mut self, line: &[u8]) {
        self.words.clear();
        let (blocks, rest) = line.as_chunks::<64>();
        let mut controls = 0;
        self.words.extend(blocks.iter().map(|block| marks_of(block, &mut controls)));
        if !rest.is_empty() {
            let mut block = [b' '; 64];
            block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            self.words.push(marks_of(&block, &mut controls));
        }
        if controls != 0 {
            self.unmark_space(line);
        }
    }

    /// Takes the marks from control characters between tokens: those are white space, or no JSON, which the walk sees.
    #[cold]
    fn unmark_space(&mut self, line: &[u8]) {
        let (mut in_string, mut escaped) = (false, None);
        for (word, bits) in self.words.iter_mut().enumerate() {
            let mut rest = *bits;
            while rest != 0 {
                let lowest = rest & rest.wrapping_neg();
                rest ^= lowest;
                let at = word * 64 + lowest.trailing_zeros() as usize;
                match line.get(at) {
                    _ if escaped == Some(at) => {}
                    Some(b'"') => in_string = !in_string,
                    Some(b'\\') => escaped = Some(at + 1),
                    _ if in_string => {}
                    _ => *bits ^= lowest,
                }
            }
        }
    }

    /// The marks, from the first.
    pub(super) fn marks(&self) -> Marks<'_> {
        Marks { words: &self.words, next_base: 0, bits: 0 }
    }
}

#[inline(always)]
fn marks_of(block: &[u8; 64], controls: &mut u64) -> u64 {
    let (lanes, _) = block.as_chunks::<16>();
    lanes.iter().enumerate().fold(0, |marks, (at, lane)| {
        let bytes = u8x16::new(*lane);
        let ends = bytes.simd_eq(u8x16::splat(b'"')) | bytes.simd_eq(u8x16::splat(b'\\'));
        let control = bytes.min(u8x16::splat(0x1f)).simd_eq(bytes);
        *controls |= u64::from(control.to_bitmask());
        marks | u64::from((ends | control).to_bitmask()) << (16 * at)
    })
}

/// Takes marks in the order in which they stand.
///
/// Where it goes to a function that is not inlined, it goes as a copy, and the function works on a variable of its own: lent,
/// or changed where the caller has put it, it would be written to memory and read back at every mark, which is most of what a
/// walk then waits for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks<'m> {
    /// The words behind the current one.
    words: &'m [u64],
    /// The position of the first byte of those.
    next_base: usize,
    /// Those marks of the current word that have not been taken.
    bits: u64,
}

impl Marks<'_> {
    /// The position of the next mark.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            let (&first, rest) = self.words.split_first()?;
            (self.bits, self.words) = (first, rest);
            self.next_base += 64;
        }
        let at = self.next_base - 64 + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_marked_or_not_wherever_it_stands() {
        let mut buffer = MarkBuffer::default();
        for length in [0, 1, 63, 64, 65, 130] {
            for byte in 0..=u8::MAX {
                for at in 1..length {
                    let mut line = vec![b'x'; length];
                    (line[0], line[at]) = (b'"', byte);
                    buffer.mark(&line);
                    let found: Vec<usize> = std::iter::from_fn({
                        let mut marks = buffer.marks();
                        move || marks.next()
                    })
                    .collect();
                    let expected = byte == b'"' || byte == b'\\' || byte < 0x20;
                    assert_eq!(found, if expected { vec![0, at] } else { vec![0] }, "{byte} at {at} of {length}");
                }
            }
        }
    }

    #[test]
    fn white_space_between_tokens_is_not_marked() {
        let rows: &[(&str, &[usize])] = &[
            ("{\n\"a\"\t:\r\"\n\"}", &[2, 4, 8, 9, 10]),
            ("\"\\\"\n\"\n", &[0, 1, 2, 3, 4]),
            ("\"\\\\\"\n\"", &[0, 1, 2, 3, 5]),
            ("\n\n", &[]),
        ];
        let mut buffer = MarkBuffer::default();
        for (line, expected) in rows {
            buffer.mark(line.as_bytes());
            let mut marks = buffer.marks();
            assert_eq!(std::iter::from_fn(|| marks.next()).collect::<Vec<_>>(), *expected, "{line:?}");
        }
    }
}
