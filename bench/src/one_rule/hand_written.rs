//! The same rule as an expert writes it by hand: cheap rejections first, no allocation, comparisons chosen by length.

use super::event::NetworkEvent;

/// Whether the rule matches.
pub fn matches(event: &NetworkEvent<'_>) -> bool {
    if event.category != "network" || event.os != "windows" {
        return false;
    }
    let Some(question) = event.question else { return false };
    is_unusual(event) && is_model_service(question) && !is_installed(event.executable) && !is_vendor_client(event)
}

fn is(value: &str, literal: &str) -> bool {
    value.eq_ignore_ascii_case(literal)
}

fn starts_with(value: &str, prefix: &str) -> bool {
    value.as_bytes().get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

fn ends_with(value: &str, suffix: &str) -> bool {
    let start = value.len().wrapping_sub(suffix.len());
    value.as_bytes().get(start..).is_some_and(|tail| tail.eq_ignore_ascii_case(suffix.as_bytes()))
}

fn is_unusual(event: &NetworkEvent<'_>) -> bool {
    event.process.is_some_and(is_unusual_name)
        || event.subject.is_some_and(is_runtime_publisher)
        || (event.trusted != Some(true) && event.executable.is_some_and(is_user_writable))
}

/// Whether programs of this name do not talk to models.
pub fn is_unusual_name(name: &str) -> bool {
    let listed = match name.len() {
        7 => is(name, "vbc.exe"),
        8 => is(name, "pwsh.exe") || is(name, "java.exe") || is(name, "node.exe"),
        9 => is(name, "mshta.exe") || is(name, "javaw.exe"),
        10 => is(name, "regasm.exe") || is(name, "python.exe"),
        11 => {
            is(name, "wscript.exe")
                || is(name, "dllhost.exe")
                || is(name, "msbuild.exe")
                || is(name, "msiexec.exe")
                || is(name, "regsvcs.exe")
        }
        12 => is(name, "regsvr32.exe") || is(name, "rundll32.exe"),
        13 => is(name, "bitsadmin.exe"),
        14 => is(name, "powershell.exe"),
        15 => is(name, "installutil.exe"),
        _ => false,
    };
    listed || ends_with(name, ".com") || ends_with(name, ".pif")
}

/// Whether it publishes an interpreter.
pub fn is_runtime_publisher(subject: &str) -> bool {
    is(subject, "AutoIt Consulting Ltd")
        || is(subject, "OpenJS Foundation")
        || is(subject, "Python Software Foundation")
}

/// The path behind the drive letter.
fn behind_drive(path: &str) -> Option<&str> {
    let mut characters = path.chars();
    characters.next()?;
    Some(characters.as_str())
}

/// Whether users may have put the program there.
pub fn is_user_writable(path: &str) -> bool {
    path.is_empty()
        || (ends_with(path, ".exe")
            && behind_drive(path).is_some_and(|path| {
                (starts_with(path, r":\Users\") && path.len() >= r":\Users\.exe".len())
                    || (starts_with(path, r":\ProgramData\") && path.len() >= r":\ProgramData\.exe".len())
            }))
}

/// Whether a model is served under this name.
pub fn is_model_service(name: &str) -> bool {
    let listed = match name.len() {
        7 => is(name, "poe.com"),
        8 => is(name, "api.x.ai"),
        9 => is(name, "claude.ai"),
        11 => is(name, "chatgpt.com"),
        12 => is(name, "api.ai21.com") || is(name, "api.groq.com"),
        13 => {
            is(name, "api.azure.com")
                || is(name, "api.cohere.ai")
                || is(name, "api.modal.com")
                || is(name, "api.runpod.ai")
                || is(name, "perplexity.ai")
        }
        14 => is(name, "api.mistral.ai") || is(name, "api.openai.com"),
        15 => is(name, "api.bedrock.aws") || is(name, "bard.google.com") || is(name, "chat.openai.com"),
        16 => is(name, "api.deepseek.com"),
        17 => {
            is(name, "api.anthropic.com")
                || is(name, "api.perplexity.ai")
                || is(name, "api.replicate.com")
                || is(name, "chat.deepseek.com")
                || is(name, "chat.forefront.ai")
                || is(name, "gemini.google.com")
        }
        21 => is(name, "api.gemini.google.com") || is(name, "copilot.microsoft.com"),
        28 => is(name, "api-inference.huggingface.co"),
        29 => is(name, "bedrock-runtime.amazonaws.com"),
        33 => is(name, "generativelanguage.googleapis.com"),
        36 => is(name, "inference-endpoint.huggingface.cloud"),
        _ => false,
    };
    listed
        || ends_with(name, ".hf.space")
        || ends_with(name, ".replicate.com")
        || ends_with(name, ".runpod.io")
        || ends_with(name, ".forefront.ai")
        || ends_with(name, ".openai.azure.com")
}

/// What lies where installers put it, and browsers in their usual places.
pub fn is_installed(path: Option<&str>) -> bool {
    let Some(path) = path.and_then(behind_drive) else { return false };
    if starts_with(path, r":\Program Files") {
        let rest = &path.as_bytes()[r":\Program Files".len()..];
        let folder = if rest.starts_with(b"\\") {
            1
        } else if rest.get(..7).is_some_and(|rest| rest.eq_ignore_ascii_case(b" (x86)\\")) {
            7
        } else {
            0
        };
        return folder > 0 && rest.len() >= folder + ".exe".len() && ends_with(path, ".exe");
    }
    if starts_with(path, r":\Users\") {
        let rest = &path[r":\Users\".len()..];
        return ends_with(rest, r"\AppData\Local\Google\Chrome\Application\chrome.exe")
            || ends_with(rest, r"\AppData\Local\Vivaldi\Application\vivaldi.exe")
            || ends_with(rest, r"\AppData\Local\Programs\Fiddler\Fiddler.exe")
            || (ends_with(rest, r"\Application\brave.exe")
                && holds_in_order(rest, r"\AppData\Local\BraveSoftware\", r"\Application\brave.exe"))
            || (ends_with(rest, r"\opera.exe")
                && holds_in_order(rest, r"\AppData\Local\Programs\Opera", r"\opera.exe"));
    }
    is(path, r":\Windows\System32\svchost.exe")
        || (starts_with(path, r":\Windows\SystemApps\Microsoft.LockApp_")
            && ends_with(path, r"\LockApp.exe")
            && path.len() >= r":\Windows\SystemApps\Microsoft.LockApp_\LockApp.exe".len())
}

/// Whether `part` stands somewhere in `path` before the `tail` that ends it.
fn holds_in_order(path: &str, part: &str, tail: &str) -> bool {
    let before = &path.as_bytes()[..path.len() - tail.len()];
    before.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

fn is_vendor_client(event: &NetworkEvent<'_>) -> bool {
    event.trusted == Some(true) && event.subject.is_some_and(is_vendor)
}

/// Whether it is one of those whose programs talk to models for a reason.
pub fn is_vendor(subject: &str) -> bool {
    const VENDORS: [&str; 6] = [
        "Anthropic, PBC",
        "Brave Software, Inc.",
        "Google LLC",
        "Island Technology Inc.",
        "Mozilla Corporation",
        "Opera Norway AS",
    ];
    VENDORS.iter().any(|vendor| is(subject, vendor))
}
