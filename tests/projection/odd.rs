//! Lines that are odd in one way each.

use crate::Reader;
use crate::reader::values;
use eql::json::{JsonFault, Projection};
use eql::{Event, FieldBuf};

const FIELDS: &[&str] =
    &["a", "a.b", "a.b.c", "a.d", "b", "d.e.f", "\u{e9}.x", ".a", "a.", "a..b", "long.key_of_more_than_16", "a"];

/// `language.md` §3.5, decisions D36 and D37: spellings, order, duplicates, arrays, objects, escapes, numbers.
#[test]
fn odd_lines_are_read_like_document_trees() {
    let mut reader = Reader::new(FIELDS);
    let accepted: &[&str] = &[
        r#"{}"#,
        " \t\r\n{ \"a\" : 1 ,\n\"b\":[ ] , \"d\" : { } } \n",
        r#"{"a.b":1,"a":{"b":2}}"#,
        r#"{"a":{"b":2},"a.b":1}"#,
        r#"{"a.b.c":4,"a":{"b.c":2,"b":{"c":3}},"a.b":{"c":1}}"#,
        r#"{"a":{"b.c":2,"d":5,"b":{"c":3}}}"#,
        r#"{"a.b.c":1,"a.b":2,"a":3}"#,
        r#"{"a.b.c":1,"a.d":2}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"a":{"b":1},"a":{"d":2}}"#,
        r#"{"a":{"b":1,"b":[2,3]}}"#,
        r#"{"a":{"b":{"c":1}},"a":7}"#,
        r#"{"a":7,"a":{"b":{"c":1}}}"#,
        r#"{"x":1,"x":2,"a":3}"#,
        r#"{"a":[{"b":1,"d":2},{"b":3,"d":4}]}"#,
        r#"{"a":[{"b":1},{"b":1}]}"#,
        r#"{"a":[{"b":{"c":[1,[2,{"c":9}]]}},5,{"b.c":3},[{"b":{"c":4}}]]}"#,
        r#"{"a":[{"b":1,"b":2},{"b":3}]}"#,
        r#"{"a":{"b":{}},"b":[[],[[]],[null,[null]]]}"#,
        r#"{"a":[[1,[null]],[[2.5]],[]]}"#,
        r#"{"a":null,"b":[null]}"#,
        r#"{"a":true,"b":[false,true,"x",1]}"#,
        r#"{"\u0061":1,"\u0061.\u0062":2}"#,
        r#"{"\u00e9":{"x":1}, "é.x": 2}"#,
        r#"{"":{"a":1},".a":2,"a":{"":3},"a.":4,"a..b":5}"#,
        r#"{"a":{"":{"b":1},".b":2},"a.":{"b":3}}"#,
        r#"{"long":{"key_of_more_than_16":1,"key_of_more_than_17":2,"key_of_mXre_than_16":3}}"#,
        r#"{"a":"","b":"\"\\\/\b\f\n\r\t\u0000\u001f\u00e9\u20ac\ud83d\ude00\uD83D\uDE00"}"#,
        r#"{"a":"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\a-name-that-is-longer-than-a-chunk\\x.exe"}"#,
        "{\"a\":\"\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}é\\\\é\"}",
        r#"{"a":[0,-0,1,-1,9223372036854775807,9223372036854775808,-9223372036854775808,-9223372036854775809]}"#,
        r#"{"a":[18446744073709551615,18446744073709551616,99999999999999999999999999,1234567890123456789]}"#,
        r#"{"a":[0.0,-0.0,1.5,1e3,1E+3,1e-3,-1.25e2,1.7976931348623157e308,5e-324,1e-400,0e999,0.1,123456789.123456789]}"#,
        r#"{"a":{"b":[{"a":1,"b":{"b":2}},[3],"x",null]},"b":{"a":1}}"#,
        r#"{"a":{"x":{"y":[1,{"z":"\"}"},"]"]},"b":1},"x":[{"a":1},[{"a":2}]]}"#,
        "{\"a\":\"0123456789012345678901234567890123456789012345678901234\\\"\",\"b\":\"at the end of a block\"}",
        "{\n\t\"x\": {\n\t\t\"y\": [\n\t\t\t1,\n\t\t\t\"\\n\"\n\t\t]\n\t},\n\t\"b\": 5\n}",
    ];
    for line in accepted {
        assert!(reader.check(line.as_bytes()), "{line}");
    }
}

