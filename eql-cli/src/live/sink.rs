//! Where matches go: standard output, or a file that is rotated when it is full.

use crate::console::Output;
use crate::failure::{Failure, reason};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The output of a stream.
#[derive(Debug)]
pub(super) enum Sink {
    Standard(Output),
    File(Rotating),
}

impl Sink {
    pub(super) fn record(&mut self, text: &str) -> Result<(), Failure> {
        match self {
            Self::Standard(output) => output.record(text),
            Self::File(file) => file.record(text),
        }
    }

    /// Hands on what was written; `durably` waits until it is on the disk.
    pub(super) fn flush(&mut self, durably: bool) -> Result<(), Failure> {
        match self {
            Self::Standard(output) => output.flush(),
            Self::File(file) => file.flush(durably),
        }
    }
}

/// A file that becomes `NAME.1` when it is full, and `NAME.1` `NAME.2`, up to a number.
#[derive(Debug)]
pub(super) struct Rotating {
    path: PathBuf,
    writer: BufWriter<File>,
    length: u64,
    max_length: u64,
    keep: u32,
}

impl Rotating {
    /// Appends to the file. A last line that a crash has cut is taken away: it was never handed on as a whole, and the
    /// match comes again.
    pub(super) fn open(path: &Path, max_length: u64, keep: u32) -> Result<Self, Failure> {
        let failure = |error: io::Error| failed(path, &error);
        let (writer, length) = append(path).map_err(failure)?;
        Ok(Self { path: path.to_owned(), writer, length, max_length, keep })
    }

    fn record(&mut self, text: &str) -> Result<(), Failure> {
        let added = text.len() as u64 + 1;
        if self.length > 0 && self.length + added > self.max_length {
            self.rotate().map_err(|error| failed(&self.path, &error))?;
        }
        self.length += added;
        let write = self.writer.write_all(text.as_bytes()).and_then(|()| self.writer.write_all(b"\n"));
        write.map_err(|error| failed(&self.path, &error))
    }

    fn flush(&mut self, durably: bool) -> Result<(), Failure> {
        let mut flush = || {
            self.writer.flush()?;
            if durably { self.writer.get_ref().sync_data() } else { Ok(()) }
        };
        flush().map_err(|error| failed(&self.path, &error))
    }

    fn rotate(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().sync_data()?;
        for number in (1..self.keep).rev() {
            rename_if_there(&self.numbered(number), &self.numbered(number + 1))?;
        }
        if self.keep > 0 {
            rename_if_there(&self.path, &self.numbered(1))?;
        } else {
            fs::remove_file(&self.path)?;
        }
        (self.writer, self.length) = append(&self.path)?;
        Ok(())
    }

    fn numbered(&self, number: u32) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{number}"));
        name.into()
    }
}

fn append(path: &Path) -> io::Result<(BufWriter<File>, u64)> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    let length = whole_lines(&mut file)?;
    file.set_len(length)?;
    Ok((BufWriter::new(file), length))
}

/// The length of a file without what stands behind its last line end.
fn whole_lines(file: &mut File) -> io::Result<u64> {
    const STEP: u64 = 64 * 1024;
    let mut end = file.metadata()?.len();
    while end > 0 {
        let start = end.saturating_sub(STEP);
        let mut part = vec![0; usize::try_from(end - start).unwrap_or(0)];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut part)?;
        if let Some(at) = memchr::memrchr(b'\n', &part) {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

fn rename_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("can't write {}: {}", path.display(), reason(error)))
}
