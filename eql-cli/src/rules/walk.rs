//! Rule files in folders.

use crate::failure::Failure;
use eql_compiler::suggest::did_you_mean;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file that may hold rules.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// The user named the file itself, not a folder around it.
    pub(crate) named: bool,
}

/// The files that `paths` name, and the rule files in the folders that they name: each once, folders sorted by path.
pub(crate) fn rule_files(paths: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    for path in paths {
        let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        let mut inside = Vec::new();
        if metadata.is_dir() {
            walk_files(path, &is_rule_file, &mut inside)?;
        } else {
            inside.push(path.clone());
        }
        for path in inside {
            if known.insert(path.clone()) {
                found.push(Found { path, named: !metadata.is_dir() });
            }
        }
    }
    Ok(found)
}

/// The failure of looking at a path that the user has named, with a guess at what was meant.
fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::reading(path, error);
    let text = path.to_string_lossy();
    if text.contains(" where ") || text.starts_with("sequence ") {
        return failure
            .with_help("this is a query, not a path; `eqlc query EQL` runs one, `eqlc expand -e EQL` compiles one");
    }
    if is_id(&text) {
        return failure.with_help("this is the id of a rule; name its file, or the folder that holds it");
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match did_you_mean(&name, names.iter().map(String::as_str)) {
        Some(question) => failure.with_help(question),
        None => failure,
    }
}

/// Whether this is written like the ids of published rules: `8-4-4-4-12` hexadecimal digits.
fn is_id(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|char| char == '-' || char.is_ascii_hexdigit())
}

/// The wanted files in a folder and those below, sorted by path. What starts with a dot is passed over.
pub(crate) fn walk_files(
    folder: &Path,
    is_wanted: &dyn Fn(&Path) -> bool,
    found: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    let mut sorted = BTreeSet::new();
    for entry in entries {
        let entry = entry.map_err(|error| Failure::reading(folder, &error))?;
        let kind = entry.file_type().map_err(|error| Failure::reading(&entry.path(), &error))?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            sorted.insert((entry.path(), kind.is_dir()));
        }
    }
    for (path, is_folder) in sorted {
        // Links to folders are not followed: they can lead back.
        if is_folder {
            walk_files(&path, is_wanted, found)?;
        } else if is_wanted(&path) {
            found.push(path);
        }
    }
    Ok(())
}

/// What the name of a fixture ends in.
const FIXTURE_SUFFIX: &str = ".test.toml";

/// Whether a file in a folder may hold rules.
pub(crate) fn is_rule_file(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    !is_fixture(path) && matches!(extension, Some("toml" | "eql" | "ndjson")) && path.is_file()
}

/// Whether a file holds the cases of the rule beside it.
pub(crate) fn is_fixture(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(FIXTURE_SUFFIX))
}

/// Where the cases of a rule are.
pub(crate) fn fixture_of(rule: &Path) -> PathBuf {
    let stem = rule.file_stem().unwrap_or_default().to_string_lossy();
    rule.with_file_name(format!("{stem}{FIXTURE_SUFFIX}"))
}
