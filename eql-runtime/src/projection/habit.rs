//! Which keys stood where in the lines before.
//!
//! Events of one source have the same keys in the same order. So what follows a key is expected to be what followed it last
//! time, and a key that is the expected one, byte for byte up to its colon, needs no search. That is faster than any search
//! because the walk need not wait for it: the processor goes on to the value while the key is still compared.

use super::paths::{NodeIndex, Paths, Target};

/// As many bytes of a line are compared at once: quotes, key and colon. Longer keys are searched for.
const BYTES: usize = 24;

/// The bytes as words.
type Words = [u64; BYTES / 8];

/// As many keys are remembered; then all are forgotten, since some of them will never be seen again.
const MOST: usize = 1024;

/// Places by hash, of which three in four are free.
const PLACES: usize = 4 * MOST;

/// The bits of keys of each length.
const MASKS: [Words; BYTES + 1] = {
    let mut masks = [[0; BYTES / 8]; BYTES + 1];
    let mut length = 1;
    while length <= BYTES {
        masks[length] = masks[length - 1];
        masks[length][(length - 1) / 8] |= 0xff << (8 * ((length - 1) % 8));
        length += 1;
    }
    masks
};

/// A key that was read, and where it leads.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// What stands in a line, from the opening quote to the colon, and which bits of it these are.
    text: Words,
    mask: Words,
    /// The place of the object in which it stood.
    place: NodeIndex,
    length: u8,
    target: Option<Target>,
    /// What came behind it last, and what before that.
    next: [u32; 2],
}

impl Known {
    /// Stands nowhere: no bit under the empty mask is set.
    const NOTHING: Self = Self {
        text: [1; BYTES / 8],
        mask: [0; BYTES / 8],
        length: 0,
        place: NodeIndex::ROOT,
        target: None,
        next: [0; 2],
    };

    #[inline(always)]
    fn is(&self, words: Words) -> bool {
        let different = |word: usize| (words[word] & self.mask[word]) ^ self.text[word];
        different(0) | different(1) | different(2) == 0
    }
}

/// The keys of the lines before.
#[derive(Debug)]
pub(super) struct Habit {
    /// First one that stands nowhere; for each place one that its objects begin behind; then the keys.
    known: Vec<Known>,
    firsts: usize,
    /// The numbers of the keys, by hash; none is 0.
    places: Box<[u32; PLACES]>,
}

/// A key as it stands in a line, with its quotes and its colon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelled<'l> {
    pub(super) line: &'l [u8],
    pub(super) start: usize,
    pub(super) end: usize,
    /// The place of the object in which it stands.
    pub(super) place: NodeIndex,
}

impl Habit {
    pub(super) fn new(paths: &Paths) -> Self {
        let firsts = paths.node_count() + 1;
        Self { known: vec![Known::NOTHING; firsts], firsts, places: Box::new([0; PLACES]) }
    }

    /// The number of what comes before the first key of an object that stands at this place.
    #[inline(always)]
    pub(super) fn begin(place: NodeIndex) -> usize {
        place.as_usize() + 1
    }

    /// If the key at `at` is the one expected behind `before`, its number, its length, and where it leads.
    #[inline(always)]
    pub(super) fn follow(&self, before: usize, line: &[u8], at: usize) -> Option<(usize, usize, Option<Target>)> {
        let number = self.known.get(before)?.next[0] as usize;
        let known = self.known.get(number)?;
        // The last keys of a line are looked up.
        let bytes = line.get(at..at.wrapping_add(BYTES))?.try_into().ok()?;
        known.is(words_of(bytes)).then_some((number, known.length as usize, known.target))
    }

    /// Looks a key up that is not the expected one, and expects it from now on. If it is not known, it leads to where `search`
    /// says.
    pub(super) fn look_up(
        &mut self,
        before: &mut usize,
        key: Spelled<'_>,
        search: impl FnOnce() -> Option<Target>,
    ) -> Option<Target> {
        let words = words_at(key.line, key.start);
        let other = self.known.get(*before).map_or(0, |known| known.next[1]);
        let number = match self.known.get(other as usize) {
            Some(known) if known.is(words) => other,
            _ => match self.number(key, words) {
                Ok(number) => number,
                Err(free) => {
                    let target = search();
                    let Some(number) = self.learn(key, words, free, target) else { return target };
                    number
                }
            },
        };
        if let Some(known) = self.known.get_mut(*before) {
            known.next = [number, known.next[0]];
        }
        *before = number as usize;
        self.known.get(number as usize).and_then(|known| known.target)
    }

