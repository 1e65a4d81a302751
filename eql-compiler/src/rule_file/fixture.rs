//! Fixtures: `NAME.test.toml` beside a rule, with events and what the rule is to make of them.

use super::error::{FIXTURE, RuleFileError, SYNTAX, UNKNOWN_VALUE, WRONG_TYPE};
use serde_json::{Map, Value};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What stands for the absence of an event (`![ … ]`) among the steps of a match.
pub const ABSENT_STEP: &str = "-";

/// The cases of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixture {
    /// The rule's file, from the folder of the fixture.
    pub rule: Placed<String>,
    /// The cases, in order.
    pub cases: Vec<FixtureCase>,
}

/// Events, and what the rule is to make of them.
#[derive(Clone, Debug, PartialEq)]
pub struct FixtureCase {
    /// What it is called.
    pub name: Placed<String>,
    /// The events.
    pub events: FixtureEvents,
    /// What the rule is to make of them.
    pub expect: Placed<Expectation>,
    /// The codes of the reasons that an explanation has to give.
    pub why: Vec<Placed<String>>,
}

/// The events of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum FixtureEvents {
    /// They stand in the fixture.
    Inline(Vec<Value>),
    /// They stand in a file, from the folder of the fixture.
    File(Placed<String>),
}

/// What a rule is to make of the events of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// A match or more.
    Match,
    /// No match.
    None,
    /// These matches.
    Matches {
        /// How many.
        count: Option<usize>,
        /// For each, the `event.id` of every stage; [`ABSENT_STEP`] for an absence.
        steps: Option<Vec<Vec<String>>>,
    },
}

/// Something, and where it stands in the file: bytes from its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// What.
    pub value: T,
    /// Where.
    pub range: Range<usize>,
}

impl Fixture {
    /// Reads a fixture.
    ///
    /// ```
    /// use eql_compiler::rule_file::{Expectation, Fixture};
    ///
    /// let text = "rule = \"a.eql\"\n[[case]]\nname = \"one\"\nexpect = \"match\"\nevents = [{ event.id = \"1\" }]\n";
    /// assert_eq!(Fixture::parse(text).unwrap().cases[0].expect.value, Expectation::Match);
    /// assert_eq!(Fixture::parse("rule = 1").unwrap_err().line, 1);
    /// ```
    ///
    /// # Errors
    ///
    /// The first thing in it that is not as it should be, and where.
    pub fn parse(text: &str) -> Result<Self, RuleFileError> {
        let table = DeTable::parse(text).map_err(|error| {
            let range = error.span().unwrap_or(0..0);
            RuleFileError::new(SYNTAX, text, range, format!("invalid TOML: {}", error.message().trim()))
        })?;
        let root = Reader { text, range: 0..0, table: table.get_ref() };
        root.knows(&["rule", "case"])?;
        let rule = root.text("rule")?;
        let cases = root.required("case")?;
        let DeValue::Array(cases) = cases.get_ref() else { return Err(root.wrong("case", cases, "tables `[[case]]`")) };
        let case = |case: &Spanned<DeValue<'_>>| match case.get_ref() {
            DeValue::Table(table) => read_case(&Reader { text, range: case.span(), table }),
            _ => Err(root.wrong("case", case, "tables `[[case]]`")),
        };
        Ok(Self { rule, cases: cases.iter().map(case).collect::<Result<_, _>>()? })
    }
}

fn read_case(case: &Reader<'_, '_>) -> Result<FixtureCase, RuleFileError> {
    case.knows(&["name", "note", "events", "expect", "why"])?;
    Ok(FixtureCase { name: case.text("name")?, events: events(case)?, expect: expectation(case)?, why: case.why()? })
}

