//! Cuts an input into documents: lines of NDJSON, or the elements of one JSON array.

use std::io::{self, BufRead};

/// A longer document is not read into memory.
const MAX_DOCUMENT: usize = 64 * 1024 * 1024;
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// Where something stands in an input, after decompression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The line, from 1.
    pub(crate) line: u64,
    /// Bytes from the start.
    pub(crate) offset: u64,
}

/// What stands between two separators of an input.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Document<'b> {
    pub(crate) place: Place,
    pub(crate) bytes: &'b [u8],
    /// What is wrong with it, apart from its own text.
    pub(crate) defect: Option<Defect>,
}

/// What can be wrong with the cut itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    /// It is too long to be read.
    TooLong,
    /// The array ends in the middle of an element, or without its bracket.
    UnclosedArray,
}

impl Defect {
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::TooLong => "the event is longer than 64 MiB",
            Self::UnclosedArray => "the JSON array is not closed",
        }
    }
}

/// Reads the documents of one input.
#[derive(Debug)]
pub(crate) struct Documents<R> {
    source: R,
    layout: Layout,
    next: Place,
    buffer: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Nothing has been read yet.
    Unknown,
    Lines,
    Array,
    Finished,
}

/// How a document ended.
enum End {
    Separator,
    Bracket,
    Input,
}

impl<R: BufRead> Documents<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, layout: Layout::Unknown, next: Place { line: 1, offset: 0 }, buffer: Vec::new() }
    }

    /// How many bytes have been read.
    pub(crate) fn offset(&self) -> u64 {
        self.next.offset
    }

    /// The next document that is not blank.
    pub(crate) fn read(&mut self) -> io::Result<Option<Document<'_>>> {
        if self.layout == Layout::Unknown {
            self.layout = self.find_layout()?;
        }
        loop {
            let (place, end, defect) = match self.layout {
                Layout::Unknown | Layout::Finished => return Ok(None),
                Layout::Lines => self.read_line()?,
                Layout::Array => self.read_element()?,
            };
            match end {
                End::Separator => {}
                // What follows is lines: the "array" may have been a broken first line of many good ones.
                End::Bracket => self.layout = Layout::Lines,
                End::Input => self.layout = Layout::Finished,
            }
            let blank = self.buffer.iter().all(u8::is_ascii_whitespace);
            if !blank || matches!(defect, Some(Defect::UnclosedArray)) {
                return Ok(Some(Document { place, bytes: &self.buffer, defect }));
            }
        }
    }

    fn find_layout(&mut self) -> io::Result<Layout> {
        if self.source.fill_buf()?.starts_with(&BYTE_ORDER_MARK) {
            self.skip(BYTE_ORDER_MARK.len());
        }
        loop {
            let chunk = self.source.fill_buf()?;
            let Some(&byte) = chunk.first() else { return Ok(Layout::Finished) };
            if !byte.is_ascii_whitespace() && byte != b'[' {
                return Ok(Layout::Lines);
            }
            self.advance(byte);
            self.source.consume(1);
            if byte == b'[' {
                return Ok(Layout::Array);
            }
        }
    }

    fn skip(&mut self, count: usize) {
        self.source.consume(count);
        self.next.offset += count as u64;
    }

    fn advance(&mut self, byte: u8) {
        self.next.offset += 1;
        self.next.line += u64::from(byte == b'\n');
    }

    fn read_line(&mut self) -> io::Result<(Place, End, Option<Defect>)> {
        self.buffer.clear();
        let place = self.next;
        let mut too_long = false;
        loop {
            let chunk = self.source.fill_buf()?;
            if chunk.is_empty() {
                return Ok((place, End::Input, too_long.then_some(Defect::TooLong)));
            }
            let newline = memchr::memchr(b'\n', chunk);
            let content = chunk.get(..newline.unwrap_or(chunk.len())).unwrap_or_default();
            let taken = content.len() + usize::from(newline.is_some());
            too_long |= self.buffer.len() + content.len() > MAX_DOCUMENT;
            if !too_long {
                self.buffer.extend_from_slice(content);
            }
            self.skip(taken);
            if newline.is_some() {
                self.next.line += 1;
                return Ok((place, End::Separator, too_long.then_some(Defect::TooLong)));
            }
        }
    }

    /// Reads up to the comma or bracket that ends an element, whatever is in it: a malformed one does not hide the next.
    fn read_element(&mut self) -> io::Result<(Place, End, Option<Defect>)> {
        self.buffer.clear();
        let mut place = self.next;
        let mut nesting = Nesting::default();
        let mut too_long = false;
        loop {
            let chunk = self.source.fill_buf()?;
            if chunk.is_empty() {
                return Ok((place, End::Input, Some(Defect::UnclosedArray)));
            }
            let mut end = None;
            let mut taken = 0;
            for &byte in chunk {
                taken += 1;
                self.next.offset += 1;
                self.next.line += u64::from(byte == b'\n');
                end = nesting.end_at(byte);
                if end.is_some() {
                    break;
                }
                if self.buffer.is_empty() && byte.is_ascii_whitespace() {
                    place = self.next;
                } else if self.buffer.len() < MAX_DOCUMENT {
                    self.buffer.push(byte);
                } else {
                    too_long = true;
                }
            }
            self.source.consume(taken);
            if let Some(end) = end {
                return Ok((place, end, too_long.then_some(Defect::TooLong)));
            }
        }
    }
}

