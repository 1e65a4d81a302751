//! Cases of the specification and of Elasticsearch's own suites, on generated code.

use eql_conformance::{all_cases, check, exceptions};
use eql_conformance_generated::Generated;

/// The same verdicts and the same exceptions as on the interpreter (`tests/conformance` of the workspace).
#[test]
fn every_case_agrees() {
    let cases = all_cases();
    check(&Generated, &cases, &exceptions::of(&cases));
}
