//! Archives that never stand in memory as a whole.

use super::envelope::{HEADER, header};
use crc32fast::Hasher;
use serde::Serialize;
use std::io::{self, Error, Seek, SeekFrom, Write};

/// Writes an [`Archive`](super::Archive) part by part. Its frame is written last, so that what was not ended is refused.
///
/// ```
/// use eql_runtime::snapshot::{Archive, ArchiveWriter};
/// use std::io::Cursor;
///
/// let mut writer = ArchiveWriter::begin(Cursor::new(Vec::new()), 1)?;
/// writer.add("lines", 0, [&b"of a"[..], b" file"])?;
/// let bytes = writer.end()?.into_inner();
/// assert_eq!(Archive::from_bytes(&bytes)?.take("lines").map(|section| section.bytes), Some(b"of a file".to_vec()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ArchiveWriter<W> {
    out: W,
    start: u64,
    length: u64,
    hasher: Hasher,
    left: u64,
}

impl<W: Write + Seek> ArchiveWriter<W> {
    /// Begins an archive of so many parts at the place where `out` stands.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn begin(mut out: W, parts: usize) -> io::Result<Self> {
        let start = out.stream_position()?;
        out.write_all(&[0; HEADER])?;
        let left = parts as u64;
        let mut writer = Self { out, start, length: 0, hasher: Hasher::new(), left };
        writer.encode(&(env!("CARGO_PKG_VERSION"), left))?;
        Ok(writer)
    }

    /// Adds a part that consists of pieces, one behind the other.
    ///
    /// # Errors
    ///
    /// Those of `out`; a part more than was said.
    pub fn add<'p, P>(&mut self, name: &str, fingerprint: u64, pieces: P) -> io::Result<()>
    where
        P: IntoIterator<Item = &'p [u8]>,
        P::IntoIter: Clone,
    {
        self.left = self.left.checked_sub(1).ok_or_else(|| Error::other("a part more than was said"))?;
        let pieces = pieces.into_iter();
        let length: u64 = pieces.clone().map(|piece| piece.len() as u64).sum();
        self.encode(&(name, fingerprint, length))?;
        pieces.into_iter().try_for_each(|piece| self.put(piece))
    }

    /// Ends the archive, and gives back where it was written.
    ///
    /// # Errors
    ///
    /// Those of `out`; fewer parts than were said.
    pub fn end(mut self) -> io::Result<W> {
        if self.left > 0 {
            return Err(Error::other("fewer parts than were said"));
        }
        self.out.seek(SeekFrom::Start(self.start))?;
        self.out.write_all(&header(self.length, &self.hasher))?;
        self.out.seek(SeekFrom::End(0))?;
        Ok(self.out)
    }

    fn encode(&mut self, head: &impl Serialize) -> io::Result<()> {
        self.put(&postcard::to_allocvec(head).map_err(Error::other)?)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Archive;
    use super::*;
    use std::io::Cursor;

    #[test]
    fn parts_become_what_an_archive_writes() {
        let long = vec![7; 100_000];
        let mut archive = Archive::default();
        archive.add("empty", 0, Vec::new());
        archive.add("a rule", u64::MAX, long.clone());
        let mut writer = ArchiveWriter::begin(Cursor::new(Vec::new()), 2).unwrap();
        writer.add("empty", 0, []).unwrap();
        writer.add("a rule", u64::MAX, long.chunks(999)).unwrap();
        assert_eq!(writer.end().unwrap().into_inner(), archive.to_bytes().unwrap());
    }

    #[test]
    fn another_number_of_parts_is_refused() {
        let mut writer = ArchiveWriter::begin(Cursor::new(Vec::new()), 1).unwrap();
        writer.add("one", 0, []).unwrap();
        assert!(writer.add("two", 0, []).is_err());
        let writer = ArchiveWriter::begin(Cursor::new(Vec::new()), 1).unwrap();
        assert!(writer.end().is_err());
    }
}