/// Follows brackets and quotes.
#[derive(Debug, Default)]
struct Nesting {
    depth: u32,
    in_text: bool,
    escaped: bool,
}

impl Nesting {
    fn end_at(&mut self, byte: u8) -> Option<End> {
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ => {}
            }
            return None;
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' if self.depth > 0 => self.depth -= 1,
            b']' => return Some(End::Bracket),
            b',' if self.depth == 0 => return Some(End::Separator),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads through buffers of every small size, so that each cut falls on each byte once.
    fn check(text: &str, expected: &[(u64, u64, &str)]) {
        for capacity in [1, 2, 3, 7, 1_000] {
            let source = io::BufReader::with_capacity(capacity, text.as_bytes());
            let mut documents = Documents::new(source);
            let mut found = Vec::new();
            while let Some(document) = documents.read().unwrap() {
                let mut shown = String::from_utf8_lossy(document.bytes).into_owned();
                if let Some(defect) = document.defect {
                    shown = format!("{shown} <{defect:?}>");
                }
                found.push((document.place.line, document.place.offset, shown));
            }
            let expected: Vec<_> =
                expected.iter().map(|&(line, offset, text)| (line, offset, text.to_owned())).collect();
            assert_eq!(found, expected, "{text:?} at {capacity}");
            assert!(documents.offset() <= text.len() as u64, "{text:?}");
        }
    }

    #[test]
    fn lines() {
        check("", &[]);
        check(" \n\n", &[]);
        check("{}", &[(1, 0, "{}")]);
        check("{}\n\n {} \r\n{", &[(1, 0, "{}"), (3, 4, " {} \r"), (4, 10, "{")]);
        check("\n\n{}\n", &[(3, 2, "{}")]);
        check("5\n[]\n", &[(1, 0, "5"), (2, 2, "[]")]);
    }

    #[test]
    fn arrays() {
        check("[]", &[]);
        check(" [ ] \n", &[]);
        check("[{},{}]", &[(1, 1, "{}"), (1, 4, "{}")]);
        check(
            "[\n {\"a\": [1, 2]},\n {\"b\": \"],\\\"\"}\n]\n",
            &[(2, 3, "{\"a\": [1, 2]}"), (3, 19, "{\"b\": \"],\\\"\"}\n")],
        );
        check("[1 2, {]", &[(1, 1, "1 2"), (1, 6, "{] <UnclosedArray>")]);
        check("[{}", &[(1, 1, "{} <UnclosedArray>")]);
        check("[", &[(1, 1, " <UnclosedArray>")]);
        check("[{}]\n\nx\n{}", &[(1, 1, "{}"), (3, 6, "x"), (4, 8, "{}")]);
        check("[2026] started\n{}\n", &[(1, 1, "2026"), (1, 6, " started"), (2, 15, "{}")]);
    }
}
