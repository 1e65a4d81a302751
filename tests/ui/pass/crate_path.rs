//! The facade behind another name.

mod vendor {
    pub use ::eql as detection;
}

#[derive(vendor::detection::Event)]
#[eql(crate = crate::vendor::detection)]
struct Process {
    #[eql("process.name")]
    name: &'static str,
}

fn main() {
    let rule = vendor::detection::eql! {
        #[eql(crate = crate::vendor::detection)]
        any where process.name == "a"
    };
    assert!(rule.matches(&Process { name: "a" }));
    let rule = vendor::detection::eql!(crate = crate::vendor::detection, "any where process.name == \"a\"");
    assert!(rule.matches(&Process { name: "a" }));
}
