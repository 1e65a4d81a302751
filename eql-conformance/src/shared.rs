//! Where the data that is not ours to copy is read from.

use std::path::{Path, PathBuf};

/// The folder of shared data: `EQL_SHARED`, else `../shared` beside the workspace.
///
/// # Panics
///
/// If it is absent and `CI` is set: there, the cases must not be skipped.
#[must_use]
pub fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let folder = std::env::var_os("EQL_SHARED").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "the shared data is missing: {}", folder.display());
    None
}

/// The folder of Elasticsearch's own suites.
#[must_use]
pub fn elasticsearch_suites() -> Option<PathBuf> {
    shared().map(|shared| shared.join("corpora/elasticsearch-qa"))
}

/// The folder of our own cases.
#[must_use]
pub fn spec_cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/spec")
}
