//! So does the category: `process where` reads `event.category`.

#[derive(eql::Event)]
struct Process {
    #[eql("process.name")]
    name: &'static str,
}

fn main() {
    let rule = eql::eql! { process where process.name == "cmd.exe" };
    println!("{}", rule.matches(&Process { name: "cmd.exe" }));
}
