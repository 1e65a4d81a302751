//! Packs of shared rules: lines of JSON in, alerts out, with 1, 10, 100 and all rules.

mod growth;
mod load;
mod matching;
mod peers;
mod program;
mod sequences;
mod size;
mod start;

use crate::corpus::{self, Corpus, SharedRule};
use crate::measure::{Contender, Rounds};
use crate::report::{Report, Section, Table, digits};
use crate::settings::Settings;
use eql::dynamic::{Engine, Pack};
pub use start::{LOAD, load};

use program::{Choice, Program, compile, compile_dependencies};
use std::sync::Arc;

/// The programs, by the number of their rules; the last is the largest.
pub struct Packs {
    rules: Vec<SharedRule>,
    programs: Vec<Program>,
}

/// Compiles the packs, and measures them in every way that is wanted.
pub fn run(settings: &Settings, report: &mut Report) -> Result<(), String> {
    compile_dependencies()?;
    let rules = corpus::rules();
    let mut choices = vec![Choice::Count(1), Choice::Count(10), Choice::Hundredth, Choice::Count(100)];
    if !settings.quick {
        choices.push(Choice::All);
    }
    let programs = choices.into_iter().map(|choice| compile(choice, &rules)).collect::<Result<Vec<_>, _>>()?;
    let packs = Packs { rules, programs };
    size::report(&packs, report);
    let stream = corpus::stream(corpus::LINES, 0.001);
    throughput(settings, &packs, &stream, report)?;
    growth::run(settings, &packs, &stream, report)?;
    load::run(settings, &packs, &stream, report)?;
    matching::run(settings, &packs, &stream, report)?;
    start::run(settings, &packs, &stream, report)
}

/// All sequences in one engine.
pub fn run_sequences(settings: &Settings, report: &mut Report) -> Result<(), String> {
    compile_dependencies()?;
    sequences::run(settings, &corpus::rules(), report)
}

impl Packs {
    fn largest(&self) -> &Program {
        self.programs.last().expect("there are packs")
    }

    fn of_the_largest(&self) -> String {
        format!("{} rules", self.largest().rules.len())
    }
}

/// The largest pack beside merely parsing, on every corpus.
fn throughput(settings: &Settings, packs: &Packs, stream: &Corpus, report: &mut Report) -> Result<(), String> {
    let apt = corpus::stretches("apt-simulations", corpus::LINES);
    let real = corpus::stretches("real-ecs", corpus::LINES);
    let largest = packs.largest();
    let interpreted = interpreter(&packs.rules, &largest.rules);
    let mut ratios = Vec::new();
    for corpus in [stream, &apt, &real] {
        let child = largest.start(&corpus.lines)?;
        agrees(packs, largest, &child, corpus)?;
        let events = corpus.lines.len();
        let contenders = vec![
            child.contender("sonic-rs, document tree", "dom", events, 512),
            child.contender("eql projection alone", "projection", events, 512),
            child.contender("ruleset!, alerts out", "lines", events, 512),
            interpreter_contender("interpreter, alerts out", &interpreted, corpus, 256),
            Contender::over_lines("simd-json, tape", &corpus.lines, 512, tapes()),
            Contender::over_lines("serde_json, document tree", &corpus.lines, 256, |lines, _| {
                lines.iter().filter(|line| is_json(line)).count()
            }),
        ];
        let rounds = Rounds::run(contenders, settings.rounds(151));
        let section = report.section(&format!("A pack of {}: {}", packs.of_the_largest(), corpus.name));
        section.text(format!(
            "NDJSON in, alerts out, {}; {} paired rounds. Each pass over the events begins with a new engine, which \
             remembers nothing. Alerts of the compiled pack and of the interpreter agree on every event.",
            corpus.described(),
            rounds.count
        ));
        rates(section, &rounds, corpus, "sonic-rs, document tree");
        ratios.push((corpus.name, rounds.ratio("sonic-rs, document tree", "ruleset!, alerts out")));
    }
    for (name, ratio) in ratios {
        report.target(
            &format!("whole pack, bytes/s against sonic-rs's document tree, {name}"),
            "≥ 1.00 ×",
            format!("{} ×", digits(ratio)),
            ratio >= 1.0,
        );
    }
    Ok(())
}

/// A row a contender: rate, and speed against the first.
fn rates(section: &mut Section, rounds: &Rounds, corpus: &Corpus, first: &str) {
    let mut table = Table::new(["", "events/s", "MB/s", "speed × the first"]);
    for name in rounds.names() {
        let nanos = rounds.nanos(name);
        let row = [digits(1e9 / nanos), digits(corpus.mean() / nanos * 1e3), digits(rounds.ratio(first, name))];
        table.row(std::iter::once(name.to_owned()).chain(row));
    }
    section.table(table);
}

fn interpreter(all: &[SharedRule], chosen: &[usize]) -> (Pack, Vec<usize>) {
    let rules = chosen.iter().filter_map(|&at| Some((at, all[at].compile()?)));
    let (numbers, rules): (Vec<usize>, Vec<_>) = rules.unzip();
    (Pack::new(rules), numbers)
}

fn interpreter_contender<'c>(
    name: &str,
    (pack, _): &'c (Pack, Vec<usize>),
    corpus: &'c Corpus,
    per_round: usize,
) -> Contender<'c> {
    let mut engine: Engine<Arc<str>> = Engine::new(pack.clone());
    Contender::over_lines(name, &corpus.lines, per_round, move |lines, range| {
        if range.start == 0 {
            engine = Engine::new(pack.clone());
        }
        lines.iter().map(|line| engine.push_json(line).map_or(0, |alerts| alerts.len())).sum()
    })
}

/// The compiled pack and the interpreter give the same alerts on every event, by rule.
fn agrees(packs: &Packs, program: &Program, child: &crate::child::Child, corpus: &Corpus) -> Result<(), String> {
    let answers = child.ask("verdicts", corpus.lines.len())?;
    // Rules that the compiled pack leaves out have no part in the comparison.
    let [compiled, skipped, _] = program.info(child)?;
    let rules = if skipped == 0 { program.rules.clone() } else { without_lineages(packs, program) };
    let (pack, numbers) = interpreter(&packs.rules, &rules);
    if numbers.len() != compiled {
        return Err(format!("{compiled} rules are compiled, {} are interpreted", numbers.len()));
    }
    let mut engine: Engine<Arc<str>> = Engine::new(pack);
    for (at, (line, answer)) in corpus.lines.iter().zip(&answers).enumerate() {
        let alerts = engine.push_json(line).unwrap_or_default();
        let expected: Vec<String> = alerts.iter().map(|alert| format!("{:04}", numbers[alert.rule])).collect();
        if expected.join(" ") != *answer {
            return Err(format!("event {at} of {}: interpreter {expected:?}, compiled {answer}", corpus.name));
        }
    }
    Ok(())
}

fn without_lineages(packs: &Packs, program: &Program) -> Vec<usize> {
    let is_lineage = |at: &usize| packs.rules[*at].compile().is_some_and(|rule| rule.ir().lineages.is_some());
    program.rules.iter().copied().filter(|at| !is_lineage(at)).collect()
}

fn tapes<'c>() -> impl FnMut(&'c [String], std::ops::Range<usize>) -> usize {
    let mut tape = crate::lines::Tape::default();
    move |lines, _| lines.iter().map(|line| tape.read(line.as_bytes())).sum()
}

fn is_json(line: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(line).is_ok()
}
