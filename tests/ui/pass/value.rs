//! A rule is a value without contents.

use eql::{Event, Rule, eql};

#[derive(Event)]
struct Process {
    #[eql("process.pid")]
    pid: u32,
}

fn is_plain<R: Copy + Send + Sync + 'static + std::fmt::Debug>(_: R) {}

fn takes_any(rule: impl Rule<Process>, event: &Process) -> bool {
    rule.matches(event)
}

fn main() {
    let rule = eql! { any where process.pid == 4 };
    let copy = rule;
    is_plain(rule);
    assert_eq!(std::mem::size_of_val(&copy), 0);
    assert!(takes_any(copy, &Process { pid: 4 }));
    assert!(std::thread::spawn(move || rule.matches(&Process { pid: 4 })).join().is_ok_and(|matched| matched));
    assert_eq!([1, 4, 5].iter().filter(|&&pid| eql! { any where process.pid == 4 }.matches(&Process { pid })).count(), 1);
}
