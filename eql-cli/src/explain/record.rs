//! Explanations as programs read them: one JSON object a line.

use super::inquest::{Explanation, Picked};
use super::note::Note;
use crate::report::{json_of, json_of_key, one_line};
use eql::dynamic::explain::{Blame, FieldValues, Leaf, NearEvent, Node, NodeKind, Reason, Story};
use eql_compiler::TextRange;
use serde_json::{Map, Value, json};

/// The lines of an explanation.
pub(crate) fn records(explanation: &Explanation<'_>) -> Vec<Value> {
    let writer = Writer { explanation, query: explanation.query() };
    let mut lines: Vec<Value> = explanation.picked.iter().map(|picked| writer.event(picked)).collect();
    if explanation.only_picked {
        lines.push(writer.summary());
        return lines;
    }
    let (matched, unmatched): (Vec<_>, Vec<_>) =
        explanation.report.stories.iter().partition(|story| story.reason == Reason::Match);
    let stories = unmatched.into_iter().take(explanation.limit).chain(matched.into_iter().take(explanation.limit));
    lines.extend(stories.map(|story| writer.story(story)));
    lines.extend((0..explanation.report.stages.len()).map(|stage| writer.stage(stage)));
    lines.push(writer.summary());
    lines
}

struct Writer<'o> {
    explanation: &'o Explanation<'o>,
    query: &'o str,
}

