//! Strings: where they end, and what their escapes stand for.

use super::error::{JsonError, JsonFault};
use super::marks::{Cursor, Marks};

/// A string in the line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    /// It stands there as it is, from the first position to the one before the second.
    Plain(usize, usize),
    /// Its escapes are replaced: it is what `out` holds from this position on.
    Unescaped(usize),
}

/// Passes the string that begins at the cursor, and with it the next mark.
#[inline(always)]
pub(super) fn skip(line: &[u8], marks: Marks<'_>, open: Cursor) -> Result<Cursor, JsonError> {
    let at = marks.at(open.mark + 1);
    if line.get(at) == Some(&b'"') {
        return Ok(Cursor { at: at + 1, mark: open.mark + 2 });
    }
    skip_escapes(line, marks, Cursor { at, mark: open.mark + 1 })
}

/// Goes on from the first mark inside a string that is not its end.
fn skip_escapes(line: &[u8], marks: Marks<'_>, mut cursor: Cursor) -> Result<Cursor, JsonError> {
    loop {
        let Cursor { at, mark } = cursor;
        let mark = match line.get(at) {
            Some(b'"') => return Ok(Cursor { at: at + 1, mark: mark + 1 }),
            Some(b'\\') => escape(line, cursor)?.1.mark,
            Some(_) => return Err(JsonFault::ControlCharacter.at(at)),
            None => return Err(JsonFault::EndInString.at(line.len())),
        };
        cursor = Cursor { at: marks.at(mark), mark };
    }
}

/// Reads the string that begins at the cursor, and with it at the next mark; texts with escapes are added to `out`.
#[inline(always)]
pub(super) fn read(
    line: &[u8],
    marks: Marks<'_>,
    open: Cursor,
    out: &mut Vec<u8>,
) -> Result<(Text, Cursor), JsonError> {
    let at = marks.at(open.mark + 1);
    if line.get(at) == Some(&b'"') {
        return Ok((Text::Plain(open.at + 1, at), Cursor { at: at + 1, mark: open.mark + 2 }));
    }
    let begin = out.len();
    let end = unescape(line, marks, open.at + 1, Cursor { at, mark: open.mark + 1 }, out)?;
    Ok((Text::Unescaped(begin), end))
}

/// Writes the string that begins at `from` without its escapes, the first of which is at the cursor.
fn unescape(
    line: &[u8],
    marks: Marks<'_>,
    mut from: usize,
    mut cursor: Cursor,
    out: &mut Vec<u8>,
) -> Result<Cursor, JsonError> {
    loop {
        let Cursor { at, mark } = cursor;
        append(out, line, from, at);
        let mark = match line.get(at) {
            Some(b'"') => return Ok(Cursor { at: at + 1, mark: mark + 1 }),
            Some(b'\\') => {
                let (stands_for, end) = escape(line, cursor)?;
                // What stands for itself begins the next stretch.
                from = match stands_for {
                    None => at + 1,
                    Some(char) => {
                        out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                        end.at
                    }
                };
                end.mark
            }
            Some(_) => return Err(JsonFault::ControlCharacter.at(at)),
            None => return Err(JsonFault::EndInString.at(line.len())),
        };
        cursor = Cursor { at: marks.at(mark), mark };
    }
}

/// Appends `line[from..to]`. Stretches between escapes are short: a copy of fixed length, of which the rest is dropped,
/// is faster than a call that copies as much as there is.
#[inline(always)]
fn append(out: &mut Vec<u8>, line: &[u8], from: usize, to: usize) {
    const WHOLE: usize = 16;
    let length = to.wrapping_sub(from);
    match line.get(from..).and_then(<[u8]>::first_chunk::<WHOLE>) {
        Some(chunk) if length <= WHOLE => {
            let end = out.len() + length;
            out.extend_from_slice(chunk);
            out.truncate(end);
        }
        _ => out.extend_from_slice(line.get(from..to).unwrap_or_default()),
    }
}

/// Reads the escape whose backslash is at the cursor and the next mark: the character that it stands for, unless that is
/// the one behind the backslash, and where it ends.
#[inline(always)]
fn escape(line: &[u8], Cursor { at, mark }: Cursor) -> Result<(Option<char>, Cursor), JsonError> {
    let char = match line.get(at + 1) {
        Some(b'\\' | b'"') => return Ok((None, Cursor { at: at + 2, mark: mark + 2 })),
        Some(b'/') => return Ok((None, Cursor { at: at + 2, mark: mark + 1 })),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return code_point(line, Cursor { at, mark }),
        Some(_) => return Err(JsonFault::InvalidEscape.at(at)),
        None => return Err(JsonFault::EndInString.at(line.len())),
    };
    Ok((Some(char), Cursor { at: at + 2, mark: mark + 1 }))
}

/// Reads the escape `\uXXXX` at the cursor, or the two that make up one character.
fn code_point(line: &[u8], Cursor { at, mark }: Cursor) -> Result<(Option<char>, Cursor), JsonError> {
    let unit = code_unit(line, at)?;
    if let Some(char) = char::from_u32(unit) {
        return Ok((Some(char), Cursor { at: at + 6, mark: mark + 1 }));
    }
    let lone = JsonFault::LoneSurrogate.at(at);
    if unit >= 0xdc00 || line.get(at + 6..at + 8) != Some(br"\u") {
        return Err(lone);
    }
    let low = code_unit(line, at + 6)?;
    if !(0xdc00..0xe000).contains(&low) {
        return Err(lone);
    }
    let char = char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)).ok_or(lone)?;
    Ok((Some(char), Cursor { at: at + 12, mark: mark + 2 }))
}

/// The four hexadecimal digits of the escape at `at`.
fn code_unit(line: &[u8], at: usize) -> Result<u32, JsonError> {
    let digits = line.get(at + 2..at + 6).ok_or(JsonFault::EndInString.at(line.len()))?;
    digits.iter().try_fold(0, |unit, &digit| {
        let digit = char::from(digit).to_digit(16).ok_or(JsonFault::InvalidEscape.at(at))?;
        Ok(unit << 4 | digit)
    })
}
