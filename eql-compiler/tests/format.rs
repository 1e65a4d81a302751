//! The canonical layout: what it looks like, that it is stable, and that it keeps the meaning and every comment.

mod corpus;

use eql_compiler::Dialect;
use eql_compiler::format::{WIDTH, format};
use eql_compiler::syntax::{parse, print::print};
use eql_compiler::{CompileOptions, analyse};

/// The comments of a text, as a formatter that knows nothing else would find them: by the letters in them.
fn comment_letters(text: &str) -> usize {
    text.matches("//").count() + text.matches("/*").count()
}

/// Formats a text and asks what must hold of every result.
#[track_caller]
fn formatted(text: &str, dialect: Dialect) -> String {
    let formatted = format(text, dialect).unwrap_or_else(|diagnostics| panic!("{text}\n{diagnostics}"));
    let tree = |text: &str| print(&parse(text, dialect).unwrap_or_else(|error| panic!("{text}\n{error}")).0, dialect);
    assert_eq!(tree(text), tree(&formatted), "{formatted}");
    assert_eq!(format(&formatted, dialect).unwrap(), formatted, "not stable:\n{text}");
    assert_eq!(comment_letters(text), comment_letters(&formatted), "{formatted}");
    assert!(!formatted.lines().any(|line| line.ends_with([' ', '\t'])), "{formatted}");
    formatted
}

/// The identity of a compiled rule: the print of its intermediate form, and the texts that its ranges name are the same
/// but for blanks.
fn fingerprint(text: &str, dialect: Dialect) -> Option<String> {
    let mut options = CompileOptions::default();
    options.dialect = dialect;
    analyse(text, &options).ok().map(|(rule, _)| rule.to_string())
}

#[test]
fn published_rules_keep_their_meaning() {
    let Some(shared) = corpus::shared() else { return };
    let mut count = 0;
    for rule in corpus::rules(&shared).iter().chain(&corpus::seeds(&shared)) {
        let after = formatted(&rule.query, rule.dialect);
        assert_eq!(
            fingerprint(&rule.query, rule.dialect),
            fingerprint(&after, rule.dialect),
            "{}",
            rule.path.display()
        );
        // What is longer has nothing to break: a comment, or one test with a long name or string.
        let code = |line: &'_ str| line.split(" //").next().unwrap_or_default().to_owned();
        for line in after.lines().map(code).filter(|line| line.chars().count() > WIDTH) {
            let outside: String = line.split('"').step_by(2).collect();
            let breakable = outside.contains(" and ") || outside.matches(", ").count() > 1;
            assert!(!breakable || line.trim_start().starts_with("/*"), "{}: {line}", rule.path.display());
        }
        count += 1;
    }
    assert!(count > 1500, "{count}");
}

#[test]
fn published_queries_keep_their_meaning() {
    let Some(shared) = corpus::shared() else { return };
    for query in corpus::queries(&shared, "queries-supported.eql") {
        if parse(&query, Dialect::Elasticsearch).is_ok() {
            formatted(&query, Dialect::Elasticsearch);
        }
    }
}

/// The layout by example: what is written, and what it becomes.
#[test]
fn layout() {
    use Dialect::{Elasticsearch, Endgame, Endpoint};
    let names = "\"aaaaaaaaaaaaaaaaaa.exe\", \"bbbbbbbbbbbbbbbbbb.exe\", \"cccccccccccccccccc.exe\"";
    let long_path = "\"/aaaaaaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbbbbbbbb/ccccccccccccc\"";
    let rows: &[(Dialect, &str, &str)] = &[
        (Elasticsearch, "process   where\n  true", "process where true\n"),
        (Elasticsearch, "any where a==\"\" or b:(\"x\",\n\"y\")", "any where a == \"\" or b : (\"x\", \"y\")\n"),
        (
            Elasticsearch,
            "any where ?a.`b c`.d in~(1,-2, 3.5e1)and not length( a )>- 1 and a+1 == .5",
            "any where ?a.`b c`.d in~ (1, -2, 3.5e1) and not length(a) > -1 and a + 1 == .5\n",
        ),
        (
            Elasticsearch,
            "sequence by a,b with maxspan = 1m [any where true]by c with runs=2 ![any where false] until[x where true]|head 5",
            "sequence by a, b with maxspan=1m\n  [any where true] by c with runs=2\n  ![any where false]\nuntil [x where true]\n| head 5\n",
        ),
        (
            Endpoint,
            "sequence [a where true]as x [b where c[0].d==x.e and $f.g:\"h\"]",
            "sequence\n  [a where true] as x\n  [b where c[0].d == x.e and $f.g : \"h\"]\n",
        ),
        (
            Endgame,
            "const A=1 macro M(a,b) a ==b process where a:length( ) = A and M (1, 'x') and x==?'\\w' | unique a, (b) | head 5",
            "const A = 1\nmacro M(a, b) a == b\nprocess where a:length() = A and M(1, 'x') and x == ?'\\w'\n| unique a, (b)\n| head 5\n",
        ),
        (
            Endgame,
            "sequence by a [b where true] [c where true] fork = true until [d where descendant of [e where true]]",
            "sequence by a\n  [b where true]\n  [c where true] fork=true\nuntil [d where descendant of [e where true]]\n",
        ),
    ];
    for (dialect, text, expected) in rows {
        assert_eq!(formatted(text, *dialect), *expected);
    }
    let broken =
        format!("process where process.name : ({names}) and process.executable : ({names}, {long_path}) and (a or b)");
    assert_eq!(
        formatted(&broken, Elasticsearch),
        format!(
            "process where process.name : ({names}) and\n  process.executable : (\n    {},\n    {long_path}\n  ) and\n  (a or b)\n",
            names.replace(", ", ",\n    ")
        )
    );
}

