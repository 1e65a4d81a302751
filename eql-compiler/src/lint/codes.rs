//! The codes of lints, each with a section in `docs/diagnostics.md`.

use crate::diagnostic::Code;

/// A sequence without `maxspan`.
pub const NO_MAXSPAN: Code = Code("W301");
/// A case-sensitive test of a name or path for which Windows does not tell case apart.
pub const CASE_ON_WINDOWS: Code = Code("W302");
/// A condition that no event can meet.
pub const NEVER_TRUE: Code = Code("W303");
/// A wildcard that makes the rest of its list useless.
pub const MATCHES_EVERYTHING: Code = Code("W304");
/// A member of a list that is there already.
pub const DUPLICATE_MEMBER: Code = Code("W305");
/// A rule whose every match is a match of another.
pub const SUBSUMED: Code = Code("W306");
/// A `maxspan` that the rule's runs do not see whole.
pub const MAXSPAN_BEYOND_WINDOW: Code = Code("W307");
