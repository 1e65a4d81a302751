//! Metrics for Prometheus, over HTTP.

use crate::failure::Failure;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tiny_http::{Header, Method, Response, Server, StatusCode};

/// The text that is served, renewed from time to time.
#[derive(Clone, Debug, Default)]
pub(super) struct Page(Arc<Mutex<String>>);

impl Page {
    /// Serves the page at `address` for as long as the program runs; returns the address, with the port if it was left
    /// open.
    pub(super) fn serve(&self, address: &str) -> Result<String, Failure> {
        let server = Server::http(address)
            .map_err(|error| Failure::usage(format!("can't serve metrics at {address}: {error}")))?;
        let bound = server.server_addr().to_string();
        let page = self.clone();
        thread::spawn(move || {
            for request in server.incoming_requests() {
                let known = matches!(request.method(), Method::Get | Method::Head) && request.url() == "/metrics";
                // Nobody is told if a reader has gone.
                let _ = if known { request.respond(page.response()) } else { request.respond(not_found()) };
            }
        });
        Ok(bound)
    }

    pub(super) fn set(&self, text: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }

    fn response(&self) -> Response<std::io::Cursor<Vec<u8>>> {
        let text = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let response = Response::from_string(text);
        match Header::from_bytes("Content-Type", "text/plain; version=0.0.4; charset=utf-8") {
            Ok(header) => response.with_header(header),
            Err(()) => response,
        }
    }
}

fn not_found() -> Response<std::io::Cursor<Vec<u8>>> {
    Response::from_string("metrics are at /metrics\n").with_status_code(StatusCode(404))
}

/// Writes metrics in the text format of Prometheus.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    text: String,
}

impl Metrics {
    /// Begins a metric.
    pub(super) fn begin(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a `String` does not fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// A metric of one value.
    pub(super) fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.begin(name, kind, help);
        let _ = writeln!(self.text, "{name} {value}");
    }

    /// One value of the metric begun last.
    pub(super) fn labelled(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let labels: Vec<String> = labels.iter().map(|(label, text)| format!("{label}=\"{}\"", escaped(text))).collect();
        let _ = writeln!(self.text, "{name}{{{}}} {value}", labels.join(","));
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_format() {
        let mut metrics = Metrics::default();
        metrics.one("eql_events_total", "counter", "Events read.", 3);
        metrics.begin("eql_matches_total", "counter", "Matches.");
        metrics.labelled("eql_matches_total", &[("rule", "a \"b\"\\")], 1);
        let expected = "# HELP eql_events_total Events read.\n# TYPE eql_events_total counter\neql_events_total 3\n\
                        # HELP eql_matches_total Matches.\n# TYPE eql_matches_total counter\n\
                        eql_matches_total{rule=\"a \\\"b\\\"\\\\\"} 1\n";
        assert_eq!(metrics.into_text(), expected);
    }
}
