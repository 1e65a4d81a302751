//! Which line a token goes on.

use super::WIDTH;
use super::spacing::blank_before;
use super::token::{Token, tokens};
use super::tree::{Item, items};
use super::writer::Writer;
use crate::syntax::ast::{Definition, Query, Stage, Statement};

const INDENT: usize = 2;
/// Elements up to this length share lines; longer ones stand one a line.
const SHORT_ELEMENT: usize = 50;

/// The text of a parsed rule in its canonical layout.
pub(super) fn lay_out(text: &str, statement: &Statement) -> String {
    let tokens = tokens(text);
    let mut layout = Layout { writer: Writer::new(&tokens) };
    let parts = parts(statement, &tokens);
    let end = tokens.len().saturating_sub(1);
    for (at, part) in parts.iter().enumerate() {
        // What stands before the first part is a comment on it.
        let first = if at == 0 { 0 } else { part.first };
        let last = parts.get(at + 1).map_or(end, |next| next.first);
        if at > 0 {
            let blank_line = tokens.get(first).is_some_and(|token| token.after_blank_line);
            layout.writer.line_end(part.indent, blank_line);
        }
        layout.condition(&items(&tokens, first..last), part.indent, 0);
    }
    if let Some(last) = tokens.last()
        && !last.before.is_empty()
    {
        layout.writer.line_end(0, last.after_blank_line);
        layout.writer.token(end);
    }
    layout.writer.finish()
}

/// Something that begins a line of its own: its first token, and how far it is indented.
struct Part {
    first: usize,
    indent: usize,
}

fn parts(statement: &Statement, tokens: &[Token<'_>]) -> Vec<Part> {
    let mut parts = Vec::new();
    let first_token = |start: u32| tokens.partition_point(|token| token.start < start as usize);
    let mut part = |first: usize, indent: usize| parts.push(Part { first, indent });
    for definition in &statement.definitions {
        let (Definition::Macro { range, .. } | Definition::Const { range, .. }) = definition;
        part(first_token(range.start), 0);
    }
    let (stages, until): (&[Stage], Option<&Stage>) = match &statement.query {
        Query::Event(_) => (&[], None),
        Query::Sequence(sequence) => (&sequence.stages, sequence.until.as_ref()),
        Query::Sample(sample) => (&sample.stages, None),
        Query::Join(join) => (&join.stages, join.until.as_ref()),
    };
    // Endgame's pipes can stand alone: the query that they imply has no text.
    if !statement.query.range().is_empty() {
        part(first_token(statement.query.range().start), 0);
    }
    stages.iter().for_each(|stage| part(first_token(stage.range.start), INDENT));
    if let Some(until) = until {
        // Its range begins behind the word.
        part(first_token(until.range.start).saturating_sub(1), 0);
    }
    statement.pipes.iter().for_each(|pipe| part(first_token(pipe.range.start), 0));
    parts
}

struct Layout<'t> {
    writer: Writer<'t>,
}

impl<'t> Layout<'t> {
    fn at(&self, item: &Item) -> Option<&'t Token<'t>> {
        match item {
            Item::Token(index) => self.writer.tokens().get(*index),
            Item::Group { .. } => None,
        }
    }

    fn is(&self, item: &Item, text: &str) -> bool {
        self.at(item).is_some_and(|token| token.is(text))
    }

    /// Writes an expression, a query or a stage. Lines that it needs are indented by `indent`, and `behind` columns are
    /// kept free for what follows it on its last line.
    fn condition(&mut self, items: &[Item], indent: usize, behind: usize) {
        if self.fits(items, behind) {
            return self.flat(items);
        }
        if let Some(at) = items.iter().position(|item| self.is(item, "where")) {
            let (head, condition) = items.split_at(at + 1);
            self.flat(head);
            let indent = indent + INDENT;
            self.open_line_for(condition, indent);
            return self.condition(condition, indent, behind);
        }
        let connective = ["or", "and"].into_iter().find(|word| items.iter().any(|item| self.is(item, word)));
        match connective {
            Some(word) => self.operands(items, word, indent, behind),
            None => self.operand(items, indent, behind),
        }
    }

    /// Begins a line if comments ask for one: behind what was written, or above what comes.
    fn open_line_for(&mut self, items: &[Item], indent: usize) {
        let first = items.first().and_then(|item| self.writer.tokens().get(item.first()));
        let above = first.is_some_and(|token| token.before.iter().any(|comment| comment.ends_line));
        if self.writer.wants_line_end() || above {
            self.writer.line_end(indent, false);
        }
    }

    /// Operands of `and` or `or`, one a line, each with its connective behind it.
    fn operands(&mut self, items: &[Item], word: &str, indent: usize, behind: usize) {
        let mut rest = items;
        while let Some(end) = rest.iter().position(|item| self.is(item, word)) {
            let (operand, next) = rest.split_at(end);
            let (connective, after) = next.split_at(1);
            self.condition(operand, indent, word.len() + 1);
            self.flat(connective);
            // Where the connective led its line, the blank line was above it.
            let blank_line = self.after_blank_line(connective) || self.after_blank_line(after);
            self.writer.line_end(indent, blank_line);
            rest = after;
        }
        self.condition(rest, indent, behind);
    }

