//! The files that the patterns of a pack name.

use crate::rule::ProjectFile;
use std::path::{Path, PathBuf};
use syn::{Error, LitStr};

/// What the files are called that hold the cases of a rule and not a rule.
const CASES: &str = ".test.toml";

/// The files that match, each once, in the order of their paths; with each the pattern that named it.
///
/// Patterns start at the directory of `Cargo.toml`: `*` and `?` stay within one name, `**` is any number of folders.
pub(super) fn find(patterns: &[LitStr]) -> syn::Result<Vec<(&LitStr, ProjectFile)>> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let mut files: Vec<(PathBuf, &LitStr)> = Vec::new();
    for pattern in patterns {
        let matches = matches(&root, pattern)?;
        if matches.is_empty() {
            let help = "patterns start at the directory of `Cargo.toml`; `**` is any number of folders";
            let message = format!("no file matches `{}`\n  help: {help}", pattern.value());
            return Err(Error::new(pattern.span(), message));
        }
        files.extend(matches.into_iter().map(|path| (path, pattern)));
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files.dedup_by(|(a, _), (b, _)| a == b);
    files.into_iter().map(|(path, pattern)| Ok((pattern, read(&root, &path, pattern)?))).collect()
}

fn matches(root: &Path, pattern: &LitStr) -> syn::Result<Vec<PathBuf>> {
    let fail = |message: String| Error::new(pattern.span(), message);
    // The folder of the crate may be called like a pattern.
    let root = glob::Pattern::escape(&root.to_string_lossy());
    let found = glob::glob(&format!("{root}/{}", pattern.value()))
        .map_err(|error| fail(format!("`{}` is no pattern: {}", pattern.value(), error.msg)))?;
    let paths: Result<Vec<PathBuf>, _> = found.collect();
    let mut paths =
        paths.map_err(|error| fail(format!("cannot read `{}`: {}", error.path().display(), error.error())))?;
    paths.retain(|path| path.is_file() && !path.to_string_lossy().ends_with(CASES));
    Ok(paths)
}

fn read(root: &Path, path: &Path, pattern: &LitStr) -> syn::Result<ProjectFile> {
    let shown = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    ProjectFile::read_as(shown, path.to_owned(), pattern.span())
}
