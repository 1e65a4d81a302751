//! What the compiler says: `tests/ui/fail` holds one mistake a file with the words it earns, `tests/ui/pass` what has to
//! compile and run. `TRYBUILD=overwrite cargo test --features dynamic --test ui` rewrites the words; read every one of them
//! after that. All features are on, as in a test of the workspace: they decide which names rustc can shorten.

use std::path::Path;
use std::{fs, io};

#[test]
fn ui() -> io::Result<()> {
    let cases = trybuild::TestCases::new();
    copy_rules()?;
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
    Ok(())
}

/// The cases are compiled as a package of trybuild's making, and `file = "…"` is relative to its directory.
#[allow(clippy::disallowed_methods, reason = "a test, no part of the library")]
fn copy_rules() -> io::Result<()> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tests");
    let copies = target.join("trybuild").join(env!("CARGO_PKG_NAME")).join("rules");
    fs::create_dir_all(&copies)?;
    for rule in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/rules"))? {
        let rule = rule?;
        fs::copy(rule.path(), copies.join(rule.file_name()))?;
    }
    Ok(())
}
