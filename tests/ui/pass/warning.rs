//! A warning does not keep a rule from compiling.

use eql::{Event, eql};

#[derive(Event)]
struct Process {
    #[eql("process.pid")]
    pid: u32,
}

fn main() {
    let rule = eql! { any where process.pid == 4 and false };
    assert!(!rule.matches(&Process { pid: 4 }));
}
