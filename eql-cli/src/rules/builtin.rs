//! The rules that come with `eqlc`, compiled into it by `eql!`.

use crate::engine::{EventRule, LineSequence, Plan, RunsAs};
use eql::{FieldBuf, eql};

eql! {
    /// `rules/genai_encode_then_connect.toml`.
    struct GenaiEncodeThenConnect;
    file = "../rules/genai_encode_then_connect.toml"
}

eql! {
    /// `rules/llm_endpoint_unusual_process.toml`.
    struct LlmEndpointUnusualProcess;
    file = "../rules/llm_endpoint_unusual_process.toml"
}

/// A rule of the project.
#[derive(Clone, Copy)]
pub(crate) struct Builtin {
    pub(crate) path: &'static str,
    pub(crate) text: &'static str,
    compiled: Compiled,
}

#[derive(Clone, Copy)]
enum Compiled {
    Event(&'static EventRule),
    Sequence(&'static LineSequence),
}

impl Builtin {
    /// What the macro made of it: for the dialect and the fields that its file asks for, which it reads.
    pub(super) fn plan(self, fields: Vec<String>) -> Plan<'static> {
        let runs_as = match self.compiled {
            Compiled::Event(rule) => RunsAs::Event { rule, timestamp: FieldBuf::new("@timestamp") },
            Compiled::Sequence(rule) => RunsAs::Sequence(rule),
        };
        Plan { runs_as, fields, interpreted: None }
    }
}

macro_rules! builtin {
    ($name:literal, $compiled:expr) => {
        Builtin {
            path: concat!("rules/", $name, ".toml"),
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/", $name, ".toml")),
            compiled: $compiled,
        }
    };
}

/// The rules that come with `eqlc`, in the order of their paths.
pub(super) const BUILTIN: [Builtin; 2] = [
    builtin!("genai_encode_then_connect", Compiled::Sequence(&GenaiEncodeThenConnect)),
    builtin!("llm_endpoint_unusual_process", Compiled::Event(&LlmEndpointUnusualProcess)),
];