/// Everything that is refused, with where and why.
#[test]
fn malformed_lines_say_where() {
    use JsonFault::*;
    let deep_array = format!("{{\"x\":{}", "[".repeat(200));
    let deep_object = "{\"a\":".repeat(200);
    let rows: &[(&[u8], usize, JsonFault)] = &[
        (b"", 0, EndBeforeValue),
        (b"  ", 2, EndBeforeValue),
        (b"{", 1, EndInObject),
        (b"{\"a\"", 4, EndInObject),
        (b"{\"a\":", 5, EndBeforeValue),
        (b"{\"a\":1", 6, EndInObject),
        (b"{\"a\":1,", 7, EndInObject),
        (b"{\"a\":[", 6, EndBeforeValue),
        (b"{\"a\":[1", 7, EndInArray),
        (b"{\"x\":[1", 7, EndInArray),
        (b"{\"x\":{\"y\"", 9, EndInObject),
        (b"{\"a", 3, EndInString),
        (b"{\"a\":\"b", 7, EndInString),
        (b"{\"a\":\"b\\", 8, EndInString),
        (b"{\"x\":\"b\\u00", 11, EndInString),
        (b"{\"a\":,}", 5, ExpectedValue),
        (b"{\"a\":nul}", 5, ExpectedValue),
        (b"{\"x\":tru}", 5, ExpectedValue),
        (b"{\"a\":'b'}", 5, ExpectedValue),
        (b"{\"a\" 1}", 5, ExpectedColon),
        (b"{a:1}", 1, ExpectedKey),
        (b"{1:1}", 1, ExpectedKey),
        (b"{\"x\":{y:1}}", 6, ExpectedKey),
        (b"{\"a\":1,}", 7, TrailingComma),
        (b"{\"a\":[1,]}", 8, TrailingComma),
        (b"{\"x\":[1,]}", 8, TrailingComma),
        (b"{\"x\":{\"y\":1,}}", 12, TrailingComma),
        (b"{\"a\":1 2}", 7, ExpectedMemberEnd),
        (b"{\"a\":1]", 6, ExpectedMemberEnd),
        (b"{\"a\":[1 2]}", 8, ExpectedElementEnd),
        (b"{\"x\":[1}", 7, ExpectedElementEnd),
        (b"{\"x\":{\"y\":1]}", 11, ExpectedMemberEnd),
        (b"{} {}", 3, TrailingCharacters),
        (b"{}\0", 2, TrailingCharacters),
        (b"\0{}", 0, ExpectedValue),
        (b"{\"a\":01}", 6, InvalidNumber),
        (b"{\"a\":-}", 6, InvalidNumber),
        (b"{\"a\":1.}", 7, InvalidNumber),
        (b"{\"x\":1e}", 7, InvalidNumber),
        (b"{\"a\":+1}", 5, ExpectedValue),
        (b"{\"a\":.5}", 5, ExpectedValue),
        (b"{\"a\":1e999}", 5, NumberOutOfRange),
        (b"{\"x\":-1e999}", 5, NumberOutOfRange),
        (b"{\"a\":\"\\x\"}", 6, InvalidEscape),
        (b"{\"x\":\"\\u00g0\"}", 6, InvalidEscape),
        (b"{\"a\":\"\\ud800\"}", 6, LoneSurrogate),
        (b"{\"x\":\"\\udc00\"}", 6, LoneSurrogate),
        (b"{\"a\":\"\\ud800\\u0041\"}", 6, LoneSurrogate),
        (b"{\"a\":\"b\nc\"}", 7, ControlCharacter),
        (b"{\"x\":\"\0\"}", 6, ControlCharacter),
        (b"{\"a\tb\":1}", 3, ControlCharacter),
        (b"{\"a\":\"\xff\"}", 6, InvalidUtf8),
        (b"{\"x\":\"\xc3\"}", 6, InvalidUtf8),
        (b"\xef\xbb\xbf{}", 0, ExpectedValue),
        (b" 5", 1, NotAnObject("a number")),
        (b"[]", 0, NotAnObject("an array")),
        (b"null", 0, NotAnObject("null")),
        (b"\"x\"", 0, NotAnObject("a string")),
        (b"true", 0, NotAnObject("a truth value")),
        (b"true 5", 5, TrailingCharacters),
        (deep_array.as_bytes(), 5 + 126, TooDeep),
        (deep_object.as_bytes(), 5 * 127, TooDeep),
    ];
    let (mut reader, mut projection) = (Reader::new(FIELDS), Projection::new(FIELDS));
    for (line, offset, fault) in rows {
        let shown = String::from_utf8_lossy(line);
        assert!(!reader.check(line), "{shown}");
        let error = projection.read(line).expect_err("it is malformed");
        assert_eq!((error.offset, error.fault), (*offset, *fault), "{shown}");
        // The stream goes on.
        let event = projection.read(br#"{"a":{"b":5}}"#).expect("a good line");
        assert_eq!(values(&event, "a.b"), ["Int(5)"]);
    }
}

/// As deep as `serde_json` goes, and no deeper.
#[test]
fn depth_is_bounded() {
    let mut reader = Reader::new(FIELDS);
    for depth in [1, 2, 60, 125, 126, 127, 128, 5_000, 100_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"b\":", "}]")] {
            for key in ["a", "x"] {
                let inner = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                reader.check(format!("{{\"{key}\":{inner}}}").as_bytes());
            }
        }
    }
}

