//! A type that is no event at all.

struct Process;

fn main() {
    let rule = eql::eql! { any where true };
    println!("{}", rule.matches(&Process));
}
