//! Random queries of the Endgame dialect: every operator, function, kind of literal and form of query.

use crate::query::{Kind, Node};
use eql_conformance::Random;

/// What stands before every query.
pub(crate) const DEFINITIONS: &str = "
const LIMIT = 7
const NAME = 'svchost.exe'
macro IS_SHELL(name) name in ('cmd.exe', 'powershell.exe', 'explorer.exe')
macro BETWEEN_BOTH(value, low, high) value >= low and value <= high
macro NAMED(a) IS_SHELL(a) or a == NAME
";

const NUMBER_FIELDS: &[&str] = &[
    "pid",
    "ppid",
    "opcode",
    "exit_code",
    "unique_pid",
    "serial_event_id",
    "destination_port",
    "decimal",
    "nested.n",
    "mysterious_field.num",
    "missing_number",
    "list[1]",
    "objects[0].a",
];
const TEXT_FIELDS: &[&str] = &[
    "process_name",
    "command_line",
    "user_name",
    "parent_process_name",
    "file_name",
    "file_path",
    "subtype",
    "md5",
    "source_address",
    "inner.a.b",
    "missing_text",
    "list[0]",
    "mysterious_field.outer_cross_match",
    "objects[1].b",
    "bytes_written_string_list[0]",
    "process_path",
    "registry_value",
];
const LIST_FIELDS: &[&str] = &[
    "list",
    "objects",
    "bytes_written_string_list",
    "mysterious_field.subarray",
    "missing_list",
    "mixed",
    "process_name",
];
/// Fields that are lists wherever they are: `arrayContains` of anything else is a matter of its own (`docs/dialect.md`, G4).
const ONLY_LISTS: &[&str] = &["tags", "bytes_written_string_list", "mysterious_field.subarray", "missing_list"];
const ANY_FIELDS: &[&str] =
    &["mixed", "flag", "inner", "list", "inner.a", "word", "flags", "objects", "list[7]", "mixed[0]", "mixed.text"];
const CATEGORIES: &[&str] = &["any", "process", "file", "network", "registry", "odd", "none_such", "any"];
const NUMBERS: &[&str] =
    &["0", "1", "2", "3", "4", "7", "10", "1.5", "2.0", ".5", "1e3", "2E-1", "100000", "4294967296"];
const TEXTS: &[&str] = &[
    "''",
    "'a'",
    "\"text\"",
    "'TEXT'",
    "'cmd.exe'",
    "\"svchost.exe\"",
    "'explorer.exe'",
    "?'C:\\Windows'",
    "\"C:\\\\Windows\\\\System32\"",
    "'create'",
    "'7'",
    "'école.exe'",
    "\"\\u{e9}COLE.exe\"",
    "'x'",
    "\"tab\\there\"",
    "'.'",
    "'e'",
    "'s'",
    "?\"quo\\\"te\"",
    "'it\\'s'",
    "'?'",
];
const PATTERNS: &[&str] =
    &["'*'", "'*.exe'", "'s*'", "'*o*'", "'c*d.EXE'", "'a*b*c'", "'?'", "'*\\\\*'", "\"*é*\"", "'**'", "'svc*host*'"];
const REGEXES: &[&str] = &[
    "'s.*'",
    "'[a-c]+'",
    "'.*\\\\.exe$'",
    "'^cmd'",
    "'(svc|smss)'",
    "?'\\w+\\.exe'",
    "'host'",
    "?'\\d+'",
    "'a{2,3}|b'",
    "'É'",
    "''",
    "?'c:\\\\win.*?s'",
];
const BLOCKS: &[&str] =
    &["'10.0.0.0/8'", "'192.168.1.0/24'", "'0.0.0.0/0'", "'10.6.48.157/8'", "'fe80::/10'", "'::/0'", "'1.2.3.4/32'"];

