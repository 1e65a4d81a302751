//! What the programs that `every-rule` writes are made of: they hold rules as generated code, and say which of the documents
//! made for these rules make them fire.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "its answers are what such a program prints")]

pub mod fires;

use serde_json::Value;
use std::io::{self, BufRead};

/// Whether a rule fires on some documents.
pub type Fires = fn(&[Value]) -> bool;

/// Reads questions, one JSON object a line (`rule` is an index into `rules`, `docs` the documents), and answers each with a
/// line, `true` or `false`.
///
/// # Errors
///
/// Questions that can't be read.
pub fn answer(rules: &[Fires]) -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let rule = question["rule"].as_u64().and_then(|at| rules.get(usize::try_from(at).ok()?));
        let docs = question["docs"].as_array().map_or(&[][..], Vec::as_slice);
        match rule {
            Some(fires) => println!("{}", fires(docs)),
            None => return Err(io::Error::other("no rule has this index")),
        }
    }
    Ok(())
}
