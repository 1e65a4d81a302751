//! Rules: found in files and folders, read, compiled.

mod builtin;
mod needs;
mod selection;
mod walk;

pub(crate) use selection::{Selection, is_named};
pub(crate) use walk::rule_files;

use crate::arguments::RuleArguments;
use crate::console::Console;
use crate::engine::{Plan, fields_of};
use crate::failure::{Failure, Outcome};
use crate::report::{Finding, RuleLabel};
pub(crate) use walk::{fixture_of, is_fixture, is_rule_file, walk_files};

use builtin::BUILTIN;
use eql::dynamic::{Kind, Rule};
use eql_compiler::rule_file::{self, Language, Metadata, NO_RULE, Origin, RuleFile};
use eql_compiler::sema::schema::Schema;
use eql_compiler::syntax::{self, ast::Query};
use eql_compiler::{CompileOptions, Diagnostics, Dialect, Severity, analyse, ir};
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use walk::Found;

/// What became of one rule of a file.
#[derive(Debug)]
pub(crate) struct RuleReport {
    /// The file.
    pub(crate) path: String,
    pub(crate) file_text: Arc<str>,
    /// What the file says about it; none where the file can't be read as rules.
    pub(crate) file: Option<RuleFile>,
    /// `event`, `sequence`, `sample` or `join`, as far as the query can be read.
    pub(crate) kind: Option<&'static str>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) state: State,
}

#[derive(Debug)]
pub(crate) enum State {
    /// It compiles.
    Ready(Rule),
    /// It does not, or what compiles it is still missing.
    Blocked,
    /// It is no EQL, for the reason given.
    Skipped(String),
}

impl RuleReport {
    /// The word for its state in output.
    pub(crate) fn status(&self) -> &'static str {
        match self.state {
            State::Ready(_) => "ok",
            State::Skipped(_) => "skipped",
            State::Blocked if self.findings.iter().any(|finding| finding.severity == Severity::Error) => "error",
            State::Blocked => "unsupported",
        }
    }

    /// Why it can't run: the first of the worst findings, or what it is written in.
    pub(crate) fn reason(&self) -> Option<String> {
        match &self.state {
            State::Ready(_) => None,
            State::Skipped(reason) => Some(reason.clone()),
            State::Blocked => {
                let worst = self.findings.iter().map(|finding| finding.severity).max()?;
                let finding = self.findings.iter().find(|finding| finding.severity == worst)?;
                Some(format!("{}: {}", finding.code, finding.message))
            }
        }
    }

    /// The rule, with what matches say about it, if it can run.
    pub(crate) fn ready(&self, arguments: &RuleArguments) -> Option<(&Rule, RuleLabel)> {
        match (&self.state, &self.file) {
            (State::Ready(rule), Some(file)) => {
                let dialect = arguments.dialect.or(file.dialect);
                Some((rule, label(file, &self.path, dialect, Some(rule.ir()))))
            }
            _ => None,
        }
    }
}

/// A thread of its own is for no fewer files.
const FEWEST_FILES: usize = 32;
/// How often a terminal is told how far they are.
const LOOK_INTERVAL: Duration = Duration::from_millis(10);

/// Reads and compiles rules.
#[derive(Debug)]
pub(crate) struct Loader<'a> {
    arguments: &'a RuleArguments,
    schema: Option<Arc<Schema>>,
}

impl<'a> Loader<'a> {
    pub(crate) fn new(arguments: &'a RuleArguments) -> Result<Self, Failure> {
        Ok(Self { arguments, schema: schema(arguments.schema.as_deref())?.map(Arc::new) })
    }

    /// The rules of files and folders, in the order of their paths.
    pub(crate) fn load(&self, paths: &[PathBuf], console: &Console) -> Result<Vec<RuleReport>, Failure> {
        let reports = self.load_files(&walk::rule_files(paths)?, console)?;
        if reports.is_empty() {
            let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            let none = match paths {
                [file] if file.is_file() => format!("no rules in {}", file.display()),
                _ => format!("no rule files in {}", names.join(", ")),
            };
            return Err(Failure::usage(none).with_help("rule files end in .toml, .eql or .ndjson"));
        }
        Ok(reports)
    }

