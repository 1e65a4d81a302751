//! Where the bytes stand that end a stretch of plain text: quotes, backslashes and control characters.
//!
//! A line is looked through once, in blocks of 64 bytes, into one bit a byte; the walk then takes one bit after the
//! other, and never looks at the text of a string that nobody asks for.

/// One bit for each byte of a line, in words of 64: set where a string may end or need care.
pub(super) fn mark(line: &[u8], words: &mut Vec<u64>) {
    words.clear();
    let (blocks, rest) = line.as_chunks::<64>();
    words.extend(blocks.iter().map(marks_of));
    if !rest.is_empty() {
        let mut block = [b' '; 64];
        block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        words.push(marks_of(&block));
    }
}

/// The comparisons become vector instructions where the target has them; the bits are then gathered eight at a time.
fn marks_of(block: &[u8; 64]) -> u64 {
    /// Times eight bytes of 0 or 1, it collects them in the highest byte, the first byte lowest.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let flags = block.map(|byte| u8::from((byte == b'"') | (byte == b'\\') | (byte < b' ')));
    let (octets, _) = flags.as_chunks::<8>();
    octets
        .iter()
        .enumerate()
        .fold(0, |marks, (at, octet)| marks | (u64::from_le_bytes(*octet).wrapping_mul(GATHER) >> 56) << (8 * at))
}

/// Takes marks in the order in which they stand.
#[derive(Debug)]
pub(super) struct Marks<'m> {
    words: std::slice::Iter<'m, u64>,
    current: u64,
    /// The position of the lowest bit of `current`.
    base: usize,
}

impl<'m> Marks<'m> {
    pub(super) fn new(words: &'m [u64]) -> Self {
        // The first word will start at 0.
        Self { words: words.iter(), current: 0, base: 0_usize.wrapping_sub(64) }
    }

    /// The position of the next mark.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<usize> {
        while self.current == 0 {
            self.current = *self.words.next()?;
            self.base = self.base.wrapping_add(64);
        }
        let at = self.base.wrapping_add(self.current.trailing_zeros() as usize);
        self.current &= self.current - 1;
        Some(at)
    }

    /// Takes all marks up to and including the one at `position`: what stands before it between tokens is white space.
    #[inline(always)]
    pub(super) fn take_to(&mut self, position: usize) {
        while self.next().is_some_and(|at| at < position) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_marked_or_not_wherever_it_stands() {
        let mut words = Vec::new();
        for length in [0, 1, 63, 64, 65, 130] {
            for byte in 0..=u8::MAX {
                let expected = byte == b'"' || byte == b'\\' || byte < 0x20;
                for at in 0..length {
                    let mut line = vec![b'x'; length];
                    line[at] = byte;
                    mark(&line, &mut words);
                    let found: Vec<usize> = std::iter::from_fn({
                        let mut marks = Marks::new(&words);
                        move || marks.next()
                    })
                    .collect();
                    assert_eq!(found, if expected { vec![at] } else { vec![] }, "{byte} at {at} of {length}");
                }
            }
        }
    }
}
