//! What the parser makes of texts: the shape of the tree, and the answers to what is no EQL.
//!
//! The rows come from `language.md` §1, §2, §8 and §10 and from `sequences.md` §14.

use eql_compiler::syntax::ast::{Expr, ExprKind, Literal};
use eql_compiler::syntax::{codes, parse, parse_expression};
use eql_compiler::{Code, Dialect};

const ES: Dialect = Dialect::Elasticsearch;
const EP: Dialect = Dialect::Endpoint;
const LEG: Dialect = Dialect::Endgame;

fn expression(text: &str, dialect: Dialect) -> Expr {
    parse_expression(text, dialect).unwrap_or_else(|refused| panic!("{text}\n{refused}")).0
}

/// The tree with parentheses around every operation.
fn shape(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Not(operand) => format!("(not {})", shape(operand)),
        ExprKind::Sign { negative, operand } => format!("({}{})", if *negative { "-" } else { "+" }, shape(operand)),
        ExprKind::Binary { operator, left, right, .. } => format!("({} {operator} {})", shape(left), shape(right)),
        ExprKind::Logical { operator, operands } => {
            let operands: Vec<String> = operands.iter().map(shape).collect();
            format!("({})", operands.join(&format!(" {operator} ")))
        }
        ExprKind::Predicate(predicate) => {
            let list: Vec<String> = predicate.list.iter().map(shape).collect();
            let not = if predicate.negated { "not " } else { "" };
            format!("({} {not}{} [{}])", shape(&predicate.operand), predicate.operator, list.join(" "))
        }
        ExprKind::Call(call) => {
            let arguments: Vec<String> = call.arguments.iter().map(shape).collect();
            format!("{}({})", call.name.text, arguments.join(" "))
        }
        _ => expr.to_string().trim_matches(['(', ')']).to_owned(),
    }
}

/// `language.md` §2.1: precedence and associativity.
#[test]
fn precedence() {
    let rows = [
        (ES, "not a == 1 and b == 2", "((not (a == 1)) and (b == 2))"),
        (ES, "a == 1 or b == 2 and c == 3", "((a == 1) or ((b == 2) and (c == 3)))"),
        (ES, "1 * -2 <= -3 * 4", "((1 * (-2)) <= ((-3) * 4))"),
        (ES, "a + b in (3)", "(a + (b in [3]))"),
        (LEG, "a + b in (3)", "((a + b) in [3])"),
        (ES, "-a : \"x\"", "(-(a : [\"x\"]))"),
        (LEG, "-a in (1)", "((-a) in [1])"),
        (ES, "x in (1,2) == true", "((x in [1 2]) == true)"),
        (ES, "not x in (1)", "(not (x in [1]))"),
        (ES, "x : \"a\" and not y : \"b\" or z", "(((x : [\"a\"]) and (not (y : [\"b\"]))) or z)"),
        (ES, "(length(x) > 3) == true", "((length(x) > 3) == true)"),
        (ES, "not not a", "(not (not a))"),
        (ES, "--x", "(-(-x))"),
        (ES, "1 - 2 - 3", "((1 - 2) - 3)"),
        (ES, "8 / 4 * 2 % 3", "(((8 / 4) * 2) % 3)"),
        (ES, "1 + 2 * 3", "(1 + (2 * 3))"),
        (ES, "a or b or c and d and e", "(a or b or (c and d and e))"),
        (ES, "a or (b or c)", "(a or (b or c))"),
        (ES, "1 * 2 + 3 * 4 + 10 / 2 : 2 + 12 + 5", "(((((1 * 2) + (3 * 4)) + (10 / (2 : [2]))) + 12) + 5)"),
        (ES, "x not in~ (\"a\")", "(x not in~ [\"a\"])"),
        (LEG, "x:length() > 3", "(length(x) > 3)"),
        (LEG, "a + x:f(1):g(\"y\")", "(a + g(f(x 1) \"y\"))"),
        (ES, "android == 1", "(android == 1)"),
        (ES, "a in(1)or b", "((a in [1]) or b)"),
    ];
    for (dialect, text, expected) in rows {
        assert_eq!(shape(&expression(text, dialect)), expected, "{text}");
    }
}

