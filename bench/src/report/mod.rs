//! What a run has found: tables, curves, and what became of the targets.

mod machine;
mod markdown;
mod plot;

pub use plot::{Plot, Series};

use std::path::Path;

/// Everything that a run has found.
#[derive(Default)]
pub struct Report {
    /// What is missing in a run that is not complete.
    pub remark: Option<String>,
    sections: Vec<Section>,
    targets: Vec<Target>,
}

/// A part of the report.
pub struct Section {
    title: String,
    blocks: Vec<Block>,
}

enum Block {
    Text(String),
    Table(Table),
    Plot(Plot),
}

/// Rows under a head.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A target of the design, and what was measured.
pub struct Target {
    what: String,
    wanted: String,
    measured: String,
    is_met: bool,
}

impl Report {
    /// Begins a section.
    pub fn section(&mut self, title: &str) -> &mut Section {
        println!("\n{title}");
        self.sections.push(Section { title: title.to_owned(), blocks: Vec::new() });
        self.sections.last_mut().expect("one has just been added")
    }

    /// Says what became of a target.
    pub fn target(&mut self, what: &str, wanted: &str, measured: String, is_met: bool) {
        println!("  target {}: {what}: {wanted}; measured {measured}", if is_met { "met" } else { "MISSED" });
        self.targets.push(Target { what: what.to_owned(), wanted: wanted.to_owned(), measured, is_met });
    }

    /// Writes the document and its plots into a folder.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        let plots = folder.join("benchmarks");
        std::fs::create_dir_all(&plots)?;
        std::fs::write(folder.join("benchmarks.md"), markdown::document(self))?;
        for section in &self.sections {
            for block in &section.blocks {
                if let Block::Plot(plot) = block {
                    plot.draw(&plots).map_err(std::io::Error::other)?;
                }
            }
        }
        Ok(())
    }
}

impl Section {
    /// Adds a paragraph.
    pub fn text(&mut self, text: impl Into<String>) {
        let text = text.into();
        println!("  {text}");
        self.blocks.push(Block::Text(text));
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        print!("{}", markdown::console(&table));
        self.blocks.push(Block::Table(table));
    }

    /// Adds curves.
    pub fn plot(&mut self, plot: Plot) {
        self.blocks.push(Block::Plot(plot));
    }
}

impl Table {
    /// A table without rows.
    pub fn new<const N: usize>(head: [&str; N]) -> Self {
        Self { head: head.map(str::to_owned).to_vec(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

/// A number with as many digits as it deserves.
pub fn digits(number: f64) -> String {
    match number.abs() {
        _ if !number.is_finite() => "–".to_owned(),
        100.0.. => grouped(number.round() as i64),
        10.0..100.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// Thousands apart.
fn grouped(number: i64) -> String {
    let plain = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in plain.char_indices() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}