/// Comments: behind what they stood behind, or above what they stood above.
#[test]
fn comments_stay() {
    let rows = [
        ("// what it is\nany where true", "// what it is\nany where true\n"),
        ("any where true // why\n", "any where true // why\n"),
        ("any where true\n/* the\n  rest */", "any where true\n/* the\n  rest */\n"),
        ("any where true\n\n\n// end", "any where true\n\n// end\n"),
        ("any where a // first\nand b", "any where a and // first\n  b\n"),
        ("any where a and\n\n  // second\n  b", "any where a and\n\n  // second\n  b\n"),
        ("any where a\n  // second\n  and b", "any where a and\n  // second\n  b\n"),
        ("any where a\n\n  // second\n  and b", "any where a and\n\n  // second\n  b\n"),
        ("any where /* x */ a and b", "any where /* x */ a and b\n"),
        ("any where a == /* x */ 1", "any where a == /* x */ 1\n"),
        ("any where // all\n a", "any where // all\n  a\n"),
        (
            "any where a : (\"b\", // one\n\"c\" // two\n)",
            "any where a : (\n    \"b\", // one\n    \"c\" // two\n  )\n",
        ),
        ("any where a : (\n// none\n\"b\")", "any where a : (\n    // none\n    \"b\"\n  )\n"),
        (
            "sequence // s\n[any where a] // 1\n// 2\n[any where b /* 3 */]",
            "sequence // s\n  [any where a] // 1\n  // 2\n  [any where b /* 3 */]\n",
        ),
        (
            "any where a == \"// no\" and b == \"\"\"/* no \"\"\"",
            "any where a == \"// no\" and b == \"\"\"/* no \"\"\"\n",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(formatted(text, Dialect::Elasticsearch), expected, "{text}");
    }
}

#[test]
fn what_does_not_parse_is_left_alone() {
    for text in ["", "process where", "any where a == \"x", "// only this"] {
        assert!(format(text, Dialect::Elasticsearch).is_err(), "{text}");
    }
}

/// Blanks and comments anywhere between tokens change nothing but blanks and comments.
#[test]
fn comments_anywhere_are_kept() {
    let pieces = [
        "sequence", "by", "a", ".", "b", ",", "?", "c", "with", "maxspan", "=", "30", "s", "[", "process", "where",
        "not", "(", "a", "==", "-", "1", "or", "f", "(", "x", ",", "2", ")", ")", "and", "b", ":", "(", "\"p\"", ",",
        "\"q\"", ")", "]", "with", "runs", "=", "2", "[", "any", "where", "true", "]", "until", "[", "any", "where",
        "x", "in~", "(", "1", ")", "]",
    ];
    for at in 0..=pieces.len() {
        for comment in [" /* c */ ", " // c\n", "\n\n/* c */\n"] {
            let (before, after) = pieces.split_at(at);
            let text = format!("{}{comment}{}", before.join(" "), after.join(" "));
            if parse(&text, Dialect::Elasticsearch).is_ok() {
                formatted(&text, Dialect::Elasticsearch);
            }
        }
    }
}
