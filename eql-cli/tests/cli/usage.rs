//! The command line itself: statuses, help, colours.

use crate::program::Folder;

#[test]
fn wrong_command_lines_end_with_3() {
    let folder = Folder::new("usage");
    let rows: &[&[&str]] = &[
        &[],
        &["frobnicate"],
        &["check"],
        &["scan", "--demo", "input.ndjson"],
        &["scan", "--format", "xml", "--demo"],
        &["query", "any where true", "--size", "-1"],
        &["query", "any where true", "--dialect", "klingon"],
        &["expand"],
        &["expand", "-r", "x.toml", "-e", "any where true"],
        &["scan", "--threads", "none"],
        &["completions"],
        &["completions", "tcsh"],
    ];
    for arguments in rows {
        let run = folder.run(arguments).ended(3);
        assert!(run.err.contains("Usage") || run.err.contains("error"), "{arguments:?}: {run:#?}");
        assert_eq!(run.out, "", "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_output() {
    let folder = Folder::new("help");
    for arguments in [&["--help"][..], &["scan", "--help"], &["help", "check"]] {
        let run = folder.run(arguments).ended(0);
        assert!(run.out.contains("Usage: eqlc"), "{run:#?}");
    }
    assert!(folder.run(&["--version"]).ended(0).out.starts_with("eqlc "));
}

#[test]
fn colours_come_when_asked_for() {
    let folder = Folder::new("colour");
    folder.file("e.ndjson", "{\"id\":1}\n");
    let scan = |color| folder.run(&["query", "any where true", "e.ndjson", "--format", "pretty", "--color", color]).out;
    assert!(scan("always").contains("\u{1b}["));
    assert!(!scan("never").contains('\u{1b}'));
    assert!(!scan("auto").contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_eqlc"))
        .args(["query", "any where true"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        use std::io::Write;
        // Ends when the program does.
        while input.write_all(b"{\"id\":1}\n").is_ok() {}
    });
    let status = child.wait().unwrap();
    writer.join().unwrap();
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!((status.code(), error.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_130() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_eqlc"))
        .args(["query", "any where true"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    use std::io::{BufRead, BufReader, Write};
    // The first match says that it is up and running.
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"{\"id\":1}\n").unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with('{'));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn nothing_at_all_shows_what_to_try() {
    let run = Folder::new("nothing").run(&[]).ended(3).says(&["Usage: eqlc", "check", "Examples:", "eqlc scan --demo"]);
    assert_eq!(run.out, "");
}

/// What was named is not what it was taken for: what is said about it, and the status.
#[test]
fn mistaken_names_are_explained() {
    let folder = Folder::new("mistaken");
    folder
        .file("rules/good.eql", "any where true")
        .file("events.ndjson", "{\"id\":1}\n")
        .file("empty", "")
        .file("program", b"\x7fELF\x02\x01\x01\x00\x00")
        .file("bytes", b"\x01\x00\x02\n\x00")
        .file("log.evtx", b"ElfFile\x00\x00")
        .file("events.zip", b"PK\x03\x04rest")
        .file("utf16.ndjson", b"\xff\xfe{\x00}\x00");
    let rows: &[(&[&str], i32, &[&str])] = &[
        (&["scan", "-r", "rules", "."], 3, &["can't read .: it is a folder", "name the files in it"]),
        (&["scan", "-r", "rules", "empty"], 0, &["empty holds no events"]),
        (&["scan", "-r", "rules", "program"], 3, &["it is a program"]),
        (&["scan", "-r", "rules", "bytes"], 3, &["it is a binary file", "events are NDJSON"]),
        (&["scan", "-r", "rules", "log.evtx"], 3, &["it is a Windows event log", "export it as JSON"]),
        (&["scan", "-r", "rules", "events.zip"], 3, &["it is a ZIP archive", "unpack it first"]),
        (&["scan", "-r", "rules", "utf16.ndjson"], 3, &["it is UTF-16", "convert it to UTF-8"]),
        (&["scan", "rules/good.eql"], 3, &["rules/good.eql holds a rule, not events", "scan -r rules/good.eql"]),
        (&["scan", "-r", "program", "events.ndjson"], 2, &["error[E301]: a binary file, no rule"]),
        (&["scan", "-r", "empty", "events.ndjson"], 2, &["error[E010]"]),
        (&["scan", "-r", "events.ndjson", "events.ndjson"], 3, &["no rules in events.ndjson"]),
        (&["check", "rles"], 3, &["can't read rles", "did you mean `rules`?"]),
        (&["check", "rules/god.eql"], 3, &["did you mean `good.eql`?"]),
        (&["check", "process where true"], 3, &["this is a query, not a path", "eqlc query"]),
        (&["check", "9f8e7d6c-0000-4111-8222-333344445555"], 3, &["this is the id of a rule"]),
        (&["scna"], 3, &["a similar subcommand exists: 'scan'"]),
        (&["scan", "--formt", "csv"], 3, &["a similar argument exists: '--format'"]),
    ];
    for (arguments, code, parts) in rows {
        let run = folder.run(arguments).ended(*code).says(parts);
        assert!(run.err.lines().count() <= 12, "{run:#?}");
    }
}

/// At 60 columns nothing is cut by the terminal.
#[test]
fn help_fits_a_narrow_terminal() {
    let folder = Folder::new("narrow");
    for command in [
        "check",
        "completions",
        "coverage",
        "expand",
        "explain",
        "fmt",
        "man",
        "partitions",
        "profile",
        "query",
        "run",
        "scan",
        "test",
    ] {
        let run = folder.run(&[command, "--help"]).ended(0);
        let wide: Vec<&str> = run.out.lines().filter(|line| line.chars().count() > 60).collect();
        assert!(wide.is_empty(), "{command}: {wide:#?}");
    }
}

#[test]
fn every_shell_gets_completions() {
    let folder = Folder::new("completions");
    for (shell, part) in [
        ("bash", "complete -F _eqlc"),
        ("zsh", "#compdef eqlc"),
        ("fish", "complete -c eqlc"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        let run = folder.run(&["completions", shell]).ended(0);
        assert!(run.out.contains(part) && run.out.contains("fail-on-match"), "{shell}: {}", run.out);
        assert_eq!(run.err, "");
    }
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let folder = Folder::new("manual");
    let all = folder.run(&["man"]).ended(0).out;
    assert!(all.contains(".TH eqlc 1") && all.contains(".TH eqlc-scan 1"), "{all}");
    folder.run(&["man", "pages"]).ended(0);
    for (page, part) in [("eqlc.1", "eqlc\\-scan(1)"), ("eqlc-scan.1", "\\-\\-fail\\-on\\-match")] {
        let text = folder.read(&format!("pages/{page}"));
        assert!(text.contains(part), "{page}: {text}");
    }
    folder.file("taken", "").run(&["man", "taken"]).ended(3).says(&["can't write taken"]);
}

/// The best of some starts: a busy machine may slow down any one of them.
#[test]
fn it_starts_in_10_ms() {
    use std::time::{Duration, Instant};
    let start = |_| {
        let started = Instant::now();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_eqlc")).arg("--version").output().unwrap();
        assert!(output.status.success());
        started.elapsed()
    };
    let best = (0..30).map(start).min().unwrap();
    assert!(best < Duration::from_millis(10), "{best:?}");
}
