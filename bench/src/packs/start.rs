//! Start-up and memory.

use super::program::{Program, binary, compile_dependencies, folder};
use super::{Packs, interpreter};
use crate::corpus::{self, Corpus};
use crate::measure::median;
use crate::report::{Plot, Report, Series, Table, digits};
use crate::settings::Settings;
use eql::dynamic::{Pack, Rule};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Measures how soon packs answer, and what they and sequences hold.
pub(super) fn run(settings: &Settings, packs: &Packs, stream: &Corpus, report: &mut Report) -> Result<(), String> {
    let repeats = settings.rounds(41).min(41);
    let line = stream.lines.first().map_or("", String::as_str);
    let section = report.section("Start");
    section.text(format!(
        "From the start of a program to its first verdict, medians of {repeats} starts: `main` to the verdict, and from \
         starting the process to its end. And the memory that its engine holds after {}.",
        stream.described(),
    ));
    let mut table = Table::new(["rules", "first verdict, ms", "whole process, ms", "memory of the engine, MiB"]);
    let mut first = f64::NAN;
    let mut curves = [Vec::new(), Vec::new()];
    for program in &packs.programs {
        let starts: Vec<[f64; 2]> = (0..repeats).map(|_| start(program.name, line)).collect::<Result<_, String>>()?;
        let middle = |which: usize| median(starts.iter().map(|times| times[which]).collect());
        first = middle(0);
        let held = engine_memory(program, stream)?;
        let rules = program.rules.len() as f64;
        curves[0].push((rules, first));
        curves[1].push((rules, held));
        table.row([program.rules.len().to_string(), digits(first), digits(middle(1)), digits(held)]);
    }
    section.table(table);
    let [verdicts, memory_held] = curves;
    section.plot(Plot {
        file: "start.svg",
        title: "First verdict and memory against number of rules".to_owned(),
        axes: ["rules", "ms, MiB"],
        series: vec![
            Series { name: "first verdict, ms".to_owned(), points: verdicts },
            Series { name: "memory of the engine, MiB".to_owned(), points: memory_held },
        ],
    });
    let repeats = repeats.min(9);
    let mut loads = [Vec::new(), Vec::new()];
    for _ in 0..repeats {
        for (threads, loads) in [1, 2].into_iter().zip(&mut loads) {
            loads.push(load_in_a_new_process(threads)?);
        }
    }
    let [load, shared] = loads.map(median);
    section.text(format!(
        "The interpreter reads the files of all {} shared rules, compiles them and builds their index in {} s on one thread, \
         and in {} s where two threads compile, as those of `eqlc` do (medians of {repeats} processes that do nothing else).",
        packs.rules.len(),
        digits(load),
        digits(shared),
    ));
    report.target(
        &format!("first verdict, {}", packs.of_the_largest()),
        "≤ 10 ms",
        format!("{} ms", digits(first)),
        first <= 10.0,
    );
    let measured = format!("{} s (one thread)", digits(load));
    report.target("loading all rules into the interpreter", "≤ 0.5 s", measured, load <= 0.5);
    memory(packs, stream, report)
}

/// What the bench is asked for to [`load`] and nothing else.
pub const LOAD: &str = "load";

/// What [`load`] says in a process of its own: programs load rules when they start, with nothing in their memory yet.
fn load_in_a_new_process(threads: usize) -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program).args([LOAD, &threads.to_string()]).output();
    let output = output.map_err(|error| format!("loading rules: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.trim().parse().map_err(|_| format!("loading rules: {said}{}", String::from_utf8_lossy(&output.stderr)))
}

/// The seconds that the interpreter needs from files to an index, compiling on so many threads.
pub fn load(threads: usize) -> f64 {
    let begin = Instant::now();
    let rules = corpus::rules();
    let next = AtomicUsize::new(0);
    let share = || -> Vec<(usize, Option<Rule>)> {
        let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&at| at < rules.len());
        std::iter::from_fn(take).map(|at| (at, rules[at].compile())).collect()
    };
    let mut compiled: Vec<(usize, Option<Rule>)> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(share)).collect();
        let own = share();
        own.into_iter()
            .chain(others.into_iter().flat_map(|other| other.join().expect("compiling does not panic")))
            .collect()
    });
    compiled.sort_by_key(|(at, _)| *at);
    let pack = Pack::new(compiled.into_iter().filter_map(|(_, rule)| rule));
    let _ = pack.matcher();
    begin.elapsed().as_secs_f64()
}

