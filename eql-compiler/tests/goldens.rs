//! Golden tests: for each `goldens/*.eql`, the intermediate form after all passes (`.ir`) and the generated code (`.rs`).
//!
//! A first line `// dialect: name` chooses the dialect. `UPDATE_GOLDEN=1` writes the files; look at the difference before
//! you commit it. The root crate's test `expanded` compiles and runs the `.rs` files.
#![allow(clippy::disallowed_methods, reason = "reads and writes goldens")]

use eql_compiler::{CompileOptions, Dialect, Header, Request, compile, expand};
use proc_macro2::{Ident, Span};
use quote::quote;
use std::fs;
use std::path::{Path, PathBuf};

fn options(text: &str) -> CompileOptions {
    let dialect = text.lines().next().and_then(|line| line.strip_prefix("// dialect: ")).unwrap_or("elasticsearch");
    let mut options = CompileOptions::default();
    options.dialect = Dialect::from_name(dialect).expect("a dialect");
    options
}

/// The generated code as rustfmt would write it.
fn expanded(text: &str) -> String {
    let header =
        Header { attributes: quote!(), visibility: quote!(pub(crate)), ident: Ident::new("Golden", Span::call_site()) };
    let request = Request { text, options: options(text), header: Some(header), crate_path: quote!(::eql) };
    let expansion = expand(&request);
    assert!(!expansion.diagnostics.blocks(), "{}", expansion.diagnostics);
    let again = expand(&request).tokens.to_string();
    assert_eq!(expansion.tokens.to_string(), again, "equal text gives equal tokens");
    prettyplease::unparse(&syn::parse2(expansion.tokens).expect("items"))
}

fn check(golden: &Path, found: &str, failures: &mut Vec<PathBuf>) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden, found).expect("a writable golden file");
    } else if fs::read_to_string(golden).is_ok_and(|expected| expected == found) {
    } else {
        failures.push(golden.to_owned());
    }
}

#[test]
fn goldens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    let mut rules: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of goldens")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "eql"))
        .collect();
    rules.sort();
    assert!(rules.len() >= 12, "only {} goldens", rules.len());
    let mut failures = Vec::new();
    for path in rules {
        let text = fs::read_to_string(&path).expect("a rule");
        let (rule, _) = compile(&text, &options(&text)).unwrap_or_else(|faults| panic!("{}: {faults}", path.display()));
        check(&path.with_extension("ir"), &rule.to_string(), &mut failures);
        check(&path.with_extension("rs"), &expanded(&text), &mut failures);
    }
    assert!(failures.is_empty(), "these differ; UPDATE_GOLDEN=1 writes them anew: {failures:#?}");
}
