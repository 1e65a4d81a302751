//! Which parts of predicates are decided by looking for literals, and which have to be asked.

use super::presence::needed_fields;
use crate::ir::{FieldRef, Fields, Pattern, Source, TestKind, TextTest};
use eql_runtime::pack::{Among, BOUNDARY, GRAM, Literal, Place};
use eql_runtime::{Fold, Reading};
use hashbrown::HashMap;

/// The literals of a pack, each once.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    pub(super) literals: Vec<Literal>,
    /// Of each literal that is a pattern the pieces that stand in every text that fits it; to look for one of them will do.
    pub(super) pieces: Vec<(u32, Vec<u32>)>,
    indexes: HashMap<(u32, Place, Fold, Among, String), u32>,
}

/// What decides a predicate.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lookup {
    /// It holds where one of these literals stands.
    pub(super) literals: Vec<u32>,
    /// What is left to ask; nothing if the rest says all.
    pub(super) rest: Option<TestKind>,
    /// It only holds where all of these literals stand.
    pub(super) needs: Vec<u32>,
}

/// The values that are searched.
#[derive(Clone, Copy)]
struct Searched {
    field: u32,
    fold: Fold,
    among: Among,
}

/// A text or pattern of a test, as it is looked for.
enum Part {
    Literal(Place, String),
    Wildcard { pattern: String, pieces: Vec<String> },
}

impl Lookups {
    /// What decides a predicate. `slots` are the fields that are read of every event.
    pub(super) fn of(&mut self, kind: &TestKind, fields: &Fields, slots: &HashMap<&str, u32>) -> Lookup {
        let slot = |field: FieldRef| {
            let slot = slots.get(fields.path(field.field)).filter(|_| field.source == Source::Event)?;
            Some(Searched { field: *slot, fold: Fold::None, among: Among::All })
        };
        let mut lookup = match (kind, kind.tested_field().and_then(slot)) {
            (TestKind::Exists(_), Some(searched)) => {
                Lookup { literals: vec![self.literal(searched, Place::Present, String::new())], ..Lookup::default() }
            }
            (TestKind::Bool { reading, expected, .. }, Some(searched)) => self.truth(searched, *reading, *expected),
            (TestKind::Text { field, reading, test }, Some(searched)) => self.text(searched, *field, *reading, test),
            _ => Lookup { rest: Some(kind.clone()), ..Lookup::default() },
        };
        if lookup.rest.is_some() {
            let needed = needed_fields(kind).into_iter().filter_map(slot);
            lookup.needs = needed.map(|searched| self.literal(searched, Place::Present, String::new())).collect();
        }
        lookup
    }

    /// What decides whether a value is read as this truth value (`language.md` §3.5).
    fn truth(&mut self, searched: Searched, reading: Reading, expected: bool) -> Lookup {
        let among = if reading == Reading::Boolean { Among::All } else { Among::Truths };
        let texts: &[&str] = match (expected, among) {
            (true, _) => &["true"],
            (false, Among::All) => &["false", ""],
            (false, _) => &["false"],
        };
        let searched = Searched { among, ..searched };
        let literals = texts.iter().map(|text| self.literal(searched, Place::Whole, (*text).to_owned())).collect();
        Lookup { literals, ..Lookup::default() }
    }

    fn text(&mut self, searched: Searched, field: FieldRef, reading: Reading, test: &TextTest) -> Lookup {
        let among = if reading == Reading::Dynamic { Among::Texts } else { Among::All };
        let searched = Searched { fold: test.fold, among, ..searched };
        let mut lookup = Lookup::default();
        let mut rest = TextTest { exact: Vec::new(), patterns: Vec::new(), ..test.clone() };
        let exact = test.exact.iter().map(|text| Part::Literal(Place::Whole, text.clone()));
        exact.for_each(|part| self.add(part, searched, &mut lookup));
        for pattern in &test.patterns {
            match part(pattern) {
                Some(part) => self.add(part, searched, &mut lookup),
                None => rest.patterns.push(pattern.clone()),
            }
        }
        if rest.regex.is_some() || !rest.patterns.is_empty() {
            lookup.rest = Some(TestKind::Text { field, reading, test: rest });
        }
        lookup
    }

    fn add(&mut self, part: Part, searched: Searched, lookup: &mut Lookup) {
        match part {
            Part::Literal(place, text) => lookup.literals.push(self.literal(searched, place, text)),
            Part::Wildcard { pattern, pieces } => lookup.literals.push(self.pattern(searched, pattern, pieces)),
        }
    }

    fn literal(&mut self, searched: Searched, place: Place, text: String) -> u32 {
        let Searched { field, fold, among } = searched;
        let next = self.literals.len() as u32;
        let index = *self.indexes.entry((field, place, fold, among, text.clone())).or_insert(next);
        if index == next {
            let (wakes, holds, tries, allows) = Default::default();
            self.literals.push(Literal { field, place, text, fold, among, guards: 0, wakes, holds, tries, allows });
        }
        index
    }

    fn pattern(&mut self, searched: Searched, pattern: String, pieces: Vec<String>) -> u32 {
        let next = self.literals.len() as u32;
        let index = self.literal(searched, Place::Pattern, pattern);
        if index == next {
            let pieces = pieces.into_iter().map(|piece| self.literal(searched, Place::Piece, piece)).collect();
            self.pieces.push((index, pieces));
        }
        index
    }
}

