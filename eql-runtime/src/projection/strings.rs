//! Strings: where they end, and what their escapes stand for.

use super::error::{JsonError, JsonFault};
use super::marks::Marks;

/// A string in the line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    /// It stands there as it is, from the first position to the one before the second.
    Plain(usize, usize),
    /// Its escapes are replaced: it is what `out` holds from this position on.
    Unescaped(usize),
}

/// Passes the string whose opening quote is the next mark, and gives the position behind its closing quote.
#[inline(always)]
pub(super) fn skip(line: &[u8], marks: &mut Marks<'_>) -> Result<usize, JsonError> {
    marks.next();
    let Some(at) = marks.next() else { return Err(JsonFault::EndInString.at(line.len())) };
    if line.get(at) == Some(&b'"') {
        return Ok(at + 1);
    }
    let end;
    (end, *marks) = skip_escapes(line, *marks, at)?;
    Ok(end)
}

/// Goes on from the first mark inside a string that is not its end.
fn skip_escapes<'m>(line: &[u8], marks: Marks<'m>, mut at: usize) -> Result<(usize, Marks<'m>), JsonError> {
    let mut marks = marks;
    loop {
        match line.get(at) {
            Some(b'"') => return Ok((at + 1, marks)),
            Some(b'\\') => {
                escape(line, &mut marks, at)?;
            }
            _ => return Err(JsonFault::ControlCharacter.at(at)),
        }
        at = marks.next().ok_or(JsonFault::EndInString.at(line.len()))?;
    }
}

/// Reads the string whose opening quote is at `open` and the next mark; texts with escapes are added to `out`. Gives the position behind
/// its closing quote too.
#[inline(always)]
pub(super) fn read(
    line: &[u8],
    marks: &mut Marks<'_>,
    open: usize,
    out: &mut Vec<u8>,
) -> Result<(Text, usize), JsonError> {
    marks.next();
    let Some(at) = marks.next() else { return Err(JsonFault::EndInString.at(line.len())) };
    if line.get(at) == Some(&b'"') {
        return Ok((Text::Plain(open + 1, at), at + 1));
    }
    let begin = out.len();
    let end;
    (end, *marks) = unescape(line, *marks, open + 1, at, out)?;
    Ok((Text::Unescaped(begin), end))
}

/// Writes the string that begins at `from` without its escapes, the first of which is at `at`.
fn unescape<'m>(
    line: &[u8],
    marks: Marks<'m>,
    mut from: usize,
    mut at: usize,
    out: &mut Vec<u8>,
) -> Result<(usize, Marks<'m>), JsonError> {
    let mut marks = marks;
    loop {
        append(out, line, from, at);
        match line.get(at) {
            Some(b'"') => return Ok((at + 1, marks)),
            Some(b'\\') => match escape(line, &mut marks, at)? {
                // It stands for itself: the next stretch begins with it.
                Escape::Itself => from = at + 1,
                Escape::Char(char, end) => {
                    out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                    from = end;
                }
            },
            _ => return Err(JsonFault::ControlCharacter.at(at)),
        }
        at = marks.next().ok_or(JsonFault::EndInString.at(line.len()))?;
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

/// What an escape stands for.
enum Escape {
    /// The character behind the backslash.
    Itself,
    /// This character; then the position behind the escape.
    Char(char, usize),
}

/// Reads the escape whose backslash is at `at`, and takes the marks inside it.
#[inline(always)]
fn escape(line: &[u8], marks: &mut Marks<'_>, at: usize) -> Result<Escape, JsonError> {
    let char = match line.get(at + 1) {
        Some(b'\\' | b'"') => {
            marks.next();
            return Ok(Escape::Itself);
        }
        Some(b'/') => return Ok(Escape::Itself),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return code_point(line, marks, at),
        Some(_) => return Err(JsonFault::InvalidEscape.at(at)),
        None => return Err(JsonFault::EndInString.at(line.len())),
    };
    Ok(Escape::Char(char, at + 2))
}

/// Reads the escape `\uXXXX` at `at`, or the two that make up one character.
fn code_point(line: &[u8], marks: &mut Marks<'_>, at: usize) -> Result<Escape, JsonError> {
    let unit = code_unit(line, at)?;
    if let Some(char) = char::from_u32(unit) {
        return Ok(Escape::Char(char, at + 6));
    }
    let lone = JsonFault::LoneSurrogate.at(at);
    if unit >= 0xdc00 || line.get(at + 6..at + 8) != Some(br"\u") {
        return Err(lone);
    }
    marks.next();
    let low = code_unit(line, at + 6)?;
    if !(0xdc00..0xe000).contains(&low) {
        return Err(lone);
    }
    let char = char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)).ok_or(lone)?;
    Ok(Escape::Char(char, at + 12))
}

/// The four hexadecimal digits of the escape at `at`.
fn code_unit(line: &[u8], at: usize) -> Result<u32, JsonError> {
    let digits = line.get(at + 2..at + 6).ok_or(JsonFault::EndInString.at(line.len()))?;
    digits.iter().try_fold(0, |unit, &digit| {
        let digit = char::from(digit).to_digit(16).ok_or(JsonFault::InvalidEscape.at(at))?;
        Ok(unit << 4 | digit)
    })
}
