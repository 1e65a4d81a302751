//! Without a name to take the prefix from, the attribute has to say it.

#[derive(eql::Event)]
struct Outer(#[eql(nested)] Process);

#[derive(eql::Event)]
struct Process {
    #[eql("name")]
    name: String,
}

fn main() {}
