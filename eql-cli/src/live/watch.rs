//! Whether rule files have changed.

use crate::rules::rule_files;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

/// What is remembered of the files under some paths.
#[derive(Debug)]
pub(super) struct Watch {
    paths: Vec<PathBuf>,
    seen: Vec<(PathBuf, Option<SystemTime>, u64)>,
}

impl Watch {
    pub(super) fn new(paths: &[PathBuf]) -> Self {
        let paths = paths.to_vec();
        let seen = look(&paths);
        Self { paths, seen }
    }

    /// Whether anything has changed since it was last asked.
    pub(super) fn changed(&mut self) -> bool {
        let now = look(&self.paths);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

/// Files that cannot be looked at are as good as gone.
fn look(paths: &[PathBuf]) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    let found = rule_files(paths).unwrap_or_default().into_iter();
    found
        .map(|file| {
            let metadata = fs::metadata(&file.path).ok();
            let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
            (file.path, modified, metadata.map_or(0, |metadata| metadata.len()))
        })
        .collect()
}
