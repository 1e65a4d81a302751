//! Names for generated items.

use proc_macro2::{Ident, Span};
use std::collections::BTreeMap;

/// How long the part of a name may be that comes from a literal.
const LONGEST_LITERAL: usize = 28;

/// Hands out names, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Each name that was handed out, and how often it was wanted.
    taken: BTreeMap<String, usize>,
}

impl Names {
    /// An identifier like `wanted`, numbered if that is taken.
    pub(super) fn claim(&mut self, wanted: &str) -> Ident {
        let Some(&times) = self.taken.get(wanted) else {
            self.taken.insert(wanted.to_owned(), 1);
            return ident(wanted);
        };
        let mut times = times + 1;
        let mut name = format!("{wanted}_{times}");
        while self.taken.contains_key(&name) {
            times += 1;
            name = format!("{wanted}_{times}");
        }
        self.taken.insert(wanted.to_owned(), times);
        self.taken.insert(name.clone(), 1);
        ident(&name)
    }
}

/// `name` as an identifier, raw if it is a keyword.
pub(super) fn ident(name: &str) -> Ident {
    const KEYWORDS: [&str; 48] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
        "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
        "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type",
        "typeof", "unsized", "unsafe", "use", "virtual", "where", "while", "yield",
    ];
    // Rust refuses these even in raw form, so they get a tail.
    const NEVER: [&str; 5] = ["crate", "self", "super", "Self", "_"];
    if NEVER.contains(&name) {
        Ident::new(&format!("{name}_"), Span::call_site())
    } else if KEYWORDS.contains(&name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

/// A field's path as part of a name: `process.Ext.api.name` is `process_Ext_api_name`.
pub(super) fn of_path(path: &str) -> String {
    as_start(words(path))
}

/// A field's path as a name that compile errors show: `process.Ext.api.name` is `process·Ext·api·name`, for Rust takes
/// that dot in names, and an underscore may be part of a segment.
pub(super) fn shown(path: &str) -> String {
    let segments: Vec<String> = path.split('.').map(words).filter(|segment| !segment.is_empty()).collect();
    as_start(segments.join("·"))
}

fn as_start(words: String) -> String {
    match words.chars().next() {
        None => "value".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("field_{words}"),
        Some(_) => words,
    }
}

/// A literal as part of a name; empty if it has neither letter nor digit.
pub(super) fn of_literal(text: &str) -> String {
    let words = words(text).to_ascii_lowercase();
    let end = words.char_indices().nth(LONGEST_LITERAL).map_or(words.len(), |(at, _)| at);
    let cut = match words.get(..end).unwrap_or_default().rsplit_once('_') {
        Some((whole_words, _)) if end < words.len() => whole_words,
        _ => words.get(..end).unwrap_or_default(),
    };
    cut.to_owned()
}

/// Runs of ASCII letters and digits, joined with underscores.
fn words(text: &str) -> String {
    let parts: Vec<&str> =
        text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_rust_and_unique() {
        let mut names = Names::default();
        let rows = [
            ("process_name", "process_name"),
            ("process_name", "process_name_2"),
            ("process_name", "process_name_3"),
            ("type", "r#type"),
            ("self", "self_"),
        ];
        for (wanted, expected) in rows {
            assert_eq!(names.claim(wanted).to_string(), expected);
        }
    }

    #[test]
    fn paths_and_literals() {
        assert_eq!(of_path("@timestamp"), "timestamp");
        assert_eq!(of_path("process.Ext.api.name"), "process_Ext_api_name");
        assert_eq!(shown("process.Ext.entity_id"), "process·Ext·entity_id");
        assert_eq!(shown("@timestamp"), "timestamp");
        assert_eq!(of_path("5xx"), "field_5xx");
        assert_eq!(of_path(""), "value");
        assert_eq!(of_literal("C:\\Windows\\cmd.exe"), "c_windows_cmd_exe");
        assert_eq!(of_literal("*"), "");
        assert_eq!(of_literal("a long literal with very many words"), "a_long_literal_with_very");
        assert_eq!(of_literal(&"x".repeat(100)).len(), LONGEST_LITERAL);
    }
}
