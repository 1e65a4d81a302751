//! How rules run.

use eql::FieldBuf;
use eql::dynamic::{Kind, Rule, SearchOptions};
use eql::json::JsonEvent;
use eql::sequence::SequenceRule;
use eql_compiler::ir;

/// A condition that can be asked about any line.
pub(crate) type EventRule = dyn for<'e> eql::Rule<JsonEvent<'e>> + Sync;

/// A sequence through any lines.
pub(crate) type LineSequence = dyn for<'e> SequenceRule<JsonEvent<'e>> + Sync;

/// How a rule runs, and what it reads.
pub(crate) struct Plan<'r> {
    pub(crate) runs_as: RunsAs<'r>,
    /// The paths of the fields.
    pub(crate) fields: Vec<String>,
    /// The rule, if it is interpreted: generated ones are not evaluated together with others.
    pub(crate) interpreted: Option<&'r Rule>,
}

/// What a rule runs as. Generated rules and interpreted ones differ only in what is behind the references.
pub(crate) enum RunsAs<'r> {
    /// A condition on each event.
    Event { rule: &'r EventRule, timestamp: FieldBuf },
    /// Events in order.
    Sequence(&'r LineSequence),
    /// What depends on the processes of all events before.
    Lineage { rule: &'r Rule, options: SearchOptions },
    /// Anything whose results are only known at the end: samples, joins, limited results.
    Search { rule: &'r Rule, options: SearchOptions },
}

impl<'r> Plan<'r> {
    /// The plan of an interpreted rule.
    pub(crate) fn of(rule: &'r Rule, options: SearchOptions) -> Self {
        let limited = options.size.is_some() || !rule.ir().pipes.is_empty();
        let runs_as = match (rule.kind(), rule.sequence()) {
            (Kind::Event, _) if !limited => RunsAs::Event { rule, timestamp: timestamp_field(rule) },
            _ if !limited && rule.ir().lineages.is_some() => RunsAs::Lineage { rule, options },
            (_, Some(sequence)) if !limited => RunsAs::Sequence(sequence),
            _ => RunsAs::Search { rule, options },
        };
        Self { runs_as, fields: fields_of(rule.ir()), interpreted: Some(rule) }
    }
}

/// The paths of the fields that a rule reads.
pub(crate) fn fields_of(rule: &ir::Rule) -> Vec<String> {
    rule.fields.iter().map(|(_, field)| field.path.clone()).collect()
}

/// The field of the time of a rule's events.
pub(super) fn timestamp_field(rule: &Rule) -> FieldBuf {
    FieldBuf::new(rule.ir().fields.path(rule.ir().timestamp))
}
