//! The literals of text predicates as what can be looked up in an event.

use super::each_predicate;
use crate::ir::{FieldIndex, Fields, Pattern, Source, TestKind, TextTest};
use eql_runtime::Fold;
use eql_runtime::matchers::fold::lower;
use eql_runtime::pack::{BOUNDARY, GRAM, Literal, Unit};
use std::borrow::Cow;
use std::collections::HashMap;

/// Chances are counted in millionths.
const CERTAIN: u64 = 1_000_000;

/// How often a field must be tested before the tests say how common its values are.
const FEW_USES: u64 = 20;

/// The literals of a pack.
#[derive(Debug)]
pub(super) struct LiteralTable {
    literals: Vec<Literal>,
    /// How likely each is to stand in an event, in millionths.
    chances: Vec<u64>,
    /// Of each predicate that has them the literals of which one must stand in the event for it to hold.
    witnesses: Vec<Option<Vec<u32>>>,
}

/// The ways to find one text or pattern: any of these literals will do.
type Choices = Vec<u32>;

impl LiteralTable {
    /// The literals of these predicates. How common a literal is in events is guessed from how often rules name it.
    pub(super) fn of(predicates: &[TestKind], fields: &Fields, read: &Fields, units: &[Unit]) -> Self {
        let mut builder = Builder::default();
        let slots: HashMap<&str, u32> = read.iter().map(|(index, field)| (field.path.as_str(), index.0)).collect();
        let choices: Vec<Option<Vec<Choices>>> = predicates
            .iter()
            .map(|kind| {
                let (field, test) = searched(kind)?;
                builder.choices(*slots.get(fields.path(field))?, test)
            })
            .collect();
        let (mut uses, mut uses_of_field) = (vec![0_u64; builder.literals.len()], vec![0_u64; read.len()]);
        let mut count = |predicate: u32| {
            for &literal in choices.get(predicate as usize).into_iter().flatten().flatten().flatten() {
                uses[literal as usize] += 1;
                uses_of_field[builder.literals[literal as usize].field as usize] += 1;
            }
        };
        units.iter().for_each(|unit| each_predicate(&unit.condition, &mut count));
        let chances: Vec<u64> = builder
            .literals
            .iter()
            .zip(&uses)
            .map(|(literal, uses)| {
                let share = uses * CERTAIN / (uses_of_field[literal.field as usize] + FEW_USES);
                share.max(chance_of_length(literal))
            })
            .collect();
        let rarest = |choices: &Choices| choices.iter().copied().min_by_key(|&at| (chances[at as usize], at));
        let witnesses = choices.iter().map(|parts| {
            let mut literals: Vec<u32> = parts.as_ref()?.iter().filter_map(rarest).collect();
            literals.sort_unstable();
            literals.dedup();
            Some(literals)
        });
        Self { witnesses: witnesses.collect(), literals: builder.literals, chances }
    }

    /// The literals of which one must stand in the event for the predicate to hold.
    pub(super) fn witness(&self, predicate: u32) -> Option<&[u32]> {
        self.witnesses.get(predicate as usize)?.as_deref()
    }

    /// How likely a literal is to stand in an event.
    pub(super) fn chance(&self, literal: u32) -> u64 {
        self.chances.get(literal as usize).copied().unwrap_or(CERTAIN)
    }

    /// Lets a literal wake a unit.
    pub(super) fn wake(&mut self, literal: u32, unit: u32) {
        if let Some(literal) = self.literals.get_mut(literal as usize) {
            literal.wakes.push(unit);
        }
    }

    /// Lets the literals of a predicate satisfy a guard.
    pub(super) fn guard(&mut self, predicate: u32, guard: u64) {
        for &at in self.witnesses.get(predicate as usize).into_iter().flatten().flatten() {
            if let Some(literal) = self.literals.get_mut(at as usize) {
                literal.guards |= guard;
            }
        }
    }

    /// The literals that wake a unit or satisfy a guard.
    pub(super) fn into_used(self) -> Vec<Literal> {
        self.literals.into_iter().filter(|literal| literal.guards != 0 || !literal.wakes.is_empty()).collect()
    }
}

