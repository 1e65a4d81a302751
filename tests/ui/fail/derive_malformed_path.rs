//! A path is names with single dots between them.

#[derive(eql::Event)]
struct Process {
    #[eql("process..name")]
    name: String,
    #[eql("")]
    pid: u32,
    #[eql("process.command line")]
    command_line: String,
    #[eql("`process`.args")]
    args: Vec<String>,
}

fn main() {}
