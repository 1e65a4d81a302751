//! The one table of functions (`language.md` §6): names, dialects, arguments, results.

use super::types::{Type, Wanted};
use crate::dialect::Dialect;
use crate::ir::Function;

/// What is known of a function before its call is looked at.
#[derive(Debug)]
pub(crate) struct Signature {
    /// The name as documented.
    pub(crate) name: &'static str,
    /// The dialects that have it.
    pub(crate) dialects: &'static [Dialect],
    /// What each parameter asks for; the last one repeats where `repeats`.
    pub(crate) parameters: &'static [Wanted],
    /// How many of them must be given.
    pub(crate) required: usize,
    /// Whether the last parameter takes any number of arguments.
    pub(crate) repeats: bool,
    /// Whether it has a `~` form.
    pub(crate) insensitive: bool,
    /// The type of its result.
    pub(crate) result: Type,
    /// How it is compiled.
    pub(crate) meaning: Meaning,
}

/// How a call is compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning {
    /// A function of the runtime; the argument says whether it ignores case.
    Runtime(fn(bool) -> Function),
    /// An arithmetic operator in the form of a function.
    Arithmetic(crate::ir::ArithmeticOperator),
    /// `cidrMatch`.
    CidrMatch,
    /// `_arraysearch`.
    ArraySearch,
    /// A function that only the Endgame dialect has.
    Endgame(EndgameFunction),
}

/// The functions that only the Endgame dialect has (`language.md` §6.11).
#[derive(Clone, Copy, Debug)]
pub(crate) enum EndgameFunction {
    /// `arrayContains`.
    ArrayContains,
    /// `arrayCount`.
    ArrayCount,
    /// `arraySearch`.
    ArraySearch,
    /// `match` and `matchLite`.
    Match,
    /// `safe`.
    Safe,
    /// `wildcard`.
    Wildcard,
}

const ES: Dialect = Dialect::Elasticsearch;
const EP: Dialect = Dialect::Endpoint;
const LEG: Dialect = Dialect::Endgame;

const fn plain(name: &'static str, parameters: &'static [Wanted], result: Type, meaning: Meaning) -> Signature {
    let required = parameters.len();
    let dialects = &[ES, EP, LEG];
    Signature { name, dialects, parameters, required, repeats: false, insensitive: false, result, meaning }
}

impl Signature {
    const fn optional(mut self, count: usize) -> Self {
        self.required -= count;
        self
    }

    const fn repeated(mut self) -> Self {
        self.repeats = true;
        self
    }

    const fn with_insensitive(mut self) -> Self {
        self.insensitive = true;
        self
    }

    const fn only(mut self, dialects: &'static [Dialect]) -> Self {
        self.dialects = dialects;
        self
    }

    /// What the argument at `at` must be.
    pub(crate) fn parameter(&self, at: usize) -> Wanted {
        self.parameters.get(at).or(self.parameters.last()).copied().unwrap_or(Wanted::Any)
    }

    /// How many arguments it takes, in words.
    pub(crate) fn arity(&self) -> String {
        let most = self.parameters.len();
        match (self.required, self.repeats) {
            (1, true) => "at least one argument".to_owned(),
            (least, true) => format!("at least {} arguments", count(least)),
            (1, false) if most == 1 => "exactly one argument".to_owned(),
            (least, false) if least == most => format!("exactly {} arguments", count(most)),
            (least, false) => format!("{} to {} arguments", count(least), count(most)),
        }
    }

    /// Whether so many arguments are right.
    pub(crate) fn takes(&self, arguments: usize) -> bool {
        arguments >= self.required && (self.repeats || arguments <= self.parameters.len())
    }
}

fn count(number: usize) -> String {
    match number {
        1 => "one".to_owned(),
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        4 => "four".to_owned(),
        _ => number.to_string(),
    }
}