/// Makes queries of random choices.
pub(crate) struct Generator {
    random: Random,
    /// The variables of the array functions around.
    variables: Vec<&'static str>,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Random::seeded(seed), variables: Vec::new() }
    }

    /// A whole query.
    pub(crate) fn query(&mut self) -> Node {
        let base = match self.random.below(20) {
            0..=12 => self.event_query(),
            13..=17 => self.sequence(),
            _ => self.join(),
        };
        let mut nodes = vec![base];
        while nodes.len() < 4 && self.random.chance(18) {
            nodes.push(self.pipe());
        }
        Node::new(Kind::Fixed, "query", &"#".repeat(nodes.len()), nodes)
    }

    fn event_query(&mut self) -> Node {
        let category = self.pick(Kind::Fixed, "category", CATEGORIES);
        let depth = 1 + self.random.below(3);
        let condition = self.condition(depth);
        Node::new(Kind::Fixed, "event query", "# where #", [category, condition])
    }

    /// `[…]` with what may stand behind it; `keys` of its own.
    fn stage(&mut self, keys: usize, may_fork: bool) -> Node {
        let category = self.pick(Kind::Fixed, "category", CATEGORIES);
        let condition = if self.random.chance(30) {
            Node::leaf(Kind::Condition, "true", "true")
        } else {
            let depth = self.random.below(2);
            self.condition(depth)
        };
        let fork = if may_fork && self.random.chance(15) {
            self.pick(Kind::Extra, "fork", &[" fork", " fork=true", " fork=false"])
        } else {
            Node::leaf(Kind::Extra, "no fork", "")
        };
        let keys = self.keys(keys);
        Node::new(Kind::Fixed, "stage", " [# where #]##", [category, condition, fork, keys])
    }

    fn keys(&mut self, count: usize) -> Node {
        const KEYS: &[&str] = &[
            "unique_pid",
            "pid",
            "user_name",
            "process_name",
            "mixed",
            "opcode",
            "length(process_name)",
            "opcode % 2",
            "missing_text",
        ];
        if count == 0 {
            return Node::leaf(Kind::Fixed, "no keys", "");
        }
        let keys: Vec<&str> = (0..count).map(|_| self.random.pick(KEYS)).collect();
        Node::leaf(Kind::Fixed, "keys", format!(" by {}", keys.join(", ")))
    }

    fn sequence(&mut self) -> Node {
        let shared = self.random.below(3);
        let own = if self.random.chance(30) { 1 } else { 0 };
        let mut nodes = vec![self.keys(shared)];
        nodes.push(if self.random.chance(40) {
            self.pick(
                Kind::Extra,
                "maxspan",
                &[" with maxspan=1s", " with maxspan=1m", " with maxspan=2h", " with maxspan=500d"],
            )
        } else {
            Node::leaf(Kind::Extra, "no maxspan", "")
        });
        let stages = 2 + self.random.below(2);
        nodes.extend((0..stages).map(|at| self.stage(own, at > 0)).collect::<Vec<_>>());
        self.until(&mut nodes, own);
        Node::new(Kind::Fixed, "sequence", &format!("sequence{}", "#".repeat(nodes.len())), nodes)
    }

    fn join(&mut self) -> Node {
        let shared = self.random.below(2);
        let own = if self.random.chance(30) { 1 } else { 0 };
        let mut nodes = vec![self.keys(shared)];
        let stages = 2 + self.random.below(2);
        nodes.extend((0..stages).map(|_| self.stage(own, false)).collect::<Vec<_>>());
        self.until(&mut nodes, own);
        Node::new(Kind::Fixed, "join", &format!("join{}", "#".repeat(nodes.len())), nodes)
    }

    fn until(&mut self, nodes: &mut Vec<Node>, own: usize) {
        if self.random.chance(25) {
            let stage = self.stage(own, false);
            nodes.push(Node::new(Kind::Extra, "until", " until#", [stage]));
        }
    }

    fn pipe(&mut self) -> Node {
        match self.random.below(7) {
            0 => self.pick(Kind::Extra, "head", &[" | head 1", " | head 5", " | head", " | head 0"]),
            1 => self.pick(Kind::Extra, "tail", &[" | tail 1", " | tail 3", " | tail"]),
            2 => {
                let condition = self.condition(1);
                Node::new(Kind::Extra, "filter", " | filter #", [condition])
            }
            3 => self.pick(
                Kind::Extra,
                "unique",
                &[" | unique process_name", " | unique opcode, user_name", " | unique pid opcode"],
            ),
            4 => self.pick(
                Kind::Extra,
                "sort",
                &[" | sort process_name", " | sort opcode, serial_event_id", " | sort pid"],
            ),
            5 => self.pick(
                Kind::Extra,
                "unique_count",
                &[" | unique_count process_name", " | unique_count opcode, user_name"],
            ),
            _ => self.pick(Kind::Extra, "count", &[" | count", " | count process_name", " | count opcode, user_name"]),
        }
    }

    fn pick(&mut self, kind: Kind, construct: &'static str, from: &[&str]) -> Node {
        Node::leaf(kind, construct, self.random.pick(from))
    }

    /// A condition that nests at most so deep.
    pub(crate) fn condition(&mut self, depth: usize) -> Node {
        use Kind::Condition;
        if depth == 0 {
            return self.leaf_condition();
        }
        let inner = depth - 1;
        match self.random.below(15) {
            0 | 1 => {
                let nodes = [self.condition(inner), self.condition(inner)];
                Node::new(Condition, "and", "(# and #)", nodes)
            }
            2 | 3 => {
                let nodes = [self.condition(inner), self.condition(inner)];
                Node::new(Condition, "or", "(# or #)", nodes)
            }
            4 | 5 => {
                let node = self.condition(inner);
                Node::new(Condition, "not", "not (#)", [node])
            }
            6 => {
                let nodes = [self.condition(inner), self.condition(inner), self.condition(inner)];
                Node::new(Condition, "and or", "(# and # or #)", nodes)
            }
            7 => self.comparison(inner),
            8 => self.membership(inner),
            9 => self.null_test(inner),
            10 | 11 => self.text_function(inner),
            12 => self.array_function(inner),
            13 => self.macro_call(inner),
            _ => self.odd_condition(inner),
        }
    }

    fn leaf_condition(&mut self) -> Node {
        match self.random.below(6) {
            0 => self.null_test(0),
            1 => self.membership(0),
            2 => self.odd_condition(0),
            _ => self.comparison(0),
        }
    }

    fn comparison(&mut self, depth: usize) -> Node {
        const OPERATORS: &[(&str, &str)] = &[
            ("==", "# == #"),
            ("=", "# = #"),
            ("!=", "# != #"),
            ("<", "# < #"),
            ("<=", "# <= #"),
            (">", "# > #"),
            (">=", "# >= #"),
        ];
        let (construct, form) = self.random.pick(OPERATORS);
        let nodes = match self.random.below(10) {
            0..=3 => [self.number(depth), self.number(depth)],
            4..=6 => [self.text(depth), self.text(depth)],
            7 if form.contains('=') && !form.contains(['<', '>']) => {
                [self.text(depth), self.pick(Kind::Text, "wildcard literal", PATTERNS)]
            }
            _ => [self.value(depth), self.value(depth)],
        };
        Node::new(Kind::Condition, construct, form, nodes)
    }

    fn membership(&mut self, depth: usize) -> Node {
        let value = self.value(depth);
        let members = 1 + self.random.below(3);
        let mut nodes = vec![value];
        for _ in 0..members {
            let literal = self.random.chance(70);
            nodes.push(if literal { self.literal() } else { self.value(depth) });
        }
        let list = vec!["#"; members].join(", ");
        let (construct, form) = if self.random.chance(30) {
            ("not in", format!("# not in ({list})"))
        } else {
            ("in", format!("# in ({list})"))
        };
        Node::new(Kind::Condition, construct, &form, nodes)
    }

    fn null_test(&mut self, depth: usize) -> Node {
        const FORMS: &[&str] = &["# == null", "# != null", "null == #", "null != #", "# = null"];
        let form = self.random.pick(FORMS);
        let node = if depth > 0 && self.random.chance(30) {
            let condition = self.condition(depth - 1);
            Node::new(Kind::Value, "condition as a value", "(#)", [condition])
        } else {
            self.value(depth)
        };
        Node::new(Kind::Condition, "null test", form, [node])
    }

    fn text_function(&mut self, depth: usize) -> Node {
        use Kind::Condition;
        let value = self.text(depth);
        match self.random.below(8) {
            0 => {
                let part = self.text(depth);
                Node::new(Condition, "startsWith", "startsWith(#, #)", [value, part])
            }
            1 => {
                let part = self.text(depth);
                Node::new(Condition, "endsWith", "endsWith(#, #)", [value, part])
            }
            2 => {
                let part = self.text(depth);
                Node::new(Condition, "stringContains", "stringContains(#, #)", [value, part])
            }
            3 => {
                let nodes =
                    [value, self.pick(Kind::Text, "pattern", PATTERNS), self.pick(Kind::Text, "pattern", PATTERNS)];
                Node::new(Condition, "wildcard", "wildcard(#, #, #)", nodes)
            }
            4 => {
                let nodes = [value, self.pick(Kind::Fixed, "regex", REGEXES)];
                Node::new(Condition, "match", "match(#, #)", nodes)
            }
            5 => {
                let nodes = [value, self.pick(Kind::Fixed, "regex", REGEXES), self.pick(Kind::Fixed, "regex", REGEXES)];
                Node::new(Condition, "matchLite", "matchLite(#, #, #)", nodes)
            }
            6 => {
                let address =
                    self.pick(Kind::Text, "address field", &["source_address", "destination_address", "mixed"]);
                let nodes = [address, self.pick(Kind::Fixed, "block", BLOCKS), self.pick(Kind::Fixed, "block", BLOCKS)];
                Node::new(Condition, "cidrMatch", "cidrMatch(#, #, #)", nodes)
            }
            _ => {
                let nodes = [self.pick(Kind::Text, "text field", TEXT_FIELDS), self.text(depth)];
                Node::new(Condition, "method", "#:startsWith(#)", nodes)
            }
        }
    }

    fn array_function(&mut self, depth: usize) -> Node {
        const NAMES: &[&str] = &["x", "item", "mixed"];
        let list = self.list();
        if self.random.chance(35) {
            let nodes = [self.pick(Kind::List, "list", ONLY_LISTS), self.literal(), self.value(depth)];
            return Node::new(Kind::Condition, "arrayContains", "arrayContains(#, #, #)", nodes);
        }
        let name = self.random.pick(NAMES);
        self.variables.push(name);
        let body = self.condition(depth);
        self.variables.pop();
        let (construct, form) = if self.random.chance(40) {
            ("arrayCount", format!("arrayCount(#, {name}, #) > 0"))
        } else {
            ("arraySearch", format!("arraySearch(#, {name}, #)"))
        };
        Node::new(Kind::Condition, construct, &form, [list, body])
    }

    fn macro_call(&mut self, depth: usize) -> Node {
        match self.random.below(3) {
            0 => {
                let name = self.text(0);
                Node::new(Kind::Condition, "macro", "IS_SHELL(#)", [name])
            }
            1 => {
                let nodes = [self.number(depth), self.number(0), self.number(0)];
                Node::new(Kind::Condition, "macro", "BETWEEN_BOTH(#, #, #)", nodes)
            }
            _ => {
                let name = self.pick(Kind::Text, "text field", TEXT_FIELDS);
                Node::new(Kind::Condition, "macro in a macro", "NAMED(#)", [name])
            }
        }
    }

    fn odd_condition(&mut self, depth: usize) -> Node {
        match self.random.below(7) {
            0 => self.pick(Kind::Condition, "truth", &["true", "false"]),
            1 => self.pick(Kind::Condition, "truth field", &["flag", "missing_flag"]),
            2 => self.pick(
                Kind::Condition,
                "key of a text",
                &["subtype.create", "subtype.terminate", "process_name.x", "word.text"],
            ),
            3 => {
                let node = self.condition(depth.min(1));
                Node::new(Kind::Condition, "safe", "safe(#)", [node])
            }
            4 => {
                let nodes = [self.condition(0), self.pick(Kind::Condition, "truth", &["true", "false"])];
                Node::new(Kind::Condition, "condition compared", "(#) == #", nodes)
            }
            5 => self.pick(
                Kind::Condition,
                "truth compared",
                &["flag == true", "flag != false", "flag == missing_flag", "true == flag"],
            ),
            _ => self.comparison(0),
        }
    }

    fn value(&mut self, depth: usize) -> Node {
        let mut node = match self.random.below(8) {
            0 | 1 => self.number(depth),
            2 | 3 => self.text(depth),
            4 => self.literal(),
            5 => self.list(),
            6 if !self.variables.is_empty() => self.variable(),
            _ => self.pick(Kind::Value, "field of any type", ANY_FIELDS),
        };
        node.kind = Kind::Value;
        node
    }

    fn variable(&mut self) -> Node {
        let name = self.variables[self.random.below(self.variables.len())];
        let path = self.random.pick(&["", "", ".a", ".b", "[0]", ".c[0].z", ".text"]);
        Node::leaf(Kind::Value, "variable", format!("{name}{path}"))
    }

    fn list(&mut self) -> Node {
        self.pick(Kind::List, "list field", LIST_FIELDS)
    }

    fn literal(&mut self) -> Node {
        match self.random.below(9) {
            0 => Node::leaf(Kind::Value, "null literal", "null"),
            1 => self.pick(Kind::Value, "truth literal", &["true", "false"]),
            2..=4 => self.pick(Kind::Value, "number literal", NUMBERS),
            5 => self.pick(Kind::Value, "constant", &["LIMIT", "NAME"]),
            _ => self.pick(Kind::Value, "text literal", TEXTS),
        }
    }

    /// What is a number, or may be one.
    fn number(&mut self, depth: usize) -> Node {
        use Kind::Number;
        if depth == 0 {
            return match self.random.below(8) {
                0..=2 => self.pick(Number, "number literal", NUMBERS),
                3 => self.pick(Number, "negative literal", &["-1", "-7", "-2.5", "+3"]),
                4 if !self.variables.is_empty() => self.variable(),
                _ => self.pick(Number, "number field", NUMBER_FIELDS),
            };
        }
        let inner = depth - 1;
        const BINARY: &[(&str, &str)] = &[
            ("+", "(# + #)"),
            ("-", "(# - #)"),
            ("*", "(# * #)"),
            ("/", "(# / #)"),
            ("%", "(# % #)"),
            ("add", "add(#, #)"),
            ("subtract", "subtract(#, #)"),
            ("multiply", "multiply(#, #)"),
            ("divide", "divide(#, #)"),
            ("modulo", "modulo(#, #)"),
        ];
        match self.random.below(8) {
            0..=2 => {
                let (construct, form) = self.random.pick(BINARY);
                let nodes = [self.number(inner), self.number(inner)];
                Node::new(Number, construct, form, nodes)
            }
            3 => {
                let node = if self.random.chance(50) { self.text(inner) } else { self.list() };
                Node::new(Number, "length", "length(#)", [node])
            }
            4 => {
                let nodes = [self.text(inner), self.text(0)];
                Node::new(Number, "indexOf", "indexOf(#, #)", nodes)
            }
            5 => {
                let nodes = [self.text(inner), self.text(0), self.number(0)];
                Node::new(Number, "indexOf from", "indexOf(#, #, #)", nodes)
            }
            6 => {
                let text = self.pick(
                    Kind::Text,
                    "number in a text",
                    &["'12'", "'0x1F'", "'1.5'", "'abc'", "'-3'", "mixed", "''"],
                );
                let form = self.random.pick(&["number(#)", "number(#, 10)", "number(#, 16)"]);
                Node::new(Number, "number", form, [text])
            }
            _ => {
                let node = self.number(0);
                Node::new(Number, "unary minus", "-(#)", [node])
            }
        }
    }

    /// What is a text, or may be one.
    fn text(&mut self, depth: usize) -> Node {
        use Kind::Text;
        if depth == 0 {
            return match self.random.below(8) {
                0..=2 => self.pick(Text, "text literal", TEXTS),
                3 if !self.variables.is_empty() => self.variable(),
                _ => self.pick(Text, "text field", TEXT_FIELDS),
            };
        }
        let inner = depth - 1;
        match self.random.below(7) {
            0 => {
                let nodes = [self.text(inner), self.value(0)];
                Node::new(Text, "concat", "concat(#, #)", nodes)
            }
            1 => {
                let nodes = [self.text(inner), self.number(0)];
                Node::new(Text, "substring", "substring(#, #)", nodes)
            }
            2 => {
                let nodes = [self.text(inner), self.number(0), self.number(0)];
                Node::new(Text, "substring to", "substring(#, #, #)", nodes)
            }
            3 => {
                let nodes = [self.text(inner), self.text(0), self.text(0)];
                let form = self.random.pick(&["between(#, #, #)", "between(#, #, #, true)", "between(#, #, #, false)"]);
                Node::new(Text, "between", form, nodes)
            }
            4 => {
                let node = self.value(inner);
                Node::new(Text, "string", "string(#)", [node])
            }
            5 => {
                let node = self.pick(Kind::Text, "text field", TEXT_FIELDS);
                Node::new(Text, "method", "#:substring(1)", [node])
            }
            _ => self.text(0),
        }
    }
}
