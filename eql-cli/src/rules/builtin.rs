//! The rules that come with `eqlc`.

/// A rule file of the project: its path, and its text.
pub(crate) struct Builtin {
    pub(crate) path: &'static str,
    pub(crate) text: &'static str,
}

macro_rules! builtin {
    ($name:literal) => {
        Builtin {
            path: concat!("rules/", $name, ".toml"),
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/", $name, ".toml")),
        }
    };
}

/// The rules that come with `eqlc`.
pub(crate) const fn builtin() -> [Builtin; 2] {
    [builtin!("genai_encode_then_connect"), builtin!("llm_endpoint_unusual_process")]
}