/// What a program holds more, in MiB, when it has followed the stream to its end.
fn engine_memory(program: &Program, stream: &Corpus) -> Result<f64, String> {
    let child = program.start(&stream.lines)?;
    // The memory of what was read stays its own in both figures.
    let before = child.memory();
    child.ask(&format!("run lines 0 {}", stream.lines.len()), 1)?;
    let after = child.memory();
    Ok(before.zip(after).map_or(f64::NAN, |(before, after)| after - before))
}

/// The times of a start in milliseconds: to the verdict, and to the end of the process.
fn start(name: &str, line: &str) -> Result<[f64; 2], String> {
    let begin = Instant::now();
    let mut process = Command::new(binary(name))
        .arg("first")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{name}: {error}"))?;
    if let Some(mut input) = process.stdin.take() {
        writeln!(input, "{line}").map_err(|error| error.to_string())?;
    }
    let output = process.wait_with_output().map_err(|error| error.to_string())?;
    let whole = begin.elapsed().as_secs_f64() * 1e3;
    let answer = String::from_utf8_lossy(&output.stdout).into_owned();
    let nanos = answer.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok());
    nanos.map(|nanos| [nanos / 1e6, whole]).ok_or_else(|| format!("{name} answers `{answer}`"))
}

fn memory(packs: &Packs, stream: &Corpus, report: &mut Report) -> Result<(), String> {
    compile_dependencies()?;
    let built =
        Command::new("cargo").args(["build", "--release", "--quiet", "--bin", "state"]).current_dir(folder()).status();
    if !built.is_ok_and(|status| status.success()) {
        return Err("the program that measures state does not build".to_owned());
    }
    let output = Command::new(binary("state")).output().map_err(|error| error.to_string())?;
    let answer = String::from_utf8_lossy(&output.stdout).into_owned();
    // A line a number of matches in progress.
    let steps: Vec<[f64; 4]> = answer
        .lines()
        .filter_map(|line| {
            line.split(' ').map(|number| number.parse().ok()).collect::<Option<Vec<f64>>>()?.try_into().ok()
        })
        .collect();
    let section = report.section("Memory");
    section.text(
        "Programs of which each has done the first half of `rules/genai_encode_then_connect.toml`: what is allocated for \
         each, and what of that is neither its name (40 B) nor the id of its event (4 B). The hash table grows by doubling, so \
         it depends a little on how full that is.",
    );
    let mut table = Table::new(["matches in progress", "B each", "besides name and id, B"]);
    for [partials, held, beside, _] in &steps {
        table.row([digits(*partials), digits(held / partials), digits(beside / partials)]);
    }
    section.table(table);
    let each = |[partials, _, beside, _]: &[f64; 4]| beside / partials;
    let (least, most_each) =
        (steps.iter().map(each).fold(f64::INFINITY, f64::min), steps.iter().map(each).fold(0.0, f64::max));
    let idle: f64 = steps.iter().map(|step| step[3]).sum();
    section.text(format!("A thousand events that no stage takes make {idle} allocations."));
    let (sleeping, silent, most) = allocations(packs, stream)?;
    section.text(format!(
        "`ruleset!` with {} over lines of {}, all seen once before: {sleeping} events satisfy nothing that any rule \
         asks, and {silent} of these make no allocation (the most that one makes is {most}).",
        packs.of_the_largest(),
        stream.described(),
    ));
    let range = format!("{} to {} B", digits(least), digits(most_each));
    report.target("memory of a match in progress", "≤ 200 B", range, most_each <= 200.0);
    report.target(
        "allocations of events that wake nothing",
        "0",
        format!("{} in {sleeping} events", if silent == sleeping { 0 } else { most }),
        silent == sleeping && idle == 0.0,
    );
    Ok(())
}

/// Events that satisfy nothing; those of them that allocate nothing; the most allocations that one of them makes.
fn allocations(packs: &Packs, stream: &Corpus) -> Result<(usize, usize, u64), String> {
    let largest = packs.largest();
    let child = largest.start(&stream.lines)?;
    let [_, skipped, _] = largest.info(&child)?;
    let rules = if skipped == 0 { largest.rules.clone() } else { super::without_lineages(packs, largest) };
    let (pack, _) = interpreter(&packs.rules, &rules);
    let mut matcher = pack.matcher();
    let counts = child.ask("allocations lines", stream.lines.len())?;
    let (mut sleeping, mut silent, mut most) = (0, 0, 0);
    for (line, count) in stream.lines.iter().zip(counts) {
        let Ok(event) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        if matcher.run(&event).is_empty() {
            let count: u64 = count.parse().map_err(|_| format!("`{count}` is no number"))?;
            sleeping += 1;
            silent += usize::from(count == 0);
            most = most.max(count);
        }
    }
    Ok((sleeping, silent, most))
}
