//! The page of `scan --format html` as a browser shows it. Not run with the others, since it needs Chromium:
//! `cargo test -p eql-cli --test cli browser -- --ignored --nocapture`; `CHROMIUM` names another program.
//!
//! The browser's own screenshots are left in `target/tmp/browser`, to be looked at.

use crate::program::Folder;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What stays from one run to the next: screenshots.
fn shots() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs Chromium on a page; none where there is no Chromium.
#[expect(clippy::print_stdout, reason = "says what it could not look at")]
fn chromium(page: &Path, profile: &str, more: &[&str]) -> Option<Output> {
    let program = std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
    let quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
    let run = Command::new(&program)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-sync", "--hide-scrollbars"])
        .args(quiet)
        .arg(format!("--user-data-dir={}", page.with_extension(profile).display()))
        .args(more)
        .arg(format!("file://{}", page.display()))
        .output();
    match run {
        Ok(output) => {
            assert!(output.status.success(), "{output:#?}");
            Some(output)
        }
        Err(error) => {
            println!("passed without looking: {} does not run: {error}", program.display());
            None
        }
    }
}

/// What a script says that runs on the page after the page's own.
fn told(folder: &Folder, name: &str, html: &str, script: &str) -> Option<String> {
    let nonce = html.split("script-src 'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    let added = format!(
        "<script nonce=\"{nonce}\">\nlet said;\ntry {{ said = (() => {{ {script} }})(); }} catch (error) {{ said = String(error); }}\n\
         document.body.dataset.told = said;\n</script>\n</body>"
    );
    folder.file(&format!("{name}.html"), html.replace("</body>", &added));
    let output = chromium(&folder.path(&format!("{name}.html")), "dom", &["--dump-dom"])?;
    let dom = String::from_utf8(output.stdout).unwrap();
    let told = dom.split("data-told=\"").nth(1).unwrap_or_else(|| panic!("nothing was told: {dom}"));
    Some(told.split('"').next().unwrap().to_owned())
}

fn page(folder: &Folder, arguments: &[&str]) -> String {
    folder.run(&[&["scan", "--format", "html"][..], arguments].concat()).ended(0).out
}

#[test]
#[ignore = "needs Chromium"]
fn filters_and_keys_work() {
    let folder = Folder::new("browser_filters");
    let html = page(&folder, &["--demo"]);
    let script = r#"
        const shown = () => document.querySelectorAll(".alert:not([hidden])").length;
        const said = [shown()];
        const click = (selector) => { document.querySelector(selector).click(); said.push(shown()); };
        click("input[name=severity][value=high]");
        click("input[name=severity][value=high]");
        click("input[name=rule][value='0']");
        click("input[name=severity][value=high]");
        for (const box of document.querySelectorAll(":checked")) box.click();
        const columns = document.querySelectorAll("svg g");
        columns[columns.length - 1].dispatchEvent(new MouseEvent("click", { bubbles: true }));
        said.push(shown(), document.getElementById("shown").textContent.split(",")[0]);
        const key = (target, key) => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        key(document.getElementById("chart"), "Escape");
        said.push(shown());
        key(document.getElementById("chart"), "ArrowLeft");
        said.push(shown());
        key(document.getElementById("chart"), "Escape");
        const at = () => [...document.querySelectorAll(".alert")].findIndex((a) => a.contains(document.activeElement));
        for (const name of ["j", "j", "k", "k", "k"]) { key(document.body, name); said.push(at()); }
        key(document.body, "/");
        said.push(document.activeElement.id);
        document.getElementById("close").click();
        said.push(document.querySelectorAll(".alert > details[open]").length);
        document.getElementById("open").click();
        said.push(document.querySelectorAll(".alert > details[open]").length);
        return said.join(" ");
    "#;
    if let Some(told) = told(&folder, "demo", &html, script) {
        assert_eq!(told, "4 1 4 3 0 1 1 of 4 alerts shown 4 1 0 1 0 0 0 search 0 4");
    }
}

/// No script of an event runs, nothing is loaded, and no width makes the page wider than the window.
#[test]
#[ignore = "needs Chromium"]
fn events_stay_text() {
    let folder = Folder::new("browser_hostile");
    let hostile = r#"</pre></script><script>document.title='hit'</script><img src=x onerror=document.title='hit'>"' onmouseover='x"#;
    let text = serde_json::Value::from(hostile).to_string();
    let event = format!(
        "{{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"process.name\":{text},\"host.name\":{text},{text}:{text}}}\n"
    );
    folder
        .file("any.eql", "sequence by process.name [any where true] [any where true]")
        .file("events", event.repeat(2));
    let html = page(&folder, &["-r", "any.eql", "events"]);
    let script = r#"
        const loads = performance.getEntriesByType("resource").length;
        const wide = document.documentElement.scrollWidth - innerWidth;
        return [document.title, document.images.length, document.scripts.length, loads, wide].join(" ");
    "#;
    if let Some(told) = told(&folder, "hostile", &html, script) {
        // The page's script and the one of this test.
        assert_eq!(told, "eqlc: 1 alert 0 2 0 0");
    }
}

#[test]
#[ignore = "needs Chromium"]
#[expect(clippy::print_stdout, reason = "says where the pictures are")]
fn pictures_are_taken() {
    let folder = Folder::new("browser_pictures");
    folder.file("demo.html", page(&folder, &["--demo"]));
    for (name, size, more) in [
        ("light_wide", "1280,2400", &[][..]),
        ("dark_wide", "1280,2400", &["--force-dark-mode"]),
        ("light_narrow", "500,2600", &[]),
        ("dark_narrow", "500,2600", &["--force-dark-mode"]),
    ] {
        let shot = shots().join(format!("{name}.png"));
        let _ = std::fs::remove_file(&shot);
        let (file, size) = (format!("--screenshot={}", shot.display()), format!("--window-size={size}"));
        let arguments: Vec<&str> = [file.as_str(), size.as_str()].into_iter().chain(more.iter().copied()).collect();
        if chromium(&folder.path("demo.html"), name, &arguments).is_none() {
            return;
        }
        assert!(std::fs::metadata(&shot).unwrap().len() > 10_000, "{}", shot.display());
        println!("{}", shot.display());
    }
}
