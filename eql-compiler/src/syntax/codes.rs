//! The codes of the syntax stage: what is wrong with the text, before anything is known about its meaning.

use crate::diagnostic::Code;

/// The text is longer than [`MAX_TEXT_BYTES`](super::MAX_TEXT_BYTES).
pub const TEXT_TOO_LONG: Code = Code("E001");
/// Brackets, prefix operators, comments or arithmetic nest deeper than [`MAX_NESTING`](super::MAX_NESTING).
pub const NESTED_TOO_DEEP: Code = Code("E002");
/// Something else is expected here.
pub const UNEXPECTED: Code = Code("E003");
/// A character that begins no token.
pub const UNKNOWN_CHARACTER: Code = Code("E004");
/// A string without its closing quote.
pub const UNTERMINATED_STRING: Code = Code("E005");
/// A back-quoted name without its closing back-quote.
pub const UNTERMINATED_NAME: Code = Code("E006");
/// A block comment without its end.
pub const UNTERMINATED_COMMENT: Code = Code("E007");
/// A backslash in front of a character that has no escape.
pub const UNKNOWN_ESCAPE: Code = Code("E008");
/// `\u{…}` with fewer than two or more than eight digits, or with a number that is no character.
pub const BAD_CODE_POINT: Code = Code("E009");
/// There is no rule in the text.
pub const EMPTY: Code = Code("E010");
/// Syntax that another dialect of EQL has.
pub const OTHER_DIALECT: Code = Code("E011");
/// A string in the quotes of another dialect.
pub const OTHER_QUOTES: Code = Code("E012");
/// `=` between two values.
pub const SINGLE_EQUALS: Code = Code("E013");
/// `a < b < c`, or one predicate behind another.
pub const CHAINED: Code = Code("E014");
/// An operator of another language: `&&`, `||`, `!`, `<>`, `!:`.
pub const FOREIGN_OPERATOR: Code = Code("E015");
/// A keyword in capitals.
pub const KEYWORD_CASE: Code = Code("E016");
/// A keyword where a name belongs.
pub const KEYWORD_AS_NAME: Code = Code("E017");
/// An operator without the pattern or list that belongs behind it.
pub const MISSING_PATTERN: Code = Code("E018");
/// A pattern that is no literal.
pub const PATTERN_NOT_LITERAL: Code = Code("E019");
/// `()` where a list belongs.
pub const EMPTY_LIST: Code = Code("E020");
/// `not` in front of an operator that has no negated form.
pub const NOT_INFIX: Code = Code("E021");
/// An event category that is neither a word nor a string.
pub const BAD_CATEGORY: Code = Code("E022");
/// A query without `category where`.
pub const MISSING_CATEGORY: Code = Code("E023");
/// `maxspan`, `until` or an option of a stage where the query has none.
pub const MISPLACED: Code = Code("E024");
/// A word before `of [ … ]` that names no relation.
pub const UNKNOWN_RELATION: Code = Code("E025");
/// A name in back-quotes with nothing between them.
pub const EMPTY_NAME: Code = Code("E026");
/// A field whose name is a literal in capitals, such as `NULL`.
pub const LITERAL_LIKE_FIELD: Code = Code("E027");

/// Every code of this stage, in order.
pub const ALL: &[Code] = &[
    TEXT_TOO_LONG,
    NESTED_TOO_DEEP,
    UNEXPECTED,
    UNKNOWN_CHARACTER,
    UNTERMINATED_STRING,
    UNTERMINATED_NAME,
    UNTERMINATED_COMMENT,
    UNKNOWN_ESCAPE,
    BAD_CODE_POINT,
    EMPTY,
    OTHER_DIALECT,
    OTHER_QUOTES,
    SINGLE_EQUALS,
    CHAINED,
    FOREIGN_OPERATOR,
    KEYWORD_CASE,
    KEYWORD_AS_NAME,
    MISSING_PATTERN,
    PATTERN_NOT_LITERAL,
    EMPTY_LIST,
    NOT_INFIX,
    BAD_CATEGORY,
    MISSING_CATEGORY,
    MISPLACED,
    UNKNOWN_RELATION,
    EMPTY_NAME,
    LITERAL_LIKE_FIELD,
];
