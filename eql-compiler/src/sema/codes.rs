//! The codes of semantic findings, each with a section in `docs/diagnostics.md`.

use crate::diagnostic::Code;

/// An unknown function.
pub const UNKNOWN_FUNCTION: Code = Code("E101");
/// Too few or too many arguments.
pub const ARITY: Code = Code("E102");
/// `~` behind a function that has no case-insensitive form.
pub const NO_INSENSITIVE_FORM: Code = Code("E103");
/// A function, or an argument form, of another dialect.
pub const FUNCTION_OF_OTHER_DIALECT: Code = Code("E104");
/// A field that the schema does not have.
pub const UNKNOWN_FIELD: Code = Code("E105");
/// A field of a type that queries can't use.
pub const UNUSABLE_FIELD: Code = Code("E106");
/// A condition that is not a truth value.
pub const NOT_BOOLEAN: Code = Code("E107");
/// An operand or argument of the wrong type.
pub const WRONG_TYPE: Code = Code("E108");
/// A literal that the field's type has no value for.
pub const BAD_LITERAL: Code = Code("E109");
/// A field compared with a field.
pub const FIELD_WITH_FIELD: Code = Code("E110");
/// A list element that is not constant.
pub const NOT_CONSTANT: Code = Code("E111");
/// An unknown variable, or a variable outside its array search.
pub const UNKNOWN_VARIABLE: Code = Code("E112");
/// A bad address block.
pub const BAD_BLOCK: Code = Code("E113");
/// A bad regular expression.
pub const BAD_REGEX: Code = Code("E114");
/// A number out of range.
pub const OVERFLOW: Code = Code("E115");
/// A bad `maxspan`.
pub const MAXSPAN: Code = Code("E120");
/// Stages with different numbers of join keys.
pub const KEY_COUNT: Code = Code("E121");
/// A join key that is not a field.
pub const KEY_NOT_FIELD: Code = Code("E122");
/// Join keys of types that never are equal.
pub const KEY_TYPES: Code = Code("E123");
/// Too few or too many stages.
pub const STAGE_COUNT: Code = Code("E124");
/// A bad option of a stage.
pub const STAGE_OPTION: Code = Code("E125");
/// An absence where it has no meaning.
pub const MISSING_STAGE: Code = Code("E126");
/// A bad `sample`.
pub const SAMPLE: Code = Code("E127");
/// A bad alias.
pub const ALIAS: Code = Code("E128");
/// An unknown pipe, or one that the dialect or query does not have.
pub const PIPE: Code = Code("E129");
/// A bad argument of a pipe.
pub const PIPE_ARGUMENT: Code = Code("E130");
/// A bad `macro` or `const`.
pub const DEFINITION: Code = Code("E131");
/// A lineage that can't be followed.
pub const LINEAGE: Code = Code("E132");
/// Legal EQL that is not compiled yet.
pub const NOT_YET: Code = Code("E199");
/// One field as both an optional and a plain join key.
pub const MIXED_OPTIONAL_KEY: Code = Code("W201");
/// Pipes behind a rule that reports every match.
pub const PIPES_IGNORED: Code = Code("W202");
/// A field that is probably another one, misspelt.
pub const MISSPELT_FIELD: Code = Code("W203");
