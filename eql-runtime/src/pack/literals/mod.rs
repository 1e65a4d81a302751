//! Looking for the literals of all rules in one text of a field.
//!
//! A literal is either the whole text, found by a hash of it, or a *piece* that stands somewhere in it. Of a piece, four
//! bytes that few other pieces have are its *gram*: the text is read once, a bitmap says of each four bytes in it whether
//! they may be a gram, and only then is looked closer. A piece at an end of the text includes the [`BOUNDARY`].
//!
//! Neither hash nor gram tells cases apart; the comparison behind them does where the literal asks for it, so that what is
//! found does stand in the text.

mod build;

pub(super) use build::{LiteralTablesBuf, Wanted};

use super::table::Numbers;
use crate::matchers::Glob;
use crate::matchers::fold::{equals_ascii, lower_char};
use crate::reading::Fold;

/// What stands before and after each text that is searched. In a piece it stands for the start or the end of the text, not
/// for a character.
pub const BOUNDARY: char = '\0';

/// The length of a gram; shorter pieces can't be looked for.
pub const GRAM: usize = 4;

/// Sets bit 5 of every byte, which makes letters of either case alike.
const CASELESS: u32 = 0x2020_2020;

/// What sort of value a text is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextOf {
    /// It is one, or has no other form in JSON.
    Text,
    Number,
    Truth,
}

/// A text of an event, as it is searched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounded<'t> {
    /// Between boundaries.
    pub(super) text: &'t str,
    pub(super) of: TextOf,
}

/// One form of a text.
#[derive(Clone, Copy)]
struct Form<'t> {
    field: u32,
    bounded: &'t [u8],
    of: TextOf,
    /// Lower-case beyond ASCII, for the literals that ask for that alone.
    is_lowered: bool,
}

/// What is looked for in the values of a field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sought {
    kinds: u32,
    presence: u32,
}

impl Sought {
    /// Whether there are literals that may stand in its texts.
    #[inline]
    pub(super) const fn texts(self) -> bool {
        self.kinds != 0
    }

    /// Whether there are some that may stand in the texts of its numbers and truth values.
    #[inline]
    pub(super) const fn formatted(self) -> bool {
        self.kinds & HAS_FORMATTED != 0
    }

    /// The literal that stands wherever it has a value.
    #[inline]
    pub(super) fn presence(self) -> Option<u32> {
        self.presence.checked_sub(1)
    }
}

/// The tables, borrowed: see [`LiteralTablesBuf`].
#[derive(Clone, Copy, Debug)]
pub(super) struct LiteralTables<'s> {
    /// The literals, one after the other.
    pub(super) texts: &'s str,
    /// Four numbers a literal: its field and what else must be so, the start and the length of its text, and where in it the
    /// gram is.
    pub(super) literals: Numbers<'s>,
    /// A literal more one, by the hash of field and text; zero is empty.
    pub(super) whole: Numbers<'s>,
    /// The same, by the hash of field and gram.
    pub(super) grams: Numbers<'s>,
    /// Three numbers a field: where its bitmap starts; the logarithm of its bits, more one, zero being none, and in the highest
    /// bits that whole texts are wanted, that some case is folded beyond ASCII, and that texts of numbers count; and the
    /// literal that stands wherever it has a value, more one.
    pub(super) fields: Numbers<'s>,
    /// Of each literal the patterns that are tried where it stands.
    pub(super) tries: Numbers<'s>,
    pub(super) bitmaps: &'s [u8],
}

const HAS_WHOLE: u32 = 1 << 31;
const HAS_UNICODE: u32 = 1 << 30;
const HAS_FORMATTED: u32 = 1 << 29;
const LOGARITHM: u32 = 0xFF;

/// What stands beside the field of a literal: that case counts, that it is folded beyond ASCII, that only texts count, or only
/// truth values, that it stands behind the first character.
const CASED: u32 = 1 << 31;
const UNICODE: u32 = 1 << 30;
const TEXTS: u32 = 1 << 29;
const TRUTHS: u32 = 1 << 28;
const SECOND: u32 = 1 << 27;
const FIELD: u32 = SECOND - 1;

