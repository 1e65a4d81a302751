//! `head`, `tail` and the size of a result (`sequences.md` §10.1).

/// Which results of an ordered list are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    end: End,
    count: u64,
    /// How many results nearer to the end are passed over.
    offset: u64,
}

/// From which end of the list results are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The first ones.
    Head,
    /// The last ones.
    Tail,
}

/// A `head` or `tail` pipe: an end and how many.
pub type Pipe = (End, u64);

impl Window {
    /// The window of a request for `size` results from the end `position`, after `pipes` in the order in which they are
    /// written. The first pipe decides the end; no pipe can ask for more than `size`.
    ///
    /// ```
    /// use eql_runtime::limits::{End, Window};
    /// let window = Window::new(10, End::Tail, &[(End::Head, 4), (End::Tail, 2)]);
    /// assert_eq!(window.select(vec![1, 2, 3, 4, 5]), [3, 4]);
    /// ```
    #[must_use]
    pub fn new(size: u64, position: End, pipes: &[Pipe]) -> Self {
        let end = pipes.first().map_or(position, |(end, _)| *end);
        pipes.iter().fold(Self { end, count: size, offset: 0 }, |window, &pipe| window.then(pipe))
    }

    /// A window on everything, after `pipes` in the order in which they are written.
    #[must_use]
    pub fn unlimited(pipes: &[Pipe]) -> Self {
        Self::new(u64::MAX, End::Head, pipes)
    }

    fn then(self, (end, count): Pipe) -> Self {
        if end == self.end {
            return Self { count: self.count.min(count), ..self };
        }
        if count < self.count {
            return Self { count, offset: self.offset.saturating_add(self.count - count), ..self };
        }
        self
    }

    /// Keeps what the window shows of an ordered list, in the same order.
    #[must_use]
    pub fn select<T>(&self, mut results: Vec<T>) -> Vec<T> {
        let length = results.len();
        let count = usize::try_from(self.count).unwrap_or(usize::MAX);
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        // Counted from the window's end of the list.
        let (start, end) = if length >= count.saturating_add(offset) {
            (offset, offset.saturating_add(count))
        } else {
            (length.saturating_sub(count), length)
        };
        let (start, end) = match self.end {
            End::Head => (start, end),
            End::Tail => (length - end, length - start),
        };
        results.truncate(end);
        results.drain(..start);
        results
    }
}
