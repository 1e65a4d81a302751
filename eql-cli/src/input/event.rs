//! Documents as events.

use super::documents::{Document, Place};
use serde_json::Value;

/// A document that is no event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) place: Place,
    pub(crate) message: String,
}

/// Reads a document as an event; gives its text too, which matches show.
pub(crate) fn parse<'b>(document: &Document<'b>) -> Result<(&'b str, Value), Malformed> {
    let at = |offset: usize| place_in(document, offset);
    if let Some(defect) = document.defect {
        return Err(Malformed { place: document.place, message: defect.message().to_owned() });
    }
    let text = std::str::from_utf8(document.bytes)
        .map_err(|error| Malformed { place: at(error.valid_up_to()), message: "invalid UTF-8".to_owned() })?;
    let value: Value = serde_json::from_str(text).map_err(|error| Malformed {
        place: at(if error.is_eof() { text.len() } else { offset_of(text, error.line(), error.column()) }),
        message: format!("invalid JSON: {}", error.to_string().split(" at line ").next().unwrap_or_default()),
    })?;
    if value.is_object() {
        Ok((text.trim(), value))
    } else {
        let start = text.len() - text.trim_start().len();
        Err(Malformed { place: at(start), message: format!("an event is a JSON object, not {}", kind_of(&value)) })
    }
}

const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The offset of a line and a column that count from 1; columns count bytes, and 0 is the end of the line before.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
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
            (b"{\"a\":1e999}", 5, 109, "invalid JSON: number out of range"),
            (b"{} {}", 5, 103, "invalid JSON: trailing characters"),
        ];
        for (bytes, line, offset, message) in rows {
            let document = Document { place: Place { line: 5, offset: 100 }, bytes, defect: None };
            let malformed = parse(&document).unwrap_err();
            let found = (malformed.place.line, malformed.place.offset, malformed.message.as_str());
            assert_eq!(found, (line, offset, message), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
