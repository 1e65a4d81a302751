//! Pipes behind a query (`language.md` §7).

use super::{FieldIndex, Formula, Rule};
use eql_runtime::limits;

/// A pipe. All but `Head` and `Tail` are Endgame's; `eql_runtime::pipes` says what they do.
#[derive(Clone, Debug, PartialEq)]
pub enum Pipe {
    /// The first so many results.
    Head(u64),
    /// The last so many results.
    Tail(u64),
    /// The results for which the expression is true.
    Filter(Formula),
    /// The results in the order of these values.
    Sort(Vec<Formula>),
    /// The first result of each combination of these values.
    Unique(Vec<Formula>),
    /// How many results there are; with values, of each combination.
    Count(Vec<Formula>),
    /// The first result of each combination, and how many there are.
    UniqueCount(Vec<Formula>),
}

impl Pipe {
    /// How a rule writes it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Head(_) => "head",
            Self::Tail(_) => "tail",
            Self::Filter(_) => "filter",
            Self::Sort(_) => "sort",
            Self::Unique(_) => "unique",
            Self::Count(_) => "count",
            Self::UniqueCount(_) => "unique_count",
        }
    }

    /// What it computes of a result. In it a field of the event is one of the result's first event, which also has the
    /// fields that earlier pipes have made, and [`Source::Stage`](super::Source::Stage) an event by its place.
    #[must_use]
    pub fn computed(&self) -> &[Formula] {
        match self {
            Self::Head(_) | Self::Tail(_) => &[],
            Self::Filter(condition) => std::slice::from_ref(condition),
            Self::Sort(values) | Self::Unique(values) | Self::Count(values) | Self::UniqueCount(values) => values,
        }
    }
}

impl Rule {
    /// The pipes as limits on a list of results, if they are no more than that (`sequences.md` §10.1).
    #[must_use]
    pub fn limits(&self) -> Option<Vec<limits::Pipe>> {
        let limit = |pipe: &Pipe| match pipe {
            Pipe::Head(count) => Some((limits::End::Head, *count)),
            Pipe::Tail(count) => Some((limits::End::Tail, *count)),
            _ => None,
        };
        self.pipes.iter().map(limit).collect()
    }

    /// The fields that the pipes read of the events of a result, each once.
    #[must_use]
    pub fn piped_fields(&self) -> Vec<FieldIndex> {
        let mut fields = Vec::new();
        for formula in self.pipes.iter().flat_map(Pipe::computed) {
            formula.each_field(&mut |field| {
                if !fields.contains(&field.field) {
                    fields.push(field.field);
                }
            });
        }
        fields
    }
}
