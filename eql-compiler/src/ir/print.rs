//! The intermediate form as text, one node a line: what golden tests compare and `eqlc expand --ir` shows.

use super::{
    AddressTest, Bound, Expr, FieldRef, Fields, Formula, Function, Join, Key, KeyField, KeyGroup, Lineages, Literal,
    Number, NumberTest, Pattern, Pipe, Predicate, Query, Relation, Rule, Sample, Script, Sequence, Source, Stage, Step,
    TestKind, TextTest, TimeRange,
};
use eql_runtime::{Fold, Reading};
use std::fmt::{self, Display, Write as _};

impl Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut printer = Printer { fields: &self.fields, out: String::new(), depth: 0 };
        printer.rule(self);
        f.write_str(&printer.out)
    }
}

/// A leaf on one line, the body of an array search left out.
pub(crate) fn test_line(fields: &Fields, test: &TestKind) -> String {
    let mut printer = Printer { fields, out: String::new(), depth: 0 };
    printer.test(test);
    printer.out.lines().next().unwrap_or_default().to_owned()
}

struct Printer<'r> {
    fields: &'r Fields,
    out: String,
    depth: usize,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n("  ", self.depth).chain([text, "\n"]));
    }

    fn nested(&mut self, head: &str, body: impl FnOnce(&mut Self)) {
        self.line(head);
        self.depth += 1;
        body(self);
        self.depth -= 1;
    }

    fn rule(&mut self, rule: &Rule) {
        match &rule.query {
            Query::Event(predicate) => self.nested("event", |p| p.predicate(predicate)),
            Query::Sequence(sequence) => self.sequence(sequence, rule),
            Query::Sample(sample) => self.sample(sample),
            Query::Join(join) => self.join(join),
        }
        if let Some(lineages) = &rule.lineages {
            self.lineages(lineages);
        }
        for pipe in &rule.pipes {
            let computed: Vec<String> = pipe.computed().iter().map(|formula| self.formula(formula)).collect();
            self.line(&match pipe {
                Pipe::Head(count) | Pipe::Tail(count) => format!("{} {count}", pipe.name()),
                pipe => format!("{} {}", pipe.name(), computed.join(", ")),
            });
        }
    }

    fn sequence(&mut self, sequence: &Sequence, rule: &Rule) {
        let mut head = "sequence".to_owned();
        if let Some(maxspan) = sequence.maxspan {
            let _ = write!(head, " maxspan={maxspan}ns");
        }
        let _ = write!(head, " time={}", self.fields.path(rule.timestamp));
        if let Some(tiebreaker) = rule.tiebreaker {
            let _ = write!(head, " tiebreaker={}", self.fields.path(tiebreaker));
        }
        if sequence.endgame {
            head.push_str(" endgame");
        }
        self.nested(&head, |p| {
            for stage in &sequence.stages {
                p.stage(stage);
            }
            if let Some(until) = &sequence.until {
                p.line(&format!("until predicate {} keys {}", until.predicate.0, until.keys.0));
            }
            p.tables(&sequence.predicates, &sequence.key_groups);
        });
    }

    fn stage(&mut self, stage: &Stage) {
        let mut head = if stage.missing { "absent" } else { "stage" }.to_owned();
        let _ = write!(head, " predicate {} keys {}", stage.predicate.0, stage.keys.0);
        if stage.runs > 1 {
            let _ = write!(head, " runs {}", stage.runs);
        }
        if stage.fork {
            head.push_str(" fork");
        }
        if !stage.captures.is_empty() {
            let captures: Vec<&str> = stage.captures.iter().map(|capture| self.fields.path(capture.field)).collect();
            let _ = write!(head, " captures {}", captures.join(", "));
        }
        match &stage.bound {
            Some(bound) => self.nested(&head, |p| p.predicate(bound)),
            None => self.line(&head),
        }
    }

    fn sample(&mut self, sample: &Sample) {
        self.nested("sample", |p| {
            for (predicate, keys) in &sample.filters {
                p.line(&format!("filter predicate {} keys {}", predicate.0, keys.0));
            }
            p.tables(&sample.predicates, &sample.key_groups);
        });
    }

    fn join(&mut self, join: &Join) {
        self.nested("join", |p| {
            for (predicate, keys) in &join.cells {
                p.line(&format!("cell predicate {} keys {}", predicate.0, keys.0));
            }
            if let Some(until) = &join.until {
                p.line(&format!("until predicate {} keys {}", until.predicate.0, until.keys.0));
            }
            p.tables(&join.predicates, &join.key_groups);
        });
    }

    fn lineages(&mut self, lineages: &Lineages) {
        for (at, lineage) in lineages.list.iter().enumerate() {
            let relation = match lineage.relation {
                Relation::Descendant => "descendant",
                Relation::Child => "child",
                Relation::Event => "event",
            };
            self.nested(&format!("lineage {at}: {relation} of"), |p| p.predicate(&lineage.source));
        }
        let groups = [("process", &lineages.own), ("parent", &lineages.parent), ("ancestors", &lineages.ancestors)];
        for (name, group) in groups {
            self.key_group(name, group);
        }
        self.nested("process ends", |p| p.predicate(&lineages.ended));
        self.nested("host starts", |p| p.predicate(&lineages.booted));
    }

    fn tables(&mut self, predicates: &[Predicate], key_groups: &[KeyGroup]) {
        for (at, group) in key_groups.iter().enumerate() {
            self.key_group(&format!("keys {at}"), group);
        }
        for (at, predicate) in predicates.iter().enumerate() {
            self.nested(&format!("predicate {at}"), |p| p.predicate(predicate));
        }
    }

    fn key_group(&mut self, name: &str, group: &KeyGroup) {
        let keys: Vec<String> = group.iter().map(|key| self.key(key)).collect();
        self.line(&format!("{name}: {}", if keys.is_empty() { "none".to_owned() } else { keys.join(", ") }));
    }

    fn key(&self, key: &Key) -> String {
        let mut text = if key.optional { "?" } else { "" }.to_owned();
        match &key.value {
            KeyField::Field(field) => text.push_str(&self.field(*field, key.reading)),
            KeyField::FirstOf(fields) => {
                let fields: Vec<String> = fields.iter().map(|&field| self.field(field, key.reading)).collect();
                let _ = write!(text, "first of ({})", fields.join(", "));
            }
            KeyField::Computed(script) => text.push_str(&self.script(script)),
            KeyField::Formula(formula) => text.push_str(&self.formula(formula)),
        }
        if key.hidden {
            text.push_str(" hidden");
        }
        text
    }

    fn predicate(&mut self, predicate: &Predicate) {
        match predicate {
            Predicate::Const(value) => self.line(if *value { "always" } else { "never" }),
            Predicate::And(operands) => {
                self.nested("and", |p| operands.iter().for_each(|operand| p.predicate(operand)))
            }
            Predicate::Or(operands) => self.nested("or", |p| operands.iter().for_each(|operand| p.predicate(operand))),
            Predicate::Not(operand) => self.nested("not", |p| p.predicate(operand)),
            Predicate::Test(test) => self.test(&test.kind),
        }
    }

    fn test(&mut self, kind: &TestKind) {
        match kind {
            TestKind::Exists(field) => {
                let line = format!("exists {}", self.field(*field, Reading::Dynamic));
                self.line(&line);
            }
            TestKind::Text { field, reading, test } => {
                let line = format!("{} {}", self.field(*field, *reading), text_test(test));
                self.line(&line);
            }
            TestKind::Number { field, reading, test } => {
                let line = format!("{} {}", self.field(*field, *reading), number_test(test));
                self.line(&line);
            }
            TestKind::Bool { field, reading, expected } => {
                let line = format!("{} is {expected}", self.field(*field, *reading));
                self.line(&line);
            }
            TestKind::Address { field, test } => {
                let line = format!("{} {}", self.field(*field, Reading::Address), address_test(test));
                self.line(&line);
            }
            TestKind::Time { field, ranges } => {
                let line = format!("{} {}", self.field(*field, Reading::Instant), time_ranges(ranges));
                self.line(&line);
            }
            TestKind::Version { field, comparison, version } => {
                let line = format!("{} {} {version:?}", self.field(*field, Reading::Version), comparison.symbol());
                self.line(&line);
            }
            TestKind::Script(script) => {
                let line = self.script(script);
                self.line(&line);
            }
            TestKind::Formula { formula, expect } => {
                let want = if *expect { "formula" } else { "formula is false" };
                let line = format!("{want} {}", self.formula(formula));
                self.line(&line);
            }
            TestKind::Lineage(index) => self.line(&format!("in lineage {}", index.0)),
            TestKind::Elements { field, depth, body } => {
                let head = format!("some element ${depth} of {}", self.field(*field, Reading::Dynamic));
                self.nested(&head, |p| p.predicate(body));
            }
        }
    }

    fn field(&self, field: FieldRef, reading: Reading) -> String {
        let path = self.fields.path(field.field);
        let path = match field.source {
            Source::Event => path.to_owned(),
            Source::Element(depth) if path.is_empty() => format!("${depth}"),
            Source::Element(depth) => format!("${depth}.{path}"),
            Source::Stage(stage) => format!("stage{stage}.{path}"),
        };
        match reading {
            Reading::Dynamic => path,
            Reading::Keyword => format!("{path}:keyword"),
            Reading::Integer => format!("{path}:integer"),
            Reading::Unsigned => format!("{path}:unsigned"),
            Reading::Float => format!("{path}:float"),
            Reading::Boolean => format!("{path}:boolean"),
            Reading::Address => format!("{path}:ip"),
            Reading::Instant => format!("{path}:date"),
            Reading::Version => format!("{path}:version"),
        }
    }

    fn script(&self, script: &Script) -> String {
        let want = if script.expect { "script" } else { "script is false" };
        format!("{want} {}", self.expr(&script.expr, script))
    }

    fn formula(&self, formula: &Formula) -> String {
        match formula {
            Formula::Literal(value) => literal(value),
            Formula::Field { field, steps } => self.field(*field, Reading::Dynamic) + &self::steps(steps),
            Formula::Element { depth, steps } => format!("${depth}{}", self::steps(steps)),
            Formula::Apply { operation, operands } => {
                let operands: Vec<String> = operands.iter().map(|operand| self.formula(operand)).collect();
                format!("{}({})", operation.name(), operands.join(", "))
            }
            Formula::Wildcard { value, patterns } => format!("wildcard({}, {patterns:?})", self.formula(value)),
            Formula::Regex { value, pattern } => format!("match({}, {pattern:?})", self.formula(value)),
            Formula::Within { value, blocks } => format!("within({}, {blocks:?})", self.formula(value)),
            Formula::Search { list, depth, body } => {
                format!("some ${depth} of {} ({})", self.formula(list), self.formula(body))
            }
            Formula::Count { list, depth, body } => {
                format!("count ${depth} of {} ({})", self.formula(list), self.formula(body))
            }
        }
    }

    fn exprs(&self, exprs: &[Expr], script: &Script) -> String {
        exprs.iter().map(|expr| self.expr(expr, script)).collect::<Vec<_>>().join(", ")
    }

    fn expr(&self, expr: &Expr, script: &Script) -> String {
        match expr {
            Expr::Literal(value) => literal(value),
            Expr::Operand(at) => match script.operands.get(usize::from(*at)) {
                Some(operand) => self.field(operand.field, operand.reading),
                None => format!("operand {at}"),
            },
            Expr::Call { function, arguments } => format!("{}({})", function.name(), self.exprs(arguments, script)),
            Expr::Negate(operand) => format!("-{}", self.expr(operand, script)),
            Expr::Arithmetic { operator, left, right } => {
                format!("({} {} {})", self.expr(left, script), operator.symbol(), self.expr(right, script))
            }
            Expr::Compare { comparison: operator, left, right } => {
                format!("({} {} {})", self.expr(left, script), operator.symbol(), self.expr(right, script))
            }
            Expr::IsNull(operand) => format!("is-null({})", self.expr(operand, script)),
            Expr::Not(operand) => format!("not({})", self.expr(operand, script)),
            Expr::And(operands) => format!("and({})", self.exprs(operands, script)),
            Expr::Or(operands) => format!("or({})", self.exprs(operands, script)),
            Expr::In { value, list, insensitive } => {
                let operator = if *insensitive { "in~" } else { "in" };
                format!("({} {operator} ({}))", self.expr(value, script), self.exprs(list, script))
            }
            Expr::Text { value, test } => format!("({} {})", self.expr(value, script), text_test(test)),
            Expr::Address { value, test } => format!("({} {})", self.expr(value, script), address_test(test)),
        }
    }
}

