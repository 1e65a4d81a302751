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

    pub(super) const fn len(&self) -> usize {
        self.0.len() / 4
    }
}

/// Writes numbers as [`Numbers`] reads them.
pub(super) fn bytes(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}
