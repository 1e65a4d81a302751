//! What it costs to take the fields that rules read out of lines of JSON, in several ways side by side.

mod dom;
mod lazy;
mod visitor;
mod wanted;

pub use dom::Tape;

use crate::corpus::{self, Corpus};
use crate::measure::{Contender, Rounds};
use crate::report::{Report, Table, digits};
use crate::settings::Settings;
use eql::json::Projection;
use std::cell::RefCell;
use std::collections::BTreeSet;
use wanted::Wanted;

/// So many lines of each corpus: they stay in the processor's caches, as lines that have just been read do.
const LINES: usize = 4_096;

/// Lines that each contender sees in a round.
const PER_ROUND: usize = 256;

const FIRST: &str = "sonic-rs, document tree";

/// Measures, and reports.
pub fn run(settings: &Settings, report: &mut Report) -> Result<(), String> {
    let fields = fields();
    let corpora =
        [corpus::stretches("apt-simulations", LINES), corpus::stretches("real-ecs", LINES), corpus::stream(LINES, 0.0)];
    let all: Vec<(Corpus, Rounds)> = corpora
        .into_iter()
        .map(|mut corpus| {
            corpus.lines.truncate(LINES);
            let rounds = measure(&corpus, &fields, settings.rounds(101));
            (corpus, rounds)
        })
        .collect();
    let section = report.section("Reading lines");
    let described: Vec<String> = all.iter().map(|(corpus, _)| corpus.described()).collect();
    section.text(format!(
        "The {} fields that all shared rules read, out of lines of {}; time as a multiple of the first row's. The \
         projection and serde_json refuse the same lines, also for what stands in a part that nobody asks for; the \
         projection alone finds dotted spellings. {} paired rounds.",
        fields.len(),
        described.join(", "),
        all.first().map_or(0, |(_, rounds)| rounds.count),
    ));
    let mut table = Table::new(["", "apt-simulations", "real-ecs", "make_stream.py", "ns a line of make_stream.py"]);
    let names: Vec<String> =
        all.first().map(|(_, rounds)| rounds.names().map(str::to_owned).collect()).unwrap_or_default();
    for name in names {
        let ratios = all.iter().map(|(_, rounds)| digits(rounds.ratio(&name, FIRST)));
        let nanos = all.last().map(|(_, rounds)| digits(rounds.nanos(&name)));
        table.row(std::iter::once(name.clone()).chain(ratios).chain(nanos).collect::<Vec<_>>());
    }
    section.table(table);
    Ok(())
}

fn measure(corpus: &Corpus, fields: &[String], rounds: usize) -> Rounds {
    let wanted = Wanted::new(fields);
    let projection = RefCell::new(Projection::new(fields));
    let nothing = RefCell::new(Projection::new([""; 0]));
    let tape = RefCell::new(Tape::default());
    let (found, other_found) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let contenders = vec![
        of(FIRST, corpus, dom::sonic),
        of("eql projection", corpus, |line| project(&mut projection.borrow_mut(), line)),
        of("eql projection, no fields", corpus, |line| project(&mut nothing.borrow_mut(), line)),
        of("simd-json, tape", corpus, |line| tape.borrow_mut().read(line)),
        of("sonic-rs, serde visitor", corpus, |line| visitor::sonic(&wanted, line, &mut found.borrow_mut())),
        of("serde_json, serde visitor", corpus, |line| {
            visitor::serde_json(&wanted, line, &mut other_found.borrow_mut())
        }),
        of("sonic-rs, lazy walk", corpus, |line| lazy::walk(&wanted, line)),
        of("serde_json, document tree", corpus, dom::serde_json),
    ];
    Rounds::run(contenders, rounds)
}

fn of<'c>(name: &str, corpus: &'c Corpus, read: impl Fn(&[u8]) -> usize + 'c) -> Contender<'c> {
    let lines = &corpus.lines;
    let count = move |range: std::ops::Range<usize>| lines[range].iter().map(|line| read(line.as_bytes())).sum();
    Contender::here(name, lines.len(), PER_ROUND, count)
}

fn project(projection: &mut Projection, line: &[u8]) -> usize {
    projection.read(line).expect("the corpora are JSON").filled().count()
}

/// The fields that all shared rules together read.
fn fields() -> Vec<String> {
    let rules: Vec<_> = corpus::rules().iter().filter_map(corpus::SharedRule::compile).collect();
    let paths = rules.iter().flat_map(|rule| rule.ir().fields.iter().map(|(_, field)| field.path.clone()));
    paths.collect::<BTreeSet<String>>().into_iter().collect()
}
