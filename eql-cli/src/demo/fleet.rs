//! The fleet, and what its programs do all day.

use serde_json::{Value, json};

/// SplitMix64: small, seeded, and the same everywhere.
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

/// A machine.
#[derive(Clone, Copy)]
pub(super) struct Host {
    pub(super) name: &'static str,
    pub(super) os: &'static str,
    pub(super) user: &'static str,
    pub(super) address: &'static str,
}

pub(super) const fn host(name: &'static str, os: &'static str, user: &'static str, address: &'static str) -> Host {
    Host { name, os, user, address }
}

pub(super) const HOSTS: [Host; 10] = [
    host("lap-014", "windows", "mia", "10.20.1.14"),
    host("lap-021", "windows", "noor", "10.20.1.21"),
    host("lap-033", "windows", "tomas", "10.20.1.33"),
    host("lap-040", "windows", "ines", "10.20.1.40"),
    host("mac-003", "macos", "yuki", "10.20.2.3"),
    host("mac-007", "macos", "femi", "10.20.2.7"),
    host("dev-02", "linux", "ravi", "10.20.3.2"),
    host("dev-05", "linux", "lena", "10.20.3.5"),
    host("build-01", "linux", "build", "10.20.4.1"),
    host("db-01", "linux", "postgres", "10.20.4.9"),
];

/// A program on a machine.
#[derive(Clone)]
pub(super) struct Process {
    pub(super) host: Host,
    pub(super) entity: String,
    pub(super) pid: u64,
    pub(super) executable: String,
    pub(super) command_line: String,
    pub(super) parent: String,
    pub(super) signer: Option<&'static str>,
}

impl Process {
    pub(super) fn new(host: Host, serial: u64, executable: &str, command_line: &str, parent: &str) -> Self {
        Self {
            host,
            entity: format!("{}-{serial:05}", host.name),
            pid: 1_000 + serial * 4 % 60_000,
            executable: executable.to_owned(),
            command_line: command_line.to_owned(),
            parent: parent.to_owned(),
            signer: None,
        }
    }

    pub(super) fn signed(mut self, signer: &'static str) -> Self {
        self.signer = Some(signer);
        self
    }

    fn json(&self) -> Value {
        let base = |path: &str| path.rsplit(['\\', '/']).next().unwrap_or_default().to_owned();
        let mut process = json!({
            "entity_id": self.entity,
            "pid": self.pid,
            "name": base(&self.executable),
            "executable": self.executable,
            "command_line": self.command_line,
            "args": self.command_line.split(' ').collect::<Vec<_>>(),
            "parent": {"name": base(&self.parent), "executable": self.parent, "command_line": self.parent},
        });
        if let Some(signer) = self.signer {
            process["code_signature"] = json!({"exists": true, "trusted": true, "subject_name": signer});
        }
        process
    }

    /// An event that this program causes.
    pub(super) fn event(&self, category: &str, kind: &str, action: &str, more: Value) -> Value {
        let mut event = json!({
            "ecs": {"version": "8.17.0"},
            "event": {
                "kind": "event", "module": "endpoint", "category": [category], "type": [kind], "action": action,
                "dataset": format!("endpoint.events.{category}"),
            },
            "host": {
                "name": self.host.name, "id": format!("h-{}", self.host.name), "ip": [self.host.address],
                "os": {"type": self.host.os},
            },
            "user": {"name": self.host.user},
            "process": self.json(),
        });
        if let (Value::Object(event), Value::Object(more)) = (&mut event, more) {
            event.extend(more);
        }
        event
    }

    pub(super) fn start(&self) -> Value {
        self.event("process", "start", if self.host.os == "windows" { "start" } else { "exec" }, json!({}))
    }

    pub(super) fn end(&self) -> Value {
        self.event("process", "end", "end", json!({}))
    }

    pub(super) fn looks_up(&self, name: &str) -> Value {
        let question = json!({"dns": {"question": {"name": name, "type": "A"}}, "network": {"protocol": "dns"}});
        self.event("network", "protocol", "lookup_requested", question)
    }

    pub(super) fn connects(&self, address: &str, port: u16) -> Value {
        let peers = json!({
            "source": {"ip": self.host.address},
            "destination": {"ip": address, "port": port},
            "network": {"transport": "tcp", "direction": "egress"},
        });
        self.event("network", "start", "connection_attempted", peers)
    }

    pub(super) fn writes(&self, path: &str) -> Value {
        let name = path.rsplit(['\\', '/']).next().unwrap_or_default();
        self.event("file", "creation", "creation", json!({"file": {"path": path, "name": name}}))
    }

