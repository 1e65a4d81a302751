//! Sentences in the lines of a terminal.

/// Breaks lines between words; the second and all further ones are indented. Words stay whole, since many are paths.
pub(crate) fn fold(text: &str, width: usize, indent: usize) -> String {
    let words = text.trim_start();
    let mut folded = " ".repeat(text.len() - words.len());
    let start = folded.len();
    let mut column = start;
    for word in words.split(' ') {
        let length = word.chars().count();
        if column > indent && column + 1 + length > width {
            folded.push('\n');
            folded.push_str(&" ".repeat(indent));
            column = indent;
        } else if column > start {
            folded.push(' ');
            column += 1;
        }
        folded.push_str(word);
        column += length;
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn sentences_fit_a_terminal() {
        let rows = [
            ("short", "short"),
            ("error: one two three", "error: one\n  two three"),
            ("/a/path/that/is/longer than", "/a/path/that/is/longer\n  than"),
            ("  help: a b c", "  help: a b\n  c"),
        ];
        for (text, expected) in rows {
            assert_eq!(fold(text, 12, 2), expected);
        }
    }
}
