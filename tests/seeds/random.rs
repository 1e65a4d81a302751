//! Random events made of a query's own literals: every list member meets the field that it is meant for, as it is, in
//! another case, with its wildcards filled, and slightly wrong.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The fields of a query, each with the literals that stand behind it.
pub(crate) type Pools = BTreeMap<String, Vec<String>>;

/// Words of the language that are no fields.
const KEYWORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "like",
    "where",
    "sequence",
    "by",
    "with",
    "maxspan",
    "null",
    "true",
    "false",
    "network",
    "process",
    "cidrmatch",
    "30s",
    "s",
];

/// Reads the pools out of a query: each literal belongs to the field named last before it.
pub(crate) fn pools(query: &str) -> Pools {
    let mut pools = Pools::new();
    let mut field = None::<String>;
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.split_once('\n').map_or("", |(_, behind)| behind);
        } else if let Some(literal) = rest.strip_prefix('"') {
            let end = closing_quote(literal);
            if let Some(field) = &field {
                pools.entry(field.clone()).or_default().push(literal[..end].replace("\\\\", "\\"));
            }
            rest = &literal[end + 1..];
        } else if first.is_ascii_alphanumeric() {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_')).unwrap_or(rest.len());
            if !KEYWORDS.contains(&&rest[..end]) {
                pools.entry(rest[..end].to_owned()).or_default();
                field = Some(rest[..end].to_owned());
            }
            rest = &rest[end..];
        } else {
            rest = &rest[first.len_utf8()..];
        }
    }
    pools
}

fn closing_quote(literal: &str) -> usize {
    let mut escaped = false;
    literal
        .find(|c| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        })
        .expect("the literal ends")
}

/// A small deterministic generator (SplitMix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    fn pick<'v>(&mut self, values: &[&'v str]) -> &'v str {
        values[self.below(values.len())]
    }
}

/// One event at `milliseconds` with a value in most of the fields of `pools`.
pub(crate) fn event(random: &mut Random, pools: &Pools, milliseconds: usize) -> Value {
    let category = random.pick(&["network", "network", "process", "process", "file"]);
    let category = if random.percent(5) { json!(["file", category]) } else { json!(category) };
    let mut event = Map::new();
    put(&mut event, "@timestamp", json!(1_770_000_000_000_u64 + milliseconds as u64));
    put(&mut event, "event.category", category);
    for (field, literals) in pools {
        if random.percent(6) {
            continue;
        }
        let value = match field.as_str() {
            "process.entity_id" => json!(random.pick(&["p1", "p2", "p3"])),
            "process.code_signature.trusted" => json!(random.percent(50)),
            "destination.ip" => address(random, literals),
            _ if literals.is_empty() => continue,
            _ if random.percent(4) => json!([text(random, literals), text(random, literals)]),
            _ => text(random, literals),
        };
        put(&mut event, field, value);
    }
    Value::Object(event)
}

/// A literal with its wildcards filled; now and then in another case, or off by one character.
fn text(random: &mut Random, literals: &[String]) -> Value {
    let literal = &literals[random.below(literals.len())];
    let mut text = String::new();
    for c in literal.chars() {
        match c {
            '*' => text.push_str(random.pick(&["", "x", "a b", r"C:\Tools\", r"ada\AppData\Local"])),
            '?' => text.push_str(random.pick(&["C", "c", "é", "CC"])),
            other => text.push(other),
        }
    }
    match random.below(12) {
        0 => text.make_ascii_uppercase(),
        1 => text.make_ascii_lowercase(),
        2 => text.push('x'),
        3 => drop(text.pop()),
        _ => {}
    }
    Value::String(text)
}

/// An address in a block, at its edge, beside it, or anywhere.
fn address(random: &mut Random, blocks: &[String]) -> Value {
    let block = &blocks[random.below(blocks.len())];
    let base = block.split('/').next().unwrap_or(block);
    let bits = random.below(27);
    let step = random.below(1 << bits) as u32;
    let Ok(base) = base.parse::<std::net::Ipv4Addr>() else { return json!(base) };
    let number = match random.below(4) {
        0 => u32::from(base).wrapping_add(step),
        1 => u32::from(base).wrapping_sub(1 + step),
        2 => u32::from(base),
        _ => random.next() as u32,
    };
    json!(std::net::Ipv4Addr::from(number).to_string())
}

/// Puts a value at a dotted path.
fn put(event: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => drop(event.insert(path.to_owned(), value)),
        Some((head, rest)) => {
            let inner = event.entry(head).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
