//! Writes the tables of [`Automaton`]s: the states of an Aho-Corasick automaton of the `aho-corasick` crate, in a form
//! that can be a `static`.

use aho_corasick::automaton::StateID;
use aho_corasick::dfa::DFA;
use aho_corasick::nfa::noncontiguous::NFA;
use aho_corasick::{Anchored, BuildError, MatchKind};
use eql_runtime::Fold;
use eql_runtime::matchers::{Automaton, Side};
use std::collections::VecDeque;

/// From so many exceptions on a state is written as a full row: scanning them would take longer than the row's bytes
/// are worth.
const FULL_ROW_FROM: usize = 12;

/// The table of an [`Automaton`], built and owned.
///
/// ```
/// use eql_compiler::tables::AutomatonBuf;
/// use eql_runtime::{Fold, matchers::Side};
/// let domains = AutomatonBuf::build(["api.openai.com", ".anthropic.com"], Side::Suffix, Fold::Ascii)?;
/// assert!(domains.as_automaton().matches("API.Anthropic.com"));
/// assert!(!domains.as_automaton().matches("example.com"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutomatonBuf {
    side: Side,
    fold: Fold,
    table: Vec<u8>,
}

impl AutomatonBuf {
    /// Builds the automaton that finds any of `texts`, which it folds itself. Equal texts in equal order give equal
    /// tables.
    ///
    /// # Errors
    ///
    /// More texts than `aho-corasick` can number.
    pub fn build<T: AsRef<str>>(
        texts: impl IntoIterator<Item = T>,
        side: Side,
        fold: Fold,
    ) -> Result<Self, BuildError> {
        let texts: Vec<Vec<u8>> = texts
            .into_iter()
            .map(|text| {
                let mut bytes = fold.literal(text.as_ref()).into_owned().into_bytes();
                if side == Side::Suffix {
                    bytes.reverse();
                }
                bytes
            })
            .collect();
        let classes = Classes::of(&texts, fold);
        // Without failures to follow, the automaton that is built faster is also walked faster.
        let table = if side == Side::Contains {
            let dfa = DFA::builder().match_kind(MatchKind::Standard).prefilter(false).build(&texts)?;
            Writer { automaton: &dfa, anchored: Anchored::No, classes }.table()
        } else {
            let nfa = NFA::builder().match_kind(MatchKind::Standard).prefilter(false).build(&texts)?;
            Writer { automaton: &nfa, anchored: Anchored::Yes, classes }.table()
        };
        Ok(Self { side, fold, table })
    }

    /// The automaton over this table.
    #[must_use]
    #[inline]
    pub fn as_automaton(&self) -> Automaton<'_> {
        Automaton::new(self.side, self.fold, &self.table)
    }

    /// The bytes that generated code holds.
    #[must_use]
    pub fn table(&self) -> &[u8] {
        &self.table
    }
}

/// Bytes that no text tells apart share a class; class 0 is every byte that is in no text.
struct Classes {
    of_byte: [u8; 256],
    /// One byte of each class; a class without one has no way out of any state but the default.
    representatives: Vec<Option<u8>>,
}

impl Classes {
    fn of(texts: &[Vec<u8>], fold: Fold) -> Self {
        let mut used = [false; 256];
        texts.iter().flatten().for_each(|&byte| used[usize::from(byte)] = true);
        let mut of_byte = [0; 256];
        // UTF-8 has bytes that no text holds, so there is one for class 0 and no class 256.
        let mut representatives = vec![(0..=255_u8).find(|&byte| !used[usize::from(byte)])];
        for byte in (0..=255_u8).filter(|&byte| used[usize::from(byte)]) {
            of_byte[usize::from(byte)] = representatives.len() as u8;
            representatives.push(Some(byte));
        }
        if fold != Fold::None {
            for byte in b'A'..=b'Z' {
                of_byte[usize::from(byte)] = of_byte[usize::from(byte.to_ascii_lowercase())];
            }
            // The first byte that is in no text may be a capital that stands for a letter now.
            representatives[0] = (0..=255_u8).find(|&byte| !used[usize::from(byte)] && !byte.is_ascii_uppercase());
        }
        Self { of_byte, representatives }
    }
}

