//! The three dialects of EQL (`language.md` §10).

use std::fmt;

/// Which EQL a rule is written in. The dialect ends at `sema`: later stages see only what it decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Elasticsearch's EQL search: the default.
    #[default]
    Elasticsearch,
    /// Elastic Defend's behaviour rules.
    Endpoint,
    /// The Endgame reference engine's legacy rules.
    Endgame,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 3] = [Self::Elasticsearch, Self::Endpoint, Self::Endgame];

    /// The dialect's name in options and output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Elasticsearch => "elasticsearch",
            Self::Endpoint => "endpoint",
            Self::Endgame => "endgame",
        }
    }

    /// The dialect with this name; `es` is short for `elasticsearch`.
    ///
    /// ```
    /// # use eql_compiler::Dialect;
    /// assert_eq!(Dialect::from_name("es"), Some(Dialect::Elasticsearch));
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "elasticsearch" | "es" => Some(Self::Elasticsearch),
            "endpoint" => Some(Self::Endpoint),
            "endgame" => Some(Self::Endgame),
            _ => None,
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
