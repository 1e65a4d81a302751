//! `eqlc fmt`: the canonical layout of rules, in their files.

use crate::arguments::{DialectChoice, FmtArguments};
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome, reason};
use crate::report::{Finding, render};
use crate::rules::rule_files;
use eql_compiler::format::format;
use eql_compiler::rule_file::{self, Language, NO_RULE, RuleFile};
use eql_compiler::syntax::{self, print::print};
use eql_compiler::{Diagnostics, Dialect};
use std::fs;
use std::io::{self, Read};
use std::path::Path;

pub(crate) fn fmt(arguments: &FmtArguments, console: &Console) -> Result<Outcome, Failure> {
    if arguments.paths.as_slice() == [Path::new("-")] {
        return standard_input(arguments, console);
    }
    let mut output = Output::new();
    let mut counts = Counts::default();
    let files = rule_files(&arguments.paths)?;
    for (at, found) in files.iter().enumerate() {
        console.progress_of("files", at, files.len());
        let bytes = fs::read(&found.path).map_err(|error| Failure::reading(&found.path, &error))?;
        let path = found.path.display().to_string();
        let text = String::from_utf8_lossy(&bytes);
        let LaidOut { text: laid_out, findings } = lay_out(&path, &text, found.named, arguments.dialect);
        findings.iter().for_each(|finding| show(finding, &path, &text, console));
        counts.refused += findings.len();
        counts.files += 1;
        if laid_out.as_bytes() != bytes && std::str::from_utf8(&bytes).is_ok() {
            counts.changed += 1;
            if !arguments.check {
                fs::write(&found.path, laid_out).map_err(|error| Failure::writing_file(&found.path, &error))?;
            }
            console.clear_progress();
            output.line(&path)?;
        }
    }
    console.clear_progress();
    output.flush()?;
    console.counts(&counts.summary(arguments.check));
    Ok(match counts {
        Counts { refused: 1.., .. } => Outcome::RuleError,
        Counts { changed: 1.., .. } if arguments.check => Outcome::Findings,
        Counts { .. } => Outcome::Clean,
    })
}

/// One query, from standard input to standard output: what an editor calls.
fn standard_input(arguments: &FmtArguments, console: &Console) -> Result<Outcome, Failure> {
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::usage(format!("can't read standard input: {}", reason(&error))))?;
    let LaidOut { text: laid_out, findings } = lay_out("query.eql", &text, true, arguments.dialect);
    findings.iter().for_each(|finding| show(finding, "standard input", &text, console));
    let mut output = Output::new();
    if !arguments.check {
        output.write(&laid_out)?;
        output.flush()?;
    }
    Ok(match findings.as_slice() {
        [] if arguments.check && laid_out != text => Outcome::Findings,
        [] => Outcome::Clean,
        _ => Outcome::RuleError,
    })
}

fn show(finding: &Finding, path: &str, text: &str, console: &Console) {
    console.line(&render(finding, path, text, console.width(), console.color_err()));
}

/// How many files there were, and what became of them.
#[derive(Default)]
struct Counts {
    files: usize,
    changed: usize,
    refused: usize,
}

impl Counts {
    fn summary(&self, check: bool) -> String {
        let Self { files, changed, refused } = self;
        let word = if check { "would change" } else { "changed" };
        format!("{files} files: {changed} {word}, {refused} errors")
    }
}

/// A file's text with its rules laid out. Those that do not parse stay as they are, with the reason.
struct LaidOut {
    text: String,
    findings: Vec<Finding>,
}

fn lay_out(path: &str, text: &str, named: bool, dialect: DialectChoice) -> LaidOut {
    let (mut edits, mut findings) = (Vec::new(), Vec::new());
    for rule in rule_file::parse_each(path, text) {
        match rule {
            // In folders there are other files of TOML.
            Err(error) if error.code == NO_RULE && !named => {}
            Err(error) => findings.push(Finding::of_file(&error)),
            Ok(rule) if rule.language != Language::Eql => {}
            Ok(rule) => match query(&rule, dialect.or(rule.dialect)) {
                Ok(query) if query == rule.query => {}
                Ok(query) => edits.push(rule.with_query(text, &query)),
                Err(errors) => {
                    findings.extend(errors.as_slice().iter().map(|error| Finding::of_query(error, &rule.origin)));
                }
            },
        }
    }
    LaidOut { text: rule_file::apply(text, edits), findings }
}

/// The query in its canonical layout. A string of one line stays one where its query fits on a line.
fn query(rule: &RuleFile, dialect: Dialect) -> Result<String, Diagnostics> {
    let laid_out = format(&rule.query, dialect)?;
    let (before, _) = syntax::parse(&rule.query, dialect)?;
    let (after, _) = syntax::parse(&laid_out, dialect)?;
    if print(&before, dialect) != print(&after, dialect) {
        // Nothing that is known does this; if anything ever does, the rule is worth more than its layout.
        return Ok(rule.query.clone());
    }
    let one_line = !rule.query.contains('\n') && laid_out.lines().count() == 1;
    Ok(if one_line && !rule.is_whole_file() { laid_out.trim_end().to_owned() } else { laid_out })
}