    /// Reads and compiles files on all processors; the reports are in the order of the files.
    fn load_files(&self, files: &[Found], console: &Console) -> Result<Vec<RuleReport>, Failure> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let share = files.len().div_ceil(threads).max(FEWEST_FILES);
        let read = AtomicUsize::new(0);
        let shares: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> =
                files.chunks(share).map(|share| scope.spawn(|| self.load_share(share, &read))).collect();
            while console.shows_progress() && running.iter().any(|thread| !thread.is_finished()) {
                thread::sleep(LOOK_INTERVAL);
                console.progress_of("rule files read", read.load(Ordering::Relaxed), files.len());
            }
            running.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        let mut reports = Vec::new();
        for share in shares {
            reports.extend(share.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(reports)
    }

    fn load_share(&self, files: &[Found], read: &AtomicUsize) -> Result<Vec<RuleReport>, Failure> {
        let mut reports = Vec::new();
        for found in files {
            let bytes = fs::read(&found.path).map_err(|error| Failure::reading(&found.path, &error))?;
            self.read(&found.path.display().to_string(), &bytes, found.named, &mut reports);
            read.fetch_add(1, Ordering::Relaxed);
        }
        Ok(reports)
    }

    /// The rules that come with `eqlc`, interpreted: what was compiled in knows no other dialect, schema or fields.
    pub(crate) fn load_builtin(&self) -> Vec<RuleReport> {
        let mut reports = Vec::new();
        for rule in BUILTIN {
            self.read(rule.path, rule.text.as_bytes(), true, &mut reports);
        }
        reports
    }

    /// A query that stands in no rule file.
    pub(crate) fn load_query(&self, path: &str, query: &str) -> RuleReport {
        let file_text: Arc<str> = query.into();
        let file = RuleFile {
            metadata: Metadata::default(),
            language: Language::Eql,
            dialect: Dialect::default(),
            query: query.to_owned(),
            origin: Origin::verbatim(0),
        };
        self.compile(path, &file_text, file)
    }

    /// Reads one file. In a folder, files of TOML that hold no rule are passed over; one that was named is an error.
    pub(crate) fn read(&self, path: &str, bytes: &[u8], named: bool, reports: &mut Vec<RuleReport>) {
        let file_text: Arc<str> = String::from_utf8_lossy(bytes).into();
        let unread = |findings, state| {
            let (path, file_text) = (path.to_owned(), Arc::clone(&file_text));
            RuleReport { path, file_text, file: None, kind: None, findings, state }
        };
        if bytes.contains(&0) {
            let report = unread(vec![Finding::no_text()], State::Blocked);
            // Nothing in it is fit to be shown.
            reports.push(RuleReport { file_text: "".into(), ..report });
            return;
        }
        if let Err(error) = std::str::from_utf8(bytes) {
            reports.push(unread(vec![Finding::invalid_utf8(error.valid_up_to())], State::Blocked));
            return;
        }
        for rule in rule_file::parse_each(path, &file_text) {
            reports.push(match rule {
                Err(error) if error.code == NO_RULE && !named => unread(Vec::new(), State::Skipped(error.message)),
                Err(error) => unread(vec![Finding::of_file(&error)], State::Blocked),
                Ok(file) => self.compile(path, &file_text, file),
            });
        }
    }

    fn compile(&self, path: &str, file_text: &Arc<str>, file: RuleFile) -> RuleReport {
        let findings = |diagnostics: &Diagnostics| {
            diagnostics.as_slice().iter().map(|found| Finding::of_query(found, &file.origin)).collect()
        };
        let options = self.options(&file);
        let (kind, findings, state) = if let Language::Other(language) = &file.language {
            (None, Vec::new(), State::Skipped(format!("language {language}")))
        } else {
            match Rule::compile(&file.query, &options) {
                Ok(rule) => (Some(kind_name(rule.kind())), findings(rule.warnings()), State::Ready(rule)),
                Err(diagnostics) => {
                    (kind_as_written(&file.query, options.dialect), findings(&diagnostics), State::Blocked)
                }
            }
        };
        RuleReport { path: path.to_owned(), file_text: Arc::clone(file_text), kind, findings, state, file: Some(file) }
    }

    /// The command line decides over the file, and the file over what is usual.
    pub(crate) fn options(&self, file: &RuleFile) -> CompileOptions {
        let (arguments, metadata) = (self.arguments, &file.metadata);
        let given = |argument: &Option<String>, file: &Option<String>| argument.clone().or_else(|| file.clone());
        let mut options = CompileOptions::default();
        options.dialect = arguments.dialect.or(file.dialect);
        if let Some(field) = given(&arguments.timestamp_field, &metadata.timestamp_field) {
            options.timestamp_field = field;
        }
        if let Some(field) = given(&arguments.event_category_field, &metadata.event_category_override) {
            options.event_category_field = field;
        }
        options.tiebreaker_field = given(&arguments.tiebreaker_field, &metadata.tiebreaker_field);
        options.schema = self.schema.clone();
        options
    }
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Event | Kind::Lineage => "event",
        Kind::Sequence => "sequence",
        Kind::Sample => "sample",
        Kind::Join => "join",
    }
}

