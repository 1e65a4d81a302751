//! Texts with wildcards.

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// This text.
    Text(String),
    /// Any text.
    Any,
    /// Any one character.
    One,
}

/// A text with wildcards, which a value has to match whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(pub Vec<Piece>);

impl Pattern {
    /// Just this text.
    pub fn exact(text: &str) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Piece::Text(text.to_owned())] })
    }

    /// A text in which `*` and `?` are wildcards.
    pub fn wildcards(text: &str) -> Self {
        let mut pieces = Vec::new();
        for character in text.chars() {
            match (character, pieces.last_mut()) {
                ('*', Some(Piece::Any)) => {}
                ('*', _) => pieces.push(Piece::Any),
                ('?', _) => pieces.push(Piece::One),
                (_, Some(Piece::Text(text))) => text.push(character),
                _ => pieces.push(Piece::Text(character.to_string())),
            }
        }
        Self(pieces)
    }

    /// The same as a regular expression of the crate `regex`, and of Python.
    pub fn regex(&self) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => escape(text),
            Piece::Any => "[\\s\\S]*".to_owned(),
            Piece::One => "[\\s\\S]".to_owned(),
        });
        format!("^{}$", pieces.collect::<String>())
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if character.is_ascii_punctuation() && character != '_' {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_pieces() {
        let text = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(Pattern::wildcards("?:\\a*").0, [Piece::One, text(":\\a"), Piece::Any]);
        assert_eq!(Pattern::wildcards("**").0, [Piece::Any]);
        assert_eq!(Pattern::wildcards("a.b*").regex(), "^a\\.b[\\s\\S]*$");
        assert_eq!(Pattern::exact("a*").0, [text("a*")]);
    }
}
