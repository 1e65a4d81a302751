//! Rules go through other macros.

use eql::{Event, eql};

#[derive(Event)]
struct Process {
    #[eql("process.pid")]
    pid: u32,
}

macro_rules! rules {
    ($($name:ident: { $($rule:tt)* })*) => {
        $(eql! { struct $name; $($rule)* })*
    };
}

rules! {
    System: { any where process.pid == 4 }
    Other: { any where not process.pid in (4, 0) // But not idle.
    }
}

macro_rules! pid_is {
    ($pid:literal) => {
        eql! { any where process.pid == $pid }
    };
}

fn main() {
    assert!(System.matches(&Process { pid: 4 }) && !Other.matches(&Process { pid: 4 }));
    assert!(pid_is!(7).matches(&Process { pid: 7 }) && !pid_is!(7).matches(&Process { pid: 8 }));
}
