//! Lints over the rules of a command: what they found, and the files with it corrected.

use crate::console::Console;
use crate::failure::Failure;
use crate::report::Finding;
use crate::rules::{Loader, RuleReport, State};
use eql_compiler::lint::{self, Context, Library, codes};
use eql_compiler::rule_file::{Edit, apply};
use eql_compiler::{Diagnostic, Dialect, TextRange};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The edits that answer findings, by file.
#[derive(Debug, Default)]
pub(super) struct Fixes {
    by_path: BTreeMap<String, (String, Vec<Edit>)>,
    count: usize,
}

/// Refuses codes that no lint has: a slip of the pen would leave everything in.
pub(super) fn known(allowed: &[String]) -> Result<(), Failure> {
    let codes: Vec<&str> = lint::ALL.iter().map(|lint| lint.code.0).chain([codes::SUBSUMED.0]).collect();
    match allowed.iter().find(|code| !codes.contains(&code.as_str())) {
        None => Ok(()),
        Some(code) => Err(Failure::usage(format!("no remark has the code `{code}`"))
            .with_help(format!("remarks have the codes {}", codes.join(", ")))),
    }
}

/// Adds what the lints say to the findings of each report that compiles.
pub(super) fn lint(reports: &mut [RuleReport], loader: &Loader<'_>, allowed: &[String], console: &Console) -> Fixes {
    let mut fixes = Fixes::default();
    let count = reports.len();
    for (at, report) in reports.iter_mut().enumerate() {
        console.progress_of("rules checked", at, count);
        let (State::Ready(_), Some(file)) = (&report.state, &report.file) else { continue };
        let scheduled = file.dialect == Dialect::Elasticsearch && !file.is_whole_file();
        let context = Context { metadata: Some(&file.metadata), scheduled };
        let remarks = lint::check(&file.query, &loader.options(file), context).unwrap_or_default();
        let mut findings = Vec::new();
        for remark in remarks.iter().filter(|remark| !allowed.iter().any(|code| code == remark.diagnostic.code.0)) {
            let mut finding = Finding::of_query(&remark.diagnostic, &file.origin);
            let in_file = |part: &TextRange| file.origin.file_offset(part.start)..file.origin.file_offset(part.end);
            finding.fix = remark.fix.iter().map(in_file).collect();
            fixes.add(report, &finding);
            findings.push(finding);
        }
        report.findings.append(&mut findings);
    }
    if !allowed.iter().any(|code| code == codes::SUBSUMED.0) {
        compare(reports);
    }
    for report in reports {
        report.findings.sort_by_key(|finding| finding.range.start);
    }
    fixes
}

/// Adds a finding to each rule that another makes superfluous.
fn compare(reports: &mut [RuleReport]) {
    let mut library = Library::default();
    let mut compared = Vec::new();
    for (at, report) in reports.iter().enumerate() {
        if let (State::Ready(rule), Some(file)) = (&report.state, &report.file) {
            library.add(rule.ir(), &file.metadata, file.dialect);
            compared.push(at);
        }
    }
    let report_at = |number: usize| compared.get(number).copied().unwrap_or_default();
    for (narrow, wide) in library.subsumed() {
        let Some(other) = reports.get(report_at(wide)) else { continue };
        let id = other.file.as_ref().map_or("", |file| file.metadata.id.as_str());
        let name = other.file.as_ref().and_then(|file| file.metadata.name.as_deref()).unwrap_or(id);
        let message = format!("every match of this rule is also one of `{name}`");
        let help = format!("see {}: one of the two is superfluous, or lacks a condition", other.path);
        let Some(report) = reports.get_mut(report_at(narrow)) else { continue };
        let Some(file) = &report.file else { continue };
        let start = file.query.len() - file.query.trim_start().len();
        let word = file.query.split_whitespace().next().map_or(0, str::len);
        let range = offset(start)..offset(start + word);
        let diagnostic = Diagnostic::warning(codes::SUBSUMED, range, message).with_help(help);
        report.findings.push(Finding::of_query(&diagnostic, &file.origin));
    }
}

/// Texts are far shorter than this.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

impl Fixes {
    fn add(&mut self, report: &RuleReport, finding: &Finding) {
        if !finding.fix.is_empty() {
            let text = || (report.file_text.to_string(), Vec::new());
            let (_, edits) = self.by_path.entry(report.path.clone()).or_insert_with(text);
            edits.extend(finding.fix.iter().map(|part| Edit { range: part.clone(), text: String::new() }));
            self.count += 1;
        }
    }

    /// Corrects the files. Says how many findings in how many files that were.
    pub(super) fn write(self) -> Result<(usize, usize), Failure> {
        let files = self.by_path.len();
        for (path, (text, edits)) in self.by_path {
            let path = Path::new(&path);
            fs::write(path, apply(&text, edits)).map_err(|error| Failure::writing_file(path, &error))?;
        }
        Ok((self.count, files))
    }
}