struct Writer<'a, A> {
    automaton: &'a A,
    anchored: Anchored,
    classes: Classes,
}

/// The states that follow a state: by class, where they differ from the default row.
type Exceptions = Vec<(u8, StateID)>;

impl<A: aho_corasick::automaton::Automaton> Writer<'_, A> {
    fn table(&self) -> Vec<u8> {
        let start = self.automaton.start_state(self.anchored).ok();
        let defaults = match (self.anchored, start) {
            (Anchored::No, Some(start)) => self.row(start),
            _ => vec![None; self.classes.representatives.len()],
        };
        let states = start.map(|start| self.reachable(start, &defaults)).unwrap_or_default();
        let offsets = self.offsets(&states, defaults.len());
        let place = |state: Option<StateID>| match state {
            Some(state) => offsets.get(state.as_usize()).copied().unwrap_or(Automaton::MATCH),
            None => Automaton::DEAD,
        };

        let mut table = self.classes.of_byte.to_vec();
        table.extend((defaults.len() as u32).to_le_bytes());
        table.extend(place(start).to_le_bytes());
        table.extend(defaults.iter().flat_map(|&state| place(state).to_le_bytes()));
        for (state, exceptions) in &states {
            if self.is_full(exceptions) {
                table.push(Automaton::FULL);
                table.extend(self.row(*state).into_iter().flat_map(|target| place(target).to_le_bytes()));
            } else {
                table.push(exceptions.len() as u8);
                table.extend(exceptions.iter().map(|&(class, _)| class));
                table.extend(exceptions.iter().flat_map(|&(_, target)| place(Some(target)).to_le_bytes()));
            }
        }
        table
    }

    /// The state after each class; nothing for the dead state.
    fn row(&self, state: StateID) -> Vec<Option<StateID>> {
        let after = |byte: u8| {
            let next = self.automaton.next_state(self.anchored, state, byte);
            (!self.automaton.is_dead(next)).then_some(next)
        };
        self.classes.representatives.iter().map(|byte| byte.and_then(after)).collect()
    }

    /// Every state that a search can be in before it has found a text, the first one first.
    fn reachable(&self, start: StateID, defaults: &[Option<StateID>]) -> Vec<(StateID, Exceptions)> {
        let mut states: Vec<(StateID, Exceptions)> = Vec::new();
        let mut known = vec![false; start.as_usize() + 1];
        let mut waiting = VecDeque::from([(start, 0)]);
        while let Some((state, depth)) = waiting.pop_front() {
            if self.accepts(state, depth) {
                continue;
            }
            let row = self.row(state);
            for &next in row.iter().flatten() {
                if known.len() <= next.as_usize() {
                    known.resize(next.as_usize() + 1, false);
                }
                if !std::mem::replace(&mut known[next.as_usize()], true) {
                    waiting.push_back((next, depth + 1));
                }
            }
            // A state never leads to the dead one where the default row does not.
            let exceptions = (0_u8..).zip(row.iter().zip(defaults)).filter(|(_, (next, default))| next != default);
            states.push((state, exceptions.filter_map(|(class, (next, _))| Some((class, (*next)?))).collect()));
        }
        states
    }

    /// Whether a search has found a text in this state. Anchored, a text that merely ends here does not count: it has
    /// to be as long as the way to the state.
    fn accepts(&self, state: StateID, depth: usize) -> bool {
        let whole = |index| self.automaton.pattern_len(self.automaton.match_pattern(state, index)) == depth;
        self.automaton.is_match(state)
            && (!self.anchored.is_anchored() || (0..self.automaton.match_len(state)).any(whole))
    }

    /// Where the entry of each state begins. What is reached and has no entry has found a text.
    fn offsets(&self, states: &[(StateID, Exceptions)], class_count: usize) -> Vec<u32> {
        let highest = states.iter().map(|(state, _)| state.as_usize()).max();
        let mut offsets = vec![Automaton::MATCH; highest.map_or(0, |highest| highest + 1)];
        let mut offset = Automaton::DEFAULTS + class_count * 4;
        for (state, exceptions) in states {
            offsets[state.as_usize()] = offset as u32;
            offset += 1 + if self.is_full(exceptions) { class_count * 4 } else { exceptions.len() * 5 };
        }
        offsets
    }

    fn is_full(&self, exceptions: &Exceptions) -> bool {
        exceptions.len() >= FULL_ROW_FROM
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same in every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % limit
        }

        fn text(&mut self, letters: &[char], longest: usize) -> String {
            (0..self.below(longest + 1)).map(|_| letters[self.below(letters.len())]).collect()
        }
    }

    fn naive(texts: &[String], side: Side, fold: Fold, value: &str) -> bool {
        let value = fold.literal(value);
        texts.iter().map(|text| fold.literal(text)).any(|text| match side {
            Side::Prefix => value.starts_with(&*text),
            Side::Suffix => value.ends_with(&*text),
            Side::Contains => value.contains(&*text),
        })
    }

    #[test]
    fn agrees_with_the_naive_search() {
        let mut random = Random(1);
        let letters = ['a', 'b', 'A', 'B', 'é', 'É', '.'];
        let mut found = 0;
        for round in 0..400 {
            let count = random.below(if round % 10 == 0 { 120 } else { 6 });
            let texts: Vec<String> =
                (0..count).map(|_| random.text(&letters, 5)).filter(|text| !text.is_empty()).collect();
            for side in [Side::Prefix, Side::Suffix, Side::Contains] {
                for fold in [Fold::None, Fold::Ascii, Fold::Unicode] {
                    let built = AutomatonBuf::build(&texts, side, fold).expect("few texts");
                    for _ in 0..20 {
                        let value = random.text(&letters, 12);
                        let expected = naive(&texts, side, fold, &value);
                        found += usize::from(expected);
                        let answer = built.as_automaton().matches(&value);
                        assert_eq!(answer, expected, "{value:?} in {texts:?}, {side:?}, {fold:?}");
                    }
                }
            }
        }
        assert!(found > 10_000, "{found}");
    }

    #[test]
    fn wide_states_have_full_rows() {
        let texts: Vec<String> =
            ('a'..='z').flat_map(|one| ('a'..='z').map(move |two| format!("{one}{two}!"))).collect();
        for side in [Side::Prefix, Side::Suffix, Side::Contains] {
            let built = AutomatonBuf::build(&texts, side, Fold::Ascii).expect("few texts");
            assert!(texts.iter().all(|text| built.as_automaton().matches(&text.to_uppercase())));
            assert!(!built.as_automaton().matches("abc"));
        }
    }

    #[test]
    fn no_text_and_the_empty_text() {
        for side in [Side::Prefix, Side::Suffix, Side::Contains] {
            let none = AutomatonBuf::build([""; 0], side, Fold::Ascii).expect("no texts");
            assert!(!none.as_automaton().matches("") && !none.as_automaton().matches("a"));
            let empty = AutomatonBuf::build(["", "a"], side, Fold::None).expect("two texts");
            assert!(empty.as_automaton().matches("") && empty.as_automaton().matches("b"));
        }
    }

    #[test]
    fn a_cut_table_does_not_panic() {
        let built = AutomatonBuf::build(["abc", "bcd"], Side::Contains, Fold::Ascii).expect("few texts");
        for length in 0..built.table().len() {
            let _answer = Automaton::new(Side::Contains, Fold::Ascii, &built.table()[..length]).matches("xxabcbcd");
        }
    }
}
