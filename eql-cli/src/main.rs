//! `eqlc`: checks, runs and explains EQL detection rules.

#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod console;
mod demo;
mod engine;
mod explain;
mod failure;
mod fixtures;
mod input;
mod live;
mod profile;
mod report;
mod rules;

use arguments::{Arguments, Command};
use clap::Parser;
use console::Console;
use failure::{Failure, Outcome};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

fn main() -> ExitCode {
    // Without it an interrupted program still ends, only without a status of its own.
    let ends_at_once = Arc::new(AtomicBool::new(true));
    let _ = signal_hook::flag::register_conditional_shutdown(
        signal_hook::consts::SIGINT,
        Outcome::Interrupted.code().into(),
        Arc::clone(&ends_at_once),
    );
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let outcome = if error.use_stderr() { Outcome::UsageError } else { Outcome::Clean };
            // A closed pipe is no reason for another status.
            let _ = error.print();
            return ExitCode::from(outcome.code());
        }
    };
    let console = Console::new(arguments.color, arguments.quiet);
    let outcome = match run(arguments.command, &console, &ends_at_once) {
        Ok(outcome) => outcome,
        Err(Failure::ClosedPipe) => Outcome::Clean,
        Err(Failure::Usage { message, help }) => {
            console.error(&message, help.as_deref());
            Outcome::UsageError
        }
    };
    ExitCode::from(outcome.code())
}

fn run(command: Command, console: &Console, ends_at_once: &Arc<AtomicBool>) -> Result<Outcome, Failure> {
    match command {
        Command::Check(arguments) => commands::check(&arguments, console),
        Command::Query(arguments) => commands::query(&arguments, console),
        Command::Scan(arguments) => commands::scan(&arguments, console),
        Command::Partitions(arguments) => commands::partitions(&arguments, console),
        Command::Run(arguments) => commands::run_stream(&arguments, console, ends_at_once),
        Command::Explain(arguments) => commands::explain(&arguments, console),
        Command::Test(arguments) => commands::test(&arguments, console),
        Command::Profile(arguments) => commands::profile(&arguments, console),
        Command::Expand(arguments) => commands::expand(&arguments, console),
        Command::Fmt(arguments) => commands::fmt(&arguments, console),
        Command::Coverage(arguments) => commands::coverage(&arguments, console),
        Command::Completions(arguments) => commands::completions(&arguments),
        Command::Man(arguments) => commands::man(&arguments),
    }
}
