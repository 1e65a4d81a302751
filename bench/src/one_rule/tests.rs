use super::*;

/// All engines of this process agree on every event, and both mixes are what they say.
#[test]
fn verdicts_agree() {
    let engines = Engines::load().expect("every engine takes the rule");
    let (mixed, all_matching) = (mix::mixed(), mix::all_matching());
    assert_eq!(engines.disagreement(&mixed), None);
    assert_eq!(engines.disagreement(&all_matching), None);
    let share = mixed.iter().filter(|event| hand_written::matches(event)).count() as f64 / mixed.len() as f64;
    assert!((0.02..0.06).contains(&share), "{share}");
    assert!(all_matching.iter().all(hand_written::matches));
}

/// The cases of the rule's own tests, on the hand-written matcher as well.
#[test]
fn the_hand_written_matcher_knows_the_corners() {
    let event = NetworkEvent {
        category: "network",
        os: "windows",
        process: Some("node.exe"),
        executable: None,
        subject: None,
        trusted: None,
        question: Some("api.openai.com"),
    };
    let executables = [
        None,
        Some(r"C:\Program Files\.exe"),
        Some(r"C:\Program Files\exe"),
        Some(r"C:\Program Files (X86)\a.exe"),
        Some(r"C:\Program Filesx\a.exe"),
        Some(r"é:\Windows\System32\SVCHOST.exe"),
        Some(r"C:\Windows\SystemApps\Microsoft.LockApp_x\LockApp.exe"),
        Some(r"C:\Windows\SystemApps\Microsoft.LockApp_LockApp.exe"),
        Some(r"C:\Users\a\AppData\Local\BraveSoftware\Application\brave.exe"),
        Some(r"C:\Users\a\AppData\Local\BraveSoftware\b\Application\brave.exe"),
        Some(r"C:\Users\AppData\Local\BraveSoftware\b\Application\brave.exe"),
        Some(r"C:\Users\a\AppData\Local\Programs\Opera\opera.exe"),
        Some(r"C:\Users\a\AppData\Local\Programs\opera.exe"),
        Some(r"C:\Users\\AppData\Local\Vivaldi\Application\vivaldi.exe"),
        Some(r"C:\Users\AppData\Local\Vivaldi\Application\vivaldi.exe"),
    ];
    for executable in executables {
        let event = NetworkEvent { executable, ..event };
        assert_eq!(hand_written::matches(&event), LlmEndpoint.matches(&event), "{event:?}");
    }
}
