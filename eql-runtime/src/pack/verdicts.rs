//! What is known about the predicates of a pack on one event.

/// The answers of the predicates that were asked.
#[derive(Debug)]
pub(super) struct Verdicts {
    /// For each predicate that is asked the event that it was asked about, doubled, and the answer in the lowest bit.
    answers: Vec<u32>,
    event: u32,
    asked: u64,
}

impl Verdicts {
    /// Nothing is known yet about so many predicates.
    pub(super) fn new(asked: usize) -> Self {
        Self { answers: vec![0; asked], event: 0, asked: 0 }
    }

    /// Forgets all verdicts.
    pub(super) fn next_event(&mut self) {
        self.event += 1;
        if self.event > u32::MAX >> 1 {
            self.answers.fill(0);
            self.event = 1;
        }
    }

    /// The answer of a predicate, from `ask` if it has to be asked and was not.
    #[inline]
    pub(super) fn answer(&mut self, predicate: u32, ask: impl FnOnce() -> bool) -> bool {
        let Some(answer) = self.answers.get_mut(predicate as usize) else { return false };
        if *answer >> 1 != self.event {
            self.asked += 1;
            *answer = self.event << 1 | u32::from(ask());
        }
        *answer & 1 == 1
    }

    /// How many predicates were asked, for all events so far.
    pub(super) const fn asked(&self) -> u64 {
        self.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_predicate_is_asked_once_an_event() {
        let mut verdicts = Verdicts::new(2);
        for event in 0..3 {
            verdicts.next_event();
            for _ in 0..4 {
                assert_eq!(verdicts.answer(1, || event == 1), event == 1);
            }
        }
        assert_eq!(verdicts.asked(), 3);
        assert!(!verdicts.answer(7, || true), "it is decided by literals");
    }
}
