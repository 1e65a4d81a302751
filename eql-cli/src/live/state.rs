//! The folder in which a stream keeps its state: the newest snapshot and the one before.

use crate::failure::{Failure, reason};
use eql::snapshot::Archive;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes that are written at once.
const BUFFER: usize = 256 * 1024;

/// A folder that no other process uses.
#[derive(Debug)]
pub(super) struct StateFolder {
    folder: PathBuf,
    /// Held as long as the program runs.
    _lock: File,
}

/// What was found in a folder.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) archive: Option<Archive>,
    /// What was wrong with what was found.
    pub(super) notices: Vec<String>,
}

impl StateFolder {
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let failure =
            |error: &io::Error| Failure::usage(format!("can't keep state in {}: {}", folder.display(), reason(error)));
        fs::create_dir_all(folder).map_err(|error| failure(&error))?;
        let lock = File::create(folder.join("lock")).map_err(|error| failure(&error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder: folder.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                Err(Failure::usage(format!("another eqlc keeps its state in {}", folder.display())))
            }
            Err(TryLockError::Error(error)) => Err(failure(&error)),
        }
    }

    /// The newest snapshot that can be read.
    pub(super) fn load(&self) -> Found {
        let mut notices = Vec::new();
        // A crash between the two renames of a new one leaves it under its first name.
        for path in [self.newest(), self.written(), self.previous()] {
            let read = match fs::read(&path) {
                Ok(bytes) => Archive::from_bytes(&bytes).map_err(|error| error.to_string()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => Err(reason(&error)),
            };
            match read {
                Ok(archive) => {
                    if !notices.is_empty() {
                        notices.push(format!("going on from {}", path.display()));
                    }
                    return Found { archive: Some(archive), notices };
                }
                Err(error) => notices.push(format!("can't use {}: {error}", path.display())),
            }
        }
        Found { archive: None, notices }
    }

    /// Writes a snapshot so that at every moment a whole one is there.
    pub(super) fn save(
        &self,
        write: impl FnOnce(BufWriter<File>) -> io::Result<BufWriter<File>>,
    ) -> Result<(), Failure> {
        let written = self.written();
        let save = || {
            let mut file = write(BufWriter::with_capacity(BUFFER, File::create(&written)?))?;
            file.flush()?;
            file.get_ref().sync_all()?;
            match fs::rename(self.newest(), self.previous()) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            fs::rename(&written, self.newest())?;
            sync_folder(&self.folder)
        };
        save().map_err(|error| {
            Failure::usage(format!("can't write a snapshot to {}: {}", self.folder.display(), reason(&error)))
        })
    }

    fn written(&self) -> PathBuf {
        self.folder.join("snapshot.new")
    }

    fn newest(&self) -> PathBuf {
        self.folder.join("snapshot")
    }

    fn previous(&self) -> PathBuf {
        self.folder.join("snapshot.previous")
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere folders cannot be opened.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