/// How a pattern is looked for; nothing if no part of it is long enough.
fn part(pattern: &Pattern) -> Option<Part> {
    let piece = |text: String| (text.len() >= GRAM).then_some(Part::Literal(Place::Piece, text));
    match pattern {
        Pattern::Prefix(text) | Pattern::Suffix(text) | Pattern::Contains(text) if text.contains(BOUNDARY) => None,
        Pattern::Any => None,
        Pattern::Prefix(text) => piece(format!("{BOUNDARY}{text}")),
        Pattern::Suffix(text) => piece(format!("{text}{BOUNDARY}")),
        Pattern::Contains(text) => piece(text.clone()),
        Pattern::Around { prefix, suffix } => wildcard(format!("{prefix}*{suffix}")),
        Pattern::General(text) => behind_first(text).or_else(|| wildcard(text.clone())),
    }
}

/// `?text` and `?text*`.
fn behind_first(pattern: &str) -> Option<Part> {
    let rest = pattern.strip_prefix('?').filter(|rest| !rest.contains(BOUNDARY))?;
    let text = rest.strip_suffix('*').map_or_else(|| format!("{rest}{BOUNDARY}"), str::to_owned);
    (text.len() >= GRAM && !text.contains(['*', '?'])).then_some(Part::Literal(Place::Second, text))
}

fn wildcard(pattern: String) -> Option<Part> {
    if pattern.contains(BOUNDARY) {
        return None;
    }
    let pieces = format!("{BOUNDARY}{pattern}{BOUNDARY}");
    let pieces: Vec<String> = pieces.split(['*', '?']).filter(|piece| piece.len() >= GRAM).map(str::to_owned).collect();
    (!pieces.is_empty()).then_some(Part::Wildcard { pattern, pieces })
}

#[cfg(test)]
mod tests {
    use super::{Part, part};
    use crate::ir::Pattern;
    use crate::{CompileOptions, compile};
    use eql_runtime::pack::Place::{self, Piece, Second, Whole};

    /// What is looked for in a condition with one test, and whether that says all.
    fn lookup(text: &str) -> (Vec<(Place, String)>, bool) {
        let rule = compile(text, &CompileOptions::default()).expect(text).0;
        let plan = crate::pack::Plan::build([crate::pack::PackRule { name: "", rule: &rule }]);
        let literals = plan.literals.iter().map(|literal| (literal.place, literal.text.clone())).collect();
        (literals, plan.asked.is_empty())
    }

    #[test]
    fn patterns_have_pieces() {
        let general = |text: &str| Pattern::General(text.to_owned());
        let rows: [(Pattern, &[&str]); 12] = [
            (Pattern::Any, &[]),
            (Pattern::Prefix("c:\\".into()), &["\0c:\\"]),
            (Pattern::Prefix("c:".into()), &[]),
            (Pattern::Prefix("c:\0x".into()), &[]),
            (Pattern::Suffix(".js".into()), &[".js\0"]),
            (Pattern::Contains("-enc".into()), &["-enc"]),
            (Pattern::Around { prefix: "a".into(), suffix: "users".into() }, &["users\0"]),
            (general("?:\\windows\\*"), &[":\\windows\\"]),
            (general("?:\\x"), &[":\\x\0"]),
            (general("?:\\windows\\*\\x.exe"), &[":\\windows\\", "\\x.exe\0"]),
            (general("windows*\0x"), &[]),
            (general("a?c"), &[]),
        ];
        for (pattern, expected) in rows {
            let pieces = match part(&pattern) {
                Some(Part::Literal(_, text)) => vec![text],
                Some(Part::Wildcard { pieces, .. }) => pieces,
                None => Vec::new(),
            };
            assert_eq!(pieces, expected, "{pattern:?}");
        }
    }

    #[test]
    fn texts_and_pieces_decide_alone() {
        let (literals, decided) = lookup(r#"any where a : ("x", "abc*", "*def", "*ghij*", "?:\\xy*", "?:\\y")"#);
        let expected =
            [(Whole, "x"), (Piece, "\0abc"), (Piece, "def\0"), (Piece, "ghij"), (Second, ":\\xy"), (Second, ":\\y\0")];
        assert_eq!(literals, expected.map(|(place, text)| (place, text.to_owned())));
        assert!(decided);
    }

    #[test]
    fn patterns_are_tried_where_their_rarest_piece_stands() {
        let (literals, decided) = lookup(r#"any where a : ("?:\\Users\\*\\x.exe")"#);
        assert_eq!(
            literals.iter().map(|(place, _)| *place).collect::<Vec<_>>(),
            [Place::Pattern, Piece],
            "{literals:?}"
        );
        assert!(decided);
    }

    #[test]
    fn what_cannot_be_looked_for_is_asked() {
        for text in [r#"any where a : ("x", "*y*")"#, r#"any where a regex "a.*""#, "any where a > 1"] {
            assert!(!lookup(text).1, "{text}");
        }
        for text in [r#"any where a : "x""#, "any where a != null", "any where a == true"] {
            assert!(lookup(text).1, "{text}");
        }
    }
}