    fn sets(&self, path: &str, value: &str) -> Value {
        let registry = json!({"registry": {"path": path, "hive": "HKLM", "data": {"strings": [value]}}});
        self.event("registry", "change", "modification", registry)
    }
}

const SITES: [&str; 8] = [
    "intranet.example.com",
    "mail.example.com",
    "tickets.example.com",
    "www.example.org",
    "news.example.net",
    "docs.example.com",
    "cdn.example.net",
    "maps.example.org",
];
const SERVERS: [&str; 4] = ["192.0.2.17", "198.51.100.80", "203.0.113.44", "10.20.9.10"];
const CHROME: &str = r"C:\Program Files\Google\Chrome\Application\chrome.exe";

/// A few seconds of work on some machine: events with the milliseconds after which each follows.
pub(super) fn work(random: &mut Random, serial: u64) -> Vec<(u64, Value)> {
    let host = random.pick(&HOSTS);
    match (host.os, random.below(4)) {
        ("windows", 0) => document(random, host, serial),
        ("windows", 1) => maintenance(random, host, serial),
        ("windows", _) => browsing(random, host, serial, CHROME, r"C:\Windows\explorer.exe"),
        ("macos", 0) => assistant(random, host, serial, "/opt/homebrew/bin/claude"),
        ("macos", _) => {
            browsing(random, host, serial, "/Applications/Safari.app/Contents/MacOS/Safari", "/sbin/launchd")
        }
        (_, 0) => assistant(random, host, serial, "/usr/local/bin/claude"),
        (_, 1) => backup(random, host, serial),
        _ => build(random, host, serial),
    }
}

fn browsing(random: &mut Random, host: Host, serial: u64, browser: &str, parent: &str) -> Vec<(u64, Value)> {
    let process = Process::new(host, serial, browser, browser, parent).signed("Google LLC");
    let mut events = vec![(0, process.start())];
    for _ in 0..1 + random.below(3) {
        events.push((200 + random.below(4_000), process.looks_up(random.pick(&SITES))));
        events.push((20 + random.below(80), process.connects(random.pick(&SERVERS), 443)));
    }
    events
}

fn document(random: &mut Random, host: Host, serial: u64) -> Vec<(u64, Value)> {
    let word = r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE";
    let file = format!(r"C:\Users\{}\Documents\report-{}.docx", host.user, random.below(500));
    let process = Process::new(host, serial, word, &format!("WINWORD.EXE /n {file}"), r"C:\Windows\explorer.exe")
        .signed("Microsoft Corporation");
    vec![(0, process.start()), (2_000 + random.below(20_000), process.writes(&file)), (1_500, process.end())]
}

fn maintenance(random: &mut Random, host: Host, serial: u64) -> Vec<(u64, Value)> {
    let svchost = r"C:\Windows\System32\svchost.exe";
    let process = Process::new(host, serial, svchost, "svchost.exe -k netsvcs", r"C:\Windows\System32\services.exe")
        .signed("Microsoft Windows");
    let key = format!(r"HKLM\SOFTWARE\Inventory\Scan{}", random.below(40));
    vec![
        (0, process.looks_up("updates.example.com")),
        (40, process.connects("203.0.113.44", 443)),
        (900 + random.below(900), process.sets(&key, "done")),
    ]
}

fn build(random: &mut Random, host: Host, serial: u64) -> Vec<(u64, Value)> {
    let unit = random.below(900);
    let process = Process::new(host, serial, "/usr/bin/cc", &format!("cc -O2 -c unit{unit}.c"), "/usr/bin/make");
    vec![
        (0, process.start()),
        (300 + random.below(900), process.writes(&format!("/srv/build/unit{unit}.o"))),
        (20, process.end()),
    ]
}

fn backup(random: &mut Random, host: Host, serial: u64) -> Vec<(u64, Value)> {
    let command = format!("tar czf /var/backups/home-{}.tgz /home", random.below(300));
    let process = Process::new(host, serial, "/usr/bin/tar", &command, "/usr/sbin/cron");
    vec![(0, process.start()), (5_000 + random.below(9_000), process.end())]
}

/// An assistant at honest work: it searches, compiles and asks its own vendor.
fn assistant(random: &mut Random, host: Host, serial: u64, assistant: &str) -> Vec<(u64, Value)> {
    let (tool, command) = random.pick(&[
        ("/usr/bin/rg", "rg --json fn main"),
        ("/usr/bin/git", "git status --short"),
        ("/usr/bin/cargo", "cargo check"),
    ]);
    let process = Process::new(host, serial, tool, command, assistant);
    vec![(0, process.start()), (600 + random.below(3_000), process.end())]
}
