//! The pipes of a rule on the runtime's (`language.md` §7).

use super::formula::Formula;
use super::scope::{PreparedFields, Scope, StageEvents, prepare_fields};
use eql_compiler::ir::{self, FieldIndex};
use eql_runtime::lineage::LineageSet;
use eql_runtime::pipes::{self, Facts, HOST, Pipe, Row, Snapshot};
use eql_runtime::{Element, Event, FieldBuf};

/// The pipes of a rule that do more than limit its results, with their matchers built.
#[derive(Debug)]
pub(super) struct PreparedPipes {
    pipes: Box<[Prepared]>,
    fields: PreparedFields,
    /// What they read of events.
    read: Vec<FieldIndex>,
}

#[derive(Debug)]
enum Prepared {
    Head(u64),
    Tail(u64),
    Filter(Formula),
    Sort(Box<[Formula]>),
    Unique(Box<[Formula]>),
    Count(Box<[Formula]>),
    UniqueCount(Box<[Formula]>),
}

impl PreparedPipes {
    /// Builds the matchers of a rule's pipes; nothing where they only limit results.
    pub(super) fn prepare(rule: &ir::Rule) -> Option<Self> {
        if rule.limits().is_some() {
            return None;
        }
        let pipes = rule.pipes.iter().map(Prepared::prepare).collect();
        Some(Self { pipes, fields: prepare_fields(&rule.fields), read: rule.piped_fields() })
    }

    /// What the pipes need of an event.
    pub(super) fn snapshot<E: Event>(&self, event: &E) -> Snapshot {
        let read = self.read.iter().filter_map(|field| self.fields.get(field.0 as usize));
        Snapshot::of(event, read.map(FieldBuf::as_field).chain([HOST]))
    }

    /// What the pipes make of results.
    pub(super) fn run<T>(&self, rows: Vec<Row<T>>) -> Vec<Row<T>> {
        let pipes: Vec<Pipe<'_, Formula>> = self.pipes.iter().map(Prepared::as_pipe).collect();
        pipes::run(&pipes, rows, |formula, facts| {
            let events = EventsOfResult(facts);
            let (fields, event, held) = (&self.fields, facts.event(0), LineageSet::EMPTY);
            let scope = Scope { fields, event, element: None, stages: &events, held };
            formula.evaluate(&scope).into_owned()
        })
    }
}

impl Prepared {
    fn prepare(pipe: &ir::Pipe) -> Self {
        let all = |formulas: &[ir::Formula]| formulas.iter().map(Formula::prepare).collect();
        match pipe {
            ir::Pipe::Head(count) => Self::Head(*count),
            ir::Pipe::Tail(count) => Self::Tail(*count),
            ir::Pipe::Filter(condition) => Self::Filter(Formula::prepare(condition)),
            ir::Pipe::Sort(values) => Self::Sort(all(values)),
            ir::Pipe::Unique(values) => Self::Unique(all(values)),
            ir::Pipe::Count(values) => Self::Count(all(values)),
            ir::Pipe::UniqueCount(values) => Self::UniqueCount(all(values)),
        }
    }

    fn as_pipe(&self) -> Pipe<'_, Formula> {
        match self {
            Self::Head(count) => Pipe::Head(*count),
            Self::Tail(count) => Pipe::Tail(*count),
            Self::Filter(condition) => Pipe::Filter(condition),
            Self::Sort(values) => Pipe::Sort(values),
            Self::Unique(values) => Pipe::Unique(values),
            Self::Count(values) => Pipe::Count(values),
            Self::UniqueCount(values) => Pipe::UniqueCount(values),
        }
    }
}

/// `events[1]`: an event by its place in the result.
struct EventsOfResult<'f>(&'f Facts);

impl StageEvents for EventsOfResult<'_> {
    fn stage_event(&self, stage: u8) -> Option<&dyn Element> {
        Some(self.0.event(usize::from(stage)))
    }
}