impl LiteralTables<'_> {
    /// What is looked for in the values of a field; nothing if it is none of them.
    #[inline]
    pub(super) fn sought(&self, field: u32) -> Option<Sought> {
        let [_, kinds, presence] = self.fields.record(field as usize)?;
        Some(Sought { kinds, presence })
    }

    /// Adds those patterns that a text fits and of which a literal was found in it.
    #[inline]
    pub(super) fn try_patterns(&self, text: Bounded<'_>, found: &mut Vec<u32>) {
        for at in 0..found.len() {
            let Some(literal) = found.get(at).map(|&literal| literal as usize) else { break };
            for pattern in self.tries.list(literal) {
                if !found.contains(&pattern) && self.fits(pattern, text) {
                    found.push(pattern);
                }
            }
        }
    }

    #[inline(never)]
    fn fits(&self, pattern: u32, text: Bounded<'_>) -> bool {
        let Some([own, start, length, _]) = self.literals.record(pattern as usize) else { return false };
        let pattern = self.texts.get(start as usize..).and_then(|rest| rest.get(..length as usize));
        let fold = match (own & CASED != 0, own & UNICODE != 0) {
            (true, _) => Fold::None,
            (_, true) => Fold::Unicode,
            _ => Fold::Ascii,
        };
        let inner = BOUNDARY.len_utf8()..text.text.len().saturating_sub(BOUNDARY.len_utf8());
        counts(own, text.of)
            && text.text.get(inner).is_some_and(|text| Glob::new(pattern.unwrap_or_default(), fold).matches(text))
    }

    /// Gives the literals in a text of `field` to `found`, some more than once. `lowered` is room for another form of the
    /// text.
    #[inline]
    pub(super) fn find(&self, field: u32, text: Bounded<'_>, lowered: &mut String, found: &mut impl FnMut(u32)) {
        let Some([start, kinds, _]) = self.fields.record(field as usize) else { return };
        let Bounded { text, of } = text;
        self.find_in(Form { field, bounded: text.as_bytes(), of, is_lowered: false }, [start, kinds], found);
        if kinds & HAS_UNICODE != 0 && !text.is_ascii() {
            lowered.clear();
            lowered.extend(text.chars().map(lower_char));
            self.find_in(Form { field, bounded: lowered.as_bytes(), of, is_lowered: true }, [start, kinds], found);
        }
    }

    #[inline]
    fn find_in(&self, form: Form<'_>, [start, kinds]: [u32; 2], found: &mut impl FnMut(u32)) {
        if kinds & HAS_WHOLE != 0
            && let Some(text) = form.bounded.get(1..form.bounded.len().saturating_sub(1))
        {
            self.find_whole(form, text, found);
        }
        // A malformed table may say anything.
        if let Some(log @ 1..32) = (kinds & LOGARITHM).checked_sub(1) {
            let length = (1_usize << log) / 8;
            let bitmap = self.bitmaps.get(start as usize..).and_then(|rest| rest.get(..length)).unwrap_or_default();
            self.find_pieces(form, bitmap, log, found);
        }
    }

    #[inline]
    fn find_whole(&self, form: Form<'_>, text: &[u8], found: &mut impl FnMut(u32)) {
        probe(&self.whole, hash_whole(form.field, text), |literal| {
            if self.literal(form, literal).is_some_and(|wanted| wanted.equals(text)) {
                found(literal);
            }
        });
    }

    #[inline]
    fn find_pieces(&self, form: Form<'_>, bitmap: &[u8], log: u32, found: &mut impl FnMut(u32)) {
        for (at, window) in form.bounded.windows(GRAM).enumerate() {
            let gram = gram(window);
            let bit = bit_of(gram, log);
            if bitmap.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1) {
                self.find_at(form, at, gram, found);
            }
        }
    }

    /// The pieces whose gram stands at `at`.
    #[inline(never)]
    fn find_at(&self, form: Form<'_>, at: usize, gram: u32, found: &mut impl FnMut(u32)) {
        probe(&self.grams, hash_gram(form.field, gram), |literal| {
            if self.literal(form, literal).is_some_and(|wanted| wanted.stands_in(form.bounded, at)) {
                found(literal);
            }
        });
    }

    /// A literal; nothing if it belongs to another field (a search of the hash table passes those too), or is not looked for
    /// in this form.
    #[inline]
    fn literal(&self, form: Form<'_>, literal: u32) -> Option<Stored<'_>> {
        let [own, start, length, gram] = self.literals.record(literal as usize)?;
        let fits = own & FIELD == form.field && counts(own, form.of) && (!form.is_lowered || own & UNICODE != 0);
        if !fits {
            return None;
        }
        let text = self.texts.get(start as usize..)?.get(..length as usize)?;
        Some(Stored {
            text: text.as_bytes(),
            gram: gram as usize,
            is_cased: own & CASED != 0,
            is_second: own & SECOND != 0,
        })
    }
}

