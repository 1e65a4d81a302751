//! The events: made by a seeded generator, so that every run sees the same ones.

use super::event::NetworkEvent;

/// How many events a mix has: more than the branch predictor can learn by heart.
const EVENTS: usize = 16_384;

const CATEGORIES: [&str; 4] = ["process", "file", "registry", "authentication"];
const SYSTEMS: [&str; 2] = ["linux", "macos"];
const ORDINARY: [(&str, &str, &str); 6] = [
    ("chrome.exe", r"C:\Program Files\Google\Chrome\Application\chrome.exe", "Google LLC"),
    ("firefox.exe", r"C:\Program Files\Mozilla Firefox\firefox.exe", "Mozilla Corporation"),
    ("svchost.exe", r"C:\Windows\System32\svchost.exe", "Microsoft Windows Publisher"),
    ("Teams.exe", r"C:\Program Files (x86)\Microsoft\Teams\current\Teams.exe", "Microsoft Corporation"),
    ("OUTLOOK.EXE", r"C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE", "Microsoft Corporation"),
    ("explorer.exe", r"C:\Windows\explorer.exe", "Microsoft Windows"),
];
const UNUSUAL: [(&str, &str); 8] = [
    ("powershell.exe", r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"),
    ("python.exe", r"D:\tools\python\python.exe"),
    ("MSHTA.EXE", r"C:\Windows\System32\mshta.exe"),
    ("rundll32.exe", r"C:\Windows\System32\rundll32.exe"),
    ("node.exe", r"C:\Users\ada\AppData\Local\Temp\node.exe"),
    ("InstallUtil.exe", r"C:\Windows\Microsoft.NET\Framework64\v4.0.30319\InstallUtil.exe"),
    ("invoice.pif", r"E:\invoice.pif"),
    ("wscript.exe", r"C:\Windows\System32\wscript.exe"),
];
const UNSIGNED: [(&str, &str); 3] = [
    ("notes.exe", r"C:\Users\ada\Downloads\notes.exe"),
    ("updater.exe", r"C:\ProgramData\Update\updater.exe"),
    ("x", ""),
];
const EXCLUDED: [(&str, &str); 4] = [
    ("node.exe", r"C:\Program Files\nodejs\node.exe"),
    ("chrome.exe", r"C:\Users\ada\AppData\Local\Google\Chrome\Application\chrome.exe"),
    ("brave.exe", r"C:\Users\ada\AppData\Local\BraveSoftware\Brave-Browser\Application\brave.exe"),
    ("opera.exe", r"C:\Users\ada\AppData\Local\Programs\Opera GX\opera.exe"),
];
const SERVICES: [&str; 10] = [
    "api.openai.com",
    "api.anthropic.com",
    "claude.ai",
    "Night-Owl.HF.space",
    "api.x.ai",
    "chatgpt.com",
    "generativelanguage.googleapis.com",
    "api-inference.huggingface.co",
    "resource-7.openai.azure.com",
    "chat.deepseek.com",
];
const SITES: [&str; 10] = [
    "www.example.org",
    "login.microsoftonline.com",
    "update.googleapis.com",
    "outlook.office365.com",
    "cdn.example.net",
    "api.github.com",
    "ctldl.windowsupdate.com",
    "ws-042.corp.example.com",
    "safebrowsing.googleapis.com",
    "a.b.c.d.e.example.com",
];

/// Half of the events fall to their category, 40 % to their system or process, and 10 % are looked at closely.
pub fn mixed() -> Vec<NetworkEvent<'static>> {
    let mut random = Random(0x5EED);
    (0..EVENTS)
        .map(|_| match random.below(100) {
            0..50 => NetworkEvent { category: random.pick(&CATEGORIES), ..ordinary(&mut random) },
            50..70 => NetworkEvent { os: random.pick(&SYSTEMS), ..ordinary(&mut random) },
            70..90 => ordinary(&mut random),
            90..93 => excluded(&mut random),
            93..96 => NetworkEvent { question: Some(random.pick(&SITES)), ..matching(&mut random) },
            _ => matching(&mut random),
        })
        .collect()
}

/// Every event matches.
pub fn all_matching() -> Vec<NetworkEvent<'static>> {
    let mut random = Random(0xFEED);
    (0..EVENTS).map(|_| matching(&mut random)).collect()
}

fn ordinary(random: &mut Random) -> NetworkEvent<'static> {
    let (process, executable, subject) = random.pick(&ORDINARY);
    NetworkEvent {
        category: "network",
        os: "windows",
        process: Some(process),
        executable: Some(executable),
        subject: Some(subject),
        trusted: Some(true),
        question: Some(random.pick(&SITES)),
    }
}

fn matching(random: &mut Random) -> NetworkEvent<'static> {
    let ((process, executable), subject, trusted) = match random.below(3) {
        0 => (random.pick(&UNSIGNED), None, None),
        1 => (random.pick(&UNUSUAL), None, Some(false)),
        _ => (random.pick(&UNUSUAL), Some("Python Software Foundation"), Some(true)),
    };
    NetworkEvent {
        process: Some(process),
        executable: Some(executable),
        subject,
        trusted,
        question: Some(random.pick(&SERVICES)),
        ..ordinary(random)
    }
}

fn excluded(random: &mut Random) -> NetworkEvent<'static> {
    let (process, executable) = random.pick(&EXCLUDED);
    let event = NetworkEvent { process: Some(process), executable: Some(executable), ..matching(random) };
    match random.below(2) {
        0 => NetworkEvent { subject: Some("Google LLC"), trusted: Some(true), ..event },
        _ => NetworkEvent { trusted: Some(false), ..event },
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}