/// The kind of a query that does not compile.
fn kind_as_written(query: &str, dialect: Dialect) -> Option<&'static str> {
    let (statement, _) = syntax::parse(query, dialect).ok()?;
    Some(kind_name(match statement.query {
        Query::Event(_) => Kind::Event,
        Query::Sequence(_) => Kind::Sequence,
        Query::Sample(_) => Kind::Sample,
        Query::Join(_) => Kind::Join,
    }))
}

/// The rules that were compiled into `eqlc`, with what matches say about them.
pub(crate) fn compiled_in() -> Vec<(RuleLabel, Plan<'static>)> {
    let mut rules = Vec::new();
    for rule in BUILTIN {
        // The macro has read the same text.
        for file in rule_file::parse(rule.path, rule.text).unwrap_or_default() {
            let mut options = CompileOptions::default();
            options.dialect = file.dialect;
            let rule_of_text = analyse(&file.query, &options).ok().map(|(rule, _)| rule);
            let fields = rule_of_text.as_ref().map(fields_of).unwrap_or_default();
            rules.push((label(&file, rule.path, file.dialect, rule_of_text.as_ref()), rule.plan(fields)));
        }
    }
    rules
}

/// What the first stage of a rule calls the join keys of its matches.
fn key_names(rule: &ir::Rule) -> Vec<String> {
    let (groups, first) = match &rule.query {
        ir::Query::Event(_) => return Vec::new(),
        ir::Query::Sequence(sequence) => (&sequence.key_groups, sequence.stages.first().map(|stage| stage.keys)),
        ir::Query::Sample(sample) => (&sample.key_groups, sample.filters.first().map(|(_, keys)| *keys)),
        ir::Query::Join(join) => (&join.key_groups, join.cells.first().map(|(_, keys)| *keys)),
    };
    let group = first.and_then(|keys| groups.get(usize::from(keys.0)));
    let shown = group.into_iter().flatten().filter(|key| !key.hidden);
    shown
        .map(|key| match &key.value {
            ir::KeyField::Field(field) => rule.fields.path(field.field).to_owned(),
            ir::KeyField::FirstOf(_) | ir::KeyField::Computed(_) | ir::KeyField::Formula(_) => "computed".to_owned(),
        })
        .collect()
}

fn maxspan(rule: &ir::Rule) -> Option<i64> {
    match &rule.query {
        ir::Query::Sequence(sequence) => sequence.maxspan,
        ir::Query::Event(_) | ir::Query::Sample(_) | ir::Query::Join(_) => None,
    }
}

fn label(file: &RuleFile, path: &str, dialect: Dialect, rule: Option<&ir::Rule>) -> RuleLabel {
    RuleLabel {
        id: file.metadata.id.clone(),
        name: file.metadata.name.clone(),
        path: path.to_owned(),
        dialect: dialect.name(),
        severity: file.metadata.severity.clone(),
        risk_score: file.metadata.risk_score,
        key_names: rule.map(key_names).unwrap_or_default(),
        maxspan: rule.and_then(maxspan),
        needs: rule.map(needs::needed_fields).unwrap_or_default(),
        query: file.query.clone(),
        metadata: file.metadata.clone(),
    }
}

/// How loading went, for the status of the program.
pub(crate) fn outcome(reports: &[RuleReport]) -> Outcome {
    let blocked = reports.iter().any(|report| matches!(report.state, State::Blocked));
    if blocked { Outcome::RuleError } else { Outcome::Clean }
}

fn schema(path: Option<&Path>) -> Result<Option<Schema>, Failure> {
    let Some(path) = path else { return Ok(None) };
    if path == Path::new("ecs") {
        return Ok(Some(Schema::ecs()));
    }
    let text = fs::read_to_string(path).map_err(|error| Failure::reading(path, &error))?;
    Schema::from_mapping_json(&text).map(Some).map_err(|error| {
        let place = error.position.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        let failure = Failure::usage(format!("{}{place}: {}", path.display(), error.message));
        match error.help {
            Some(help) => failure.with_help(help),
            None => failure,
        }
    })
}
