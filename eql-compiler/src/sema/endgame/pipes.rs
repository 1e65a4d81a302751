//! Pipes (`language.md` §7): all seven.

use super::Typed;
use crate::diagnostic::TextRange;
use crate::ir::{FieldRef, Formula, Literal, Number, Pipe, Source};
use crate::sema::codes;
use crate::sema::scope::Scope;
use crate::sema::types::Type;
use crate::suggest;
use crate::syntax::ast::{self, Expr, FieldPath, PathPart, Query};

const KNOWN: [&str; 7] = ["count", "filter", "head", "sort", "tail", "unique", "unique_count"];
/// What `head` and `tail` keep unless they say how many.
const DEFAULT_LIMIT: u64 = 50;
/// The fields that pipes make.
const MADE: [&str; 5] = ["count", "hosts", "key", "percent", "total_hosts"];

/// What a pipe sees of the results that come to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PipeView {
    /// How many events a result has, which `events[0]` names; none where a result is one event.
    events: Option<usize>,
    made: Made,
}

/// What earlier pipes have made of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Made {
    Nothing,
    /// Further fields of the first event.
    More,
    /// Records in the place of results.
    Records,
}

impl Scope<'_> {
    /// The pipes behind a query.
    pub(crate) fn endgame_pipes(&mut self, pipes: &[ast::Pipe], query: &Query) -> Vec<Pipe> {
        let events = match query {
            Query::Event(_) => None,
            Query::Sequence(sequence) => Some(sequence.stages.len()),
            Query::Sample(sample) => Some(sample.stages.len()),
            Query::Join(join) => Some(join.stages.len()),
        };
        let mut view = PipeView { events, made: Made::Nothing };
        let mut checked = Vec::new();
        for pipe in pipes {
            self.pipe_view = Some(view);
            let found = self.endgame_pipe(pipe);
            match found {
                Some(Pipe::Count(_)) => view = PipeView { events: None, made: Made::Records },
                Some(Pipe::UniqueCount(_)) if view.made == Made::Nothing => view.made = Made::More,
                _ => {}
            }
            checked.extend(found);
        }
        self.pipe_view = None;
        checked
    }

    fn endgame_pipe(&mut self, pipe: &ast::Pipe) -> Option<Pipe> {
        let name = pipe.name.text.as_str();
        match name {
            "head" => self.endgame_limit(pipe).map(Pipe::Head),
            "tail" => self.endgame_limit(pipe).map(Pipe::Tail),
            "count" => self.endgame_computed(pipe, 0).map(Pipe::Count),
            "sort" => self.endgame_computed(pipe, 1).map(Pipe::Sort),
            "unique" => self.endgame_computed(pipe, 1).map(Pipe::Unique),
            "unique_count" => self.endgame_computed(pipe, 1).map(Pipe::UniqueCount),
            "filter" => match pipe.arguments.as_slice() {
                [condition] => Some(Pipe::Filter(self.endgame_truth(condition).formula)),
                arguments => {
                    let message = format!("pipe `filter` takes one condition, found {}", arguments.len());
                    self.error_with_help(codes::PIPE_ARGUMENT, &pipe.range, message, "join conditions with `and`");
                    None
                }
            },
            _ => {
                let help =
                    suggest::did_you_mean(name, KNOWN).unwrap_or_else(|| format!("the pipes are {}", KNOWN.join(", ")));
                self.error_with_help(codes::PIPE, &pipe.name.range, format!("unknown pipe `{name}`"), help);
                None
            }
        }
    }

    fn endgame_limit(&mut self, pipe: &ast::Pipe) -> Option<u64> {
        let count = match pipe.arguments.as_slice() {
            [] => return Some(DEFAULT_LIMIT),
            [count] => as_count(&self.endgame_value(count)),
            _ => None,
        };
        if count.is_none() {
            let message = format!("pipe `{}` takes at most one argument, a whole number above 0", pipe.name.text);
            self.error(codes::PIPE_ARGUMENT, &pipe.range, message);
        }
        count
    }

    /// The values that a pipe goes by, of which there must be so many.
    fn endgame_computed(&mut self, pipe: &ast::Pipe, least: usize) -> Option<Vec<Formula>> {
        if pipe.arguments.len() < least {
            let message = format!("pipe `{}` needs something to go by", pipe.name.text);
            let help = format!("write `{} process_name`", pipe.name.text);
            self.error_with_help(codes::PIPE_ARGUMENT, &pipe.range, message, help);
            return None;
        }
        Some(pipe.arguments.iter().map(|argument| self.endgame_key(argument)).collect())
    }

    fn endgame_key(&mut self, argument: &Expr) -> Formula {
        let checked = self.endgame_value(argument);
        if checked.as_literal().is_some() {
            self.error(codes::PIPE_ARGUMENT, &argument.range, "this is the same for every result");
        }
        checked.formula
    }

    /// A field as pipes see it: of the first event, of an event by its place, or made by an earlier pipe; nothing for an
    /// ordinary field of the first event.
    pub(super) fn endgame_piped_field(&mut self, view: PipeView, path: &FieldPath, range: &TextRange) -> Option<Typed> {
        let Some(PathPart::Name { text: base, .. }) = path.parts.first() else { return None };
        if let (Some(events), "events", Some(PathPart::Index { value, range: at })) =
            (view.events, base.as_str(), path.parts.get(1))
        {
            let Some(stage) = u8::try_from(*value).ok().filter(|_| *value < events as u64) else {
                let message = format!("a result has {events} events, the first of which is `events[0]`");
                self.error(codes::PIPE_ARGUMENT, at, message);
                return Some(Typed::wrong(range));
            };
            let rest = path.parts.get(2..).unwrap_or_default();
            return Some(self.endgame_field_of_stage(stage, rest, range));
        }
        if view.made == Made::Nothing {
            return None;
        }
        if MADE.contains(&base.as_str()) {
            let field = FieldRef { source: Source::Event, field: self.fields.intern(base, true) };
            let steps = super::value::steps(path.parts.get(1..).unwrap_or_default());
            return Some(Typed::new(Formula::Field { field, steps }, Type::Unknown, range));
        }
        if view.made == Made::Records {
            let message = format!("`{base}` is no field of what `count` makes");
            self.error_with_help(codes::UNKNOWN_FIELD, range, message, format!("it makes {}", MADE.join(", ")));
            return Some(Typed::wrong(range));
        }
        None
    }

    fn endgame_field_of_stage(&mut self, stage: u8, path: &[PathPart], range: &TextRange) -> Typed {
        if path.is_empty() {
            let message = format!("`events[{stage}]` is an event, not a value");
            self.error_with_help(codes::PIPE_ARGUMENT, range, message, "name one of its fields");
            return Typed::wrong(range);
        }
        let path = FieldPath { optional: false, parts: path.to_vec() };
        let mut found = self.endgame_event_field(&path, range);
        if let Formula::Field { field, .. } = &mut found.formula {
            field.source = Source::Stage(stage);
        }
        found
    }
}

/// A whole number above 0.
fn as_count(checked: &Typed) -> Option<u64> {
    let count = match checked.as_literal() {
        Some(Literal::Number(Number::Int(count))) => u64::try_from(*count).ok(),
        Some(Literal::Number(Number::UInt(count))) => Some(*count),
        _ => None,
    };
    count.filter(|count| *count > 0)
}
