//! Events that are kept until all are there, for rules whose conditions depend on the order of events.

use super::rule::Rule;
use super::scope::prepare_fields;
use eql_compiler::ir::{self, FieldIndex, Predicate, TestKind};
use eql_runtime::pipes::Snapshot;
use eql_runtime::sequence::{Captures, Ordinal};
use eql_runtime::{Datum, Element, Event, Field, FieldBuf, Value};

/// The events so far: of each its place in the order of time, its number in the order of arrival, what the rule can ask
/// of it, and its id.
#[derive(Debug)]
pub(super) struct Deferred<Id> {
    fields: Box<[FieldBuf]>,
    /// The fields whose elements the rule looks at.
    searched: Box<[FieldBuf]>,
    /// Whether it looks at fields as they stand.
    as_they_stand: bool,
    events: Vec<(Option<Ordinal>, u64, Recorded, Id)>,
}

/// What a rule can ask of an event.
#[derive(Debug)]
pub(super) struct Recorded {
    values: Captures,
    /// The fields as they stood, if that is asked.
    data: Option<Snapshot>,
}

impl Event for Recorded {
    fn visit(&self, field: &Field<'_>, visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        self.values.visit(field, visitor)
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        self.values.visit_elements(field, visitor)
    }

    fn datum<'e>(&'e self, field: &Field<'_>) -> Datum<'e> {
        match &self.data {
            Some(data) => data.datum(field),
            None => self.values.datum(field),
        }
    }
}

impl<Id> Deferred<Id> {
    /// Nothing is kept yet.
    pub(super) fn new(rule: &ir::Rule) -> Self {
        let fields = prepare_fields(&rule.fields);
        // Pipes read fields as they stand.
        let mut reads = Reads { searched: Vec::new(), as_they_stand: !rule.pipes.is_empty() };
        rule.predicates().for_each(|predicate| reads.add(predicate));
        let Reads { searched, as_they_stand } = reads;
        let searched = searched.iter().filter_map(|field| fields.get(field.0 as usize)).cloned().collect();
        Self { fields, searched, as_they_stand, events: Vec::new() }
    }

    /// Keeps what `rule` can ask of an event. Says whether the event has a time.
    pub(super) fn keep<E: Event>(&mut self, rule: &Rule, event: &E, arrival: u64, id: Id) -> bool {
        let ordinal = rule.ordinal(event, arrival);
        let has_time = ordinal.is_some();
        let mut values = Captures::default();
        self.capture(event, &mut values);
        let data = self.as_they_stand.then(|| Snapshot::of(event, self.fields.iter().map(FieldBuf::as_field)));
        self.events.push((ordinal, arrival, Recorded { values, data }, id));
        has_time
    }

    /// An element is asked for the same fields as the event: what it does not have it does not keep.
    fn capture<E: Event>(&self, event: &E, out: &mut Captures) {
        self.fields.iter().for_each(|field| out.field(event, &field.as_field()));
        for field in &self.searched {
            out.elements(event, &field.as_field(), |element, kept| self.capture(element, kept));
        }
    }

    /// The events by time, those without one last.
    pub(super) fn in_order(self) -> impl Iterator<Item = (u64, Recorded, Id)> {
        let mut events = self.events;
        events.sort_by(|(a, ..), (b, ..)| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
        events.into_iter().map(|(_, arrival, event, id)| (arrival, event, id))
    }
}

/// How conditions read fields, apart from their values.
struct Reads {
    searched: Vec<FieldIndex>,
    as_they_stand: bool,
}

impl Reads {
    fn add(&mut self, predicate: &Predicate) {
        match predicate {
            Predicate::Const(_) => {}
            Predicate::And(operands) | Predicate::Or(operands) => operands.iter().for_each(|operand| self.add(operand)),
            Predicate::Not(operand) => self.add(operand),
            Predicate::Test(test) => match &test.kind {
                TestKind::Elements { field, body, .. } => {
                    if !self.searched.contains(&field.field) {
                        self.searched.push(field.field);
                    }
                    self.add(body);
                }
                TestKind::Formula { .. } => self.as_they_stand = true,
                _ => {}
            },
        }
    }
}