/// `language.md` §1.4, §1.5: what literals stand for.
#[test]
fn literals() {
    let string = |value: &str, raw| Literal::Str { value: value.to_owned(), raw };
    let rows = [
        (ES, "2147483648", Literal::Int(2_147_483_648)),
        (ES, "8589934592", Literal::Int(8_589_934_592)),
        (ES, "18446744073709551615", Literal::UInt(u64::MAX)),
        (ES, "100000000000000000000000000000000", Literal::Float(1e32)),
        (ES, "1.", Literal::Float(1.0)),
        (ES, ".5e+2", Literal::Float(50.0)),
        (ES, "1.5E-3", Literal::Float(0.0015)),
        (ES, "null", Literal::Null),
        (ES, "false", Literal::Bool(false)),
        (ES, r#""\n\r\t\b\f\"\'\\""#, string("\n\r\t\u{8}\u{c}\"'\\", false)),
        (ES, r#""\u{41}\u{00}\u{0001F600}\\u{41}""#, string("A\0😀\\u{41}", false)),
        (ES, "\"\"\"a\"\"\"\"\"", string("a\"\"", true)),
        (ES, "\"\"\"\"\"\"\"\"", string("\"\"", true)),
        (ES, "\"\"\"\"\"\"", string("", true)),
        (ES, r#""""C:\Windows\*""""#, string(r"C:\Windows\*", true)),
        (ES, "\"// no comment\"", string("// no comment", false)),
        (LEG, r"'a\'b'", string("a'b", false)),
        (LEG, r#"?"a\"b\d""#, string(r#"a"b\d"#, true)),
        (LEG, r"?'a\'b\d'", string(r"a'b\d", true)),
    ];
    for (dialect, text, expected) in rows {
        assert_eq!(expression(text, dialect).kind, ExprKind::Literal(expected), "{text}");
    }
}

/// Comments, blanks, paths and words (`language.md` §1.1–§1.3) that must parse, with their canonical text.
#[test]
fn accepted() {
    let rows = [
        (ES, "process where /* a /* b */ c */ true", "process where true"),
        (LEG, "process where /* a /* b */ true", "process where true"),
        (ES, "any where a // b\r\nand c", "any where a and c"),
        (ES, "any where a . b == ? c . `d e`", "any where a.b == ?c.`d e`"),
        (ES, "file where `sequence` == 20 and foo.`by` == 1", "file where `sequence` == 20 and foo.`by` == 1"),
        (ES, "any where runs == as and head == fork", "any where runs == as and head == fork"),
        (ES, "\"my cat.1\"where(true)", "\"my cat.1\" where (true)"),
        (ES, "sequence with maxspan = 5 s by a [b where true]", "sequence with maxspan=5s by a [b where true]"),
        (EP, "sequence [a where b] as e by c [d where f]", "sequence [a where b] by c as e [d where f]"),
        (LEG, "process_name = 'x'", "process_name == \"x\""),
        (LEG, "a where b in (1, 2,) | unique c d", "a where b in (1, 2) | unique c, d"),
        (LEG, "sequence with maxspan==5s [a where b] fork=true", "sequence with maxspan=5s [a where b] fork"),
    ];
    for (dialect, text, expected) in rows {
        let (statement, warnings) = parse(text, dialect).unwrap_or_else(|refused| panic!("{text}\n{refused}"));
        assert_eq!(statement.to_string(), expected);
        assert!(warnings.as_slice().is_empty(), "{text}\n{warnings}");
    }
}

/// Every finding: its code, the text it points at, and a piece of its help.
#[track_caller]
fn check(dialect: Dialect, text: &str, expected: &[(Code, &str, &str)]) {
    let findings = match parse(text, dialect) {
        Ok((statement, warnings)) if warnings.as_slice().is_empty() => panic!("{text} is accepted: {statement}"),
        Ok((_, warnings)) => warnings,
        Err(refused) => refused,
    };
    let found: Vec<(Code, &str)> = findings
        .as_slice()
        .iter()
        .map(|finding| (finding.code, &text[finding.range.start as usize..finding.range.end as usize]))
        .collect();
    let codes: Vec<(Code, &str)> = expected.iter().map(|(code, at, _)| (*code, *at)).collect();
    assert_eq!(found, codes, "{text}\n{findings}");
    for (finding, (_, _, help)) in findings.as_slice().iter().zip(expected) {
        assert!(finding.help.as_deref().unwrap_or_default().contains(help), "{text}\n{finding}");
        assert!(!finding.message.ends_with('.') && finding.message.starts_with(|first: char| !first.is_uppercase()));
    }
}

/// Bad tokens (`language.md` §8, rows 1 to 3).
#[test]
fn wrong_tokens() {
    check(ES, "a where b == \"c", &[(codes::UNTERMINATED_STRING, "\"c", "end it")]);
    check(ES, "a where b == \"c\n\"", &[(codes::UNTERMINATED_STRING, "\"c", "\\n")]);
    check(ES, "a where b == \"\"\"c", &[(codes::UNTERMINATED_STRING, "\"\"\"c", "\"\"\"")]);
    check(ES, "a where b == \"c:\\\"", &[(codes::UNTERMINATED_STRING, "\"c:\\\"", "`\\\\`")]);
    check(ES, "a where `b", &[(codes::UNTERMINATED_NAME, "`", "back-quote")]);
    check(ES, "a where `` == 1", &[(codes::EMPTY_NAME, "``", "")]);
    check(ES, "a where b /* /* */", &[(codes::UNTERMINATED_COMMENT, "/*", "nest")]);
    check(LEG, "a where /* a /* b */ c */ true", &[(codes::UNEXPECTED, "/", "")]);
    check(ES, r#"a where b == "\w\.""#, &[(codes::UNKNOWN_ESCAPE, r"\w", "raw"), (codes::UNKNOWN_ESCAPE, r"\.", "")]);
    check(ES, r#"a where b == "\u00e9""#, &[(codes::UNKNOWN_ESCAPE, r"\u", "braces")]);
    check(ES, r#"a where b == "\u{D}""#, &[(codes::BAD_CODE_POINT, r"\u{D}", "")]);
    check(ES, r#"a where b == "\u{123456789}""#, &[(codes::BAD_CODE_POINT, r"\u{123456789}", "")]);
    check(ES, r#"a where b == "\u{D800}""#, &[(codes::BAD_CODE_POINT, r"\u{D800}", "")]);
    check(ES, r#"a where b == "\u{110000}""#, &[(codes::BAD_CODE_POINT, r"\u{110000}", "")]);
    check(ES, "a where b == 'c'", &[(codes::OTHER_QUOTES, "'c'", "double quotes")]);
    check(ES, "a where b == ?\"c\"", &[(codes::OTHER_QUOTES, "?\"c\"", "three quotes")]);
    check(ES, "a where b\u{a0}== 1", &[(codes::UNKNOWN_CHARACTER, "\u{a0}", "blanks")]);
    check(ES, "a where b == “c”", &[(codes::UNKNOWN_CHARACTER, "“", "plain double quotes")]);
    check(ES, "a where b;", &[(codes::UNKNOWN_CHARACTER, ";", "ends")]);
    check(ES, "a where like ~ b", &[(codes::UNEXPECTED, "like", "")]);
}

/// Operators and predicates (`language.md` §1.7, §2.1, §8 row 4).
#[test]
fn wrong_operators() {
    check(ES, "a where b = 1", &[(codes::SINGLE_EQUALS, "=", "use `==`")]);
    check(ES, "a where b < c < d", &[(codes::CHAINED, "<", "and")]);
    check(ES, "a where length(x) > 3 == true", &[(codes::CHAINED, "==", "")]);
    check(LEG, "a where x in (1,2) == true", &[(codes::CHAINED, "==", "")]);
    check(ES, "a where b in (1) in (2)", &[(codes::CHAINED, "in", "")]);
    check(
        ES,
        "a where b && c || !d",
        &[
            (codes::FOREIGN_OPERATOR, "&&", "`and`"),
            (codes::FOREIGN_OPERATOR, "||", "`or`"),
            (codes::FOREIGN_OPERATOR, "!", "`not`"),
        ],
    );
    check(ES, "a where b <> 1", &[(codes::FOREIGN_OPERATOR, "<>", "`!=`")]);
    check(ES, "a where b !: \"c\"", &[(codes::FOREIGN_OPERATOR, "!:", "not")]);
    check(ES, "a where b like and c", &[(codes::MISSING_PATTERN, "like", "string")]);
    check(ES, "a where b :", &[(codes::MISSING_PATTERN, ":", "string")]);
    check(ES, "a where b in \"c\"", &[(codes::MISSING_PATTERN, "in \"c\"", "in (…)")]);
    check(ES, "a where b : c.d", &[(codes::PATTERN_NOT_LITERAL, "c.d", "==")]);
    check(ES, "a where b : (c, \"d\")", &[(codes::PATTERN_NOT_LITERAL, "c", "")]);
    check(ES, "a where pid : (4 + 1)", &[(codes::UNEXPECTED, "+", "")]);
    check(ES, "a where b in ()", &[(codes::EMPTY_LIST, "()", "")]);
    check(ES, "a where b like ()", &[(codes::EMPTY_LIST, "()", "")]);
    check(ES, "a where b not : \"c\"", &[(codes::NOT_INFIX, "not :", "in front")]);
    check(ES, "a where b not like~ \"c\"", &[(codes::NOT_INFIX, "not like~", "like~")]);
    check(ES, "a where b == not c", &[(codes::UNEXPECTED, "not", "parentheses")]);
    check(ES, "a where b == descendant of [c where d]", &[(codes::UNEXPECTED, "of", "")]);
    check(ES, "a where b.?c", &[(codes::UNEXPECTED, "?", "")]);
}

/// Keywords and categories (`language.md` §1.3, §1.2, §8 row 4).
#[test]
fn wrong_words() {
    check(ES, "a were b", &[(codes::UNEXPECTED, "were", "`where`")]);
    check(ES, "sequnce by a [b where c]", &[(codes::UNEXPECTED, "by", "`sequence`")]);
    check(ES, "a where b AND c", &[(codes::KEYWORD_CASE, "AND", "`and`")]);
    check(
        ES,
        "a WHERE NOT b OR c IN (1) AND d LIKE~ \"e\"",
        &[
            (codes::KEYWORD_CASE, "WHERE", "`where`"),
            (codes::KEYWORD_CASE, "NOT", "`not`"),
            (codes::KEYWORD_CASE, "OR", "`or`"),
            (codes::KEYWORD_CASE, "IN", "`in`"),
            (codes::KEYWORD_CASE, "AND", "`and`"),
            (codes::KEYWORD_CASE, "LIKE~", "`like~`"),
        ],
    );
    check(ES, "SEQUENCE by a [b where c]", &[(codes::KEYWORD_CASE, "SEQUENCE", "`sequence`")]);
    check(ES, "a where b == NULL", &[(codes::LITERAL_LIKE_FIELD, "NULL", "`null`")]);
    check(ES, "a where sequence == 20", &[(codes::KEYWORD_AS_NAME, "sequence", "`` `sequence` ``")]);
    check(ES, "a where b.by == 1", &[(codes::KEYWORD_AS_NAME, "by", "back-quotes")]);
    check(ES, "`a` where b", &[(codes::BAD_CATEGORY, "`a`", "string")]);
    check(ES, "?a where b", &[(codes::BAD_CATEGORY, "?a", "string")]);
    check(ES, "9a where b", &[(codes::BAD_CATEGORY, "9a", "\"9a\"")]);
    check(ES, "a-b where c", &[(codes::BAD_CATEGORY, "a-b", "\"a-b\"")]);
    check(ES, "process.name == \"a\"", &[(codes::MISSING_CATEGORY, "process.name == \"a\"", "any where")]);
    check(EP, "a where relative of [b where c]", &[(codes::UNKNOWN_RELATION, "relative", "descendant of")]);
    check(LEG, "a where chld of [b where c]", &[(codes::UNKNOWN_RELATION, "chld", "`child`")]);
}

/// Queries cut short or put together wrongly.
#[test]
fn wrong_shapes() {
    check(ES, "", &[(codes::EMPTY, "", "any where true")]);
    check(ES, " /* nothing */ // here", &[(codes::EMPTY, "", "")]);
    check(ES, "a where", &[(codes::UNEXPECTED, "", "")]);
    check(ES, "a where (b == [c]", &[(codes::UNEXPECTED, "[", "")]);
    check(ES, "a where (b == c", &[(codes::UNEXPECTED, "(", "`)`")]);
    check(ES, "a where (b]", &[(codes::UNEXPECTED, "]", "still open")]);
    check(ES, "a where b)", &[(codes::UNEXPECTED, ")", "remove")]);
    check(ES, "a where b c", &[(codes::UNEXPECTED, "c", "")]);
    check(ES, "sequence ! [a where b]", &[(codes::UNEXPECTED, "! [", "blank")]);
    check(ES, "sequence by a maxspan=5s [b where c]", &[(codes::UNEXPECTED, "maxspan", "with maxspan")]);
    check(ES, "sequence [a where b] with maxspan=5s", &[(codes::MISPLACED, "with maxspan=5s", "whole sequence")]);
    check(ES, "sample by a with maxspan=5s [b where c]", &[(codes::MISPLACED, "with maxspan=5s", "")]);
    check(ES, "sample by a [b where c] until [d where e]", &[(codes::MISPLACED, "until [d where e]", "sequence")]);
    check(ES, "sample by a [b where c] with runs=2", &[(codes::MISPLACED, "runs=2", "sequence")]);
    check(ES, "sample by a by b [c where d]", &[(codes::UNEXPECTED, "by", "")]);
}

/// Syntax of another dialect is refused with the name of the dialect that has it, all of it at once
/// (`language.md` §10, `sequences.md` §14.2).
#[test]
fn other_dialects() {
    let other = codes::OTHER_DIALECT;
    check(ES, "a where b[0].c[1] == 1", &[(other, "[0]", "endgame"), (other, "[1]", "endgame")]);
    check(ES, "a where descendant of [b where c]", &[(other, "descendant", "endpoint and endgame")]);
    check(ES, "sequence [a where b] as c", &[(other, "as c", "the endpoint dialect has it")]);
    check(LEG, "sequence [a where b] as c", &[(other, "as c", "endpoint")]);
    check(ES, "a where f(b, $c, $c.d)", &[(other, "$c", "endpoint"), (other, "$c", "endpoint")]);
    check(ES, "sequence [a where b] fork", &[(other, "fork", "endgame")]);
    check(EP, "join [a where b] [c where d]", &[(other, "join", "endgame")]);
    check(ES, "macro A() true a where A()", &[(other, "macro", "endgame")]);
    check(ES, "const A = 1 a where A", &[(other, "const", "endgame")]);
    check(ES, "a where x:length() > 1", &[(other, ":length", "function(value)")]);
    check(ES, "| head 5", &[(other, "", "any where true")]);
    check(ES, "a where b | unique c d", &[(other, "d", "comma")]);
    check(ES, "a where b in (1,) and f(c,)", &[(other, ",", "remove"), (other, ",", "remove")]);
    check(ES, "sequence with maxspan==5s [a where b]", &[(other, "==", "`=`")]);
    check(EP, "\"a\" where b", &[(other, "\"a\"", "elasticsearch")]);
    check(LEG, "a where ?b == 1.", &[(other, "?", ""), (other, "1.", ".0")]);
    check(
        LEG,
        "a where b : \"c\" or d in~ (\"e\") or f~(g)",
        &[(other, ":", ""), (other, "in~", ""), (other, "~", "")],
    );
    check(LEG, "sample by a [b where c]", &[(other, "sample", "elasticsearch and endpoint")]);
    check(LEG, "sequence ![a where b] with runs=2", &[(other, "![", ""), (other, "with runs=2", "")]);
    check(LEG, "a where b == \"\"\"c\"\"\"", &[(codes::OTHER_QUOTES, "\"\"\"c\"\"\"", "?\"…\"")]);
}

/// Ranges hold no blanks and no comments at their ends.
#[test]
fn ranges_are_exact() {
    let text = "any where a.b  == (c)  /* x */ and f ( d , 1 ) in ( 2 )  ";
    let (statement, _) = parse(text, ES).unwrap_or_else(|refused| panic!("{refused}"));
    let eql_compiler::syntax::ast::Query::Event(query) = &statement.query else { panic!("no event query") };
    let mut found = Vec::new();
    ranges(&query.condition, text, &mut found);
    let expected = [
        "a.b  == (c)  /* x */ and f ( d , 1 ) in ( 2 )",
        "a.b  == (c)",
        "a.b",
        "(c)",
        "f ( d , 1 ) in ( 2 )",
        "f ( d , 1 )",
        "d",
        "1",
        "2",
    ];
    assert_eq!(found, expected);
}

fn ranges<'t>(expr: &Expr, text: &'t str, found: &mut Vec<&'t str>) {
    found.push(&text[expr.range.start as usize..expr.range.end as usize]);
    match &expr.kind {
        ExprKind::Binary { left, right, .. } => [left, right].into_iter().for_each(|side| ranges(side, text, found)),
        ExprKind::Logical { operands, .. } => operands.iter().for_each(|operand| ranges(operand, text, found)),
        ExprKind::Predicate(predicate) => {
            ranges(&predicate.operand, text, found);
            predicate.list.iter().for_each(|element| ranges(element, text, found));
        }
        ExprKind::Call(call) => call.arguments.iter().for_each(|argument| ranges(argument, text, found)),
        _ => {}
    }
}
