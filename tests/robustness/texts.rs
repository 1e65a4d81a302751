//! Where the texts to damage come from.

use eql_compiler::rule_file::{self, RuleFile};
use eql_conformance::{all_cases, shared};
use std::fs;
use std::path::Path;

/// Rules of our own, each with much that is rare.
const SAMPLES: &[&str] = &[
    "process where process.name : (\"cmd.exe\", \"power*\") and not user.id == \"S-1-5-18\" /* a /* b */ */",
    "sequence by a.b, ?c with maxspan=30s [any where x like~ \"y\"] by d ![file where true] with runs=2 until [x where 1 < 2]",
    "any where `a b`.c regex \"\"\"\\d+\"\"\" and -1 * (2 + x) != null // end",
    "a where _arraysearch(b, $e, $e.c : \"d\") or descendant of [e where f] or g[0] in (1, 2.5, \"\\u{41}\")",
    "macro M(a) a == 'b' const C = 1 join by a [b where M(c)] [d where x:length() = C] | unique a b | count",
    "sample by host [a where f~(1, true)] [\"b c\" where g not in~ (\"h\")] | head 5",
    "any where between~(a, \"b\", \"c\", true) == substring(d, -4, indexOf(e, \"f\")) and number(\"0x1f\", 16) > divide(g, 0)",
    "sequence with maxspan=1m [process where a] as e0 [file where b == e0.c and endswith~(d, e0.d)] by f as e1 [any where e1.g]",
    "network where cidrMatch(source.ip, \"10.0.0.0/8\", \"::1\") and @timestamp > \"2024-05-01\" and f regex~ (\"[a-f]+\", \"<1-9>x\")",
];

/// Every text there is: the rules of the corpora, the queries of all cases, and samples of our own.
pub(crate) fn texts() -> Vec<String> {
    let mut texts: Vec<String> = SAMPLES.iter().map(|sample| (*sample).to_owned()).collect();
    texts.extend(all_cases().into_iter().map(|case| case.query));
    texts.extend(rules().into_iter().map(|rule| rule.query));
    texts
}

/// The published rules; none where the corpora are absent.
pub(crate) fn rules() -> Vec<RuleFile> {
    let mut rules = Vec::new();
    if let Some(shared) = shared::shared() {
        read_rules(&shared.join("corpora/rules"), &mut rules);
    }
    rules
}

fn read_rules(folder: &Path, rules: &mut Vec<RuleFile>) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_rules(&path, rules);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            rules.extend(rule_file::parse(&path.to_string_lossy(), &fs::read_to_string(&path).unwrap()).unwrap());
        }
    }
}
