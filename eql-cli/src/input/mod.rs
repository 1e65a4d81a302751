//! Inputs: files and standard input, compressed or not, with one event a line or one array of events.

mod decompress;
mod documents;
mod event;
mod field_map;
mod foreign;
mod parallel;

use crate::console::Console;
use crate::failure::{Failure, Outcome, reason};
use crate::report::Tally;
pub(crate) use decompress::plain;
pub(crate) use documents::{Defect, Document, Place};
pub(crate) use event::{Malformed, parse};
pub(crate) use parallel::Examine;

use documents::Documents;
use eql::json::{JsonEvent, Projection};
use field_map::FieldMap;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Of the malformed documents of one input, so many are shown; all are counted.
const SHOWN_MALFORMED: u64 = 10;

/// An event of an input.
#[derive(Debug)]
pub(crate) struct Event<'e> {
    pub(crate) value: JsonEvent<'e>,
    /// Its number among all events of all inputs.
    pub(crate) arrival: u64,
    /// The name of its input.
    pub(crate) input: &'e str,
    /// The line of the input that it starts on, from 1.
    pub(crate) line: u64,
}

impl<'e> Event<'e> {
    /// The document as it was written.
    pub(crate) fn text(&self) -> &'e str {
        self.value.line().trim()
    }
}

/// The inputs of a command.
#[derive(Debug)]
pub(crate) struct Inputs {
    origins: Vec<Origin>,
    /// A malformed document ends the command.
    strict: bool,
    map: Option<FieldMap>,
}

/// Where an input is.
#[derive(Debug)]
enum Origin {
    StandardInput,
    File(PathBuf),
    Embedded(&'static str, &'static [u8]),
}

/// Where the events of one input come from.
struct Source {
    name: String,
    reader: Box<dyn BufRead>,
}

impl Inputs {
    /// Files, `-` for standard input; standard input alone if there are none.
    pub(crate) fn files(paths: &[PathBuf], strict: bool) -> Result<Self, Failure> {
        if paths.is_empty() && io::stdin().is_terminal() {
            return Err(Failure::usage("no events to read")
                .with_help("name files of NDJSON (.gz and .zst too), or pipe events into standard input"));
        }
        if let Some(rule) = paths.iter().find(|path| is_rule_file(path)) {
            return Err(Failure::usage(format!("{} holds a rule, not events", rule.display()))
                .with_help(format!("`eqlc scan -r {} EVENTS` runs it", rule.display())));
        }
        let origin = |path: &PathBuf| {
            if path == Path::new("-") { Origin::StandardInput } else { Origin::File(path.clone()) }
        };
        let mut origins: Vec<Origin> = paths.iter().map(origin).collect();
        if origins.is_empty() {
            origins.push(Origin::StandardInput);
        }
        Ok(Self { origins, strict, map: None })
    }

    /// The same inputs, with events read through a map of their fields.
    pub(crate) fn mapped(self, map: Option<&Path>) -> Result<Self, Failure> {
        Ok(Self { map: map.map(FieldMap::named).transpose()?, ..self })
    }

    /// Events that come with the program.
    pub(crate) fn embedded(name: &'static str, bytes: &'static [u8]) -> Self {
        Self { origins: vec![Origin::Embedded(name, bytes)], strict: false, map: None }
    }

    /// Whether an input may go on for as long as the program runs.
    pub(crate) fn is_stream(&self) -> bool {
        self.origins.iter().any(|origin| matches!(origin, Origin::StandardInput))
    }

    /// Bytes of all files, if nothing else is read.
    fn length(&self) -> Option<u64> {
        let length = |origin: &Origin| match origin {
            Origin::File(path) => std::fs::metadata(path).ok().filter(|file| file.is_file()).map(|file| file.len()),
            Origin::StandardInput | Origin::Embedded(..) => None,
        };
        self.origins.iter().map(length).sum()
    }

