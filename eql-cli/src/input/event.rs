//! Documents as events.

use super::documents::{Document, Place};
use eql::json::{JsonEvent, Projection};

/// A document that is no event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) place: Place,
    pub(crate) message: String,
}

/// Reads a document as an event; the event holds its text too, which matches show.
pub(crate) fn parse<'e>(document: &Document<'e>, projection: &'e mut Projection) -> Result<JsonEvent<'e>, Malformed> {
    if let Some(defect) = document.defect {
        return Err(Malformed { place: document.place, message: defect.message().to_owned() });
    }
    projection
        .read(document.bytes)
        .map_err(|error| Malformed { place: place_in(document, error.offset), message: error.fault.to_string() })
}

fn place_in(document: &Document<'_>, offset: usize) -> Place {
    let before = document.bytes.get(..offset).unwrap_or_default();
    let lines = before.iter().filter(|&&byte| byte == b'\n').count();
    Place { line: document.place.line + lines as u64, offset: document.place.offset + offset as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_event_says_where() {
        let rows: [(&[u8], u64, u64, &str); 9] = [
            (b"{\"a\":1", 5, 106, "invalid JSON: EOF while parsing an object"),
            (b"{\"a\":,}", 5, 105, "invalid JSON: expected value"),
            (b"{\n\"a\" 1}", 6, 106, "invalid JSON: expected `:`"),
            (b"{\"a\":\"\xff\"}", 5, 106, "invalid UTF-8"),
            (b" 5", 5, 101, "an event is a JSON object, not a number"),
            (b"[]", 5, 100, "an event is a JSON object, not an array"),
            (b"null", 5, 100, "an event is a JSON object, not null"),
            (b"{\"a\":1e999}", 5, 105, "invalid JSON: number out of range"),
            (b"{} {}", 5, 103, "invalid JSON: trailing characters"),
        ];
        for (bytes, line, offset, message) in rows {
            let document = Document { place: Place { line: 5, offset: 100 }, bytes, defect: None };
            let mut projection = Projection::new(["a"]);
            let malformed = parse(&document, &mut projection).unwrap_err();
            let found = (malformed.place.line, malformed.place.offset, malformed.message.as_str());
            assert_eq!(found, (line, offset, message), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
