//! rustc, called for one file at a time, with what it costs.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// The crates that a program of rules names.
const CRATES: [&str; 3] = ["eql", "eql_conformance_rules", "serde_json"];

/// How to call rustc.
#[derive(Debug)]
pub(crate) struct Rustc {
    folder: PathBuf,
    libraries: BTreeMap<&'static str, PathBuf>,
}

/// A program, and what it cost to compile.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) program: PathBuf,
    pub(crate) time: Duration,
    pub(crate) peak_kilobytes: u64,
}

/// Why there is none.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The first error.
    pub(crate) text: String,
    /// The lines of the program that errors are about.
    pub(crate) lines: BTreeSet<usize>,
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self { text: error.to_string(), lines: BTreeSet::new() }
    }
}

impl Rustc {
    /// Asks cargo where it has put the libraries that the programs need.
    pub(crate) fn prepare() -> Result<Self, String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "-p", "eql-conformance-rules", "--lib", "--message-format=json"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        let messages = String::from_utf8_lossy(&output.stdout).into_owned();
        let libraries: BTreeMap<&str, PathBuf> = messages.lines().filter_map(library).collect();
        let first = CRATES.iter().find(|name| !libraries.contains_key(*name));
        if let Some(missing) = first {
            return Err(format!("cargo has built no library `{missing}`"));
        }
        // `target/debug/libeql.rlib`; beside it are the libraries that it needs, in `deps`.
        let debug = libraries.get("eql").and_then(|path| path.parent()).map(Path::to_owned).unwrap_or_default();
        let folder = debug.join("every-rule");
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self { folder, libraries })
    }

    /// Compiles a program, unoptimised.
    pub(crate) fn compile(&self, name: &str, code: &str) -> Result<Compiled, Failure> {
        let (source, program) = (self.folder.join(format!("{name}.rs")), self.folder.join(name));
        fs::write(&source, code)?;
        let mut command = Command::new("rustc");
        command.args(["--edition=2024", "--crate-type=bin", "--cap-lints=allow", "--error-format=json"]);
        command.arg(&source).arg("-o").arg(&program);
        for (name, path) in &self.libraries {
            command.arg("--extern").arg(format!("{name}={}", path.display()));
            let folder = path.parent().unwrap_or(path);
            command.arg("-L").arg(format!("dependency={}", folder.display()));
            command.arg("-L").arg(format!("dependency={}", folder.join("deps").display()));
        }
        let messages = self.folder.join(format!("{name}.stderr"));
        let started = Instant::now();
        let mut child = command.stderr(fs::File::create(&messages)?).spawn()?;
        let peak_kilobytes = watch(&mut child)?;
        if child.wait()?.success() {
            return Ok(Compiled { program, time: started.elapsed(), peak_kilobytes });
        }
        Err(failure(&fs::read_to_string(&messages)?))
    }
}

/// Waits for the end of a process; the most memory that it was seen to have.
fn watch(child: &mut Child) -> std::io::Result<u64> {
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        peak = peak.max(high_water_mark(child.id()).unwrap_or(0));
        thread::sleep(Duration::from_millis(20));
    }
    Ok(peak)
}

/// Linux keeps the most memory that a process had, in kilobytes.
fn high_water_mark(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn library(message: &str) -> Option<(&'static str, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let name = message.pointer("/target/name")?.as_str()?.replace('-', "_");
    let name = CRATES.iter().find(|wanted| **wanted == name)?;
    let files = message.get("filenames")?.as_array()?.iter().filter_map(Value::as_str);
    let file = files.map(PathBuf::from).find(|file| file.extension().is_some_and(|kind| kind == "rlib"))?;
    Some((name, file))
}

fn failure(messages: &str) -> Failure {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors: Vec<Value> = messages.filter(|message| message["level"] == "error").collect();
    let lines = errors.iter().flat_map(|error| error["spans"].as_array().into_iter().flatten());
    Failure {
        text: errors.first().and_then(|error| error["message"].as_str()).unwrap_or("rustc failed").to_owned(),
        lines: lines.filter_map(|span| usize::try_from(span["line_start"].as_u64()?).ok()).collect(),
    }
}
