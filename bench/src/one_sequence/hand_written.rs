//! The same sequence as an expert writes it by hand: one map from program to the time of its first half.

use super::event::SequenceEvent;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Thirty seconds in nanoseconds.
const SPAN: i64 = 30_000_000_000;

/// So often, in events, what is too old is forgotten.
const SWEEP: u32 = 4_096;

/// Follows the sequence through events in order of time.
#[derive(Default)]
pub struct Detector<'a> {
    begun: HashMap<&'a str, (i64, u32)>,
    seen: u32,
}

impl<'a> Detector<'a> {
    /// Takes the next event; the numbers of the two events of a match.
    pub fn push(&mut self, event: &SequenceEvent<'a>, id: u32) -> Option<[u32; 2]> {
        self.seen += 1;
        if self.seen == SWEEP {
            self.seen = 0;
            self.begun.retain(|_, (at, _)| event.at - *at <= SPAN);
        }
        match event.category {
            "process" if encodes(event) => {
                self.begun.insert(event.entity, (event.at, id));
                None
            }
            "network" if connects(event) => {
                let (at, first) = self.begun.remove(event.entity)?;
                (event.at - at <= SPAN).then_some([first, id])
            }
            _ => None,
        }
    }
}

fn encodes(event: &SequenceEvent<'_>) -> bool {
    event.kind == "start"
        && event.parent_name.is_some_and(|name| runs_a_model(name, event.parent_command_line))
        && event.name.is_some_and(|name| packs(name, event.command_line))
}

fn runs_a_model(name: &str, command_line: Option<&str>) -> bool {
    match name {
        "gpt4all.exe"
        | "gpt4all"
        | "GPT4All"
        | "Jan"
        | "jan.exe"
        | "jan"
        | "Jan Helper"
        | "koboldcpp.exe"
        | "koboldcpp"
        | "KoboldCpp"
        | "llama-cli"
        | "llama-server"
        | "LM Studio"
        | "lmstudio.exe"
        | "lmstudio"
        | "ollama.exe"
        | "ollama"
        | "Ollama"
        | "oobabooga.exe"
        | "text-generation-webui.exe"
        | "textgen.exe"
        | "textgen"
        | "claude.exe"
        | "claude"
        | "Claude"
        | "codex.exe"
        | "codex"
        | "copilot.exe"
        | "copilot"
        | "Copilot"
        | "cursor.exe"
        | "cursor"
        | "Cursor"
        | "Cursor Helper"
        | "Cursor Helper (Plugin)"
        | "gemini-cli.exe"
        | "gemini-cli"
        | "genaiscript.exe"
        | "genaiscript"
        | "grok.exe"
        | "grok"
        | "qwen.exe"
        | "qwen" => true,
        "deno.exe" | "deno" | "node.exe" | "node" => {
            holds_any(command_line, &FRAMEWORKS) || holds_any(command_line, &["@modelcontextprotocol"])
        }
        name => is_python(name) && holds_any(command_line, &FRAMEWORKS),
    }
}

const FRAMEWORKS: [&str; 14] = [
    "agentgpt",
    "anthropic",
    "autogpt",
    "babyagi",
    "cohere",
    "crewai",
    "haystack",
    "langchain",
    "llama-index",
    "mcp-server",
    "mistral",
    "ollama",
    "openai",
    "semantic-kernel",
];

fn is_python(name: &str) -> bool {
    name.as_bytes().get(..6).is_some_and(|head| head.eq_ignore_ascii_case(b"python"))
}

fn packs(name: &str, command_line: Option<&str>) -> bool {
    match name {
        "7z" | "7za" | "7zr" | "base64" | "gzip" | "split" | "tar" | "zip" => true,
        "powershell.exe" | "pwsh.exe" => holds_any(command_line, &["[convert]::tobase64string", "compress-archive"]),
        "node.exe" | "node" => {
            holds_any(command_line, &["buffer.from", "gzip", "zlib"]) && !command_line.is_some_and(launches_a_server)
        }
        name => is_python(name) && holds_any(command_line, &["base64", "gzip", "tarfile", "zipfile", "zlib"]),
    }
}

fn launches_a_server(line: &str) -> bool {
    let behind = |text: &str, part: &str| find(text, part).map(|at| at + part.len());
    let both = |first, second| behind(line, first).is_some_and(|at| find(&line[at..], second).is_some());
    find(line, "mcp-server").is_some() || both("mcp", "start") || both("npm exec", "mcp")
}

fn holds_any(text: Option<&str>, parts: &[&str]) -> bool {
    text.is_some_and(|text| parts.iter().any(|part| find(text, part).is_some()))
}

/// Where the lower-case `part` stands, without regard to case.
fn find(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len()).position(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

fn connects(event: &SequenceEvent<'_>) -> bool {
    event.kind == "start"
        && event.action == Some("connection_attempted")
        && event.destination.is_some_and(|address| !is_special(address))
}

fn is_special(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_special_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => is_special_v4(address),
            None => address == Ipv6Addr::LOCALHOST || address.is_unicast_link_local() || address.is_multicast(),
        },
    }
}

fn is_special_v4(address: Ipv4Addr) -> bool {
    matches!(
        address.octets(),
        [10 | 127 | 224..=255, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 168, ..]
            | [192, 0, 0 | 2, _]
            | [192, 31, 196, _]
            | [192, 52, 193, _]
            | [192, 88, 99, _]
            | [192, 175, 48, _]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}
