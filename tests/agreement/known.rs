//! Disagreements with the references that are the references' errors, each with what shows it.

/// Why a reference is wrong about a rule.
pub(crate) fn reason(corpus: &str, rule_file: &str) -> Option<&'static str> {
    KNOWN
        .iter()
        .find(|(known_corpus, known_file, _)| *known_corpus == corpus && rule_file.ends_with(known_file))
        .map(|(.., reason)| *reason)
}

/// Corpus, end of the rule's path, reason.
const KNOWN: &[(&str, &str, &str)] = &[(
    "solver-positive",
    "execution_suspicious_windows_script_downloaded_from_the_internet.toml",
    "the reference takes the empty text for part of every text: `file.name` has 8 characters, so `substring(name, 0, -8)` is \
     empty, and `stringContains` of an empty text is false (language.md §6.5, §10)",
)];
