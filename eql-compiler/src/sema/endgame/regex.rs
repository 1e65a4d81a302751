//! Regular expressions of `match`: from Python's syntax to that of `regex-automata` (`language.md` §6.11).

use eql_runtime::ops::Pattern;

/// Translates a pattern and checks it. What differs between the two syntaxes: `\Z` is `\z`, and in a class `[`, `&`, `-`
/// behind `-`, and `~` are plain characters.
///
/// # Errors
///
/// Why it is malformed, or what it uses that cannot run in linear time: look-around and back-references.
pub(super) fn translate(pattern: &str) -> Result<String, String> {
    let mut translated = String::with_capacity(pattern.len());
    let mut characters = pattern.chars().peekable();
    let mut class = Class::Outside;
    while let Some(character) = characters.next() {
        match (character, &class) {
            ('\\', _) => {
                translated.push('\\');
                translated.extend(characters.next().map(|escaped| if escaped == 'Z' { 'z' } else { escaped }));
                class = class.after_character();
            }
            ('[', Class::Outside) => {
                translated.push('[');
                class = Class::AtStart;
                if characters.next_if_eq(&'^').is_some() {
                    translated.push('^');
                }
            }
            (']', Class::Inside) => {
                translated.push(']');
                class = Class::Outside;
            }
            (']' | '[' | '&' | '~', Class::AtStart | Class::Inside) => {
                translated.extend(['\\', character]);
                class = Class::Inside;
            }
            _ => {
                translated.push(character);
                class = class.after_character();
            }
        }
    }
    // Alone first: inside a group an unbalanced pattern could seem sound.
    Pattern::at_start(&translated).map_err(|error| error.to_string())?;
    Ok(translated)
}

/// Where in a pattern a character stands.
enum Class {
    Outside,
    /// Right behind the opening bracket, where a closing one is a plain character.
    AtStart,
    Inside,
}

impl Class {
    fn after_character(self) -> Self {
        match self {
            Self::AtStart => Self::Inside,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, value: &str, expected: bool) {
        let translated = translate(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let found = Pattern::at_start(&translated).expect("checked").matches(value);
        assert_eq!(found, expected, "{pattern} on {value}");
    }

    #[test]
    fn patterns_of_python() {
        check("cmd", "CMD.exe", true);
        check("md", "cmd.exe", false);
        check(r".*\.exe\Z", "cmd.exe", true);
        check("[[a]", "[", true);
        check("[]a]", "]", true);
        check("[^]a]", "b", true);
        check("[a&&b]+x", "&bx", true);
        check(r"[\]~]x", "]x", true);
        check("(?P<name>c)md", "cmd", true);
    }

    #[test]
    fn what_cannot_be_translated() {
        for pattern in ["(", "c(?!x)md", r"(c)\1"] {
            assert!(translate(pattern).is_err(), "{pattern}");
        }
    }
}
