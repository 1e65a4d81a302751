//! Numbers in byte strings: what costs the Rust compiler next to nothing as a `static`.

/// A list of little-endian numbers of 32 bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers<'s>(pub(super) &'s [u8]);

impl<'s> Numbers<'s> {
    #[inline(always)]
    pub(super) fn get(&self, at: usize) -> Option<u32> {
        let at = at.checked_mul(4)?;
        Some(u32::from_le_bytes(*self.0.get(at..)?.first_chunk()?))
    }

    /// The `at`th record of `N` numbers.
    #[inline(always)]
    pub(super) fn record<const N: usize>(&self, at: usize) -> Option<[u32; N]> {
        let at = at.checked_mul(N * 4)?;
        let (chunks, _) = self.0.get(at..at.checked_add(N * 4)?)?.as_chunks::<4>();
        let chunks: &[[u8; 4]; N] = chunks.first_chunk()?;
        Some(chunks.map(u32::from_le_bytes))
    }

    /// The numbers from `start` to before `end`; none beyond the list.
    #[inline]
    pub(super) fn range(&self, start: usize, end: usize) -> impl Iterator<Item = u32> + use<'s> {
        let bytes = self.0.get(start.saturating_mul(4)..end.saturating_mul(4)).unwrap_or_default();
        bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// The `at`th of the lists that [`nested`] has put into this one.
    #[inline]
    pub(super) fn list(&self, at: usize) -> impl Iterator<Item = u32> + use<'s> {
        let [start, end] = [at, at + 1].map(|at| self.get(at).unwrap_or_default() as usize);
        self.range(start, end)
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len() / 4
    }
}

/// Lists in one: where each of them starts and where the last ends, in this very list, and then what is in them.
pub(super) fn nested<'l>(lists: impl Iterator<Item = &'l [u32]> + Clone) -> Vec<u32> {
    let mut end = lists.clone().count() as u32 + 1;
    let ends = lists.clone().map(|list| {
        end += list.len() as u32;
        end
    });
    let ends: Vec<u32> = ends.collect();
    [ends.len() as u32 + 1].into_iter().chain(ends).chain(lists.flatten().copied()).collect()
}

/// Writes numbers as [`Numbers`] reads them.
pub(super) fn bytes(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_one_are_found_again() {
        let lists: [&[u32]; 4] = [&[], &[7, 8], &[], &[9]];
        let bytes = bytes(nested(lists.into_iter()));
        let found: Vec<Vec<u32>> = (0..6).map(|at| Numbers(&bytes).list(at).collect()).collect();
        assert_eq!(found[..4], lists);
        // There are no more of them.
        assert!(Numbers(&[]).list(0).next().is_none());
    }
}