/// The field of the event in which a predicate looks for texts.
fn searched(kind: &TestKind) -> Option<(FieldIndex, &TextTest)> {
    match kind {
        TestKind::Text { field, test, .. } if field.source == Source::Event => Some((field.field, test)),
        _ => None,
    }
}

/// Short pieces stand in many texts by chance.
fn chance_of_length(literal: &Literal) -> u64 {
    match literal.text.len() {
        _ if literal.whole => 0,
        ..=4 => 30_000,
        5 => 20_000,
        6 => 10_000,
        7 => 6_000,
        _ => 3_000,
    }
}

#[derive(Debug, Default)]
struct Builder {
    literals: Vec<Literal>,
    indexes: HashMap<(u32, bool, String), u32>,
}

impl Builder {
    /// The choices for each text and pattern of a test; none if one of them can't be looked up.
    fn choices(&mut self, field: u32, test: &TextTest) -> Option<Vec<Choices>> {
        if test.regex.is_some() {
            return None;
        }
        let unicode = test.fold == Fold::Unicode;
        let exact = test.exact.iter().map(|text| Some(vec![(true, Cow::Borrowed(text.as_str()))]));
        let patterns = test.patterns.iter().map(|pattern| {
            let pieces: Vec<_> = pieces(pattern).into_iter().map(|piece| (false, Cow::Owned(piece))).collect();
            (!pieces.is_empty()).then_some(pieces)
        });
        let all: Option<Vec<_>> = exact.chain(patterns).collect();
        let mut intern = |(whole, text): (bool, Cow<'_, str>)| self.intern(field, whole, &text, unicode);
        Some(all?.into_iter().map(|choices| choices.into_iter().map(&mut intern).collect()).collect())
    }

    fn intern(&mut self, field: u32, whole: bool, text: &str, unicode: bool) -> u32 {
        let text = if unicode { lower(text).into_owned() } else { text.to_ascii_lowercase() };
        let next = self.literals.len() as u32;
        let index = *self.indexes.entry((field, whole, text.clone())).or_insert(next);
        match self.literals.get_mut(index as usize) {
            Some(known) => known.unicode |= unicode,
            None => self.literals.push(Literal { field, whole, text, unicode, guards: 0, wakes: Vec::new() }),
        }
        index
    }
}

/// The pieces that must all stand in a text for it to fit the pattern, as far as they can be looked up.
fn pieces(pattern: &Pattern) -> Vec<String> {
    let pieces = match pattern {
        Pattern::Any => Vec::new(),
        Pattern::Prefix(text) => vec![format!("{BOUNDARY}{text}")],
        Pattern::Suffix(text) => vec![format!("{text}{BOUNDARY}")],
        Pattern::Contains(text) => vec![text.clone()],
        Pattern::Around { prefix, suffix } => vec![format!("{BOUNDARY}{prefix}"), format!("{suffix}{BOUNDARY}")],
        Pattern::General(text) => format!("{BOUNDARY}{text}{BOUNDARY}").split(['*', '?']).map(str::to_owned).collect(),
    };
    pieces.into_iter().filter(|piece| piece.len() >= GRAM).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_pieces() {
        let general = |text: &str| Pattern::General(text.to_owned());
        let rows: [(Pattern, &[&str]); 8] = [
            (Pattern::Any, &[]),
            (Pattern::Prefix("c:\\".into()), &["\0c:\\"]),
            (Pattern::Prefix("c:".into()), &[]),
            (Pattern::Suffix(".js".into()), &[".js\0"]),
            (Pattern::Contains("-enc".into()), &["-enc"]),
            (Pattern::Around { prefix: "a".into(), suffix: "users".into() }, &["users\0"]),
            (general("?:\\windows\\*\\x.exe"), &[":\\windows\\", "\\x.exe\0"]),
            (general("a?c"), &[]),
        ];
        for (pattern, expected) in rows {
            assert_eq!(pieces(&pattern), expected, "{pattern:?}");
        }
    }
}
