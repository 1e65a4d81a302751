//! `eqlc man`: the manual, from the same definitions as `--help`.

use crate::arguments::{Arguments, ManArguments};
use crate::console::Output;
use crate::failure::{Failure, Outcome};
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::fs;
use std::path::Path;

pub(crate) fn man(arguments: &ManArguments) -> Result<Outcome, Failure> {
    let mut program = Arguments::command();
    // Gives every command the options that all have, and its full name.
    program.build();
    let pages = pages(&program)?;
    match &arguments.folder {
        Some(folder) => write(folder, &pages)?,
        None => {
            let mut output = Output::new();
            for (_, text) in &pages {
                output.write(text)?;
            }
            output.flush()?;
        }
    }
    Ok(Outcome::Clean)
}

/// The pages by file name: the program's, then one for each command.
fn pages(program: &Command) -> Result<Vec<(String, String)>, Failure> {
    let commands = program.get_subcommands().filter(|command| command.get_name() != "help");
    let named = commands.map(|command| (format!("eqlc-{}", command.get_name()), command));
    let mut pages = Vec::new();
    for (name, command) in [("eqlc".to_owned(), program)].into_iter().chain(named) {
        let mut page = Vec::new();
        Man::new(command.clone()).render(&mut page).map_err(|error| Failure::writing(&error))?;
        pages.push((format!("{name}.1"), String::from_utf8_lossy(&page).into_owned()));
    }
    Ok(pages)
}

fn write(folder: &Path, pages: &[(String, String)]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::writing_file(folder, &error))?;
    for (name, text) in pages {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| Failure::writing_file(&path, &error))?;
    }
    Ok(())
}
