//! Text for people: lines that fit the terminal, coloured where that is wanted.

use std::fmt::Write;

/// Fewer columns than these are left for no text, however deep it is indented.
const NARROWEST: usize = 8;

/// Lines, as they are shown.
#[derive(Debug)]
pub(crate) struct Page {
    text: String,
    width: usize,
    color: bool,
}

impl Page {
    pub(crate) const fn new(width: usize, color: bool) -> Self {
        Self { text: String::new(), width, color }
    }

    /// A line in a style of the terminal (`"0"` is none), cut off where the terminal ends.
    pub(crate) fn styled(&mut self, style: &str, indent: usize, text: &str) {
        let line = format!("{:indent$}{}", "", self.cut(text, indent));
        // Writing to a string can't fail.
        let _ = if self.color && style != "0" {
            writeln!(self.text, "\x1b[{style}m{line}\x1b[0m")
        } else {
            writeln!(self.text, "{line}")
        };
    }

    /// A text that goes on in the next line where the terminal ends.
    pub(crate) fn wrapped(&mut self, style: &str, indent: usize, text: &str) {
        let room = self.room(indent);
        let mut line = String::new();
        for word in text.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                self.styled(style, indent, &line);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.styled(style, indent, &line);
    }

    /// An empty line.
    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Text that fits behind `indent` columns; control characters would break the layout or the terminal.
    pub(crate) fn cut(&self, text: &str, indent: usize) -> String {
        let room = self.room(indent);
        let clean = text.chars().map(|char| if char.is_control() { '\u{fffd}' } else { char });
        if text.chars().count() <= room {
            return clean.collect();
        }
        clean.take(room - 1).chain(['…']).collect()
    }

    fn room(&self, indent: usize) -> usize {
        self.width.saturating_sub(indent).max(NARROWEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit() {
        let mut page = Page::new(12, false);
        page.styled("1", 2, "short");
        page.styled("1", 2, "a line that is too long\u{7}");
        page.wrapped("0", 1, "some words that wrap, and averyverylongone");
        assert!(page.text.lines().all(|line| line.chars().count() <= 12), "{}", page.text);
        assert_eq!(page.into_text(), "  short\n  a line th…\n some words\n that wrap,\n and\n averyveryl…\n");
    }

    #[test]
    fn colours_only_where_wanted() {
        let line = |color, style| {
            let mut page = Page::new(80, color);
            page.styled(style, 0, "x");
            page.into_text()
        };
        assert_eq!(
            (line(true, "31"), line(false, "31"), line(true, "0")),
            ("\u{1b}[31mx\u{1b}[0m\n".to_owned(), "x\n".to_owned(), "x\n".to_owned())
        );
    }
}
