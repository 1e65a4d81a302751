//! `eqlc coverage`: which ATT&CK techniques rules say that they find.

use super::show_findings;
use crate::arguments::{CoverageArguments, Format};
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome};
use crate::report::Page;
use crate::rules::{Loader, RuleReport, State, outcome};
use eql_compiler::rule_file::AttackEntry;
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Which version of the layer's format is written.
const LAYER: &str = "4.5";
const NAVIGATOR: &str = "5.1.0";
const ATTACK: &str = "17";
/// The columns of a title, where the terminal has so many, and of the number behind it.
const TITLE: usize = 66;
const COUNT: usize = " 1234 rules".len();

pub(crate) fn coverage(arguments: &CoverageArguments, console: &Console) -> Result<Outcome, Failure> {
    let loader = Loader::new(&arguments.rules)?;
    let reports = loader.load(&arguments.paths, console)?;
    show_findings(&reports, console);
    let coverage = Coverage::of(&reports);
    let mut output = Output::new();
    match arguments.format.format() {
        Format::Pretty => output.write(&coverage.table(console))?,
        Format::Ndjson => coverage.lines().iter().try_for_each(|line| output.line(line))?,
    }
    output.flush()?;
    if let Some(path) = &arguments.navigator {
        coverage.write_layer(path)?;
    }
    console.counts(&coverage.summary());
    Ok(outcome(&reports))
}

/// A tactic, technique or sub-technique, in the order of ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Entry {
    id: String,
    name: String,
}

impl Entry {
    fn of(entry: &AttackEntry) -> Self {
        Self { id: entry.id.clone(), name: entry.name.clone().unwrap_or_default() }
    }

    /// A technique's place below another is its id: `T1059.001`.
    fn is_below(&self) -> bool {
        self.id.contains('.')
    }

    fn title(&self) -> String {
        format!("{} {}", self.id, self.name)
    }
}

/// The techniques of each tactic, and the rules of each technique by id and name.
#[derive(Debug, Default)]
struct Coverage {
    tactics: BTreeMap<Entry, Tactic>,
    rules: usize,
    /// Rules that name no tactic.
    without: usize,
    /// Rules that do not run, and cover nothing.
    not_run: usize,
}

#[derive(Debug, Default)]
struct Tactic {
    rules: BTreeSet<String>,
    techniques: BTreeMap<Entry, BTreeSet<String>>,
}

impl Coverage {
    fn of(reports: &[RuleReport]) -> Self {
        let mut coverage = Self::default();
        for report in reports {
            match (&report.state, &report.file) {
                (State::Ready(_), Some(file)) => {
                    let name = file.metadata.name.as_ref().unwrap_or(&file.metadata.id);
                    coverage.rules += 1;
                    coverage.add(name, file);
                }
                (State::Skipped(_) | State::Blocked, _) | (_, None) => coverage.not_run += 1,
            }
        }
        coverage
    }

    fn add(&mut self, name: &str, file: &eql_compiler::rule_file::RuleFile) {
        let mut is_placed = false;
        for threat in &file.metadata.threat {
            let Some(tactic) = &threat.tactic else { continue };
            is_placed = true;
            let tactic = self.tactics.entry(Entry::of(tactic)).or_default();
            tactic.rules.insert(name.to_owned());
            for technique in &threat.techniques {
                for entry in std::iter::once(&technique.entry).chain(&technique.subtechniques) {
                    tactic.techniques.entry(Entry::of(entry)).or_default().insert(name.to_owned());
                }
            }
        }
        self.without += usize::from(!is_placed);
    }

    fn table(&self, console: &Console) -> String {
        let width = console.width().clamp(COUNT + 20, TITLE + COUNT) - COUNT;
        let mut table = Page::new(width + COUNT, false);
        for (entry, tactic) in &self.tactics {
            let title = table.cut(&entry.title(), COUNT);
            table.styled("0", 0, &format!("{title:<width$} {:>4} rules", tactic.rules.len()));
            for (technique, rules) in &tactic.techniques {
                let indent = if technique.is_below() { 4 } else { 2 };
                let width = width - indent;
                let title = table.cut(&technique.title(), COUNT + indent);
                table.styled("0", indent, &format!("{title:<width$} {:>4}", rules.len()));
            }
        }
        table.into_text()
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (entry, tactic) in &self.tactics {
            for (technique, rules) in &tactic.techniques {
                let line = json!({"tactic": entry, "technique": technique, "count": rules.len(), "rules": rules});
                lines.push(line.to_string());
            }
        }
        lines
    }

    fn summary(&self) -> String {
        let techniques: BTreeSet<&str> = self
            .tactics
            .values()
            .flat_map(|tactic| tactic.techniques.keys())
            .filter(|technique| !technique.is_below())
            .map(|technique| technique.id.as_str())
            .collect();
        format!(
            "{} rules cover {} techniques of {} tactics; {} name none, {} do not run",
            self.rules,
            techniques.len(),
            self.tactics.len(),
            self.without,
            self.not_run
        )
    }

    /// A layer for the ATT&CK Navigator: a technique's score is the number of its rules.
    fn write_layer(&self, path: &Path) -> Result<(), Failure> {
        let most = self.tactics.values().flat_map(|tactic| tactic.techniques.values()).map(BTreeSet::len).max();
        let mut techniques = Vec::new();
        for (entry, tactic) in &self.tactics {
            for (technique, rules) in &tactic.techniques {
                let names: Vec<&str> = rules.iter().map(String::as_str).collect();
                techniques.push(json!({
                    "techniqueID": technique.id,
                    "tactic": entry.name.to_lowercase().replace(' ', "-"),
                    "score": rules.len(),
                    "comment": names.join("\n"),
                    "enabled": true,
                    "showSubtechniques": false,
                }));
            }
        }
        let layer = json!({
            "name": "EQL rules",
            "versions": {"attack": ATTACK, "navigator": NAVIGATOR, "layer": LAYER},
            "domain": "enterprise-attack",
            "description": self.summary(),
            "techniques": techniques,
            "gradient": {"colors": ["#dbe8ff", "#2156a5"], "minValue": 0, "maxValue": most.unwrap_or(1)},
        });
        let text = serde_json::to_string_pretty(&layer).unwrap_or_default();
        fs::write(path, text + "\n").map_err(|error| Failure::writing_file(path, &error))
    }
}
