//! Explanations for people, in lines that fit a narrow terminal.

use super::inquest::{Explanation, Picked};
use super::note::Note;
use super::words;
use crate::report::{Page, json_of_key, one_line, plain};
use eql::dynamic::Kind;
use eql::dynamic::explain::{Blame, Leaf, NearEvent, Node, NodeKind, Reason, Story, Survey};
use eql::sequence::KeyValue;
use eql_compiler::TextRange;
use eql_compiler::rule_file::Position;

/// An explanation, as it is shown.
pub(crate) fn pretty(explanation: &Explanation<'_>, width: usize, color: bool) -> String {
    let mut page = Sheet { page: Page::new(width, color), explanation, query: explanation.query() };
    page.head();
    explanation.picked.iter().for_each(|picked| page.picked(picked));
    // Few events are shown whole, and are not summed up as well.
    let is_summed_up =
        explanation.picked.is_empty() || !matches!(explanation.explainer.rule().kind(), Kind::Event | Kind::Lineage);
    if !explanation.only_picked {
        page.stories();
    }
    if is_summed_up && !explanation.only_picked {
        explanation.report.stages.iter().enumerate().for_each(|(at, survey)| page.stage(at, survey));
    }
    page.page.into_text()
}

struct Sheet<'o> {
    page: Page,
    explanation: &'o Explanation<'o>,
    query: &'o str,
}

