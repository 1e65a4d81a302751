//! The event as an agent would have it, and as JSON.

use eql::Event;
use serde_json::{Value, json};

/// What a sensor knows of a name look-up, borrowed from its own buffers.
#[derive(Clone, Copy, Debug, Event)]
pub struct NetworkEvent<'a> {
    #[eql("event.category")]
    pub category: &'a str,
    #[eql("host.os.type")]
    pub os: &'a str,
    #[eql("process.name")]
    pub process: Option<&'a str>,
    #[eql("process.executable")]
    pub executable: Option<&'a str>,
    #[eql("process.code_signature.subject_name")]
    pub subject: Option<&'a str>,
    #[eql("process.code_signature.trusted")]
    pub trusted: Option<bool>,
    #[eql("dns.question.name")]
    pub question: Option<&'a str>,
}

impl NetworkEvent<'_> {
    /// The same event as an ECS document with the fields that such documents carry besides.
    pub fn to_json(self) -> Value {
        let mut process = json!({"pid": 4711, "entity_id": "MmVhNzQ1ZjQ", "thread": {"id": 17}});
        let mut put = |at: &str, value: Value| {
            if !value.is_null() {
                process[at] = value;
            }
        };
        put("name", json!(self.process));
        put("executable", json!(self.executable));
        match (self.subject, self.trusted) {
            (None, None) => {}
            (subject, None) => put("code_signature", json!({"exists": true, "subject_name": subject})),
            (None, trusted) => put("code_signature", json!({"exists": true, "trusted": trusted})),
            (subject, trusted) => {
                put("code_signature", json!({"exists": true, "subject_name": subject, "trusted": trusted}));
            }
        }
        let mut event = json!({
            "@timestamp": "2026-03-02T09:00:00.123Z",
            "agent": {"id": "7d1c3f6a", "type": "endpoint", "version": "9.2.0"},
            "ecs": {"version": "8.11.0"},
            "event": {"category": [self.category], "type": ["start"], "action": "lookup_requested", "id": "NkQ1"},
            "host": {"id": "c0ffee", "name": "ws-042", "os": {"type": self.os, "name": "Windows", "version": "11"}},
            "process": process,
            "user": {"id": "S-1-5-21-1", "name": "ada", "domain": "EXAMPLE"},
        });
        if let Some(question) = self.question {
            event["dns"] = json!({"question": {"name": question, "type": "A"}});
        }
        event
    }
}
