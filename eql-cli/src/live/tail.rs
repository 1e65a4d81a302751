//! A file that others write, followed over rotation and truncation.

use super::feed::{Arrival, CHUNK, FileIdentity, Lines, Position, Visit};
use crate::failure::Failure;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Of a file, so many bytes from the start tell it from others.
const HEAD: u64 = 1024;

/// A file and how far it was read.
#[derive(Debug)]
pub(super) struct Tail {
    path: PathBuf,
    open: Option<Open>,
    lines: Lines,
    /// The end of the file is the end of the stream.
    finish: bool,
}

#[derive(Debug)]
struct Open {
    file: File,
    device: u64,
    inode: u64,
}

impl Tail {
    /// Follows `path` from its start, also if it does not exist yet.
    pub(super) fn new(path: &Path, finish: bool) -> Self {
        Self { path: path.to_owned(), open: None, lines: Lines::default(), finish }
    }

    /// Goes on where a snapshot stands. If the file was rotated meanwhile, its rest is read from where it is now.
    pub(super) fn resume(&mut self, position: &Position, notices: &mut Vec<String>) {
        let name = self.path.display();
        let Some(wanted) = &position.file else { return };
        let found = self.candidates().into_iter().find(|path| is_same(path, wanted, position.offset));
        let opened = found.as_ref().and_then(|path| Some((path, open_at(path, position.offset).ok()?)));
        match opened {
            Some((path, open)) => {
                if *path != self.path {
                    notices.push(format!("{name} was rotated; reading the rest of {}", path.display()));
                }
                self.open = Some(open);
                self.lines = Lines::at(position.offset, position.line);
            }
            None => notices.push(format!(
                "{name} is not the file that the snapshot stands in (at byte {}): reading it from the start",
                position.offset
            )),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn position(&self) -> Position {
        self.lines.position(self.open.as_ref().and_then(|open| identity(&open.file, self.lines.read_to()).ok()))
    }

    pub(super) fn read(
        &mut self,
        wait: Duration,
        notices: &mut Vec<String>,
        visit: &mut Visit<'_>,
    ) -> Result<Arrival, Failure> {
        let mut chunk = vec![0; CHUNK];
        let length = match &mut self.open {
            Some(open) => open.file.read(&mut chunk).map_err(|error| Failure::reading(&self.path, &error))?,
            None => 0,
        };
        if length > 0 {
            self.lines.take(chunk.get(..length).unwrap_or_default(), visit)?;
            return Ok(Arrival::Some);
        }
        if self.turn(notices, visit)? {
            return Ok(Arrival::Some);
        }
        if self.finish {
            self.lines.finish(visit)?;
            return Ok(Arrival::End);
        }
        thread::sleep(wait);
        Ok(Arrival::Nothing)
    }

    /// At the end of the file: looks whether it was truncated, or whether another has its name now. Says whether there
    /// is something to read.
    fn turn(&mut self, notices: &mut Vec<String>, visit: &mut Visit<'_>) -> Result<bool, Failure> {
        let metadata = match fs::metadata(&self.path) {
            Ok(metadata) => metadata,
            // Between two files of a rotation there is none.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(Failure::reading(&self.path, &error)),
        };
        if metadata.is_dir() {
            return Err(Failure::usage(format!("can't read {}: it is a folder", self.path.display())));
        }
        let name = self.path.display();
        match &mut self.open {
            Some(open) if (open.device, open.inode) == numbers(&metadata) => {
                let read_to = self.lines.read_to();
                if metadata.len() >= read_to {
                    return Ok(metadata.len() > read_to);
                }
                notices.push(format!("{name} was truncated; reading it from the start"));
                open.file.seek(SeekFrom::Start(0)).map_err(|error| Failure::reading(&self.path, &error))?;
            }
            before => {
                if before.is_some() {
                    notices.push(format!("{name} was rotated; reading the new file"));
                }
                self.lines.finish(visit)?;
                *before = Some(open_at(&self.path, 0).map_err(|error| Failure::reading(&self.path, &error))?);
            }
        }
        self.lines = Lines::default();
        Ok(true)
    }

    /// The file itself, and its neighbours, which it may have become.
    fn candidates(&self) -> Vec<PathBuf> {
        let mut candidates = vec![self.path.clone()];
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut others: Vec<PathBuf> = entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&name))
            .map(|entry| entry.path())
            .filter(|path| *path != self.path)
            .collect();
        others.sort();
        candidates.append(&mut others);
        candidates
    }
}

fn open_at(path: &Path, offset: u64) -> io::Result<Open> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let (device, inode) = numbers(&file.metadata()?);
    Ok(Open { file, device, inode })
}

fn is_same(path: &Path, wanted: &FileIdentity, offset: u64) -> bool {
    let found = File::open(path).and_then(|file| {
        let long_enough = file.metadata()?.len() >= offset;
        Ok((long_enough, identity(&file, wanted.head_length)?))
    });
    found.is_ok_and(|(long_enough, found)| long_enough && found == *wanted)
}

/// The identity of a file of which `read_to` bytes were read.
fn identity(file: &File, read_to: u64) -> io::Result<FileIdentity> {
    let (device, inode) = numbers(&file.metadata()?);
    let head_length = read_to.min(HEAD);
    let mut head = vec![0; usize::try_from(head_length).unwrap_or(0)];
    read_from_start(file, &mut head)?;
    Ok(FileIdentity { device, inode, head: crc32fast::hash(&head), head_length })
}

#[cfg(unix)]
fn numbers(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(unix)]
fn read_from_start(file: &File, head: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, head, 0)
}

/// Without inodes, only how a file begins tells it from another.
#[cfg(not(unix))]
fn numbers(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

#[cfg(not(unix))]
fn read_from_start(mut file: &File, head: &mut [u8]) -> io::Result<()> {
    let place = file.stream_position()?;
    file.seek(SeekFrom::Start(0))?;
    let read = file.read_exact(head);
    file.seek(SeekFrom::Start(place))?;
    read
}