fn events(case: &Reader<'_, '_>) -> Result<FixtureEvents, RuleFileError> {
    let events = case.required("events")?;
    match events.get_ref() {
        DeValue::String(_) => Ok(FixtureEvents::File(case.text("events")?)),
        DeValue::Array(list) => {
            let event = |event: &Spanned<DeValue<'_>>| match event.get_ref() {
                DeValue::Table(_) => Ok(json(event.get_ref())),
                _ => Err(case.wrong("events", event, "a list of tables")),
            };
            list.iter().map(event).collect::<Result<_, _>>().map(FixtureEvents::Inline)
        }
        _ => Err(case.wrong("events", events, "a list of tables, or the name of a file")),
    }
}

fn expectation(case: &Reader<'_, '_>) -> Result<Placed<Expectation>, RuleFileError> {
    let expect = case.required("expect")?;
    let value = match expect.get_ref() {
        DeValue::String(word) => match word.as_ref() {
            "match" => Expectation::Match,
            "none" => Expectation::None,
            other => {
                let message = format!("`expect` is \"match\" or \"none\", not {other:?}");
                return Err(RuleFileError::new(UNKNOWN_VALUE, case.text, expect.span(), message));
            }
        },
        DeValue::Table(table) => {
            let matches = Reader { text: case.text, range: expect.span(), table };
            matches.knows(&["count", "steps"])?;
            Expectation::Matches { count: matches.count()?, steps: matches.steps()? }
        }
        _ => return Err(case.wrong("expect", expect, "\"match\", \"none\" or { count = …, steps = [[…]] }")),
    };
    Ok(Placed { value, range: expect.span() })
}

/// Reads the keys of one table.
struct Reader<'t, 'i> {
    text: &'t str,
    range: Range<usize>,
    table: &'t DeTable<'i>,
}

impl<'t, 'i> Reader<'t, 'i> {
    /// Refuses keys that mean nothing here: a misspelt one would silently test nothing.
    fn knows(&self, names: &[&str]) -> Result<(), RuleFileError> {
        match self.table.iter().find(|(key, _)| !names.contains(&key.get_ref().as_ref())) {
            None => Ok(()),
            Some((key, _)) => {
                let message = format!("unknown key `{}`", key.get_ref());
                let error = RuleFileError::new(FIXTURE, self.text, key.span(), message);
                let known: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                Err(error.with_help(format!("there are {}", known.join(", "))))
            }
        }
    }

    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn required(&self, key: &str) -> Result<&'t Spanned<DeValue<'i>>, RuleFileError> {
        self.get(key).ok_or_else(|| {
            let message = format!("`{key}` is missing");
            RuleFileError::new(FIXTURE, self.text, self.range.clone(), message)
        })
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) -> RuleFileError {
        RuleFileError::new(WRONG_TYPE, self.text, value.span(), format!("`{key}` must be {expected}"))
    }

    fn text(&self, key: &str) -> Result<Placed<String>, RuleFileError> {
        let value = self.required(key)?;
        self.as_text(key, value)
    }

    fn as_text(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Placed<String>, RuleFileError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(Placed { value: text.clone().into_owned(), range: value.span() }),
            _ => Err(self.wrong(key, value, "a string")),
        }
    }

    fn texts(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<Placed<String>>, RuleFileError> {
        match value.get_ref() {
            DeValue::Array(list) => list.iter().map(|value| self.as_text(key, value)).collect(),
            _ => Err(self.wrong(key, value, "a list of strings")),
        }
    }

    /// One code, or a list of them.
    fn why(&self) -> Result<Vec<Placed<String>>, RuleFileError> {
        match self.get("why") {
            None => Ok(Vec::new()),
            Some(value) if matches!(value.get_ref(), DeValue::String(_)) => Ok(vec![self.as_text("why", value)?]),
            Some(value) => self.texts("why", value),
        }
    }

    fn count(&self) -> Result<Option<usize>, RuleFileError> {
        let Some(value) = self.get("count") else { return Ok(None) };
        let count = match value.get_ref() {
            DeValue::Integer(integer) => usize::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        };
        count.map(Some).ok_or_else(|| self.wrong("count", value, "a whole number from 0 on"))
    }

    fn steps(&self) -> Result<Option<Vec<Vec<String>>>, RuleFileError> {
        let Some(value) = self.get("steps") else { return Ok(None) };
        let DeValue::Array(matches) = value.get_ref() else {
            return Err(self.wrong("steps", value, "a list of lists of event ids"));
        };
        let ids = |steps: &Spanned<DeValue<'_>>| {
            let steps = self.texts("steps", steps)?;
            Ok(steps.into_iter().map(|step| step.value).collect())
        };
        matches.iter().map(ids).collect::<Result<_, _>>().map(Some)
    }
}

