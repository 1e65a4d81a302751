//! Flink CEP: one sequence as a job in Java, with the jars that `pyflink` brings.

use crate::measure::median;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAM: &str = include_str!("FlinkSequence.java");

/// How often the events are given to a job, each time later.
pub const REPEATS: usize = 20;

/// What was measured.
pub struct Flink {
    /// Events a second, the median of all jobs.
    pub rate: f64,
    /// How many jobs that were.
    pub jobs: usize,
    /// How many matches each of them gave.
    pub matches: usize,
}

/// Runs jobs over these events, and one before to warm up; each has to find so many matches for each time it gets them.
pub fn measure(target: &Path, events: &[Value], expected: usize, jobs: usize) -> Result<Flink, String> {
    let jars = install(target)?;
    let folder = target.join("flink");
    let input = folder.join("events.tsv");
    write_events(&input, events).map_err(|error| error.to_string())?;
    let source = folder.join("FlinkSequence.java");
    std::fs::write(&source, PROGRAM).map_err(|error| error.to_string())?;
    let class_path = format!("{}:{}/*", folder.display(), jars.display());
    output(Command::new("javac").args(["-nowarn", "-cp", &class_path, "-d"]).arg(&folder).arg(&source))?;
    let answer = output(
        Command::new("java")
            .args([
                "-Xmx2g",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
            ])
            .args(["-cp", &class_path, "FlinkSequence"])
            .arg(&input)
            .args([REPEATS.to_string(), (jobs + 1).to_string()]),
    )?;
    // A line a job: nanoseconds, and matches.
    let measured: Vec<(f64, usize)> = answer
        .lines()
        .filter_map(|line| {
            let (nanos, matches) = line.split_once(' ')?;
            Some((nanos.parse().ok()?, matches.parse().ok()?))
        })
        .collect();
    if let Some((_, matches)) = measured.iter().find(|(_, matches)| *matches != expected * REPEATS) {
        return Err(format!("{matches} matches where {} are right", expected * REPEATS));
    }
    let count = (events.len() * REPEATS) as f64;
    let rates: Vec<f64> = measured.iter().skip(1).map(|(nanos, _)| count / nanos * 1e9).collect();
    if rates.is_empty() {
        return Err(format!("it answers `{answer}`"));
    }
    Ok(Flink { rate: median(rates), jobs, matches: expected * REPEATS })
}

/// The folder of the jars; they come with `apache-flink-libraries` (330 MB).
fn install(target: &Path) -> Result<PathBuf, String> {
    let folder = target.join("flink");
    let jars = folder.join("pyflink/lib");
    if !jars.exists() {
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        output(
            Command::new("python3")
                .args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"])
                .arg(&folder)
                .arg("apache-flink-libraries==2.3.0"),
        )?;
    }
    Ok(jars)
}

fn output(command: &mut Command) -> Result<String, String> {
    let program = format!("{:?}", command.get_program());
    let output = command.output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{program}: {}", errors.lines().find(|line| line.contains("rror")).unwrap_or(&errors)))
}

/// What the job reads of an event, between tabs.
fn write_events(path: &Path, events: &[Value]) -> std::io::Result<()> {
    const FIELDS: [&str; 10] = [
        "/@timestamp",
        "/event/category/0",
        "/event/type/0",
        "/event/action",
        "/process/entity_id",
        "/process/name",
        "/process/command_line",
        "/process/parent/name",
        "/process/parent/command_line",
        "/destination/ip",
    ];
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for event in events {
        let text = |field: &&str| event.pointer(field).and_then(Value::as_str).unwrap_or("").replace(['\t', '\n'], " ");
        writeln!(file, "{}", FIELDS.iter().map(text).collect::<Vec<_>>().join("\t"))?;
    }
    file.flush()
}
