//! Contenders that are programs of their own: another language, or a pack that is compiled alone. They answer requests, a
//! line each, and take their own time; so they take turns in the same rounds as all others.

use crate::measure::Contender;
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child as Process, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

/// A running program.
#[derive(Clone)]
pub struct Child(Rc<RefCell<Running>>);

struct Running {
    process: Process,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Child {
    /// Starts a program; it ends with this value.
    pub fn start(command: &mut Command) -> Result<Self, String> {
        let shown = format!("{:?}", command.get_program());
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{shown}: {error}"))?;
        let (requests, answers) = (process.stdin.take(), process.stdout.take());
        match (requests, answers) {
            (Some(requests), Some(answers)) => {
                let answers = BufReader::new(answers);
                Ok(Self(Rc::new(RefCell::new(Running { process, requests, answers }))))
            }
            _ => Err(format!("{shown}: no pipes")),
        }
    }

    /// The answer to a request: so many lines.
    pub fn ask(&self, request: &str, lines: usize) -> Result<Vec<String>, String> {
        let running = &mut *self.0.borrow_mut();
        writeln!(running.requests, "{request}").and_then(|()| running.requests.flush()).map_err(|e| e.to_string())?;
        (0..lines)
            .map(|_| {
                let mut line = String::new();
                match running.answers.read_line(&mut line) {
                    Ok(0) => Err(format!("no answer to `{request}`")),
                    Ok(_) => Ok(line.trim_end().to_owned()),
                    Err(error) => Err(format!("`{request}`: {error}")),
                }
            })
            .collect()
    }

    /// The memory that it holds, in MiB.
    pub fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.borrow().process.id())).ok()?;
        let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        held.trim().split(' ').next()?.parse::<f64>().ok().map(|kibibytes| kibibytes / 1024.0)
    }

    /// The contender that the program knows by this name.
    pub fn contender(&self, shown: &str, name: &str, events: usize, per_round: usize) -> Contender<'static> {
        let (child, name) = (self.clone(), name.to_owned());
        let lap = move |range: std::ops::Range<usize>| {
            let answer = child.ask(&format!("run {name} {} {}", range.start, range.end), 1);
            let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
            answer[0].split(' ').next().and_then(|nanos| nanos.parse().ok()).expect("an answer is a time and a number")
        };
        Contender { name: shown.to_owned(), lap: Box::new(lap), events, per_round, is_warmed: false, lead: 0 }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It reads its requests until they end; a program that hangs is not waited for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
