//! Generated code leans on nothing that the user's scope may lack or hide.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]

#[allow(dead_code)]
mod hostile {
    pub struct Some;
    pub struct Option;
    pub struct Vec;
    pub struct Field;
    pub struct Value;
    pub mod rt {}
    pub mod core {}
    pub mod std {}
}

#[allow(unused_imports)]
use hostile::*;

#[derive(::eql::Event)]
pub struct Process<'a> {
    #[eql("event.category")]
    pub category: &'a str,
    #[eql("process.name")]
    pub name: &'a str,
    #[eql("process.args")]
    pub args: &'a [&'a str],
    #[eql("process.pid")]
    pub pid: u32,
    #[eql("source.ip")]
    pub source: ::std::net::IpAddr,
}

::eql::eql! {
    /// Of everything something.
    pub struct Everything;
    process where process.name : ("a*", "*b", "*c*", "d*e", "f?g", "h")
      or process.args in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")
      or process.pid > 4 and length(process.args) == 2
      or cidrMatch(source.ip, "10.0.0.0/8", "::1")
      or process.name regex~ "[a-z]+[0-9]" or stringContains(process.name, "x")
}

fn main() {
    let event = Process {
        category: "process",
        name: "nothing",
        args: &["none"],
        pid: 1,
        source: ::std::net::IpAddr::V4(::std::net::Ipv4Addr::new(10, 1, 2, 3)),
    };
    ::std::assert!(Everything.matches(&event));
    ::std::assert!(::eql::eql! { process where process.pid == 1 }.matches(&event));
}
