//! The reference engine, PyPI's `eql`, in a virtual environment of its own below `target`.

use serde::Deserialize;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The version that the dialect follows.
const PACKAGE: &str = "eql==1.0.1";

/// The program that runs queries on the engine.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/endgame/engine.py");

/// A Python that has the engine.
pub(crate) struct Reference {
    python: PathBuf,
}

/// What the engine answered.
#[derive(Deserialize)]
pub(crate) struct Answer {
    /// The events, in the order of the positions that results name.
    pub(crate) events: Vec<Value>,
    /// The engine's own suite, as TOML.
    pub(crate) suite: String,
    /// One for each query.
    pub(crate) results: Vec<Outcome>,
}

/// What became of one query.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// The positions of the events of each result.
    Found(Vec<Vec<usize>>),
    /// Results that are no events, such as counts.
    Records(Vec<Vec<Value>>),
    /// It does not compile.
    Refused(String),
    /// It stopped while it ran.
    Failed(String),
}

impl Reference {
    /// Installs the engine where it is not yet; `None`, with a message, where there is no Python or no network.
    pub(crate) fn install() -> Option<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("endgame-reference");
        let python = folder.join("bin/python");
        let is_ready = || succeeds(Command::new(&python).args(["-c", "import eql"]));
        if !is_ready() {
            let made = succeeds(Command::new("python3").args(["-m", "venv"]).arg(&folder))
                && succeeds(Command::new(&python).args(["-m", "pip", "install", "--quiet", PACKAGE]));
            if !made || !is_ready() {
                eprintln!("skipped: {PACKAGE} can't be installed (it needs python3 with venv, and a network)");
                return None;
            }
        }
        Some(Self { python })
    }

    /// Runs the queries, each behind the definitions, over the events; without events over those of the package.
    pub(crate) fn run(&self, definitions: &str, queries: &[String], events: Option<&[Value]>) -> Answer {
        let request = json!({"definitions": definitions, "queries": queries, "events": events}).to_string();
        let mut child = Command::new(&self.python)
            .arg(PROGRAM)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the Python that is there runs");
        let mut stdin = child.stdin.take().expect("its input is piped");
        let writer = std::thread::spawn(move || stdin.write_all(request.as_bytes()));
        let output = child.wait_with_output().expect("it ends");
        writer.join().expect("no panic").expect("it reads its input");
        serde_json::from_slice(&output.stdout).expect("it answers in JSON")
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
