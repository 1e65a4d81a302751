//! Lifetimes, options, slices, addresses, a type parameter, a tuple struct.

use eql::{Event, FieldBuf, FieldValue};
use std::net::{IpAddr, Ipv4Addr};

#[derive(Event)]
struct Process<'a, T: Clone>
where
    T: Default,
{
    #[eql("process.name")]
    name: Option<&'a str>,
    #[eql("process.args")]
    args: &'a [&'a str],
    #[eql("process.pid")]
    pid: u64,
    #[eql("destination.ip")]
    destination: Option<IpAddr>,
    #[eql("event.extra")]
    extra: T,
    #[eql(skip)]
    raw: Vec<u8>,
}

#[derive(Event)]
struct Tuple(#[eql("user.name")] String, #[eql(skip)] (), #[eql("user.id")] u32);

fn values(event: &impl Event, path: &str) -> Vec<String> {
    let mut values = Vec::new();
    event.visit(&FieldBuf::new(path).as_field(), |value| {
        values.push(format!("{value:?}"));
        false
    });
    values
}

fn check<T: Clone + Default + FieldValue>(extra: T, expected: &[&str]) {
    let event = Process {
        name: Some("a"),
        args: &["b", "c"],
        pid: u64::MAX,
        destination: Some(Ipv4Addr::LOCALHOST.into()),
        extra,
        raw: Vec::new(),
    };
    assert_eq!(values(&event, "process.name"), ["Str(\"a\")"]);
    assert_eq!(values(&event, "process.args"), ["Str(\"b\")", "Str(\"c\")"]);
    assert_eq!(values(&event, "process.pid"), ["UInt(18446744073709551615)"]);
    assert_eq!(values(&event, "destination.ip"), ["Ip(127.0.0.1)"]);
    assert_eq!(values(&event, "event.extra"), expected);
    assert!(values(&event, "process").is_empty());
    assert!(values(&event, "").is_empty());
    assert!(event.raw.is_empty());
}

fn main() {
    check(true, &["Bool(true)"]);
    check(None::<f64>, &[]);
    let tuple = Tuple("root".to_owned(), (), 0);
    assert_eq!((values(&tuple, "user.name"), values(&tuple, "user.id")), (vec!["Str(\"root\")".into()], vec!["Int(0)".into()]));
}
