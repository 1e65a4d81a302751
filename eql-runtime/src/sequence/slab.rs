//! Values by index, in pieces that never move: a vector that doubles wastes up to as much as it holds, and copies it.

/// So many values are one piece, all but the first of which is made as large at once.
const PIECE: usize = 512;

/// A vector in pieces, which only grows.
#[derive(Debug)]
pub(super) struct Slab<T> {
    pieces: Vec<Vec<T>>,
}

impl<T> Slab<T> {
    pub(super) const fn new() -> Self {
        Self { pieces: Vec::new() }
    }

    /// Adds a value and returns its index.
    pub(super) fn push(&mut self, value: T) -> usize {
        let is_full = |piece: &Vec<T>| piece.len() == PIECE;
        if self.pieces.last().is_none_or(is_full) {
            // Most rules never have more than a few values.
            let capacity = if self.pieces.is_empty() { 0 } else { PIECE };
            self.pieces.push(Vec::with_capacity(capacity));
        }
        let last = self.pieces.len() - 1;
        let piece = &mut self.pieces[last];
        piece.push(value);
        last * PIECE + piece.len() - 1
    }

    #[inline]
    pub(super) fn get(&self, index: usize) -> &T {
        &self.pieces[index / PIECE][index % PIECE]
    }

    #[inline]
    pub(super) fn get_mut(&mut self, index: usize) -> &mut T {
        &mut self.pieces[index / PIECE][index % PIECE]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().flatten()
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let values: usize = self.pieces.iter().map(Vec::capacity).sum();
        values * size_of::<T>() + self.pieces.capacity() * size_of::<Vec<T>>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_across_pieces() {
        let mut slab = Slab::new();
        let indexes: Vec<usize> = (0..2 * PIECE + 1).map(|value| slab.push(value)).collect();
        assert!(indexes.iter().enumerate().all(|(at, &index)| at == index && *slab.get(index) == at));
        *slab.get_mut(PIECE) = 7;
        assert_eq!(slab.iter().nth(PIECE), Some(&7));
        // Three pieces, of which two are full, and nothing but them.
        assert!(slab.bytes() <= (3 * PIECE + 3 * 4) * size_of::<usize>(), "{}", slab.bytes());
    }
}
