//! The event type lacks a field that the rule reads.

#[derive(eql::Event)]
struct Process {
    #[eql("event.category")]
    category: &'static str,
    #[eql("process.name")]
    name: &'static str,
}

fn main() {
    let rule = eql::eql! { process where process.name == "cmd.exe" and process.parent.name == "explorer.exe" };
    let event = Process { category: "process", name: "cmd.exe" };
    println!("{}", rule.matches(&event));
}