impl Sheet<'_> {
    fn head(&mut self) {
        let rule = self.explanation.rule;
        let name = rule.file.as_ref().and_then(|file| file.metadata.name.clone());
        self.page.styled("1;36", 0, &name.unwrap_or_else(|| rule.path.clone()));
        let report = &self.explanation.report;
        let unmatched = report.stories.iter().filter(|story| story.reason != Reason::Match).count();
        let keys = if report.stories.is_empty() {
            String::new()
        } else {
            format!(", {} without a match", count(unmatched as u64, "key"))
        };
        self.page.styled("2", 2, &format!("{}: {} matches{keys}", count(report.events, "event"), report.match_count));
        for (number, what) in [
            (report.without_time, "events take part in no sequence: they have no time"),
            (report.without_key, "events satisfy a stage and have no value in a field of its key"),
            (report.left_out, "events were not compared for want of memory"),
        ] {
            if number > 0 {
                self.page.styled("33", 2, &format!("{number} {what}"));
            }
        }
        self.page.blank();
    }

    /// An event, with the tree of the condition that it comes nearest to.
    fn picked(&mut self, picked: &Picked) {
        let kind = self.explanation.explainer.rule().kind();
        let (verdict, reason) = picked.verdict(kind, &self.explanation.report);
        self.page.styled("0", 0, &event(&picked.note));
        self.verdict(verdict, reason);
        for (at, node) in picked.nodes.iter().enumerate() {
            let is_of_category = node.blames().iter().all(|blame| blame.reason != Reason::Category);
            if picked.nodes.len() > 1 {
                let what = if is_of_category { holds(node.holds) } else { "asks for another category" };
                self.page.styled("1", 2, &format!("stage {} {what}", at + 1));
            }
            if is_of_category || picked.nodes.len() == 1 {
                self.node(node, 4);
            }
        }
        // All stories follow where nothing else was asked for.
        if self.explanation.only_picked
            && let Some(story) = picked.story(&self.explanation.report)
        {
            self.page.styled("1", 2, &self.key(&story.key));
            self.story(story);
        }
        self.page.blank();
    }

    fn verdict(&mut self, verdict: bool, reason: Reason) {
        let text = if verdict { "matches".to_owned() } else { format!("no match: {}", reason.code()) };
        self.page.styled(if verdict { "1;32" } else { "1;31" }, 2, &text);
    }

    fn node(&mut self, node: &Node, indent: usize) {
        let several = |word: &str| (format!("{} {word}", mark(node.holds)), indent + 2);
        match &node.kind {
            NodeKind::Constant => self.page.styled("0", indent, &format!("{} always {}", mark(node.holds), node.holds)),
            NodeKind::Leaf(leaf) => self.leaf(leaf, node.holds, indent),
            NodeKind::Not(operand) => {
                let (head, inner) = several("not");
                self.page.styled("0", indent, &head);
                self.node(operand, inner);
            }
            NodeKind::All(operands) | NodeKind::Any(operands) => {
                let word = if matches!(node.kind, NodeKind::All(_)) { "all of" } else { "any of" };
                let (head, inner) = several(word);
                self.page.styled("0", indent, &head);
                operands.iter().for_each(|operand| self.node(operand, inner));
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf, holds: bool, indent: usize) {
        let color = if holds { "32" } else { "31" };
        let category = if leaf.is_category { "category " } else { "" };
        let not = if leaf.negated { "not " } else { "" };
        let text = format!("{} {category}{not}{}", mark(holds), one_line(self.query, &leaf.range));
        self.page.styled(color, indent, &text);
        if !leaf.fields.is_empty() {
            self.page.styled("2", indent + 4, &words::values(&leaf.fields));
        }
        if !matches!(leaf.reason, Reason::Holds | Reason::Value | Reason::Category | Reason::MissingField) {
            self.page.wrapped("33", indent + 4, &words::of_test(leaf.reason, leaf));
        }
    }

    fn stories(&mut self) {
        let report = &self.explanation.report;
        let limit = self.explanation.limit;
        let is_match = |story: &&Story<Note>| story.reason == Reason::Match;
        for wanted in [false, true] {
            let stories: Vec<&Story<Note>> = report.stories.iter().filter(|story| is_match(story) == wanted).collect();
            for story in stories.iter().take(limit) {
                self.page.styled("1", 0, &self.key(&story.key));
                self.verdict(story.reason == Reason::Match, story.reason);
                self.story(story);
                self.page.blank();
            }
            if stories.len() > limit {
                let what = if wanted { "keys with a match" } else { "keys without a match" };
                self.page.styled("2", 0, &format!("… and {} more {what}", stories.len() - limit));
                self.page.blank();
            }
        }
    }

    fn key(&self, key: &[KeyValue]) -> String {
        let names = self.explanation.explainer.key_names(0);
        let values = key.iter().enumerate().map(|(at, value)| {
            let name = names.get(at).map_or("", String::as_str);
            format!("{name} {}", plain(&json_of_key(value)))
        });
        let shown: Vec<String> = values.collect();
        if shown.is_empty() { "all events".to_owned() } else { shown.join(", ") }
    }

    fn story(&mut self, story: &Story<Note>) {
        let excess = story.nearest.as_ref().and_then(|near| near.excess);
        let why = words::of_story(story.reason, excess);
        let attempts = if story.attempts > 1 { format!(", {} attempts", story.attempts) } else { String::new() };
        self.page.wrapped("0", 2, &format!("reached {} of {}{attempts}: {why}", story.reached, story.needed));
        for (at, note) in story.events.iter().enumerate() {
            self.page.styled("0", 4, &format!("{}. {}", at + 1, event(note)));
        }
        if let Some(near) = &story.nearest {
            self.near(near);
        }
    }

    /// The event that came nearest, and what it fails.
    fn near(&mut self, near: &NearEvent<Note>) {
        let when = match near.after {
            Some(after) if after < 0 => format!(", {} before", words::duration(after.saturating_neg())),
            Some(after) => format!(", {} after", words::duration(after)),
            None => String::new(),
        };
        self.page.styled("0", 4, &format!("✗ {}{when}", event(&near.id)));
        if let Some(key) = &near.key {
            self.page.styled("33", 8, &self.key(key));
        }
        near.blames.iter().for_each(|blame| self.blame(blame));
    }

    fn blame(&mut self, blame: &Blame) {
        self.page.styled("31", 8, &words::blame(self.query, blame));
        let values = words::values(&blame.leaf.fields);
        let values = if values.is_empty() { values } else { format!("{values}: ") };
        self.page.wrapped("2", 10, &format!("{values}{}", words::of_test(blame.reason, &blame.leaf)));
    }

    /// What keeps events from satisfying a stage.
    fn stage(&mut self, at: usize, survey: &Survey<Note>) {
        let several = self.explanation.report.stages.len() > 1;
        let name = if several { format!("stage {}: ", at + 1) } else { String::new() };
        let counts = format!("{name}{} of the category, {} satisfy it", survey.of_category, survey.satisfied);
        self.page.styled("1", 0, &counts);
        for failing in survey.failing.iter().take(self.explanation.limit) {
            let test = one_line(self.query, &failing.range);
            let line = self.line_of(&failing.range);
            self.page.styled("0", 2, &format!("{:>7}  {}  {line}: {test}", failing.count, failing.reason.code()));
        }
        if !survey.nearest.is_empty() && self.explanation.picked.is_empty() {
            self.page.styled("0", 2, "nearest:");
            survey.nearest.iter().for_each(|near| self.near(near));
        }
        self.page.blank();
    }

    /// The line of the rule's file.
    fn line_of(&self, range: &TextRange) -> String {
        let rule = self.explanation.rule;
        let position = rule.file.as_ref().map(|file| file.origin.position(&rule.file_text, range.start));
        position.map_or_else(String::new, |Position { line, .. }| format!("line {line}"))
    }
}

const fn mark(holds: bool) -> &'static str {
    if holds { "✓" } else { "✗" }
}

const fn holds(holds: bool) -> &'static str {
    if holds { "is satisfied" } else { "is not satisfied" }
}

fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Where, when and what.
fn event(note: &Note) -> String {
    let time = note.time().unwrap_or("no time");
    let parts = [note.what(), note.id().unwrap_or_default()].map(|part| format!(" {part}"));
    format!("line {} {time}{}", note.line(), parts.concat().trim_end())
}