    /// Gives every event to `visit`, in order; `fields` are those that it reads. An input that can't be read does not hide
    /// the others.
    pub(crate) fn for_each<F: AsRef<str>>(
        &self,
        fields: impl IntoIterator<Item = F>,
        console: &Console,
        tally: &mut Tally,
        mut visit: impl FnMut(Event<'_>) -> Result<(), Failure>,
    ) -> Result<Outcome, Failure> {
        let mut projection = Projection::new(fields);
        self.each_source(console, tally, |source, console, tally| {
            self.read(source, &mut projection, console, tally, &mut visit)
        })
    }

    /// Gives every source to `read`, which gets on with the next after one that can't be read.
    fn each_source(
        &self,
        console: &Console,
        tally: &mut Tally,
        mut read: impl FnMut(Source, &Console, &mut Tally) -> Result<(), Failure>,
    ) -> Result<Outcome, Failure> {
        tally.input_length = self.length();
        let mut outcome = Outcome::Clean;
        for origin in &self.origins {
            let read = open(origin, &tally.input_read).and_then(|source| read(source, console, tally));
            match read {
                Ok(()) => {}
                Err(Failure::Usage { message, help }) if !self.strict => {
                    console.error(&message, help.as_deref());
                    outcome.worsen(Outcome::UsageError);
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(outcome)
    }

    fn read(
        &self,
        source: Source,
        projection: &mut Projection,
        console: &Console,
        tally: &mut Tally,
        visit: &mut impl FnMut(Event<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Source { name, reader } = source;
        let mut documents = Documents::new(reader);
        let mut course = SourceCourse::begin(&name, self.strict, tally);
        while let Some(document) = next(&mut documents, &name)? {
            let mapped = self.map.as_ref().and_then(|map| map.apply(document.bytes));
            let document = Document { bytes: mapped.as_deref().unwrap_or(document.bytes), ..document };
            match event::parse(&document, projection) {
                Ok(value) => {
                    let arrival = tally.events;
                    tally.events += 1;
                    visit(Event { value, arrival, input: &name, line: document.place.line })?;
                }
                Err(malformed) => course.report(&malformed, console, tally)?,
            }
            course.passed(documents.offset(), console, tally);
        }
        course.end(documents.offset(), console, tally);
        Ok(())
    }
}

/// The next document of an input.
fn next<'d>(documents: &'d mut Documents<Box<dyn BufRead>>, name: &str) -> Result<Option<Document<'d>>, Failure> {
    let offset = documents.offset();
    documents
        .read()
        .map_err(|error| Failure::usage(format!("can't read {name}: {} (after byte {offset})", reason(&error))))
}

/// How the reading of one input goes.
struct SourceCourse<'s> {
    name: &'s str,
    strict: bool,
    malformed: u64,
    /// What had been read before.
    bytes_before: u64,
    events_before: u64,
}

impl<'s> SourceCourse<'s> {
    fn begin(name: &'s str, strict: bool, tally: &Tally) -> Self {
        Self { name, strict, malformed: 0, bytes_before: tally.bytes, events_before: tally.events }
    }

    /// Counts a document that is no event, and shows it.
    fn report(&mut self, malformed: &Malformed, console: &Console, tally: &mut Tally) -> Result<(), Failure> {
        tally.malformed += 1;
        self.malformed += 1;
        let shown = describe(self.name, malformed);
        if self.strict {
            return Err(Failure::usage(shown));
        }
        if self.malformed <= SHOWN_MALFORMED {
            console.warning(&format!("{shown}; skipped"));
        }
        Ok(())
    }

    /// Says that so many bytes have been read.
    fn passed(&self, bytes: u64, console: &Console, tally: &mut Tally) {
        tally.bytes = self.bytes_before + bytes;
        console.progress(tally);
    }

    fn end(&self, bytes: u64, console: &Console, tally: &mut Tally) {
        let Self { name, malformed, .. } = self;
        tally.bytes = self.bytes_before + bytes;
        if tally.events == self.events_before && *malformed == 0 {
            console.warning(&format!("{name} holds no events"));
        }
        if *malformed > SHOWN_MALFORMED {
            console.warning(&format!("{name}: {} more malformed events skipped", malformed - SHOWN_MALFORMED));
        }
    }
}

/// A file, of which is counted how much has been read.
struct Counted {
    file: File,
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(out)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

fn is_rule_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "eql" || extension == "toml")
}

fn describe(name: &str, malformed: &Malformed) -> String {
    let Malformed { place, message } = malformed;
    format!("{name}:{}: {message} (byte {})", place.line, place.offset)
}

fn open(origin: &Origin, read: &Rc<Cell<u64>>) -> Result<Source, Failure> {
    let (name, raw): (String, Box<dyn Read>) = match origin {
        Origin::StandardInput => ("standard input".to_owned(), Box::new(io::stdin())),
        Origin::Embedded(name, bytes) => ((*name).to_owned(), Box::new(*bytes)),
        Origin::File(path) => {
            let file = File::open(path).map_err(|error| Failure::reading(path, &error))?;
            // A folder opens like a file and only fails when it is read.
            if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
                let failure = Failure::usage(format!("can't read {}: it is a folder", path.display()));
                return Err(failure.with_help("name the files in it"));
            }
            (path.display().to_string(), Box::new(Counted { file, read: Rc::clone(read) }))
        }
    };
    let mut reader = decompress::plain(raw).map_err(|error| Failure::reading(Path::new(&name), &error))?;
    foreign::refuse(&name, &mut reader)?;
    Ok(Source { name, reader })
}
