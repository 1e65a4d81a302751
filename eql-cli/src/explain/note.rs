//! What is kept of an event that an explanation may name.

use crate::report::first_text;
use eql::Event;
use std::rc::Rc;

/// The fields that may hold an event's id.
const ID_FIELDS: [&str; 2] = ["event.id", "_id"];
/// What says what an event is.
const WHAT_FIELDS: [&str; 3] = ["event.category", "event.action", "process.name"];

/// Where an event stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'i> {
    /// The name of the input.
    pub(crate) input: &'i str,
    /// The line there.
    pub(crate) line: u64,
    /// Its number among all events.
    pub(crate) arrival: u64,
}

/// An event, as an explanation names it.
#[derive(Clone, Debug)]
pub(crate) struct Note(Rc<NoteText>);

#[derive(Debug)]
struct NoteText {
    input: String,
    line: u64,
    id: Option<String>,
    time: Option<String>,
    what: String,
}

impl Note {
    /// What is kept of an event whose time is in the field `timestamp`.
    pub(crate) fn of(event: &impl Event, place: Place<'_>, timestamp: &str) -> Self {
        let what: Vec<String> = WHAT_FIELDS.iter().filter_map(|field| first_text(event, field)).collect();
        Self(Rc::new(NoteText {
            input: place.input.to_owned(),
            line: place.line,
            id: ID_FIELDS.iter().find_map(|field| first_text(event, field)),
            time: first_text(event, timestamp),
            what: what.join(" "),
        }))
    }

    /// The fields that notes are made of, besides the time.
    pub(crate) fn fields() -> impl Iterator<Item = &'static str> {
        ID_FIELDS.into_iter().chain(WHAT_FIELDS)
    }

    /// The input that holds it.
    pub(crate) fn input(&self) -> &str {
        &self.0.input
    }

    /// Its line there.
    pub(crate) fn line(&self) -> u64 {
        self.0.line
    }

    /// Its id, if it has one.
    pub(crate) fn id(&self) -> Option<&str> {
        self.0.id.as_deref()
    }

    /// Its time, as written.
    pub(crate) fn time(&self) -> Option<&str> {
        self.0.time.as_deref()
    }

    /// Category, action and program.
    pub(crate) fn what(&self) -> &str {
        &self.0.what
    }

    /// Whether a person who names an event by `name` means this one: its id, or the number of its line.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.0.id.as_deref() == Some(name) || name.parse() == Ok(self.0.line)
    }
}