impl Function {
    /// The function's name, with `~` where it ignores case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Between { insensitive: false } => "between",
            Self::Between { insensitive: true } => "between~",
            Self::Concat => "concat",
            Self::EndsWith { insensitive: false } => "endsWith",
            Self::EndsWith { insensitive: true } => "endsWith~",
            Self::IndexOf { insensitive: false } => "indexOf",
            Self::IndexOf { insensitive: true } => "indexOf~",
            Self::Length => "length",
            Self::Number => "number",
            Self::StartsWith { insensitive: false } => "startsWith",
            Self::StartsWith { insensitive: true } => "startsWith~",
            Self::String => "string",
            Self::StringContains { insensitive: false } => "stringContains",
            Self::StringContains { insensitive: true } => "stringContains~",
            Self::Substring => "substring",
        }
    }
}

fn steps(steps: &[Step<String>]) -> String {
    let step = |step: &Step<String>| match step {
        Step::Name(name) => format!(".{name}"),
        Step::Index(index) => format!("[{index}]"),
    };
    steps.iter().map(step).collect()
}

fn text_test(test: &TextTest) -> String {
    let fold = match test.fold {
        Fold::None => "",
        Fold::Ascii => "~",
        Fold::Unicode => "~unicode",
    };
    let mut out = format!("text{fold} [");
    let start = out.len();
    let mut part = |write: &dyn Fn(&mut String) -> fmt::Result| {
        if out.len() > start {
            out.push(' ');
        }
        let _ = write(&mut out);
    };
    test.exact.iter().for_each(|text| part(&|out| write!(out, "={text:?}")));
    test.patterns.iter().for_each(|pattern| part(&|out| write_pattern(out, pattern)));
    test.regex.iter().for_each(|regex| part(&|out| write!(out, "regex {regex:?}")));
    out.push(']');
    out
}

