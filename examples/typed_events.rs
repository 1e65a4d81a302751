//! Rules over a struct of your own: `cargo run --example typed_events`.
//!
//! The names of fields are resolved while this file is compiled. A rule that asks for a field which `Connection` lacks
//! does not compile, unless it says `?field`.
#![allow(clippy::print_stdout, reason = "an example talks to its reader")]

use eql::{Event, eql};
use std::net::IpAddr;

/// What a sensor knows about a connection. `Option` and slices are values that may be absent or several.
#[derive(Event)]
struct Connection<'a> {
    #[eql("event.category")]
    category: &'a str,
    #[eql("process.name")]
    process: &'a str,
    #[eql("destination.ip")]
    destination: Option<IpAddr>,
    #[eql("destination.port")]
    port: u16,
}

fn main() -> Result<(), std::net::AddrParseError> {
    let shell_talks = eql! {
        network where process.name : ("bash", "sh", "cmd.exe", "powershell.exe")
          and destination.port not in (53, 443)
          and not cidrMatch(destination.ip, "10.0.0.0/8", "192.168.0.0/16", "::1")
          and ?network.direction != "ingress"
    };

    let connections = [
        Connection { category: "network", process: "bash", destination: Some("203.0.113.7".parse()?), port: 4444 },
        Connection { category: "network", process: "bash", destination: Some("10.1.2.3".parse()?), port: 4444 },
        Connection { category: "network", process: "curl", destination: Some("203.0.113.7".parse()?), port: 8080 },
        // No address lies in no block, so the negated condition holds (as in Elasticsearch): add `!= null` where it matters.
        Connection { category: "network", process: "CMD.EXE", destination: None, port: 8080 },
    ];

    for connection in &connections {
        let verdict = if shell_talks.matches(connection) { "match" } else { "-" };
        let destination = connection.destination.map_or("no address".to_owned(), |address| address.to_string());
        println!("{verdict:<6} {} to {destination}, port {}", connection.process, connection.port);
    }
    Ok(())
}
