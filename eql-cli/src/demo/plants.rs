//! What is planted among the fleet's work: the attack, and near misses. Each event has a `labels.note` that says so.
//!
//! Addresses of the attacker are from the documentation block of IPv6, names of model services are real because the
//! rules look for them.

use super::fleet::{HOSTS, Host, Process};
use serde_json::{Value, json};

/// A group of events, and when the first happens, in milliseconds from the start of the stream.
pub(super) struct Plant {
    pub(super) at: u64,
    /// Each event follows the one before after so many milliseconds.
    pub(super) events: Vec<(u64, Value)>,
}

const MINUTE: u64 = 60_000;

/// Serials that the fleet's own work does not reach.
const SERIAL: u64 = 90_000;

fn machine(name: &str) -> Host {
    HOSTS.into_iter().find(|host| host.name == name).unwrap()
}

fn plant(at: u64, note: &str, events: Vec<(u64, Value)>) -> Plant {
    let noted = |(after, mut event): (u64, Value)| {
        event["labels"] = json!({"note": note});
        (after, event)
    };
    Plant { at, events: events.into_iter().map(noted).collect() }
}

pub(super) fn all() -> Vec<Plant> {
    let mut plants = attack();
    plants.extend(near_beacons());
    plants.extend(near_sequences());
    plants
}

fn attack() -> Vec<Plant> {
    // 1. An unsigned program below the user's profile asks a model what to do next, every 90 seconds.
    let beacon = Process::new(
        machine("lap-021"),
        SERIAL + 1,
        r"C:\Users\noor\AppData\Local\Temp\updater.exe",
        r"C:\Users\noor\AppData\Local\Temp\updater.exe -s",
        r"C:\Users\noor\Downloads\invoice-8841.pdf.exe",
    );
    let asks = |after| (after, beacon.looks_up("api.openai.com"));
    // 2. A coding assistant that was talked into it packs keys and sends them off: one process, eleven seconds.
    let packer = Process::new(
        machine("dev-05"),
        SERIAL + 2,
        "/usr/bin/python3",
        "python3 -c import zipfile,urllib.request as u; pack('/home/lena/.ssh'); send()",
        "/usr/local/bin/claude",
    );
    vec![
        plant(31 * MINUTE, "attack: beacon", vec![(0, beacon.start()), asks(1_200), asks(90_000), asks(90_000)]),
        plant(
            74 * MINUTE,
            "attack: packs and sends",
            vec![
                (0, packer.start()),
                (7_300, packer.writes("/tmp/.cache-7f.zip")),
                (3_700, packer.connects("2001:db8:4f::17", 443)),
                (900, packer.end()),
            ],
        ),
    ]
}

/// Near misses of the rule about endpoints of language models.
fn near_beacons() -> Vec<Plant> {
    let windows = machine("lap-033");
    let asks = |process: &Process, name: &str| vec![(0, process.start()), (800, process.looks_up(name))];
    let chrome = Process::new(
        windows,
        SERIAL + 10,
        r"C:\Users\tomas\AppData\Local\Google\Chrome\Application\chrome.exe",
        "chrome.exe",
        r"C:\Windows\explorer.exe",
    );
    let client = Process::new(
        windows,
        SERIAL + 11,
        r"C:\Users\tomas\AppData\Local\AnthropicClaude\claude.exe",
        "claude.exe",
        r"C:\Windows\explorer.exe",
    )
    .signed("Anthropic, PBC");
    let python = Process::new(
        windows,
        SERIAL + 12,
        r"C:\Program Files\Python312\python.exe",
        "python.exe notebook.py",
        r"C:\Windows\System32\cmd.exe",
    );
    let mac = Process::new(machine("mac-003"), SERIAL + 13, "/Users/yuki/bin/python3", "python3 ask.py", "/bin/zsh");
    let script = Process::new(
        windows,
        SERIAL + 14,
        r"C:\Windows\System32\wscript.exe",
        "wscript.exe inventory.vbs",
        r"C:\Windows\System32\taskeng.exe",
    );
    vec![
        plant(12 * MINUTE, "near miss: a browser in its usual place", asks(&chrome, "chatgpt.com")),
        plant(23 * MINUTE, "near miss: the vendor's own signed client", asks(&client, "api.anthropic.com")),
        plant(44 * MINUTE, "near miss: an installed interpreter", asks(&python, "api.openai.com")),
        plant(52 * MINUTE, "near miss: not Windows", asks(&mac, "api.openai.com")),
        plant(58 * MINUTE, "near miss: a name that only starts like one", asks(&script, "api.openai.com.example.net")),
    ]
}

/// Near misses of the rule about assistants that encode and connect.
fn near_sequences() -> Vec<Plant> {
    let linux = machine("dev-02");
    let outside = "2001:db8:77::5";
    let packs = |serial, parent| Process::new(linux, SERIAL + serial, "/usr/bin/tar", "tar czf out.tgz target", parent);
    let sends = |process: &Process, after, address| vec![(0, process.start()), (after, process.connects(address, 443))];
    let assistant = "/usr/local/bin/claude";
    let (one, other) = (packs(23, assistant), packs(24, assistant));
    vec![
        plant(18 * MINUTE, "near miss: to a machine of our own", sends(&packs(20, assistant), 4_000, "10.20.9.10")),
        plant(39 * MINUTE, "near miss: half a second too late", sends(&packs(21, assistant), 30_500, outside)),
        plant(66 * MINUTE, "near miss: no assistant", sends(&packs(22, "/usr/sbin/cron"), 4_000, outside)),
        plant(
            83 * MINUTE,
            "near miss: another process connects",
            vec![(0, one.start()), (2_000, other.connects(outside, 443))],
        ),
        plant(
            91 * MINUTE,
            "near miss: the other way round",
            vec![(0, other.connects(outside, 443)), (3_000, other.start())],
        ),
    ]
}