fn write_pattern(out: &mut String, pattern: &Pattern) -> fmt::Result {
    match pattern {
        Pattern::Any => out.write_str("any"),
        Pattern::Prefix(text) => write!(out, "prefix {text:?}"),
        Pattern::Suffix(text) => write!(out, "suffix {text:?}"),
        Pattern::Contains(text) => write!(out, "contains {text:?}"),
        Pattern::Around { prefix, suffix } => write!(out, "around {prefix:?}…{suffix:?}"),
        Pattern::General(text) => write!(out, "wildcard {text:?}"),
    }
}

fn number(number: Number) -> String {
    match number {
        Number::Int(value) => value.to_string(),
        Number::UInt(value) => value.to_string(),
        Number::Float(value) => format!("{value:?}"),
    }
}

fn number_test(test: &NumberTest) -> String {
    match test {
        NumberTest::OneOf(numbers) => {
            format!("in [{}]", numbers.iter().map(|&value| number(value)).collect::<Vec<_>>().join(" "))
        }
        NumberTest::Between { low, high } => {
            let end = |bound: &Bound, operator: &str| {
                format!("{operator}{} {}", if bound.inclusive { "=" } else { "" }, number(bound.at))
            };
            let ends: Vec<String> =
                low.iter().map(|bound| end(bound, ">")).chain(high.iter().map(|bound| end(bound, "<"))).collect();
            ends.join(" and ")
        }
    }
}

fn address_test(test: &AddressTest) -> String {
    match test {
        AddressTest::Within(blocks) => format!("within [{}]", blocks.join(" ")),
        AddressTest::Compare(comparison, address) => format!("{} {address}", comparison.symbol()),
    }
}

fn time_ranges(ranges: &[TimeRange]) -> String {
    let end = |end: Option<i64>| end.map_or_else(|| "*".to_owned(), |nanos| nanos.to_string());
    let ranges: Vec<String> =
        ranges.iter().map(|range| format!("{}..={}", end(range.from), end(range.until))).collect();
    format!("within [{}]", ranges.join(" "))
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Number(value) => number(*value),
        Literal::Text(text) => format!("{text:?}"),
        Literal::Address(address) => format!("ip {address}"),
        Literal::Time(nanos) => format!("time {nanos}"),
    }
}
