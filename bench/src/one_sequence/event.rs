//! The event of the sequence, as an agent would have it.

use eql::Event;
use std::net::IpAddr;

/// A process that starts, or a connection.
#[derive(Clone, Copy, Debug, Event)]
pub struct SequenceEvent<'a> {
    /// Nanoseconds since the epoch.
    #[eql("@timestamp")]
    pub at: i64,
    #[eql("event.category")]
    pub category: &'a str,
    #[eql("event.type")]
    pub kind: &'a str,
    #[eql("event.action")]
    pub action: Option<&'a str>,
    #[eql("process.entity_id")]
    pub entity: &'a str,
    #[eql("process.name")]
    pub name: Option<&'a str>,
    #[eql("process.command_line")]
    pub command_line: Option<&'a str>,
    #[eql("process.parent.name")]
    pub parent_name: Option<&'a str>,
    #[eql("process.parent.command_line")]
    pub parent_command_line: Option<&'a str>,
    #[eql("destination.ip")]
    pub destination: Option<IpAddr>,
}

impl SequenceEvent<'static> {
    /// What the first stage takes.
    #[allow(dead_code, reason = "used by the program that measures memory")]
    pub const FIRST: Self = Self {
        at: 0,
        category: "process",
        kind: "start",
        action: Some("exec"),
        entity: "p",
        name: Some("tar"),
        command_line: Some("tar czf a.tgz src"),
        parent_name: Some("claude"),
        parent_command_line: None,
        destination: None,
    };
}
