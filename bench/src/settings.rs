//! What the command line asks for.

use std::path::{Path, PathBuf};

/// Which sections run, and how long.
pub struct Settings {
    /// Parts of the names of wanted sections; none means all.
    wanted: Vec<String>,
    /// A few rounds on a few rules: to see that everything works, not to learn anything.
    pub quick: bool,
    rounds: Option<usize>,
}

impl Settings {
    /// From the arguments and `EQL_BENCH_ROUNDS`.
    pub fn read() -> Self {
        let (options, wanted): (Vec<String>, Vec<String>) =
            std::env::args().skip(1).partition(|argument| argument.starts_with('-'));
        Self {
            wanted,
            quick: options.iter().any(|option| option == "--quick"),
            rounds: std::env::var("EQL_BENCH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()),
        }
    }

    /// Whether a section is wanted.
    pub fn wants(&self, section: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|part| section.contains(part.as_str()))
    }

    /// Whether this is a run for the record: of everything, in full.
    pub fn is_complete(&self) -> bool {
        self.wanted.is_empty() && !self.quick
    }

    /// What a run that is not complete lacks.
    pub fn remark(&self) -> Option<String> {
        let sections = match self.wanted.as_slice() {
            [] => "all sections".to_owned(),
            parts => format!("sections `{}` only", parts.join("`, `")),
        };
        let how = if self.quick { ", with few rounds and packs of up to a hundred rules" } else { "" };
        (!self.is_complete()).then(|| format!("{sections}{how}"))
    }

    /// How many rounds to run where `usual` is enough.
    pub fn rounds(&self, usual: usize) -> usize {
        self.rounds.unwrap_or(if self.quick { 5 } else { usual })
    }
}

/// Where peers and generated files are.
pub fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target")
}

/// Where the report of a complete run belongs.
pub fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}