impl Writer<'_> {
    fn line(&self, kind: &str, content: Value) -> Value {
        let mut line = Map::new();
        line.insert("type".to_owned(), kind.into());
        if let Some(file) = &self.explanation.rule.file
            && !file.metadata.id.is_empty()
        {
            line.insert("rule_id".to_owned(), file.metadata.id.clone().into());
        }
        if let Value::Object(content) = content {
            line.extend(content);
        }
        Value::Object(line)
    }

    fn event(&self, picked: &Picked) -> Value {
        let report = &self.explanation.report;
        let kind = self.explanation.explainer.rule().kind();
        let (verdict, reason) = picked.verdict(kind, report);
        let stages = picked.nodes.iter().enumerate();
        let stages: Vec<Value> = stages
            .map(|(at, node)| json!({"stage": at + 1, "holds": node.holds, "condition": self.node(node)}))
            .collect();
        let story = picked.story(report);
        let blames = match story {
            Some(story) => story.nearest.as_ref().map(|near| near.blames.clone()).unwrap_or_default(),
            None => picked.nearest_stage().and_then(|at| picked.nodes.get(at)).map(Node::blames).unwrap_or_default(),
        };
        let mut content = json!({
            "event": note(&picked.note),
            "verdict": verdict,
            "code": reason.code(),
            "reasons": self.blames(&blames),
            "stages": stages,
        });
        if let (Some(story), Value::Object(content)) = (story, &mut content) {
            content.insert("story".to_owned(), self.story_content(story));
        }
        self.line("event", content)
    }

    fn story(&self, story: &Story<Note>) -> Value {
        self.line("key", self.story_content(story))
    }

    fn story_content(&self, story: &Story<Note>) -> Value {
        let mut content = json!({
            "key": story.key.iter().map(json_of_key).collect::<Vec<_>>(),
            "verdict": story.reason == Reason::Match,
            "code": story.reason.code(),
            "reached": story.reached,
            "needed": story.needed,
            "lacks": story.lacks.map(|stage| stage + 1),
            "events": story.events.iter().map(note).collect::<Vec<_>>(),
            "attempts": story.attempts,
            "matches": story.matches,
        });
        if let (Some(near), Value::Object(content)) = (&story.nearest, &mut content) {
            content.insert("nearest".to_owned(), self.near(near));
        }
        content
    }

    fn near(&self, near: &NearEvent<Note>) -> Value {
        json!({
            "event": note(&near.id),
            "stage": near.stage + 1,
            "after_ns": near.after,
            "excess_ns": near.excess,
            "key": near.key.as_ref().map(|key| key.iter().map(json_of_key).collect::<Vec<_>>()),
            "reasons": self.blames(&near.blames),
        })
    }

    fn stage(&self, at: usize) -> Value {
        let Some(survey) = self.explanation.report.stages.get(at) else { return Value::Null };
        let failing = survey.failing.iter().take(self.explanation.limit).map(|failing| {
            let mut record = self.place(&failing.range);
            record.insert("code".to_owned(), failing.reason.code().into());
            record.insert("count".to_owned(), failing.count.into());
            Value::Object(record)
        });
        self.line(
            "stage",
            json!({
                "stage": at + 1,
                "events": self.explanation.report.events,
                "of_category": survey.of_category,
                "satisfied": survey.satisfied,
                "failing": failing.collect::<Vec<_>>(),
                "nearest": survey.nearest.iter().map(|near| self.near(near)).collect::<Vec<_>>(),
            }),
        )
    }

    fn summary(&self) -> Value {
        let report = &self.explanation.report;
        let unmatched = report.stories.iter().filter(|story| story.reason != Reason::Match).count();
        self.line(
            "summary",
            json!({
                "path": self.explanation.rule.path,
                "events": report.events,
                "matches": report.match_count,
                "unmatched_keys": unmatched,
                "without_timestamp": report.without_time,
                "without_key": report.without_key,
                "left_out": report.left_out,
            }),
        )
    }

    fn blames(&self, blames: &[Blame]) -> Vec<Value> {
        let record = |blame: &Blame| self.leaf(&blame.leaf, blame.reason, None);
        blames.iter().map(record).collect()
    }

    fn node(&self, node: &Node) -> Value {
        let several = |operator: &str, operands: &[Node]| {
            let operands: Vec<Value> = operands.iter().map(|operand| self.node(operand)).collect();
            json!({"operator": operator, "holds": node.holds, "of": operands})
        };
        match &node.kind {
            NodeKind::Constant => json!({"operator": "constant", "holds": node.holds}),
            NodeKind::All(operands) => several("and", operands),
            NodeKind::Any(operands) => several("or", operands),
            NodeKind::Not(operand) => several("not", std::slice::from_ref(operand)),
            NodeKind::Leaf(leaf) => self.leaf(leaf, leaf.reason, Some(node.holds)),
        }
    }

    fn leaf(&self, leaf: &Leaf, reason: Reason, holds: Option<bool>) -> Value {
        let mut record = self.place(&leaf.range);
        record.insert("code".to_owned(), reason.code().into());
        if let Some(holds) = holds {
            record.insert("holds".to_owned(), holds.into());
        }
        let fields: Map<String, Value> = leaf.fields.iter().map(values).collect();
        record.insert("fields".to_owned(), Value::Object(fields));
        if leaf.negated {
            record.insert("negated".to_owned(), true.into());
        }
        if let Some(near) = &leaf.near {
            record.insert("near".to_owned(), near.as_str().into());
        }
        if let Some(instead) = leaf.insensitive {
            record.insert("instead".to_owned(), instead.into());
        }
        Value::Object(record)
    }

    /// The text of a test, and where it stands in the rule's file.
    fn place(&self, range: &TextRange) -> Map<String, Value> {
        let mut record = Map::new();
        let text = one_line(self.query, range);
        record.insert("test".to_owned(), text.into());
        if let Some(file) = &self.explanation.rule.file {
            let position = file.origin.position(&self.explanation.rule.file_text, range.start);
            record.insert("line".to_owned(), position.line.into());
            record.insert("column".to_owned(), position.column.into());
        }
        record
    }
}

fn values(field: &FieldValues) -> (String, Value) {
    let values = field.values.iter().map(|value| json_of(value.clone())).collect();
    (field.path.clone(), Value::Array(values))
}

fn note(note: &Note) -> Value {
    json!({"input": note.input(), "line": note.line(), "id": note.id(), "time": note.time()})
}
