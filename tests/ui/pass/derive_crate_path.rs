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
    let event = Process { name: "a" };
    let field = vendor::detection::FieldBuf::new("process.name");
    assert!(vendor::detection::Event::visit(&event, &field.as_field(), |_| true));
    assert_eq!(event.name, "a");
}
