//! Files that hold no events, told by their first bytes: one sentence is better than a complaint about every line.

use crate::failure::Failure;
use std::io::BufRead;

/// The first bytes of a kind of file, what it is, and what to do about it. Four bytes are there for sure: no more are waited
/// for, since a stream may not have them yet.
const KINDS: [(&[u8], &str, &str); 9] = [
    (b"ElfF", "a Windows event log", "export it as JSON first, one event a line"),
    (b"PK\x03\x04", "a ZIP archive", "unpack it first; gzip and Zstandard are read as they are"),
    (b"BZh", "compressed by bzip2", "unpack it first; gzip and Zstandard are read as they are"),
    (b"\xfd7zX", "compressed by xz", "unpack it first; gzip and Zstandard are read as they are"),
    (b"PAR1", "a Parquet file", "export it as JSON first, one event a line"),
    (b"\xff\xfe", "UTF-16", "convert it to UTF-8 first (PowerShell: `Out-File -Encoding utf8`)"),
    (b"\xfe\xff", "UTF-16", "convert it to UTF-8 first"),
    (b"\x7fELF", "a program", "events are NDJSON, or one JSON array"),
    (b"MZ", "a program", "events are NDJSON, or one JSON array"),
];

/// Refuses an input that is no text.
pub(super) fn refuse(name: &str, reader: &mut impl BufRead) -> Result<(), Failure> {
    // What can't be read is reported by the one who reads.
    let Ok(start) = reader.fill_buf() else { return Ok(()) };
    let known = KINDS.iter().find(|(magic, _, _)| start.starts_with(magic));
    let (what, help) = match known {
        Some((_, what, help)) => (*what, *help),
        None if is_binary(start) => ("a binary file", "events are NDJSON, or one JSON array"),
        None => return Ok(()),
    };
    Err(Failure::usage(format!("can't read {name}: it is {what}")).with_help(help))
}

/// Text has no NUL. One further down is a broken line among good ones, which is for the reader of lines to say.
fn is_binary(start: &[u8]) -> bool {
    let first_line = start.split(|&byte| byte == b'\n').next().unwrap_or_default();
    first_line.contains(&0)
}