/// A value of TOML as an event has it; a date is its text.
fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(integer) => {
            let (digits, radix) = (integer.as_str(), integer.radix());
            let unsigned = || u64::from_str_radix(digits, radix).ok().map(Value::from);
            i64::from_str_radix(digits, radix).ok().map(Value::from).or_else(unsigned).unwrap_or_default()
        }
        DeValue::Float(float) => float.as_str().parse::<f64>().map_or(Value::Null, Value::from),
        DeValue::Boolean(truth) => Value::from(*truth),
        DeValue::Datetime(date) => Value::from(date.to_string()),
        DeValue::Array(values) => values.iter().map(|value| json(value.get_ref())).collect(),
        DeValue::Table(table) => {
            let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
                let key: &std::borrow::Cow<'_, str> = key.get_ref();
                (key.clone().into_owned(), json(value.get_ref()))
            };
            Value::Object(table.iter().map(entry).collect::<Map<String, Value>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, code: &str, line: u32, column: u32, message: &str) {
        let error = Fixture::parse(text).expect_err("an error");
        assert_eq!((error.code.0, error.line, error.column), (code, line, column), "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
    }

    #[test]
    fn what_is_wrong_is_placed() {
        check("rule = ", "E301", 1, 8, "invalid TOML");
        check("case = []", "E306", 1, 1, "`rule` is missing");
        check("rule = \"a\"\n", "E306", 1, 1, "`case` is missing");
        check("rule = 5\ncase = []", "E304", 1, 8, "`rule` must be a string");
        check("rule = \"a\"\ncases = []", "E306", 2, 1, "unknown key `cases`");
        check("rule = \"a\"\ncase = [1]", "E304", 2, 9, "`case` must be");
        let case = |body: &str| format!("rule = \"a\"\n[[case]]\nname = \"n\"\n{body}");
        check(&case("expect = \"none\""), "E306", 2, 1, "`events` is missing");
        check(&case("events = []"), "E306", 2, 1, "`expect` is missing");
        check(&case("events = [1]\nexpect = \"none\""), "E304", 4, 11, "`events` must be");
        check(&case("events = []\nexpect = \"nothing\""), "E305", 5, 10, "not \"nothing\"");
        check(&case("events = []\nexpect = { count = -1 }"), "E304", 5, 20, "`count` must be");
        check(&case("events = []\nexpect = { number = 1 }"), "E306", 5, 12, "unknown key `number`");
        check(&case("events = []\nexpect = { steps = [\"a\"] }"), "E304", 5, 21, "a list of strings");
        check(&case("events = []\nexpect = \"none\"\nwhy = 4"), "E304", 6, 7, "`why` must be");
    }

    #[test]
    fn values_become_those_of_events() {
        let text = "rule = \"a\"\n[[case]]\nname = \"n\"\nexpect = { count = 1, steps = [[\"1\", \"-\"]] }\n\
                    why = \"case\"\nevents = [{ a.b = 0x10, c = [1.5, true], d = 2026-01-01T00:00:00Z, e = \"x\" }]";
        let case = Fixture::parse(text).expect("a fixture").cases.remove(0);
        let event = serde_json::json!({"a": {"b": 16}, "c": [1.5, true], "d": "2026-01-01T00:00:00Z", "e": "x"});
        assert_eq!(case.events, FixtureEvents::Inline(vec![event]));
        let steps = Some(vec![vec!["1".to_owned(), ABSENT_STEP.to_owned()]]);
        assert_eq!(case.expect.value, Expectation::Matches { count: Some(1), steps });
        assert_eq!(case.why[0].value, "case");
    }
}
