//! A line by a projection, beside the same line as a document tree.

use eql::json::Projection;
use eql::{Element, Event, FieldBuf, Value};
use serde_json::Value as Json;

/// A projection and its fields in the form that events take.
pub(crate) struct Reader {
    projection: Projection,
    fields: Vec<FieldBuf>,
}

impl Reader {
    pub(crate) fn new<F: AsRef<str>>(paths: &[F]) -> Self {
        let projection = Projection::new(paths);
        let fields = projection.fields().map(FieldBuf::new).collect();
        Self { projection, fields }
    }

    /// Holds one line against its document tree; says whether it is an event. Of the fields without a value only those
    /// are compared that `looked_at` picks.
    pub(crate) fn check_some(&mut self, line: &[u8], looked_at: impl Fn(usize) -> bool) -> bool {
        let shown = String::from_utf8_lossy(line);
        let expected = serde_json::from_slice::<Json>(line).map(|value| value.is_object().then_some(value));
        let event = match (self.projection.read(line), expected) {
            (Err(error), Ok(None) | Err(_)) => {
                assert!(error.offset <= line.len(), "{error} in {shown}");
                return false;
            }
            (Ok(event), Ok(Some(expected))) => (event, expected),
            (Ok(_), Ok(None)) => panic!("taken for an event: {shown}"),
            (Ok(_), Err(error)) => panic!("accepted, though {error}: {shown}"),
            (Err(error), Ok(Some(_))) => panic!("refused: {error}: {shown}"),
        };
        let (event, expected) = event;
        let mut filled = vec![false; self.fields.len()];
        event.filled().for_each(|slot| filled[slot.0 as usize] = true);
        for (at, field) in self.fields.iter().enumerate() {
            if filled[at] || looked_at(at) {
                same(&event, &expected, field, &shown);
            }
            if !filled[at] {
                assert!(!event.visit(&field.as_field(), |_| true), "{} is not filled in {shown}", field.as_field());
            }
        }
        true
    }

    /// [`check_some`](Self::check_some) for all fields.
    pub(crate) fn check(&mut self, line: &[u8]) -> bool {
        self.check_some(line, |_| true)
    }
}

/// Both say the same of a field: its values and its elements, in order.
fn same(event: &impl Event, expected: &Json, field: &FieldBuf, shown: &str) {
    let field = field.as_field();
    assert_eq!(values(event, field.path()), values(expected, field.path()), "{field} of {shown}");
    assert_eq!(elements(event, field.path()), elements(expected, field.path()), "elements of {field} of {shown}");
}

/// The values of a field, with their types.
pub(crate) fn values(event: &impl Event, path: &str) -> Vec<String> {
    let mut values = Vec::new();
    event.visit(&FieldBuf::new(path).as_field(), |value| {
        values.push(shown(value));
        false
    });
    values
}

fn shown(value: Value<'_>) -> String {
    match value {
        Value::Float(number) => format!("Float({number}, {:x})", number.to_bits()),
        other => format!("{other:?}"),
    }
}

/// What is seen of each element: itself as a value, and some fields.
fn elements(event: &impl Event, path: &str) -> Vec<Vec<String>> {
    let mut elements = Vec::new();
    event.visit_elements(&FieldBuf::new(path).as_field(), &mut |element: &dyn Element| {
        let of = |path| values(&element, path);
        elements.push(["", "a", "b", "a.b", "symbol_info", "type"].into_iter().flat_map(of).collect());
        false
    });
    elements
}
