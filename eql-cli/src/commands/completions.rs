//! `eqlc completions`: what a shell has to know to complete a command line.

use crate::arguments::{Arguments, CompletionsArguments};
use crate::console::Output;
use crate::failure::{Failure, Outcome};
use clap::CommandFactory;

pub(crate) fn completions(arguments: &CompletionsArguments) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "eqlc", &mut script);
    let mut output = Output::new();
    output.write(&String::from_utf8_lossy(&script))?;
    output.flush()?;
    Ok(Outcome::Clean)
}
