//! The report as a document, and tables for the terminal.

use super::{Block, Report, Table, machine};
use std::fmt::Write;

/// The whole document.
pub(super) fn document(report: &Report) -> String {
    let mut text = String::from(
        "# Benchmarks\n\nWritten by `cd bench && cargo run --release`; `bench/README.md` says how to get the engines that are \
         compared with. Do not edit.\n\n",
    );
    if let Some(remark) = &report.remark {
        let _ = writeln!(text, "**Not a complete run:** {remark}.\n");
    }
    for line in machine::described() {
        let _ = writeln!(text, "- {line}");
    }
    text.push_str(
        "\nEvery ratio is the median of the ratios inside single rounds, in which every contender of a table runs in turn \
         (*paired rounds*); the number of rounds stands with each table. Times are those of the processor for the one \
         thread that works, except where a table says otherwise; on a busy machine ratios hold better than absolute times \
         and rates.\n\n## Targets\n\n",
    );
    let mut table = Table::new(["", "target", "measured", ""]);
    for target in &report.targets {
        let verdict = if target.is_met { "met" } else { "**missed**" };
        table.row([target.what.clone(), target.wanted.clone(), target.measured.clone(), verdict.to_owned()]);
    }
    push_table(&mut text, &table);
    for section in &report.sections {
        let _ = writeln!(text, "\n## {}", section.title);
        for block in &section.blocks {
            text.push('\n');
            match block {
                Block::Text(paragraph) => {
                    let _ = writeln!(text, "{paragraph}");
                }
                Block::Table(table) => push_table(&mut text, table),
                Block::Plot(plot) => {
                    let _ = writeln!(text, "![{}](benchmarks/{})", plot.title, plot.file);
                }
            }
        }
    }
    text
}

fn push_table(text: &mut String, table: &Table) {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    text.push_str(&line(&table.head));
    text.push_str(&format!("|{}\n", "---|".repeat(table.head.len())));
    table.rows.iter().for_each(|row| text.push_str(&line(row)));
}

/// A table in columns.
pub(super) fn console(table: &Table) -> String {
    let width = |column: usize| {
        let cells = std::iter::once(&table.head).chain(&table.rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.head.len()).map(width).collect();
    let mut text = String::new();
    for row in std::iter::once(&table.head).chain(&table.rows) {
        text.push_str("  ");
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let _ = if at == 0 { write!(text, "{cell:<width$}") } else { write!(text, "  {cell:>width$}") };
        }
        text.push('\n');
    }
    text
}
