//! What compiling packs costs, and how large programs become.

use super::Packs;
use crate::report::{Plot, Report, Series, Table, digits};

pub(super) fn report(packs: &Packs, report: &mut Report) {
    let section = report.section("Compiling");
    section.text(
        "`cargo build --release` of a program with `ruleset!`, dependencies compiled before (default profile: 16 codegen \
         units); one run. The largest process is that of the compiler or the linker. Programs hold what measures them too \
         (sonic-rs, serde_json).",
    );
    let mut table = Table::new(["rules", "s", "s of processor", "largest process, MiB", "program, MB"]);
    for program in &packs.programs {
        let cost = &program.cost;
        let numbers = [cost.seconds, cost.processor, cost.memory, cost.size].map(digits);
        table.row(std::iter::once(program.rules.len().to_string()).chain(numbers));
    }
    section.table(table);
    let curve = |name: &str, of: fn(&super::program::Cost) -> f64| Series {
        name: name.to_owned(),
        points: packs.programs.iter().map(|program| (program.rules.len() as f64, of(&program.cost))).collect(),
    };
    section.plot(Plot {
        file: "compiling.svg",
        title: "Compiling a pack".to_owned(),
        axes: ["rules", "s, MB"],
        series: vec![
            curve("seconds", |cost| cost.seconds),
            curve("seconds of processor", |cost| cost.processor),
            curve("program, MB", |cost| cost.size),
        ],
    });
    let (rules, cost) = (packs.of_the_largest(), packs.largest().cost);
    let mut at_most = |what: &str, limit: f64, unit: &str, measured: f64| {
        let measured_text = format!("{} {unit}", digits(measured));
        report.target(&format!("{what}, {rules}"), &format!("≤ {limit} {unit}"), measured_text, measured <= limit);
    };
    at_most("compiling", 180.0, "s", cost.seconds);
    at_most("compiling, largest process", 4.0, "GiB", cost.memory / 1024.0);
    at_most("program", 40.0, "MB", cost.size);
}
