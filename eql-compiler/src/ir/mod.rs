//! The intermediate form: a rule without syntax and without dialect.
//!
//! Every leaf says how it reads its field, how it folds case and what it compares with, so that code generation and the
//! interpreter have nothing left to decide. `and`, `or` and `not` are two-valued (`language.md` §3.1); a third value
//! exists only inside a [`Script`] or a [`Formula`]. Nodes keep the range of the text they came from, for diagnostics and `explain`.

mod fingerprint;
pub mod formula;
pub mod lineage;
pub mod pipe;
pub mod predicate;
pub mod print;
pub mod script;
pub mod sequence;

pub use fingerprint::Fingerprint;
pub use formula::{Formula, Operation, Step};
pub use lineage::{Lineage, LineageIndex, Lineages, Relation};
pub use pipe::Pipe;
pub use predicate::{
    AddressTest, Bound, Comparison, FieldRef, Literal, Number, NumberTest, Pattern, Predicate, Source, Test, TestKind,
    TextTest, TimeRange,
};
pub use script::{ArithmeticOperator, Expr, Function, Operand, Script};
pub use sequence::{
    Capture, Join, Key, KeyField, KeyGroup, KeyGroupIndex, PredicateIndex, Sample, Sequence, Stage, Until,
};

use hashbrown::HashMap;

/// One compiled rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The fields that it reads, each once.
    pub fields: Fields,
    /// The field that holds an event's time.
    pub timestamp: FieldIndex,
    /// The field that orders events of one instant.
    pub tiebreaker: Option<FieldIndex>,
    /// What it looks for.
    pub query: Query,
    /// What its conditions ask about the processes that an event's process comes from.
    pub lineages: Option<Lineages>,
    /// The pipes behind the query, in order.
    pub pipes: Vec<Pipe>,
}

impl Rule {
    /// Every condition in it, those inside array searches excepted.
    pub fn predicates(&self) -> impl Iterator<Item = &Predicate> {
        let (whole, distinct, stages): (_, &[Predicate], &[Stage]) = match &self.query {
            Query::Event(predicate) => (Some(predicate), &[], &[]),
            Query::Sequence(sequence) => (None, &sequence.predicates, &sequence.stages),
            Query::Sample(sample) => (None, &sample.predicates, &[]),
            Query::Join(join) => (None, &join.predicates, &[]),
        };
        let bound = stages.iter().filter_map(|stage| stage.bound.as_ref());
        whole.into_iter().chain(distinct).chain(bound).chain(self.lineages.iter().flat_map(Lineages::predicates))
    }
}

/// What a rule looks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Single events.
    Event(Predicate),
    /// Events in order (`sequences.md` §2).
    Sequence(Sequence),
    /// Events that share a key, in any order (`sequences.md` §8).
    Sample(Sample),
    /// One event a stage, in any order, first come first kept (`sequences.md` §9; Endgame).
    Join(Join),
}

/// Index into [`Fields`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldIndex(pub u32);

/// A field that a rule reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldUse {
    /// Its dotted path; empty for the element itself inside an array search.
    pub path: String,
    /// Whether an event type may lack it: every use was written `?field`, or is not a field of the event itself.
    pub optional: bool,
}

/// The fields that a rule reads, in order of first use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    uses: Vec<FieldUse>,
    by_path: HashMap<String, FieldIndex>,
}

impl Fields {
    /// The index of `path`, which is added if it is new. One use that is not optional makes the field required.
    pub fn intern(&mut self, path: &str, optional: bool) -> FieldIndex {
        let index = match self.by_path.get(path) {
            Some(&known) => known,
            None => {
                let new = FieldIndex(u32::try_from(self.uses.len()).unwrap_or(u32::MAX));
                self.by_path.insert(path.to_owned(), new);
                self.uses.push(FieldUse { path: path.to_owned(), optional: true });
                new
            }
        };
        if let Some(found) = self.uses.get_mut(index.0 as usize) {
            found.optional &= optional;
        }
        index
    }

    /// The dotted path of a field.
    #[must_use]
    pub fn path(&self, field: FieldIndex) -> &str {
        self.uses.get(field.0 as usize).map_or("", |field| &field.path)
    }

    /// Whether an event type may lack a field.
    #[must_use]
    pub fn is_optional(&self, field: FieldIndex) -> bool {
        self.uses.get(field.0 as usize).is_some_and(|field| field.optional)
    }

    /// The fields with their indexes.
    pub fn iter(&self) -> impl Iterator<Item = (FieldIndex, &FieldUse)> {
        (0..).map(FieldIndex).zip(&self.uses)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.uses.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.uses.is_empty()
    }
}
