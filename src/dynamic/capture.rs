//! Which fields of an event outlive it because a condition of another stage reads them.

use eql_compiler::ir::{FieldIndex, FieldRef, Operand, Predicate, Source, TestKind};
use eql_runtime::sequence::Captures;
use eql_runtime::{Event, FieldBuf};

/// The fields to keep, of an event or of an element of an array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CapturePlan {
    values: Vec<FieldIndex>,
    arrays: Vec<(FieldIndex, CapturePlan)>,
}

impl CapturePlan {
    /// Adds what a condition reads, of the event itself or of the event of an earlier stage.
    ///
    /// All stages keep the same fields: which stage an event will be is not known when it arrives.
    pub(super) fn add(&mut self, predicate: &Predicate) {
        self.add_reads(predicate, |source| !matches!(source, Source::Element(_)));
    }

    /// Adds what `predicate` reads of the sources that are `ours`.
    fn add_reads(&mut self, predicate: &Predicate, ours: impl Fn(Source) -> bool + Copy) {
        match predicate {
            Predicate::Const(_) => {}
            Predicate::And(operands) | Predicate::Or(operands) => {
                operands.iter().for_each(|operand| self.add_reads(operand, ours));
            }
            Predicate::Not(operand) => self.add_reads(operand, ours),
            Predicate::Test(test) => match &test.kind {
                TestKind::Exists(field)
                | TestKind::Text { field, .. }
                | TestKind::Number { field, .. }
                | TestKind::Bool { field, .. }
                | TestKind::Address { field, .. }
                | TestKind::Time { field, .. } => self.add_value(*field, ours),
                TestKind::Script(script) => {
                    script.operands.iter().for_each(|Operand { field, .. }| self.add_value(*field, ours));
                }
                TestKind::Elements { field, depth, body } => {
                    if ours(field.source) {
                        let elements = self.array(field.field);
                        elements.add_reads(body, |source| source == Source::Element(*depth));
                    }
                    self.add_reads(body, ours);
                }
            },
        }
    }

    fn add_value(&mut self, field: FieldRef, ours: impl Fn(Source) -> bool) {
        if ours(field.source) && !self.values.contains(&field.field) {
            self.values.push(field.field);
        }
    }

    fn array(&mut self, field: FieldIndex) -> &mut Self {
        let at = self.arrays.iter().position(|(known, _)| *known == field).unwrap_or_else(|| {
            self.arrays.push((field, Self::default()));
            self.arrays.len() - 1
        });
        &mut self.arrays[at].1
    }

    /// Keeps the fields of an event.
    pub(super) fn capture<E: Event>(&self, fields: &[FieldBuf], event: &E, out: &mut Captures) {
        let names = |index: FieldIndex| fields.get(index.0 as usize).map(FieldBuf::as_field);
        for name in self.values.iter().filter_map(|&index| names(index)) {
            out.field(event, &name);
        }
        for (index, elements) in &self.arrays {
            if let Some(name) = names(*index) {
                out.elements(event, &name, |element, kept| elements.capture(fields, element, kept));
            }
        }
    }
}
