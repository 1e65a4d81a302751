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
        &["scan", "--threads", "4"],
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
        // Nothing is listed before it exists.
        assert!(!run.out.contains("explain"), "{run:#?}");
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
