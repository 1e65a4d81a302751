//! Events that are kept until all are there, for rules whose conditions depend on the order of events.

use super::rule::Rule;
use super::scope::prepare_fields;
use eql_compiler::ir::{self, FieldIndex, Predicate, TestKind};
use eql_runtime::sequence::{Captures, Ordinal};
use eql_runtime::{Event, FieldBuf};

/// The events so far: of each its place in the order of time, its number in the order of arrival, what the rule can ask
/// of it, and its id.
#[derive(Debug)]
pub(super) struct Deferred<Id> {
    fields: Box<[FieldBuf]>,
    /// The fields whose elements the rule looks at.
    searched: Box<[FieldBuf]>,
    events: Vec<(Option<Ordinal>, u64, Captures, Id)>,
}

impl<Id> Deferred<Id> {
    /// Nothing is kept yet.
    pub(super) fn new(rule: &ir::Rule) -> Self {
        let fields = prepare_fields(&rule.fields);
        let mut searched = Vec::new();
        rule.predicates().for_each(|predicate| searched_fields(predicate, &mut searched));
        let searched = searched.iter().filter_map(|field| fields.get(field.0 as usize)).cloned().collect();
        Self { fields, searched, events: Vec::new() }
    }

    /// Keeps what `rule` can ask of an event. Says whether the event has a time.
    pub(super) fn keep<E: Event>(&mut self, rule: &Rule, event: &E, arrival: u64, id: Id) -> bool {
        let ordinal = rule.ordinal(event, arrival);
        let has_time = ordinal.is_some();
        let mut captures = Captures::default();
        self.capture(event, &mut captures);
        self.events.push((ordinal, arrival, captures, id));
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
    pub(super) fn in_order(self) -> impl Iterator<Item = (u64, Captures, Id)> {
        let mut events = self.events;
        events.sort_by(|(a, ..), (b, ..)| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
        events.into_iter().map(|(_, arrival, captures, id)| (arrival, captures, id))
    }
}

fn searched_fields(predicate: &Predicate, out: &mut Vec<FieldIndex>) {
    match predicate {
        Predicate::Const(_) => {}
        Predicate::And(operands) | Predicate::Or(operands) => {
            operands.iter().for_each(|operand| searched_fields(operand, out));
        }
        Predicate::Not(operand) => searched_fields(operand, out),
        Predicate::Test(test) => {
            if let TestKind::Elements { field, body, .. } = &test.kind {
                if !out.contains(&field.field) {
                    out.push(field.field);
                }
                searched_fields(body, out);
            }
        }
    }
}
