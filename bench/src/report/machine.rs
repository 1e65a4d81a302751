//! What a run was made on.

use std::process::Command;

/// The machine and the flags, a line each.
pub(super) fn described() -> Vec<String> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    vec![
        format!("Machine: {} × {}, load {load} at the end of the run (1 is this program alone)", cores, model.unwrap_or("unknown")),
        format!("Date: {}", output("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        format!("Compiler: {}; release profile with `lto = \"thin\"` and one codegen unit; packs with the default release profile", output("rustc", &["--version"])),
        "Target: plain x86-64, as the product ships, all contenders alike; wider instructions only where a library chooses them at run time".to_owned(),
        "Peers: tau-engine 1.16.0 (all optimisations), rsigma-eval 0.23.0 (the newest that builds with Rust 1.95), Python eql 1.0.1, sonic-rs 0.5, simd-json 0.19, Flink CEP 2.3.0".to_owned(),
    ]
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).trim().to_owned()
}