/// Whether a literal is looked for in such values.
#[inline]
const fn counts(own: u32, of: TextOf) -> bool {
    (own & TEXTS == 0 || matches!(of, TextOf::Text)) && (own & TRUTHS == 0 || matches!(of, TextOf::Truth))
}

/// A literal as the tables have it.
struct Stored<'s> {
    text: &'s [u8],
    /// Where in it the gram is.
    gram: usize,
    is_cased: bool,
    is_second: bool,
}

impl Stored<'_> {
    #[inline]
    fn equals(&self, text: &[u8]) -> bool {
        if self.is_cased { text == self.text } else { equals_ascii(text, self.text) }
    }

    /// Whether the piece stands in the text with its gram at `at`, and at the ends that it names: the text may have the
    /// boundary's character elsewhere too.
    #[inline]
    fn stands_in(&self, bounded: &[u8], at: usize) -> bool {
        const EDGE: u8 = BOUNDARY as u8;
        let Some(start) = at.checked_sub(self.gram) else { return false };
        let end = start + self.text.len();
        (self.text.first() != Some(&EDGE) || start == 0)
            && (!self.is_second || bounded.get(1).is_some_and(|first| start == 1 + length_of_char(*first)))
            && (self.text.last() != Some(&EDGE) || end == bounded.len())
            && bounded.get(start..end).is_some_and(|place| self.equals(place))
    }
}

/// How many bytes a character has that starts with this one.
#[inline]
const fn length_of_char(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
    }
}

/// Gives what may be stored under `hash` to `candidate`.
#[inline(always)]
fn probe(slots: &Numbers<'_>, hash: u32, mut candidate: impl FnMut(u32)) {
    let Some(mask) = slots.len().checked_sub(1) else { return };
    let mut at = hash as usize & mask;
    // A malformed table may have no empty slot.
    for _ in 0..=mask {
        match slots.get(at).and_then(|slot| slot.checked_sub(1)) {
            Some(literal) => candidate(literal),
            None => return,
        }
        at = (at + 1) & mask;
    }
}

#[inline(always)]
fn gram(window: &[u8]) -> u32 {
    window.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes) | CASELESS)
}

#[inline(always)]
const fn bit_of(gram: u32, log: u32) -> usize {
    (gram.wrapping_mul(0x9E37_79B1) >> (32 - log)) as usize
}

#[inline(always)]
const fn hash_gram(field: u32, gram: u32) -> u32 {
    mix((gram as u64) << 32 | field as u64)
}

/// A hash of the length and of the first, middle and last bytes of a text, whatever its case.
#[inline(always)]
fn hash_whole(field: u32, text: &[u8]) -> u32 {
    const LETTERS: u64 = 0x2020_2020_2020_2020;
    let (first, middle, last) = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            let middle = text.get(text.len() / 2 - 4..).and_then(|rest| rest.first_chunk::<8>()).unwrap_or(first);
            (u64::from_le_bytes(*first), u64::from_le_bytes(*middle), u64::from_le_bytes(*last))
        }
        _ => (text.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0, 0),
    };
    let start = (text.len() as u64) << 32 | u64::from(field);
    [first, middle, last].into_iter().fold(mix(start), |hash, word| mix((word | LETTERS) ^ u64::from(hash) << 7))
}

