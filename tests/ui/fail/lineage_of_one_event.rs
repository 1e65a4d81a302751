use eql::{Event, eql};

#[derive(Event)]
struct Record<'a> {
    #[eql("event.category")]
    category: &'a str,
    #[eql("process.entity_id")]
    entity: &'a str,
    #[eql("process.parent.entity_id")]
    parent: &'a str,
    #[eql("process.name")]
    name: &'a str,
}

fn main() {
    let rule = eql!(dialect = "endpoint", r#"process where descendant of [process where process.name == "word"]"#);
    let event = Record { category: "process", entity: "2", parent: "1", name: "cmd" };
    rule.matches(&event);
}
