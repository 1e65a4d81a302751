//! Where the lines of a stream come from: standard input, or a file that others write.

use super::tail::Tail;
use crate::failure::{Failure, reason};
use crate::input::plain;
use serde::{Deserialize, Serialize};
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes that are read at once.
pub(super) const CHUNK: usize = 256 * 1024;
/// A longer line is not read into memory.
pub(super) const MAX_LINE: usize = 64 * 1024 * 1024;
/// Chunks that wait to be taken.
const QUEUE: usize = 16;
/// How long a chunk is waited for that may be on its way from the input to the queue.
const ON_ITS_WAY: Duration = Duration::from_millis(50);
/// How long what waits is read when the stream is asked to end.
const DRAIN: Duration = Duration::from_secs(2);

/// How far an input was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    /// The file, told from one that took its name since; none for standard input.
    pub(super) file: Option<FileIdentity>,
    /// Bytes from the start.
    pub(super) offset: u64,
    /// Lines from the start.
    pub(super) line: u64,
}

/// Tells a file from another that takes its name or its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileIdentity {
    pub(super) device: u64,
    pub(super) inode: u64,
    /// The checksum of how it begins, and over how many bytes.
    pub(super) head: u32,
    pub(super) head_length: u64,
}

/// Takes a line and its number, from 1.
pub(super) type Visit<'f> = dyn FnMut(&[u8], u64) -> Result<(), Failure> + 'f;

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// Lines, or parts of them.
    Some,
    /// Nothing for now.
    Nothing,
    /// Nothing any more.
    End,
}

/// The input of a stream.
pub(super) enum Feed {
    Standard(Standard),
    File(Tail),
}

impl Feed {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Standard(_) => "standard input".to_owned(),
            Self::File(tail) => tail.path().display().to_string(),
        }
    }

    /// Waits for what comes next, at most for `wait`, and gives each whole line to `visit`.
    pub(super) fn read(
        &mut self,
        wait: Duration,
        notices: &mut Vec<String>,
        visit: &mut Visit<'_>,
    ) -> Result<Arrival, Failure> {
        match self {
            Self::Standard(standard) => standard.read(wait, visit),
            Self::File(tail) => tail.read(wait, notices, visit),
        }
    }

    /// Gives what waits in an input that cannot be read again to `visit`: whoever wrote it takes it for read. Who goes on
    /// writing does not keep the stream from ending.
    pub(super) fn drain(&mut self, visit: &mut Visit<'_>) -> Result<(), Failure> {
        if let Self::Standard(standard) = self {
            let started = Instant::now();
            while started.elapsed() < DRAIN && standard.read(ON_ITS_WAY, visit)? == Arrival::Some {}
        }
        Ok(())
    }

    /// Where the next line begins.
    pub(super) fn position(&self) -> Position {
        match self {
            Self::Standard(standard) => standard.lines.position(None),
            Self::File(tail) => tail.position(),
        }
    }
}

/// Cuts chunks into lines.
#[derive(Debug, Default)]
pub(super) struct Lines {
    partial: Vec<u8>,
    /// The line begun is longer than may be; so many bytes of it were passed over.
    skipped: u64,
    offset: u64,
    line: u64,
}

impl Lines {
    pub(super) fn at(offset: u64, line: u64) -> Self {
        Self { offset, line, ..Self::default() }
    }

    pub(super) fn position(&self, file: Option<FileIdentity>) -> Position {
        Position { file, offset: self.offset, line: self.line }
    }

    /// Bytes that were read, the line begun included.
    pub(super) fn read_to(&self) -> u64 {
        self.offset + self.partial.len() as u64 + self.skipped
    }

    /// Gives every line that ends in `chunk` to `visit`, with its number from 1.
    pub(super) fn take(&mut self, chunk: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure> {
        let mut rest = chunk;
        while let Some(at) = memchr::memchr(b'\n', rest) {
            let (line, behind) = rest.split_at(at);
            self.add(line);
            self.end(1, visit)?;
            rest = behind.get(1..).unwrap_or_default();
        }
        self.add(rest);
        Ok(())
    }

    /// Says that the line begun is whole: the input has ended.
    pub(super) fn finish(&mut self, visit: &mut Visit<'_>) -> Result<(), Failure> {
        if self.partial.is_empty() && self.skipped == 0 { Ok(()) } else { self.end(0, visit) }
    }

    fn add(&mut self, part: &[u8]) {
        if self.skipped > 0 || self.partial.len() + part.len() > MAX_LINE {
            self.skipped += part.len() as u64;
        } else {
            self.partial.extend_from_slice(part);
        }
    }

    fn end(&mut self, separator: u64, visit: &mut Visit<'_>) -> Result<(), Failure> {
        self.line += 1;
        // A line that was cut is shown as it was begun: it is malformed, and told so.
        let result = visit(&self.partial, self.line);
        self.offset = self.read_to() + separator;
        self.partial.clear();
        self.skipped = 0;
        result
    }
}

/// Standard input, read by a thread of its own, so that the program can do other things while nothing comes.
pub(super) struct Standard {
    chunks: Receiver<io::Result<Vec<u8>>>,
    lines: Lines,
}

impl Standard {
    pub(super) fn start() -> Self {
        let (sender, chunks) = sync_channel(QUEUE);
        thread::spawn(move || {
            let mut source = match plain(io::stdin()) {
                Ok(source) => source,
                Err(error) => {
                    let _ = sender.send(Err(error));
                    return;
                }
            };
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = match source.read(&mut chunk) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    read => read,
                };
                let (last, message) = match read {
                    Ok(0) => return,
                    Ok(length) => {
                        chunk.truncate(length);
                        (false, Ok(chunk))
                    }
                    Err(error) => (true, Err(error)),
                };
                if sender.send(message).is_err() || last {
                    return;
                }
            }
        });
        Self { chunks, lines: Lines::default() }
    }

    fn read(&mut self, wait: Duration, visit: &mut Visit<'_>) -> Result<Arrival, Failure> {
        match self.chunks.recv_timeout(wait) {
            Ok(Ok(chunk)) => {
                self.lines.take(&chunk, visit)?;
                Ok(Arrival::Some)
            }
            Ok(Err(error)) => {
                Err(Failure::usage(format!("can't read {}: {}", Path::new("standard input").display(), reason(&error))))
            }
            Err(RecvTimeoutError::Timeout) => Ok(Arrival::Nothing),
            Err(RecvTimeoutError::Disconnected) => {
                self.lines.finish(visit)?;
                Ok(Arrival::End)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_become_lines_wherever_they_are_cut() {
        let text = b"{}\n\n{\"a\":1}\nlast";
        for size in 1..text.len() {
            let mut lines = Lines::default();
            let mut found = Vec::new();
            let mut visit = |line: &[u8], number: u64| {
                found.push((number, String::from_utf8_lossy(line).into_owned()));
                Ok(())
            };
            for chunk in text.chunks(size) {
                lines.take(chunk, &mut visit).unwrap();
            }
            assert_eq!((lines.offset, lines.read_to()), (12, 16));
            lines.finish(&mut visit).unwrap();
            let expected = [(1, "{}"), (2, ""), (3, "{\"a\":1}"), (4, "last")].map(|(n, text)| (n, text.to_owned()));
            assert_eq!(found, expected, "in chunks of {size}");
            assert_eq!((lines.offset, lines.line), (16, 4));
        }
    }
}