#[inline(always)]
const fn mix(word: u64) -> u32 {
    let product = (word ^ word >> 29).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (product >> 32) as u32 ^ (product as u32).rotate_left(13)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{Among, Place};

    fn view(buffer: &LiteralTablesBuf) -> LiteralTables<'_> {
        LiteralTables {
            texts: &buffer.texts,
            literals: Numbers(&buffer.literals),
            whole: Numbers(&buffer.whole),
            grams: Numbers(&buffer.grams),
            fields: Numbers(&buffer.fields),
            tries: Numbers(&buffer.tries),
            bitmaps: &buffer.bitmaps,
        }
    }

    fn found(tables: &LiteralTables<'_>, field: u32, text: &str) -> Vec<u32> {
        let mut all = Vec::new();
        let bounded = format!("\0{text}\0");
        let bounded = Bounded { text: &bounded, of: TextOf::Text };
        tables.find(field, bounded, &mut String::new(), &mut |literal| all.push(literal));
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn finds_what_is_there() {
        let place = |whole| if whole { Place::Whole } else { Place::Piece };
        let row = |field, whole, text| Wanted {
            field,
            place: place(whole),
            text,
            fold: if field == 2 { Fold::Unicode } else { Fold::Ascii },
            among: Among::All,
            tries: &[],
        };
        let cased = |whole, text| Wanted {
            field: 3,
            place: place(whole),
            text,
            fold: Fold::None,
            among: Among::All,
            tries: &[],
        };
        let wanted = [
            row(0, true, "cmd.exe"),
            row(0, false, "\0c:\\windows\\"),
            row(0, false, ".js\0"),
            row(0, false, "mimikatz"),
            row(2, true, "cmd.exe"),
            row(2, true, ""),
            row(0, true, "a much longer text than eight bytes"),
            row(0, false, "\0é"),
            row(2, true, "línea"),
            row(2, false, "\0línea"),
            cased(true, "Cmd.exe"),
            cased(false, "\0C:\\Windows"),
            cased(false, "Script\0"),
            Wanted { place: Place::Second, ..row(4, false, ":\\users") },
            Wanted { place: Place::Second, ..row(4, false, ":\\x.exe\0") },
        ];
        let buffer = LiteralTablesBuf::build(6, &wanted);
        let tables = view(&buffer);
        let rows: [(u32, &str, &[u32]); 22] = [
            (0, "CMD.exe", &[0]),
            (1, "cmd.exe", &[]),
            (2, "cmd.exe", &[4]),
            (2, "", &[5]),
            (0, "C:\\Windows\\Mimikatz.JS", &[1, 2, 3]),
            (0, "xC:\\Windows\\.jsx", &[]),
            (0, "A MUCH longer text than eight bytes", &[6]),
            (0, "a much longer text, then eight bytes", &[]),
            (0, "ére", &[]),
            (2, "LÍNEA", &[8, 9]),
            (2, "\0LÍNEA", &[]),
            (3, "Cmd.exe", &[10]),
            (3, "cmd.exe", &[]),
            (3, "C:\\Windows\\Script", &[11, 12]),
            (3, "C:\\windows\\Script", &[12]),
            (3, "x\0C:\\Windows", &[]),
            (3, "Script\0x", &[]),
            (4, "C:\\Users\\x", &[13]),
            (4, "é:\\Users", &[13]),
            (4, "cc:\\users c:\\users", &[]),
            (4, ":\\users", &[]),
            (4, "c:\\x.exe", &[14]),
        ];
        for (field, text, expected) in rows {
            assert_eq!(found(&tables, field, text), expected, "{text:?} in {field}");
        }
        let wants = [0, 1, 2, 3, 5, 6].map(|field| tables.sought(field).map(Sought::texts));
        assert_eq!(wants, [Some(true), Some(false), Some(true), Some(true), Some(false), None]);
    }

    /// Against the plain search, on texts of few letters so that much is found.
    #[test]
    fn agrees_with_the_plain_search() {
        let mut seed = 7_u64;
        let mut below = |bound: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % bound
        };
        let place = |whole| if whole { Place::Whole } else { Place::Piece };
        let mut hits = 0;
        for _ in 0..60 {
            let mut text = |longest: u64| {
                let length = below(longest);
                (0..length).map(|_| ['a', 'b', 'A', '.'][below(4) as usize]).collect::<String>()
            };
            let texts: Vec<String> = (0..40).map(|_| text(9).to_ascii_lowercase()).collect();
            let wanted: Vec<Wanted<'_>> = (0..)
                .zip(&texts)
                .map(|(at, text)| Wanted {
                    field: at % 2,
                    place: place(at % 3 == 0),
                    text,
                    fold: Fold::Ascii,
                    among: Among::All,
                    tries: &[],
                })
                .filter(|wanted| wanted.place == Place::Whole || wanted.text.len() >= GRAM)
                .collect();
            let buffer = LiteralTablesBuf::build(2, &wanted);
            for _ in 0..60 {
                let value = text(14);
                for field in 0..2 {
                    let lower = value.to_ascii_lowercase();
                    let holds = |wanted: &Wanted<'_>| {
                        wanted.field == field
                            && if wanted.place == Place::Whole {
                                lower == wanted.text
                            } else {
                                lower.contains(wanted.text)
                            }
                    };
                    let expected: Vec<u32> =
                        (0..).zip(&wanted).filter(|(_, wanted)| holds(wanted)).map(|(at, _)| at).collect();
                    hits += expected.len();
                    assert_eq!(found(&view(&buffer), field, &value), expected, "{value} among {wanted:?}");
                }
            }
        }
        assert!(hits > 1_000, "{hits}");
    }

    /// `language.md` §3.5: what is known to be a text also stands for numbers.
    #[test]
    fn numbers_count_where_they_are_read_as_text() {
        let row = |among| Wanted { field: 0, place: Place::Whole, text: "true", fold: Fold::None, among, tries: &[] };
        let buffer = LiteralTablesBuf::build(1, &[row(Among::All), row(Among::Texts), row(Among::Truths)]);
        let find = |of| {
            let mut all = Vec::new();
            view(&buffer).find(0, Bounded { text: "\0true\0", of }, &mut String::new(), &mut |at| all.push(at));
            all
        };
        assert_eq!([TextOf::Number, TextOf::Text, TextOf::Truth].map(find), [vec![0], vec![0, 1], vec![0, 2]]);
    }

    /// The literal that stands wherever a field has a value is in no text.
    #[test]
    fn presence_is_no_text() {
        let wanted =
            Wanted { field: 1, place: Place::Present, text: "", fold: Fold::None, among: Among::All, tries: &[] };
        let buffer = LiteralTablesBuf::build(2, &[wanted]);
        let tables = view(&buffer);
        let sought = [0, 1, 2].map(|field| tables.sought(field));
        assert_eq!(sought.map(|sought| sought.and_then(Sought::presence)), [None, Some(0), None]);
        assert!(sought[1].is_some_and(|sought| !sought.texts() && !sought.formatted()));
        assert!(found(&tables, 1, "").is_empty());
    }

    #[test]
    fn malformed_tables_do_not_panic() {
        let mut seed = 1_u64;
        for length in 0..120 {
            let noise: Vec<u8> = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (seed >> 56) as u8 % 40
                })
                .collect();
            let numbers = Numbers(&noise);
            let tables = LiteralTables {
                texts: "some longer téxt",
                literals: numbers,
                whole: numbers,
                grams: numbers,
                fields: numbers,
                tries: numbers,
                bitmaps: &noise,
            };
            for field in 0..4 {
                for text in ["\0some longer téxt\0", ""] {
                    tables.find(field, Bounded { text, of: TextOf::Number }, &mut String::new(), &mut |_| {});
                }
            }
        }
    }
}
