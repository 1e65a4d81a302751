//! After an error the type is still there: nothing but the error is reported.

eql::eql! {
    /// Documented.
    #[derive(PartialEq)]
    pub struct Rule;
    process where lenght(process.args) > 3
}

fn main() {
    let rule: Rule = Rule;
    let _ = rule == Rule && rule.matches(&Event { name: "a" });
}

#[derive(eql::Event)]
struct Event {
    #[eql("process.name")]
    name: &'static str,
}
