//! `docs/cli.md` shows what the program prints: every console block is run, and compared.
//!
//! A line `…` stands for any lines, `…` within a line for any text. What is measured (events per second, and every number of
//! a block `console measured`, with the order of its lines) is not compared. The blocks of a section share a folder with the files of
//! `tests/documentation`, the project's own `rules`, and the demo stream as `sample.ndjson.gz`.

use crate::program::Folder;
use std::fs;
use std::path::Path;
use std::process::Command;

const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cli.md"));

/// A command of a block, and what the block says that it prints.
struct Example<'t> {
    section: &'t str,
    line: usize,
    measured: bool,
    command: &'t str,
    output: Vec<&'t str>,
}

fn examples() -> Vec<Example<'static>> {
    let mut examples: Vec<Example<'_>> = Vec::new();
    let (mut section, mut block) = ("", None);
    for (at, line) in TEXT.lines().enumerate() {
        match (block, line.strip_prefix("```")) {
            (None, Some(language)) => block = Some(language),
            (Some(_), Some(_)) => block = None,
            (None, None) => section = line.strip_prefix("## ").unwrap_or(section),
            (Some(language), None) if language.starts_with("console") => match line.strip_prefix("$ ") {
                Some(command) => {
                    let measured = language.ends_with("measured");
                    examples.push(Example { section, line: at + 1, measured, command, output: Vec::new() });
                }
                None => examples.last_mut().unwrap().output.push(line),
            },
            (Some(_), None) => {}
        }
    }
    examples
}

fn copy(from: &Path, folder: &Folder, to: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{to}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            copy(&path, folder, &format!("{name}/"));
        } else {
            folder.file(&name, fs::read(&path).unwrap());
        }
    }
}

/// A folder as the examples of a section find it.
fn prepared(section: &str) -> Folder {
    let name: String = section.chars().filter(char::is_ascii_alphanumeric).collect();
    let folder = Folder::new(&format!("documentation_{name}"));
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&here.join("tests/documentation"), &folder, "");
    copy(&here.join("../rules"), &folder, "rules/");
    folder.file("sample.ndjson.gz", fs::read(here.join("src/demo/events.ndjson.gz")).unwrap());
    folder
}

/// What a command prints on both outputs, as somebody sees it at a terminal of 80 columns.
fn run(command: &str, folder: &Folder) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_eqlc")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(folder.path("."))
        .env("PATH", format!("{}:{path}", program.display()))
        .env("COLUMNS", "80")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A line without what is measured.
fn settled(line: &str, measured: bool) -> String {
    let line = line.trim_end();
    if measured {
        let words =
            line.split_whitespace().map(|word| word.replace(|c: char| c.is_ascii_digit() || ".%".contains(c), ""));
        return words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    }
    match line.strip_suffix(" events/s") {
        Some(rest) => format!("{} N events/s", rest.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end()),
        None => line.to_owned(),
    }
}

fn line_fits(shown: &str, printed: &str) -> bool {
    let Some((first, more)) = shown.split_once('…') else { return shown == printed };
    let (middle, last) = more.rsplit_once('…').unwrap_or(("", more));
    let inner = printed.strip_prefix(first).and_then(|rest| rest.strip_suffix(last));
    let Some(mut rest) = inner else { return false };
    middle.split('…').all(|part| match rest.split_once(part) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

fn fits(shown: &[String], printed: &[String]) -> bool {
    match (shown.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == "…" => (0..=printed.len()).any(|at| fits(rest, &printed[at..])),
        (Some((first, rest)), Some((line, more))) => line_fits(first, line) && fits(rest, more),
        _ => false,
    }
}

#[cfg(unix)]
#[test]
fn the_documentation_shows_what_is_printed() {
    let mut folder = (String::new(), None);
    let mut wrong = Vec::new();
    let examples = examples();
    assert!(examples.len() > 25, "{}", examples.len());
    for example in examples {
        if folder.1.is_none() || folder.0 != example.section {
            folder = (example.section.to_owned(), Some(prepared(example.section)));
        }
        let printed = run(example.command, folder.1.as_ref().unwrap());
        let mut shown: Vec<String> = example.output.iter().map(|line| settled(line, example.measured)).collect();
        let mut lines: Vec<String> = printed.lines().map(|line| settled(line, example.measured)).collect();
        if example.measured {
            // What is dearest comes first.
            shown.sort_unstable();
            lines.sort_unstable();
        }
        if !fits(&shown, &lines) {
            wrong.push(format!("line {}: $ {}\n{printed}", example.line, example.command));
        }
    }
    assert!(wrong.is_empty(), "docs/cli.md shows something else than these:\n{}", wrong.join("\n"));
}

#[test]
fn every_command_and_format_has_a_section() {
    let help = Folder::new("documentation_help").run(&["--help"]).ended(0).out;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = commands.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let names: Vec<&str> = names.filter(|name| help.contains(&format!("\n  {name} ")) && *name != "help").collect();
    assert_eq!(names.len(), 13, "{names:?}");
    for name in names {
        assert!(TEXT.contains(&format!("\n## `{name}`")), "no section of `{name}`");
    }
    for format in ["pretty", "ndjson", "csv", "kibana", "html", "sarif", "junit"] {
        assert!(TEXT.contains(&format!("--format {format}")), "no example of {format}");
    }
}
