//! Compiles every published rule to Rust, compiles that with rustc in chunks, and asks the programs which of the documents
//! made for each rule make it fire; the interpreter has to say the same.
//!
//! `cargo run -p eql-conformance-rules [-- rules a chunk]`. Fails where a rule does not compile, in either compiler, or where
//! the two back ends differ. Whether they are right is for the test `agreement` to say.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a report is what this program is for")]

mod chunk;
mod corpus;
mod rustc;

use chunk::Chunk;
use corpus::{Documents, PublishedRule};
use rustc::Rustc;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How many rules one program holds: more take more memory, fewer link more often.
const RULES_A_CHUNK: usize = 75;

/// What came of all chunks.
#[derive(Debug, Default)]
struct Tally {
    compiled: usize,
    time: Duration,
    peak_kilobytes: u64,
    alike: usize,
    /// Documents on which both back ends differ from the reference.
    unlike_reference: Vec<String>,
    faults: Vec<String>,
}

fn main() -> ExitCode {
    let Some(shared) = eql_conformance::shared::shared() else {
        println!("skipped: the shared corpora are absent");
        return ExitCode::SUCCESS;
    };
    let size = std::env::args().nth(1).and_then(|size| size.parse().ok()).unwrap_or(RULES_A_CHUNK);
    let rustc = match Rustc::prepare() {
        Ok(rustc) => rustc,
        Err(why) => {
            println!("{why}");
            return ExitCode::FAILURE;
        }
    };
    let (rules, refused) = corpus::rules(&shared.join("corpora/rules"));
    println!("{} rules compile, {} do not", rules.len(), refused.len());
    let mut tally = Tally { faults: refused, ..Tally::default() };
    let documents = corpus::documents(&shared.join("corpora/events"));
    let started = Instant::now();
    for (number, rules) in rules.chunks(size.max(1)).enumerate() {
        tally.add(&rustc, number, rules, &documents);
    }
    tally.report(started.elapsed())
}

impl Tally {
    /// Compiles some rules and asks about their documents.
    fn add(&mut self, rustc: &Rustc, number: usize, rules: &[PublishedRule], documents: &[Documents]) {
        let mut chunk = Chunk::write(rules);
        let program = loop {
            match rustc.compile(&format!("rules_{number}"), chunk.code()) {
                Ok(compiled) => {
                    self.time += compiled.time;
                    self.peak_kilobytes = self.peak_kilobytes.max(compiled.peak_kilobytes);
                    break compiled.program;
                }
                Err(failure) => {
                    let faulty = chunk.rules_at(&failure.lines);
                    if faulty.is_empty() {
                        self.faults.push(format!("chunk {number}: {}", failure.text));
                        return;
                    }
                    self.faults.extend(faulty.iter().map(|rule| format!("{}: rustc: {}", rule.path, failure.text)));
                    chunk = chunk.without(&failure.lines);
                }
            }
        };
        self.compiled += chunk.len();
        self.ask(&program, &chunk, documents);
        println!("  {} rules in {:.0?}, at most {} MB", self.compiled, self.time, self.peak_kilobytes / 1024);
    }

    fn ask(&mut self, program: &Path, chunk: &Chunk<'_>, documents: &[Documents]) {
        let asked: Vec<(usize, &PublishedRule, &Documents)> = documents
            .iter()
            .filter_map(|docs| chunk.find(&docs.rule_file).map(|(index, rule)| (index, rule, docs)))
            .collect();
        let questions = asked.iter().map(|(index, _, docs)| docs.question(*index)).collect();
        let answers = match chunk::ask(program, questions) {
            Ok(answers) if answers.len() == asked.len() => answers,
            Ok(answers) => return self.faults.push(format!("{} answers to {} questions", answers.len(), asked.len())),
            Err(error) => return self.faults.push(format!("{}: {error}", program.display())),
        };
        for ((_, rule, docs), generated) in asked.into_iter().zip(answers) {
            let (interpreted, case) = (rule.fires(&docs.docs), format!("{} {}", docs.case, rule.path));
            if generated != interpreted {
                self.faults.push(format!("{case}: generated code {generated}, interpreter {interpreted}"));
            } else {
                self.alike += 1;
                if generated != docs.fires {
                    self.unlike_reference.push(format!("{case}: {generated}, the reference says {}", docs.fires));
                }
            }
        }
    }

    fn report(self, elapsed: Duration) -> ExitCode {
        let Self { compiled, time, peak_kilobytes, alike, unlike_reference, faults } = self;
        println!("{compiled} rules through rustc in {time:.0?}, at most {} MB a process", peak_kilobytes / 1024);
        println!("{alike} verdicts alike in both back ends, {elapsed:.0?} in all");
        println!("{} of them differ from the reference (see the test `agreement`)", unlike_reference.len());
        unlike_reference.iter().for_each(|line| println!("  {line}"));
        println!("{} faults", faults.len());
        faults.iter().for_each(|line| println!("  {line}"));
        if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
