//! Python's `eql`, in a process of its own that answers as packs do (`python_eql.py`).

use crate::child::Child;
use crate::measure::Contender;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAM: &str = include_str!("python_eql.py");

/// A running engine with one query and its events.
pub struct PythonEql {
    child: Child,
    events: usize,
}

impl PythonEql {
    /// Starts it below `target`, where it is installed by `pip` when it is not there yet.
    pub fn start(target: &Path, query: &str, events: &[Value]) -> Result<Self, String> {
        let python = install(target)?;
        let (program, input) = (target.join("python_eql.py"), target.join("python_eql.ndjson"));
        std::fs::write(&program, PROGRAM).map_err(|error| error.to_string())?;
        write_events(&input, query, events).map_err(|error| error.to_string())?;
        let child = Child::start(Command::new(python).arg(program).arg(input))?;
        child.ask("info", 1)?;
        Ok(Self { child, events: events.len() })
    }

    /// For each event, whether it matches, or ends a match of a sequence.
    pub fn verdicts(&self) -> Result<Vec<bool>, String> {
        Ok(self.child.ask("verdicts", self.events)?.iter().map(|line| line == "1").collect())
    }

    /// It as a contender.
    pub fn contender(&self, name: &str, per_round: usize) -> Contender<'static> {
        self.child.contender(name, "events", self.events, per_round)
    }
}

fn install(target: &Path) -> Result<PathBuf, String> {
    let folder = target.join("python");
    let python = folder.join("bin/python");
    let run = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().map_err(|error| error.to_string())?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    };
    if run(&python, &["-c", "import eql"]).is_err() {
        run(Path::new("python3"), &["-m", "venv", &folder.to_string_lossy()])?;
        run(&python, &["-m", "pip", "install", "--quiet", "eql==1.0.1"])?;
    }
    Ok(python)
}

fn write_events(path: &Path, query: &str, events: &[Value]) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(file, "{}", Value::from(query))?;
    events.iter().try_for_each(|event| writeln!(file, "{event}"))?;
    file.flush()
}
