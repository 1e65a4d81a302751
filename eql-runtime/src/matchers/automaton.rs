//! Sets of prefixes, suffixes or substrings, tested in one pass over the value.

use super::fold::with_ascii_foldable;
use crate::reading::Fold;

/// On which end, or whether at all, the texts of an [`Automaton`] are anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The value starts with one of the texts.
    Prefix,
    /// The value ends with one of the texts; it is read from its end.
    Suffix,
    /// One of the texts is somewhere in the value.
    Contains,
}

/// A deterministic automaton over bytes in one table, which `eql_compiler::tables::automaton` writes.
///
/// ASCII folding is part of the table: both cases of a letter are one class. Layout, all numbers little-endian:
///
/// | bytes | what |
/// |---|---|
/// | 256 | the class of each byte |
/// | 4 | the number of classes |
/// | 4 | the first state |
/// | 4 each | the default row: the state after each class, where a state does not say otherwise |
/// | rest | states |
///
/// A state is the offset of its own entry: a byte `n`; `n` classes; then the `n` states that follow them, four bytes
/// each. `n` = 255 is a full row, a state for each class. Two states have no entry: [`DEAD`](Self::DEAD), where nothing
/// can match any more, and [`MATCH`](Self::MATCH).
#[derive(Clone, Copy, Debug)]
pub struct Automaton<'s> {
    side: Side,
    fold: Fold,
    table: &'s [u8],
}

impl<'s> Automaton<'s> {
    /// The state without a way to a match.
    pub const DEAD: u32 = 0;
    /// The state in which a text has been found.
    pub const MATCH: u32 = 1;
    /// The `n` of a state with a full row.
    pub const FULL: u8 = 255;
    /// Where the default row starts.
    pub const DEFAULTS: usize = 256 + 4 + 4;

    /// An automaton over a table written for this side and this folding.
    #[must_use]
    pub const fn new(side: Side, fold: Fold, table: &'s [u8]) -> Self {
        Self { side, fold, table }
    }

    /// Whether one of the texts stands in `value` where it must. A malformed table gives an arbitrary answer.
    #[must_use]
    #[inline]
    pub fn matches(&self, value: &str) -> bool {
        match self.fold {
            Fold::None | Fold::Ascii => self.matches_foldable(value),
            Fold::Unicode => with_ascii_foldable(value, |value| self.matches_foldable(value)),
        }
    }

    fn matches_foldable(&self, value: &str) -> bool {
        match self.side {
            Side::Prefix | Side::Contains => self.run(value.bytes()),
            Side::Suffix => self.run(value.bytes().rev()),
        }
        .unwrap_or(false)
    }

    /// The bytes of the table.
    #[must_use]
    pub const fn table(&self) -> &'s [u8] {
        self.table
    }

    fn run(&self, bytes: impl Iterator<Item = u8>) -> Option<bool> {
        let (classes, rest) = self.table.split_first_chunk::<256>()?;
        let class_count = u32::from_le_bytes(*rest.first_chunk()?) as usize;
        let start = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?);
        let defaults = self.table.get(Self::DEFAULTS..Self::DEFAULTS + class_count.checked_mul(4)?)?;
        if start == Self::MATCH {
            return Some(true);
        }
        let mut state = start;
        for byte in bytes {
            let class = classes[usize::from(byte)];
            // Where texts may start anywhere the first state is the default row, and most bytes are read in it: not to
            // look at its entry lets the processor run ahead.
            let unstarted = state == start && self.side == Side::Contains;
            state = if unstarted { number(defaults, class)? } else { self.step(state, class, defaults)? };
            if state <= Self::MATCH {
                return Some(state == Self::MATCH);
            }
        }
        Some(false)
    }

    #[inline(always)]
    fn step(&self, state: u32, class: u8, defaults: &[u8]) -> Option<u32> {
        let (&count, entry) = self.table.get(state as usize..)?.split_first()?;
        if count == Self::FULL {
            return number(entry, class);
        }
        let (exceptions, targets) = entry.split_at_checked(usize::from(count))?;
        match exceptions.iter().position(|&exception| exception == class) {
            Some(at) => number(targets, at as u8),
            None => number(defaults, class),
        }
    }
}

/// The `at`th number of a row.
#[inline(always)]
fn number(row: &[u8], at: u8) -> Option<u32> {
    let at = usize::from(at) * 4;
    Some(u32::from_le_bytes(*row.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_tables_do_not_panic() {
        let mut tables = vec![vec![], vec![7; 100], vec![255; 300], vec![0; 400], vec![255; 5000]];
        let mut seed = 1_u64;
        for _ in 0..200 {
            let random = (0..600).map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 56) as u8 % 11
            });
            tables.push(random.collect());
        }
        for table in &tables {
            for side in [Side::Prefix, Side::Suffix, Side::Contains] {
                let _answer = Automaton::new(side, Fold::Ascii, table).matches("some longer text of many bytes");
            }
        }
    }
}
