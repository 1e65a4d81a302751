//! Every shared rule as one compiled pack, over lines of JSON from standard input.

#[cfg(feature = "pack")]
eql::ruleset! {
    /// The shared rules.
    pub struct Shared;
    "rules/**/*.toml"
}

#[cfg(feature = "pack")]
fn main() -> std::io::Result<()> {
    use std::io::{BufRead, Write};
    use std::time::Instant;

    let lines: Vec<String> = std::io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let begin = Instant::now();
    let mut engine = Shared::engine();
    let (mut alerts, mut malformed) = (0, 0);
    let mut first = None;
    for line in &lines {
        match engine.push_json(line) {
            Ok(found) => alerts += found.len(),
            Err(_) => malformed += 1,
        }
        first.get_or_insert_with(|| begin.elapsed());
    }
    let elapsed = begin.elapsed();
    alerts += engine.finish().len();
    let bytes: usize = lines.iter().map(String::len).sum();
    let rate = |count: usize| count as f64 / elapsed.as_secs_f64();
    let mut out = std::io::stdout().lock();
    writeln!(out, "rules {}, left out {}", Shared::RULES.len(), Shared::SKIPPED.len())?;
    writeln!(out, "fields {}", Shared::FIELDS.len())?;
    writeln!(out, "events {}, malformed {malformed}, alerts {alerts}", lines.len())?;
    writeln!(out, "first verdict after {:.2} ms", first.unwrap_or_default().as_secs_f64() * 1e3)?;
    writeln!(out, "{:.0} events/s, {:.0} MB/s", rate(lines.len()), rate(bytes) / 1e6)
}

#[cfg(not(feature = "pack"))]
fn main() {
    // So that nothing of the dependencies is left for the timed build.
    let _ = eql::FieldBuf::new("");
}
