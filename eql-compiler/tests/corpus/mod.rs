//! Published rules and query lists, read in place from the shared corpora. They are never copied into the repository.

#![allow(dead_code, reason = "every test binary that includes this module uses its own part of it")]
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "tests find the corpora, or say that they don't")]

use std::fs;
use std::path::{Path, PathBuf};

use eql_compiler::Dialect;
use eql_compiler::rule_file::{self, Language};

/// One rule file.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The file.
    pub(crate) path: PathBuf,
    /// The dialect it is written in.
    pub(crate) dialect: Dialect,
    /// Its query, if it is EQL.
    pub(crate) query: String,
}

/// The shared folder: `EQL_SHARED`, or `../shared` beside the workspace. Absent it says so and gives nothing; under `CI`
/// that is a failure.
pub(crate) fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("EQL_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    if path.join("corpora").is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "no corpora under {}", path.display());
    println!("skipped: no corpora under {}", path.display());
    None
}

/// Every EQL rule of `corpora/rules`, by path.
pub(crate) fn rules(shared: &Path) -> Vec<Rule> {
    let mut files = Vec::new();
    collect(&shared.join("corpora/rules"), "toml", &mut files);
    files.sort();
    files.into_iter().filter_map(|path| rule(&path)).collect()
}

/// The queries of a `.eql` list of the Elasticsearch suites: each ends with `;` at the end of a line; lines of comment
/// are left out. What follows the last `;` is one query a line.
pub(crate) fn queries(shared: &Path, file: &str) -> Vec<String> {
    let text = read(&shared.join("corpora/elasticsearch-qa").join(file));
    let mut queries = Vec::new();
    let mut query = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("//")) {
        match line.trim_end().strip_suffix(';') {
            Some(end) => {
                query.push_str(end);
                queries.push(std::mem::take(&mut query));
            }
            None => {
                query.push_str(line);
                query.push('\n');
            }
        }
    }
    queries.extend(query.lines().map(str::to_owned));
    queries
}

/// The two detections that the project began with.
pub(crate) fn seeds(shared: &Path) -> Vec<Rule> {
    let mut files = Vec::new();
    collect(&shared.join("corpora/seeds"), "eql", &mut files);
    files.sort();
    let seed = |path: PathBuf| Rule { query: read(&path), dialect: Dialect::Elasticsearch, path };
    files.into_iter().map(seed).collect()
}

fn rule(path: &Path) -> Option<Rule> {
    let files = rule_file::parse(&path.to_string_lossy(), &read(path));
    let file = files.unwrap_or_else(|error| panic!("{}: {error:?}", path.display())).into_iter().next()?;
    let eql = matches!(file.language, Language::Eql);
    eql.then(|| Rule { path: path.to_owned(), dialect: file.dialect, query: file.query })
}

fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, extension, files);
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