/// A field that the projection was not told of is still answered for.
#[test]
fn other_fields_are_looked_up_in_the_document() {
    let mut projection = Projection::new(["a"]);
    let event = projection.read(br#"{"a":1,"b":{"c":[{"x":2}]}}"#).expect("a good line");
    assert_eq!(values(&event, "b.c.x"), ["Int(2)"]);
    assert_eq!(values(&event, "c"), [""; 0]);
    assert!(event.visit_elements(&FieldBuf::new("b.c").as_field(), &mut |_| true));
    let mut whole = 0;
    event.visit_elements(&FieldBuf::new("").as_field(), &mut |element| {
        element.visit_field(&FieldBuf::new("a").as_field(), &mut |_| {
            whole += 1;
            false
        })
    });
    assert_eq!(whole, 1);
}

/// Slots follow the order of first mention, and `filled` the order of the line.
#[test]
fn slots_have_an_order() {
    let mut projection = Projection::new(["b", "a.x", "b", "c"]);
    assert_eq!(projection.fields().collect::<Vec<_>>(), ["b", "a.x", "c"]);
    assert_eq!(projection.slot("c").map(|slot| slot.0), Some(2));
    assert_eq!(projection.slot("a"), None);
    for _ in 0..2 {
        let event = projection.read(br#"{"c":[1,2],"a":{"x":null},"b":"y"}"#).expect("a good line");
        let filled: Vec<u32> = event.filled().map(|slot| slot.0).collect();
        assert_eq!(filled, [2, 0]);
        let mut sum = 0;
        for slot in event.filled() {
            event.visit_slot(slot, |value| {
                sum += if let eql::Value::Int(number) = value { number } else { 100 };
                false
            });
        }
        assert_eq!(sum, 103);
    }
}
