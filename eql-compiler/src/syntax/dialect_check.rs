//! Syntax that only some dialects have (`language.md` §10, `sequences.md` §14.2): one table, and one walk over what was
//! parsed. What depends on meaning — functions, pipes, key counts — is for `sema`.

use pest::iterators::Pair;

use super::codes;
use super::grammar::Rule;
use super::parse::range_of;
use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::Dialect;

const ELASTICSEARCH: &[Dialect] = &[Dialect::Elasticsearch];
const ENDPOINT: &[Dialect] = &[Dialect::Endpoint];
const ENDGAME: &[Dialect] = &[Dialect::Endgame];
const MODERN: &[Dialect] = &[Dialect::Elasticsearch, Dialect::Endpoint];
const LIVE: &[Dialect] = &[Dialect::Endpoint, Dialect::Endgame];

/// Which dialects have a piece of syntax, and what it is called.
struct Legality {
    dialects: &'static [Dialect],
    code: Code,
    what: &'static str,
    help: Option<&'static str>,
}

/// The finding about `pair`, if the dialect lacks it.
pub(super) fn check(pair: &Pair<'_, Rule>, dialect: Dialect) -> Option<Diagnostic> {
    let legality = legality(pair)?;
    if legality.dialects.contains(&dialect) {
        return None;
    }
    let owners: Vec<&str> = legality.dialects.iter().map(|dialect| dialect.name()).collect();
    let owners = owners.join(" and ");
    let plural = if legality.dialects.len() > 1 { "dialects have" } else { "dialect has" };
    let message = format!("{} not supported in the {dialect} dialect", legality.what);
    let help = match legality.help {
        Some(help) => format!("{help}; the {owners} {plural} it"),
        None => format!("the {owners} {plural} it"),
    };
    Some(Diagnostic::error(legality.code, range_of(pair), message).with_help(help))
}

/// The table: nothing for syntax that every dialect has.
fn legality(pair: &Pair<'_, Rule>) -> Option<Legality> {
    let (dialects, what, help) = match pair.as_rule() {
        Rule::single_quoted_string => (ENDGAME, "strings in single quotes are", Some("use double quotes, `\"…\"`")),
        Rule::legacy_raw_string => (ENDGAME, "`?\"…\"` strings are", Some("use three quotes, `\"\"\"…\"\"\"`")),
        Rule::raw_string => (MODERN, "`\"\"\"…\"\"\"` strings are", Some("use `?\"…\"`")),
        Rule::single_equals => (ENDGAME, "`=` as a comparison is", Some("use `==` to compare")),
        Rule::double_assign => (ENDGAME, "`==` in an option is", Some("write `=`")),
        Rule::index => (LIVE, "array indexes are", None),
        Rule::relation => (LIVE, "`descendant of`, `child of` and `event of` are", None),
        Rule::alias => (ENDPOINT, "`as` behind a stage is", None),
        Rule::fork => (ENDGAME, "`fork` is", None),
        Rule::kw_join => (ENDGAME, "`join` is", None),
        Rule::kw_macro => (ENDGAME, "`macro` is", None),
        Rule::kw_const => (ENDGAME, "`const` is", None),
        Rule::method_name => (ENDGAME, "method syntax, `value:function()`, is", Some("write `function(value)`")),
        Rule::variable_name => (ENDPOINT, "variables, `$name`, are", None),
        Rule::implied_base => (ENDGAME, "a pipe without a query is", Some("begin with `any where true`")),
        Rule::blank_argument => (ENDGAME, "arguments separated by blanks are", Some("put a comma between them")),
        Rule::trailing_comma => (ENDGAME, "a comma behind the last element is", Some("remove the comma")),
        Rule::optional_mark => (MODERN, "optional fields, `?field`, are", None),
        Rule::doubled_backquote => (MODERN, "a back-quote in a back-quoted name is", None),
        Rule::dot_decimal => (MODERN, "a decimal without digits behind its dot is", Some("write `.0`")),
        Rule::category_string => (ELASTICSEARCH, "an event category in quotes is", None),
        Rule::kw_sample => (MODERN, "`sample` is", None),
        Rule::missing_open => (MODERN, "missing events, `![ … ]`, are", None),
        Rule::stage_option => (MODERN, "`with` behind a stage is", None),
        Rule::tilde | Rule::kw_in_insensitive => (MODERN, "the `~` of case-insensitive forms is", None),
        Rule::pattern_operator => (MODERN, "`:`, `like` and `regex` are", Some("use `==` or `wildcard(…)`")),
        Rule::implied_any => {
            return Some(Legality {
                dialects: ENDGAME,
                code: codes::MISSING_CATEGORY,
                what: "a condition without an event category is",
                help: Some("begin with `any where`, or a category such as `process where`"),
            });
        }
        _ => return None,
    };
    let code = match pair.as_rule() {
        Rule::single_quoted_string | Rule::legacy_raw_string | Rule::raw_string => codes::OTHER_QUOTES,
        Rule::single_equals => codes::SINGLE_EQUALS,
        _ => codes::OTHER_DIALECT,
    };
    Some(Legality { dialects, code, what, help })
}