    fn after_blank_line(&self, items: &[Item]) -> bool {
        let first = items.first().and_then(|item| self.writer.tokens().get(item.first()));
        first.is_some_and(|token| token.after_blank_line)
    }

    /// Something without connectives: a test with its list, a call, a group, `not` and one of these.
    fn operand(&mut self, items: &[Item], indent: usize, behind: usize) {
        for (at, item) in items.iter().enumerate() {
            let tail = items.get(at + 1..).and_then(|tail| self.width(tail)).map_or(0, |width| 1 + width);
            let behind = behind + tail;
            match item {
                Item::Token(index) => {
                    if self.writer.wants_line_end() {
                        self.writer.line_end(indent, false);
                    }
                    self.writer.token(*index);
                }
                Item::Group { .. } if self.fits(std::slice::from_ref(item), behind) => {
                    self.flat(std::slice::from_ref(item));
                }
                Item::Group { open, inside, close } => {
                    self.writer.token(*open);
                    self.inside(inside, [*open, *close], indent, behind);
                }
            }
        }
    }

    /// The inside of brackets that do not fit on the line, and the closing one.
    fn inside(&mut self, inside: &[Item], [open, close]: [usize; 2], indent: usize, behind: usize) {
        let is_query = self.writer.tokens().get(open).is_some_and(|open| !open.is("("));
        if is_query {
            self.open_line_for(inside, indent + INDENT);
            self.condition(inside, indent, 1 + behind);
            if self.writer.wants_line_end() || self.has_comment_above(close) {
                self.writer.line_end(indent, false);
            }
            return self.writer.token(close);
        }
        self.writer.line_end(indent + INDENT, false);
        if inside.iter().any(|item| self.is(item, ",")) {
            self.list(inside, indent + INDENT);
        } else {
            self.condition(inside, indent + INDENT, 0);
        }
        self.writer.line_end(indent, false);
        self.writer.token(close);
    }

    fn has_comment_above(&self, index: usize) -> bool {
        self.writer.tokens().get(index).is_some_and(|token| token.before.iter().any(|comment| comment.ends_line))
    }

    /// Elements of a list: as many as fit on a line if all are short, else one a line.
    fn list(&mut self, items: &[Item], indent: usize) {
        let elements: Vec<&[Item]> = items.split_inclusive(|item| self.is(item, ",")).collect();
        let share_lines = elements.iter().all(|element| self.is_short(element));
        for (at, element) in elements.iter().enumerate() {
            let first = element.first().and_then(|item| self.writer.tokens().get(item.first()));
            let has_comment = first.is_some_and(|token| !token.before.is_empty());
            let blank_line = self.after_blank_line(element);
            let full = self.width(element).is_none_or(|width| self.writer.column_for(element) + width > WIDTH);
            if at > 0 && (!share_lines || has_comment || blank_line || full || self.writer.wants_line_end()) {
                self.writer.line_end(indent, blank_line);
            }
            self.condition(element, indent, 0);
        }
    }

    /// Whether an element leaves room for others, a comment in front of it apart.
    fn is_short(&self, element: &[Item]) -> bool {
        let first = element.first().and_then(|item| self.writer.tokens().get(item.first()));
        let comments = first.map_or(0, Token::columns_of_comments);
        self.width(element).is_some_and(|width| width - comments <= SHORT_ELEMENT)
    }

    /// Whether all of it fits behind what the line has already.
    fn fits(&self, items: &[Item], behind: usize) -> bool {
        !self.writer.wants_line_end()
            && self.width(items).is_some_and(|width| self.writer.column_for(items) + width + behind <= WIDTH)
    }

    /// The columns of some items on one line; none if a comment needs a line end among them.
    fn width(&self, items: &[Item]) -> Option<usize> {
        let (first, last) = (items.first()?.first(), items.last()?.last());
        let mut width = 0;
        for index in first..=last {
            let token = self.writer.tokens().get(index)?;
            let breaks_before = index > first && token.before.iter().any(|comment| comment.ends_line);
            let is_before_close = index + 1 == last && self.writer.tokens().get(last).is_some_and(|last| last.is(","));
            if breaks_before || (index < last && !is_before_close && !token.behind.is_empty()) {
                return None;
            }
            width += token.columns_of_comments() + token.text.chars().count();
            width += usize::from(index > first && blank_before(self.writer.tokens(), index));
        }
        Some(width)
    }

    fn flat(&mut self, items: &[Item]) {
        if let (Some(first), Some(last)) = (items.first(), items.last()) {
            (first.first()..=last.last()).for_each(|index| self.writer.token(index));
        }
    }
}
