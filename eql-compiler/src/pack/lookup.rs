//! Which parts of predicates are decided by looking for literals, and which have to be asked.

use crate::ir::{Fields, Pattern, Source, TestKind, TextTest};
use eql_runtime::pack::{BOUNDARY, GRAM, Literal, Place, Wildcard};
use eql_runtime::{Fold, Reading};
use std::collections::HashMap;

/// The literals and patterns of a pack, each once.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    pub(super) literals: Vec<Literal>,
    pub(super) wildcards: Vec<Wildcard>,
    /// Of each pattern the literals of which every text has one that fits it; any of them will do.
    pub(super) pieces: Vec<Vec<u32>>,
    literal_indexes: HashMap<(u32, Place, Fold, bool, String), u32>,
    wildcard_indexes: HashMap<(u32, Fold, bool, String), u32>,
}

/// What decides a predicate.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lookup {
    /// It holds where one of these literals stands.
    pub(super) literals: Vec<u32>,
    /// It holds where a text fits one of these patterns.
    pub(super) wildcards: Vec<u32>,
    /// What is left to ask; nothing if the rest says all.
    pub(super) rest: Option<TestKind>,
}

/// The values that are searched.
#[derive(Clone, Copy)]
struct Searched {
    field: u32,
    fold: Fold,
    text_only: bool,
}

/// A text or pattern of a test, as it is looked for.
enum Part {
    Literal(Place, String),
    Wildcard { pattern: String, pieces: Vec<String> },
}

impl Lookups {
    /// What decides a predicate. `slots` are the fields that are read of every event.
    pub(super) fn of(&mut self, kind: &TestKind, fields: &Fields, slots: &HashMap<&str, u32>) -> Lookup {
        let asked = || Lookup { rest: Some(kind.clone()), ..Lookup::default() };
        let TestKind::Text { field, reading, test } = kind else { return asked() };
        let Some(&slot) = slots.get(fields.path(field.field)).filter(|_| field.source == Source::Event) else {
            return asked();
        };
        let searched = Searched { field: slot, fold: test.fold, text_only: *reading == Reading::Dynamic };
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
            lookup.rest = Some(TestKind::Text { field: *field, reading: *reading, test: rest });
        }
        lookup
    }

    fn add(&mut self, part: Part, searched: Searched, lookup: &mut Lookup) {
        match part {
            Part::Literal(place, text) => lookup.literals.push(self.literal(searched, place, text)),
            Part::Wildcard { pattern, pieces } => lookup.wildcards.push(self.wildcard(searched, pattern, pieces)),
        }
    }

    fn literal(&mut self, searched: Searched, place: Place, text: String) -> u32 {
        let Searched { field, fold, text_only } = searched;
        let next = self.literals.len() as u32;
        let index = *self.literal_indexes.entry((field, place, fold, text_only, text.clone())).or_insert(next);
        if index == next {
            let (wakes, holds, wildcards) = (Vec::new(), Vec::new(), Vec::new());
            self.literals.push(Literal { field, place, text, fold, text_only, guards: 0, wakes, holds, wildcards });
        }
        index
    }

    fn wildcard(&mut self, searched: Searched, pattern: String, pieces: Vec<String>) -> u32 {
        let Searched { field, fold, text_only } = searched;
        let next = self.wildcards.len() as u32;
        let index = *self.wildcard_indexes.entry((field, fold, text_only, pattern.clone())).or_insert(next);
        if index == next {
            self.wildcards.push(Wildcard { field, text: pattern, fold, text_only });
            let pieces = pieces.into_iter().map(|piece| self.literal(searched, Place::Piece, piece)).collect();
            self.pieces.push(pieces);
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

    /// What is looked for and what is left of a condition with one test.
    fn lookup(text: &str) -> (Vec<(Place, String)>, Vec<String>, bool) {
        let rule = compile(text, &CompileOptions::default()).expect(text).0;
        let plan = crate::pack::Plan::build([crate::pack::PackRule { name: "", rule: &rule }]);
        let literals = plan.literals.iter().map(|literal| (literal.place, literal.text.clone())).collect();
        let wildcards = plan.wildcards.iter().map(|wildcard| wildcard.text.clone()).collect();
        (literals, wildcards, plan.asked.is_empty())
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
        let (literals, wildcards, decided) =
            lookup(r#"any where a : ("x", "abc*", "*def", "*ghij*", "?:\\xy*", "?:\\y")"#);
        let expected =
            [(Whole, "x"), (Piece, "\0abc"), (Piece, "def\0"), (Piece, "ghij"), (Second, ":\\xy"), (Second, ":\\y\0")];
        assert_eq!(literals, expected.map(|(place, text)| (place, text.to_owned())));
        assert!(wildcards.is_empty() && decided);
    }

    #[test]
    fn patterns_are_tried_where_their_rarest_piece_stands() {
        let (literals, wildcards, decided) = lookup(r#"any where a : ("?:\\Users\\*\\x.exe")"#);
        assert_eq!((literals.len(), wildcards.len(), decided), (1, 1, true), "{literals:?} {wildcards:?}");
    }

    #[test]
    fn what_cannot_be_looked_for_is_asked() {
        for text in
            [r#"any where a : ("x", "*y*")"#, r#"any where a regex "a.*""#, "any where a > 1", "any where a != null"]
        {
            assert!(!lookup(text).2, "{text}");
        }
    }
}