use crate::ir::ArithmeticOperator as Op;
use Meaning::{Arithmetic, ArraySearch, CidrMatch, Endgame, Runtime};
use Wanted::{Address, Any, Boolean, Integer, Number, Text};

/// Every function of every dialect.
pub(crate) static FUNCTIONS: &[Signature] = &[
    plain("add", &[Number, Number], Type::Unknown, Arithmetic(Op::Add)).only(&[ES, LEG]),
    plain("subtract", &[Number, Number], Type::Unknown, Arithmetic(Op::Subtract)).only(&[ES, LEG]),
    plain("multiply", &[Number, Number], Type::Unknown, Arithmetic(Op::Multiply)).only(&[ES, LEG]),
    plain("divide", &[Number, Number], Type::Unknown, Arithmetic(Op::Divide)).only(&[ES, LEG]),
    plain("modulo", &[Number, Number], Type::Unknown, Arithmetic(Op::Modulo)).only(&[ES, LEG]),
    plain(
        "between",
        &[Text, Text, Text, Boolean],
        Type::Text,
        Runtime(|insensitive| Function::Between { insensitive }),
    )
    .optional(1)
    .with_insensitive(),
    plain("cidrMatch", &[Address, Text], Type::Boolean, CidrMatch).repeated(),
    plain("concat", &[Any], Type::Text, Runtime(|_| Function::Concat)).repeated(),
    plain("endsWith", &[Text, Text], Type::Boolean, Runtime(|insensitive| Function::EndsWith { insensitive }))
        .with_insensitive(),
    plain("indexOf", &[Text, Text, Integer], Type::Integer, Runtime(|insensitive| Function::IndexOf { insensitive }))
        .optional(1)
        .with_insensitive(),
    plain("length", &[Text], Type::Integer, Runtime(|_| Function::Length)),
    plain("number", &[Text, Integer], Type::Unknown, Runtime(|_| Function::Number)).optional(1),
    plain("startsWith", &[Text, Text], Type::Boolean, Runtime(|insensitive| Function::StartsWith { insensitive }))
        .with_insensitive(),
    plain("string", &[Any], Type::Text, Runtime(|_| Function::String)),
    plain(
        "stringContains",
        &[Text, Text],
        Type::Boolean,
        Runtime(|insensitive| Function::StringContains { insensitive }),
    )
    .with_insensitive(),
    plain("substring", &[Text, Integer, Integer], Type::Text, Runtime(|_| Function::Substring)).optional(1),
    plain("_arraysearch", &[Any, Any, Boolean], Type::Boolean, ArraySearch).only(&[EP]),
    plain("arrayContains", &[Any, Any], Type::Boolean, Endgame(EndgameFunction::ArrayContains)).repeated().only(&[LEG]),
    plain("arrayCount", &[Any, Any, Boolean], Type::Integer, Endgame(EndgameFunction::ArrayCount)).only(&[LEG]),
    plain("arraySearch", &[Any, Any, Boolean], Type::Boolean, Endgame(EndgameFunction::ArraySearch)).only(&[LEG]),
    plain("match", &[Text, Text], Type::Boolean, Endgame(EndgameFunction::Match)).repeated().only(&[LEG]),
    plain("matchLite", &[Text, Text], Type::Boolean, Endgame(EndgameFunction::Match)).repeated().only(&[LEG]),
    plain("safe", &[Any], Type::Unknown, Endgame(EndgameFunction::Safe)).only(&[LEG]),
    plain("wildcard", &[Text, Text], Type::Boolean, Endgame(EndgameFunction::Wildcard)).repeated().only(&[LEG]),
];

/// The function of this name: any case in Elasticsearch and Endpoint rules, the exact one in Endgame's.
pub(crate) fn find(name: &str, dialect: Dialect) -> Option<&'static Signature> {
    FUNCTIONS.iter().find(|signature| match dialect {
        LEG => signature.name == name,
        ES | EP => signature.name.eq_ignore_ascii_case(name),
    })
}
