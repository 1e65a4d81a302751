//! Packs as programs: the rules that go into one, compiling it, and starting it.

use crate::child::Child;
use crate::corpus::{SharedRule, spread};
use crate::settings::target;
use eql::dynamic::Kind;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a pack is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// So many rules, evenly spread over all files.
    Count(usize),
    /// One rule in a hundred.
    Hundredth,
    /// Every rule.
    All,
    /// Every sequence.
    Sequences,
}

/// A pack that was compiled.
pub struct Program {
    /// The name of its folder and of its binary.
    pub name: &'static str,
    /// The numbers of its rules among all shared rules.
    pub rules: Vec<usize>,
    /// What compiling it took.
    pub cost: Cost,
}

/// What compiling took, without dependencies.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Seconds from start to end.
    pub seconds: f64,
    /// Seconds of processor time.
    pub processor: f64,
    /// The largest process, in MiB.
    pub memory: f64,
    /// The program, in MB.
    pub size: f64,
}

/// What measures a child and its children: the standard library of Rust cannot.
const MEASURE: &str = r"
import resource, subprocess, sys, time
begin = time.monotonic()
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
sys.exit(code)
";

impl Choice {
    fn name(self) -> &'static str {
        match self {
            Self::Count(1) => "one",
            Self::Count(10) => "ten",
            Self::Count(_) => "hundred",
            Self::Hundredth => "hundredth",
            Self::All => "all",
            Self::Sequences => "sequences",
        }
    }

    /// The numbers of its rules among all.
    pub fn rules(self, all: &[SharedRule]) -> Vec<usize> {
        match self {
            Self::Count(count) => spread(count, all.len()).collect(),
            Self::Hundredth => spread(all.len() / 100, all.len()).collect(),
            Self::All => (0..all.len()).collect(),
            Self::Sequences => {
                let is_sequence = |rule: &SharedRule| rule.compile().is_some_and(|rule| rule.kind() == Kind::Sequence);
                (0..all.len()).filter(|&at| is_sequence(&all[at])).collect()
            }
        }
    }
}

/// The crate of the packs.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pack")
}

/// Compiles a pack of shared rules, always anew; dependencies are there already.
pub fn compile(choice: Choice, all: &[SharedRule]) -> Result<Program, String> {
    let (name, rules) = (choice.name(), choice.rules(all));
    link(name, &rules, all).map_err(|error| format!("the links to the rules: {error}"))?;
    println!("  compiling the pack `{name}` of {} rules …", rules.len());
    let source = folder().join("src/bin").join(format!("{name}.rs"));
    let touched = fs::File::options().append(true).open(source).and_then(|file| file.set_modified(now()));
    touched.map_err(|error| error.to_string())?;
    let output = Command::new("python3")
        .args(["-c", MEASURE, "cargo", "build", "--release", "--quiet", "--bin", name])
        .current_dir(folder())
        .output()
        .map_err(|error| format!("python3: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo build: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let numbers: Vec<f64> =
        String::from_utf8_lossy(&output.stdout).split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [seconds, processor, memory] = numbers[..] else { return Err("cargo build was not measured".to_owned()) };
    let size = fs::metadata(binary(name)).map_err(|error| error.to_string())?.len() as f64 / 1e6;
    Ok(Program { name, rules, cost: Cost { seconds, processor, memory, size } })
}

/// Compiles what all packs depend on, so that the time of a pack is its own.
pub fn compile_dependencies() -> Result<(), String> {
    println!("  compiling what packs depend on …");
    let status = Command::new("cargo").args(["build", "--release", "--quiet", "--lib"]).current_dir(folder()).status();
    if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err("the dependencies of packs".to_owned()) }
}

/// The program of a pack.
pub fn binary(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder().join("target"), PathBuf::from);
    target.join("release").join(name)
}

fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// A folder of links to the rules; the number of a rule stands before the name of its file.
fn link(name: &str, rules: &[usize], all: &[SharedRule]) -> std::io::Result<()> {
    let folder = folder().join("rules").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for &at in rules {
        let original = fs::canonicalize(&all[at].path)?;
        let link = folder.join(format!("{at:04}-{}.toml", all[at].name()));
        std::os::unix::fs::symlink(original, link)?;
    }
    Ok(())
}

impl Program {
    /// Starts it on these lines.
    pub fn start(&self, lines: &[String]) -> Result<Child, String> {
        let file = target().join(format!("{}.ndjson", self.name));
        fs::write(&file, lines.join("\n")).map_err(|error| error.to_string())?;
        let child = Child::start(Command::new(binary(self.name)).arg(&file))?;
        // It has read its events when it answers.
        child.ask("info", 1)?;
        Ok(child)
    }

    /// The numbers of rules, of rules left out, and of fields.
    pub fn info(&self, child: &Child) -> Result<[usize; 3], String> {
        let answer = child.ask("info", 1)?;
        let numbers: Vec<usize> = answer[0].split(' ').filter_map(|number| number.parse().ok()).collect();
        numbers.try_into().map_err(|_| format!("`{}` answers {answer:?}", self.name))
    }
}
