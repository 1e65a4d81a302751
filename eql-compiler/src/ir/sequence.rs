//! Sequences, samples and joins: stages over predicates that are each evaluated once an event.

use super::{FieldIndex, FieldRef, Predicate};
use crate::diagnostic::TextRange;
use eql_runtime::Reading;

/// Index into the predicates of a sequence, sample or join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PredicateIndex(pub u16);

/// Index into the key groups of a sequence, sample or join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyGroupIndex(pub u16);

/// The keys of one or more stages: the columns of their join key.
pub type KeyGroup = Vec<Key>;

/// `sequence …` (`sequences.md` §2–§7).
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// The distinct predicates of stages and `until`.
    pub predicates: Vec<Predicate>,
    /// The distinct key groups of stages and `until`; all of the same length.
    pub key_groups: Vec<KeyGroup>,
    /// The stages as written; `runs` is not yet expanded.
    pub stages: Vec<Stage>,
    /// What ends pending matches.
    pub until: Option<Until>,
    /// The time limit in nanoseconds, both ends included.
    pub maxspan: Option<i64>,
    /// The Endgame engine's rules: `until` before the stages, null keys join, whole seconds (`sequences.md` §14.2).
    pub endgame: bool,
}

/// One stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// What an event must satisfy by itself.
    pub predicate: PredicateIndex,
    /// What it must satisfy with respect to events of earlier stages (Endpoint's aliases).
    pub bound: Option<Predicate>,
    /// Its keys.
    pub keys: KeyGroupIndex,
    /// `![ … ]`.
    pub missing: bool,
    /// How many times it stands; 1 or more.
    pub runs: u8,
    /// `fork` (Endgame).
    pub fork: bool,
    /// The fields of this stage's event that its own `bound` or a later stage's reads.
    pub captures: Vec<Capture>,
    /// The text it came from.
    pub range: TextRange,
}

/// What a pending match keeps of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The field.
    pub field: FieldIndex,
    /// Where the field is also searched element by element: the fields of an element to keep, of which there may be none.
    pub elements: Option<Vec<FieldIndex>>,
}

/// `until [ … ]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Until {
    /// What an event must satisfy.
    pub predicate: PredicateIndex,
    /// Its keys.
    pub keys: KeyGroupIndex,
    /// The text it came from.
    pub range: TextRange,
}

/// One column of a join key.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// What it is.
    pub value: KeyField,
    /// How its values are read.
    pub reading: Reading,
    /// `?field`: null is a value.
    pub optional: bool,
    /// Not shown among the join keys of a match (the implicit host key of Endpoint rules).
    pub hidden: bool,
}

impl Key {
    /// Calls `visit` with every field that it reads.
    pub(crate) fn visit_fields_mut(&mut self, visit: &mut dyn FnMut(&mut FieldRef)) {
        match &mut self.value {
            KeyField::Field(field) => visit(field),
            KeyField::FirstOf(fields) => fields.iter_mut().for_each(visit),
            KeyField::Computed(script) => script.operands.iter_mut().for_each(|operand| visit(&mut operand.field)),
            KeyField::Formula(formula) => formula.visit_fields_mut(visit),
        }
    }
}

/// What a key column reads.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyField {
    /// The values of a field.
    Field(FieldRef),
    /// The values of the first of these fields that has one.
    FirstOf(Vec<FieldRef>),
    /// A computed value.
    Computed(Box<super::Script>),
    /// What an expression over fields as they stand comes to, a whole list included (Endgame).
    Formula(Box<super::Formula>),
}

/// `sample …` (`sequences.md` §8).
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The distinct predicates.
    pub predicates: Vec<Predicate>,
    /// The distinct key groups.
    pub key_groups: Vec<KeyGroup>,
    /// The filters, in order: predicate and keys.
    pub filters: Vec<(PredicateIndex, KeyGroupIndex)>,
}

/// `join …` (`sequences.md` §9).
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// The distinct predicates.
    pub predicates: Vec<Predicate>,
    /// The distinct key groups.
    pub key_groups: Vec<KeyGroup>,
    /// The cells, in order: predicate and keys.
    pub cells: Vec<(PredicateIndex, KeyGroupIndex)>,
    /// What drops the vector of its key.
    pub until: Option<Until>,
}
