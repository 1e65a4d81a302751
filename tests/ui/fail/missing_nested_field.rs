//! A nested struct lacks it.

#[derive(eql::Event)]
struct Event {
    #[eql("event.category")]
    category: &'static str,
    #[eql(nested)]
    process: Process,
}

#[derive(eql::Event)]
struct Process {
    #[eql("name")]
    name: &'static str,
}

fn main() {
    let rule = eql::eql! { process where process.name == "cmd.exe" and process.pid == 4 };
    let event = Event { category: "process", process: Process { name: "cmd.exe" } };
    println!("{}", rule.matches(&event));
}