    /// The number of a key, or the place where it should stand.
    fn number(&self, key: Spelled<'_>, words: Words) -> Result<u32, usize> {
        let mask = MASKS.get(key.end - key.start).unwrap_or(&MASKS[BYTES]);
        let mixed = (0..BYTES / 8).fold(key.place.as_usize() as u64, |mixed, word| {
            (mixed ^ (words[word] & mask[word])).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32)
        });
        let mut at = mixed as usize % PLACES;
        loop {
            match self.places[at] {
                0 => return Err(at),
                number => {
                    let known = self.known.get(number as usize);
                    if known.is_some_and(|known| known.is(words) && known.place == key.place) {
                        return Ok(number);
                    }
                }
            }
            at = (at + 1) % PLACES;
        }
    }

    /// Remembers a key in a free place, if it is not too long and there are not too many.
    fn learn(&mut self, key: Spelled<'_>, words: Words, free: usize, target: Option<Target>) -> Option<u32> {
        let length = key.end - key.start;
        let mask = *MASKS.get(length)?;
        if self.is_full() {
            return None;
        }
        let number = u32::try_from(self.known.len()).ok()?;
        let text = [words[0] & mask[0], words[1] & mask[1], words[2] & mask[2]];
        self.known.push(Known { text, mask, length: length as u8, place: key.place, target, next: [0; 2] });
        self.places[free] = number;
        Some(number)
    }

    fn is_full(&self) -> bool {
        self.known.len() >= self.firsts + MOST
    }

    /// Forgets everything if it has become too much.
    pub(super) fn tidy(&mut self) {
        if self.is_full() {
            self.known.truncate(self.firsts);
            self.known.iter_mut().for_each(|known| known.next = [0; 2]);
            self.places.fill(0);
        }
    }
}

/// What stands at `at`, with zeroes behind the end of the line.
#[inline(never)]
fn words_at(line: &[u8], at: usize) -> Words {
    let mut bytes = [0; BYTES];
    bytes.iter_mut().zip(line.get(at..).unwrap_or_default()).for_each(|(to, from)| *to = *from);
    words_of(&bytes)
}

#[inline(always)]
fn words_of(bytes: &[u8; BYTES]) -> Words {
    let (words, _) = bytes.as_chunks::<8>();
    [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]), u64::from_le_bytes(words[2])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_all_its_bytes_and_its_place() {
        let paths = Paths::new(["a.bc", "a.b", "b"]);
        let mut habit = Habit::new(&paths);
        let [root, inner] = [NodeIndex::ROOT, paths.follow(NodeIndex::ROOT, b"a", 0, 1).unwrap().node];
        let learn = |habit: &mut Habit, place, line: &str| {
            let end = line.find(':').unwrap() + 1;
            let mut before = Habit::begin(place);
            let key = Spelled { line: line.as_bytes(), start: 0, end, place };
            habit
                .look_up(&mut before, key, || paths.follow(place, line.as_bytes(), 1, end - 2))
                .map(|target| target.slot)
        };
        let follow = |habit: &Habit, place, line: &str| {
            let found = habit.follow(Habit::begin(place), format!("{line:40}").as_bytes(), 0);
            found.map(|(_, length, target)| (length, target.map(|target| target.slot)))
        };
        for _ in 0..2 {
            assert_eq!(learn(&mut habit, root, "\"b\":1"), Some(Some(2)));
            assert_eq!(follow(&habit, root, "\"b\":2}"), Some((4, Some(Some(2)))));
            assert_eq!(learn(&mut habit, inner, "\"b\":1"), Some(Some(1)));
            assert_eq!(follow(&habit, inner, "\"b\":"), Some((4, Some(Some(1)))));
            for other in ["\"c\":1", "\"b\" :1", "\"bc\":1", "\"b", "b", ""] {
                assert_eq!(follow(&habit, inner, other), None, "{other}");
            }
            assert_eq!(learn(&mut habit, root, "\"of no use\":1"), None);
            assert_eq!(follow(&habit, root, "\"of no use\":1"), Some((12, None)));
            let long = "\"longer than what is remembered\":1";
            assert_eq!(learn(&mut habit, root, long), None);
            assert_eq!(follow(&habit, root, long), None);
        }
    }

    #[test]
    fn what_is_too_much_is_forgotten() {
        let paths = Paths::new(["a"]);
        let mut habit = Habit::new(&paths);
        for number in 0..3 * MOST {
            let line = format!("\"{number}\":");
            let key = Spelled { line: line.as_bytes(), start: 0, end: line.len(), place: NodeIndex::ROOT };
            assert!(habit.look_up(&mut Habit::begin(NodeIndex::ROOT), key, || None).is_none());
        }
        assert_eq!(habit.known.len(), habit.firsts + MOST);
        habit.tidy();
        assert_eq!(habit.known.len(), habit.firsts);
        assert!(habit.follow(Habit::begin(NodeIndex::ROOT), b"\"1023\":1                        ", 0).is_none());
    }
}
