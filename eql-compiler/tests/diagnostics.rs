//! `docs/diagnostics.md` has a section for every code of the compiler and for no other, and its examples are true.
#![allow(clippy::disallowed_methods, reason = "reads the document and the sources")]

use eql_compiler::{CompileOptions, Dialect, compile, lint};
use std::collections::BTreeSet;
use std::path::Path;

const DOCUMENT: &str = include_str!("../../docs/diagnostics.md");

/// The sections of the document: code and text.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    DOCUMENT.split("\n## ").skip(1).map(|section| section.split_once(' ').expect("a title behind the code"))
}

/// The codes that the sources name.
fn codes(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            self::codes(&path, codes);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a readable file");
            let named = text.split(r#"= Code(""#).skip(1).filter_map(|rest| rest.split('"').next());
            codes.extend(named.map(str::to_owned));
        }
    }
}

#[test]
fn every_code_has_a_section() {
    let mut named = BTreeSet::new();
    codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut named);
    let described: BTreeSet<String> = sections().map(|(code, _)| code.to_owned()).collect();
    assert_eq!(described, named);
}

/// The fenced `eql` blocks of a section: what stands behind `eql`, and the rule.
fn examples(section: &str) -> impl Iterator<Item = (&str, &str)> {
    let fences = section.split("\n```eql").skip(1);
    fences.map(|fence| {
        let (tag, rest) = fence.split_once('\n').expect("a rule in the block");
        (tag.trim(), rest.split_once("\n```").expect("an end of the block").0)
    })
}

/// Lints speak when they are asked to: examples of other codes may be odd otherwise.
fn is_lint(code: &str) -> bool {
    code.starts_with("W3")
}

#[test]
fn every_example_is_true() {
    let mut wrong = Vec::new();
    for (code, section) in sections() {
        for (tag, rule) in examples(section) {
            let mut options = CompileOptions::default();
            options.dialect = Dialect::from_name(tag).unwrap_or_default();
            let mut findings = match compile(rule, &options) {
                Ok((_, warnings)) => warnings,
                Err(findings) => findings,
            };
            if is_lint(code) {
                let remarks = lint::check(rule, &options, lint::Context::default()).unwrap_or_default();
                findings.extend(remarks.into_iter().map(|remark| remark.diagnostic));
            }
            let has_code = findings.as_slice().iter().any(|finding| finding.code.0 == code);
            let is_true = if tag == "right" { findings.as_slice().is_empty() } else { has_code };
            if !is_true {
                wrong.push(format!("{code} {tag}: {rule}\n{findings}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
