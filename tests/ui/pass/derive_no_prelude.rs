//! The derive leans on nothing that the user's scope may lack or hide.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]

#[allow(non_upper_case_globals, dead_code)]
mod hostile {
    pub const field: u8 = 0;
    pub const visitor: u8 = 0;
    pub const inner: u8 = 0;
    pub const value: u8 = 0;
    pub struct Some;
    pub struct Option;
    pub trait Event {}
}

#[allow(unused_imports)]
use hostile::*;

#[derive(::eql::Event)]
pub struct Outer<'a> {
    #[eql("@timestamp")]
    pub at: i64,
    #[eql("user.name")]
    pub user: &'a str,
    #[eql(nested)]
    pub process: Process,
}

#[derive(::eql::Event)]
pub struct Process {
    #[eql("pid")]
    pub pid: u32,
}

fn main() {}
