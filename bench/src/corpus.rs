//! The shared rules and events, read in place (`EQL_SHARED`, else `../../shared`).

use eql::dynamic::{CompileOptions, Dialect, Rule};
use eql_compiler::rule_file::{self, Language};
use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// So many events of a corpus are measured on. Longer than the caches, so that lines come from memory as they do from a
/// file that was just read.
pub const LINES: usize = 16_384;

/// So many events of a corpus are taken as they follow one another.
const STRETCH: usize = 1_024;

/// Lines of JSON, and what they are.
pub struct Corpus {
    /// What the tables call it.
    pub name: &'static str,
    /// The lines.
    pub lines: Vec<String>,
}

impl Corpus {
    /// The mean length of a line.
    pub fn mean(&self) -> f64 {
        let bytes: usize = self.lines.iter().map(String::len).sum();
        bytes as f64 / self.lines.len().max(1) as f64
    }

    /// The name with the number of lines and their mean length.
    pub fn described(&self) -> String {
        format!("{} ({} events of {:.0} bytes)", self.name, self.lines.len(), self.mean())
    }
}

/// A shared rule.
pub struct SharedRule {
    /// Its file.
    pub path: PathBuf,
    /// The dialect that it is written in.
    pub dialect: Dialect,
    /// Its query.
    pub query: String,
}

impl SharedRule {
    /// The name of the file, by which a report knows it.
    pub fn name(&self) -> String {
        self.path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    }

    /// The rule for the interpreter.
    pub fn compile(&self) -> Option<Rule> {
        let mut options = CompileOptions::default();
        options.dialect = self.dialect;
        Rule::compile(&self.query, &options).ok()
    }
}

/// The folder of the shared data.
pub fn shared() -> PathBuf {
    // The bench is started in its own folder by `cargo run`, but not by a debugger.
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    std::env::var_os("EQL_SHARED").map_or(beside, PathBuf::from)
}

/// So many lines of a corpus of [`shared`]: stretches of events that follow one another there, as whoever reads a file meets
/// them, spread evenly so that all parts of it are seen.
pub fn stretches(name: &'static str, events: usize) -> Corpus {
    let path = shared().join("corpora/events").join(format!("{name}.ndjson.gz"));
    let lines = || {
        let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        BufReader::new(MultiGzDecoder::new(BufReader::new(file))).lines()
    };
    let period = lines().count() * STRETCH / events.max(STRETCH);
    let taken = lines().enumerate().filter(|(at, _)| at % period.max(STRETCH) < STRETCH);
    Corpus { name, lines: taken.map(|(_, line)| line.expect("a whole file")).take(events).collect() }
}

/// The stream of a fleet, with planted attacks that the two rules of the project find.
pub fn stream(events: usize, plant: f64) -> Corpus {
    let target = std::env::temp_dir().join(format!("eql-bench-{}.ndjson", std::process::id()));
    let status = Command::new("python3")
        .arg(shared().join("corpora/events/make_stream.py"))
        .args(["--events", &events.to_string(), "--seed", "1", "--plant", &plant.to_string(), "--out"])
        .arg(&target)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "python3 runs make_stream.py");
    let text = fs::read_to_string(&target).expect("the stream was written");
    for suffix in ["", ".truth.json"] {
        // Nobody needs them; what is left over lies in the folder for such things.
        let _ = fs::remove_file(format!("{}{suffix}", target.display()));
    }
    Corpus { name: "make_stream.py", lines: text.lines().map(str::to_owned).collect() }
}

/// All shared rules, in the order of their files.
pub fn rules() -> Vec<SharedRule> {
    let mut files = Vec::new();
    let mut folders = vec![shared().join("corpora/rules")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.into_iter().filter_map(|path| read(&path)).collect()
}

/// The rule of a file.
pub fn read(path: &Path) -> Option<SharedRule> {
    let text = fs::read_to_string(path).ok()?;
    let rule = rule_file::parse(&path.to_string_lossy(), &text).ok()?.into_iter().next()?;
    (rule.language == Language::Eql).then(|| SharedRule {
        path: path.to_owned(),
        dialect: rule.dialect,
        query: rule.query,
    })
}

/// So many of these, spread evenly over them all.
pub fn spread(count: usize, of: usize) -> impl Iterator<Item = usize> {
    (0..count.min(of)).map(move |at| (at * of + of / 2) / count.min(of).max(1))
}
