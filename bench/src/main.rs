//! What compiled rules cost, beside hand-written matchers, the interpreter and other engines. See `README.md`.

#![forbid(unsafe_code)]

mod child;
mod corpus;
mod lines;
mod measure;
mod one_rule;
mod one_sequence;
mod packs;
mod peers;
mod report;
mod settings;
mod translate;

use report::Report;
use settings::Settings;

/// A section: its name, and what runs it.
type Section = (&'static str, fn(&Settings, &mut Report) -> Result<(), String>);

const SECTIONS: [Section; 5] = [
    ("one-rule", one_rule::run),
    ("one-sequence", one_sequence::run),
    ("reading-lines", lines::run),
    ("sequences", packs::run_sequences),
    ("packs", packs::run),
];

fn main() -> std::process::ExitCode {
    // The bench itself, started anew for this alone.
    if let [_, request, threads] = std::env::args().collect::<Vec<_>>().as_slice()
        && request == packs::LOAD
    {
        println!("{}", packs::load(threads.parse().unwrap_or(1)));
        return std::process::ExitCode::SUCCESS;
    }
    let settings = Settings::read();
    let mut report = Report::default();
    report.remark = settings.remark();
    let mut failed = false;
    for (name, run) in SECTIONS {
        if settings.wants(name)
            && let Err(error) = run(&settings, &mut report)
        {
            eprintln!("{name}: {error}");
            failed = true;
        }
    }
    // A part of it, or a quick look, does not replace what is known.
    let folder = if settings.is_complete() && !failed { settings::documents() } else { settings::target() };
    match report.write(&folder) {
        Ok(()) => println!(
            "
written: {}",
            folder.join("benchmarks.md").display()
        ),
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            failed = true;
        }
    }
    if failed { std::process::ExitCode::FAILURE } else { std::process::ExitCode::SUCCESS }
}
