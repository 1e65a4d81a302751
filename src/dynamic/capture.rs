//! Which fields of an event outlive it because a condition of a later stage reads them.

use eql_compiler::ir::{Capture, FieldIndex};
use eql_runtime::sequence::Captures;
use eql_runtime::{Event, FieldBuf};

/// The fields to keep of every event of a sequence: which stage an event will be is not known when it arrives.
#[derive(Clone, Debug, Default)]
pub(super) struct CapturePlan(Vec<Capture>);

impl CapturePlan {
    /// Adds what one stage keeps.
    pub(super) fn add(&mut self, captures: &[Capture]) {
        for capture in captures {
            match self.0.iter_mut().find(|known| known.field == capture.field) {
                Some(known) => {
                    if let Some(fields) = &capture.elements {
                        known.elements.get_or_insert_default().extend(fields);
                    }
                }
                None => self.0.push(capture.clone()),
            }
        }
    }

    /// Keeps the fields of an event.
    pub(super) fn capture<E: Event>(&self, names: &[FieldBuf], event: &E, out: &mut Captures) {
        let name = |index: FieldIndex| names.get(index.0 as usize).map(FieldBuf::as_field);
        for capture in &self.0 {
            let Some(field) = name(capture.field) else { continue };
            out.field(event, &field);
            if let Some(fields) = &capture.elements {
                out.elements(event, &field, |element, kept| {
                    for field in fields.iter().filter_map(|&field| name(field)) {
                        kept.field(element, &field);
                    }
                });
            }
        }
    }
}
