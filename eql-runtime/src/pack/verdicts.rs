//! What is known about the predicates of a pack on one event.

/// The predicates that hold because a literal was found, the patterns that were tried, and the answers of those that were
/// asked.
#[derive(Debug)]
pub(super) struct Verdicts {
    /// A bit for each predicate: those that are known to hold.
    holding: Vec<u64>,
    /// For each predicate that is asked the event that it was asked about, doubled, and the answer in the lowest bit.
    answers: Vec<u32>,
    /// For each pattern the event in which a text may fit it, times four, and whether one does in the lowest bits.
    fitting: Vec<u32>,
    event: u32,
    asked: u64,
}

impl Verdicts {
    /// Nothing is known yet about so many predicates, of which the first `asked` have to be asked where no literal says that
    /// they hold, and so many patterns.
    pub(super) fn new(predicates: usize, asked: usize, patterns: usize) -> Self {
        let (holding, answers, fitting) = (vec![0; predicates.div_ceil(64)], vec![0; asked], vec![0; patterns]);
        Self { holding, answers, fitting, event: 0, asked: 0 }
    }

    /// Forgets all verdicts.
    pub(super) fn next_event(&mut self) {
        self.holding.fill(0);
        self.event += 1;
        if self.event > u32::MAX >> 2 {
            self.answers.fill(0);
            self.fitting.fill(0);
            self.event = 1;
        }
    }

    /// A literal was found that makes the predicate hold.
    #[inline]
    pub(super) fn hold(&mut self, predicate: u32) {
        if let Some(word) = self.holding.get_mut(predicate as usize / 64) {
            *word |= 1 << (predicate % 64);
        }
    }

    /// Whether a literal has said that the predicate holds.
    #[inline]
    pub(super) fn holds(&self, predicate: u32) -> bool {
        self.holding.get(predicate as usize / 64).is_some_and(|word| word >> (predicate % 64) & 1 == 1)
    }

    /// A literal was found without which no text fits the pattern.
    #[inline]
    pub(super) fn may_fit(&mut self, pattern: u32) {
        if let Some(fitting) = self.fitting.get_mut(pattern as usize) {
            *fitting = self.event << 2 | UNTRIED;
        }
    }

    /// Whether a text fits the pattern, from `matches` if it may and was not tried.
    #[inline]
    pub(super) fn fits(&mut self, pattern: u32, matches: impl FnOnce() -> bool) -> bool {
        let Some(fitting) = self.fitting.get_mut(pattern as usize).filter(|fitting| **fitting >> 2 == self.event)
        else {
            return false;
        };
        if *fitting & 3 == UNTRIED {
            *fitting = self.event << 2 | u32::from(matches());
        }
        *fitting & 3 == 1
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

/// Of a pattern that a text may fit.
const UNTRIED: u32 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_predicate_is_asked_once_an_event() {
        let mut verdicts = Verdicts::new(70, 2, 0);
        for event in 0..3 {
            verdicts.next_event();
            for _ in 0..4 {
                assert_eq!(verdicts.answer(1, || event == 1), event == 1);
            }
        }
        assert_eq!(verdicts.asked(), 3);
        assert!(!verdicts.answer(7, || true), "it is decided by literals");
    }

    #[test]
    fn what_a_literal_says_is_known_for_one_event() {
        let mut verdicts = Verdicts::new(70, 0, 2);
        verdicts.next_event();
        for predicate in [1, 69, 700] {
            verdicts.hold(predicate);
        }
        verdicts.may_fit(1);
        assert!(verdicts.holds(1) && verdicts.holds(69) && !verdicts.holds(68));
        assert!(!verdicts.fits(0, || true) && verdicts.fits(1, || true) && verdicts.fits(1, || false));
        verdicts.next_event();
        assert!(!verdicts.holds(1) && !verdicts.holds(69) && !verdicts.fits(1, || true));
    }
}
