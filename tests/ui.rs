//! What the compiler says: `tests/ui/fail` holds one mistake a file with the words it earns, `tests/ui/pass` what has to
//! compile and run. `TRYBUILD=overwrite cargo test --test ui` rewrites the words; read every one of them after that.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
}
