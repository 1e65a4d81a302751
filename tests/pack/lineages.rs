//! Rules that ask for lineages: those that follow them together find what each finds by itself, in the order of time and,
//! from notes, in any order.

use eql::dynamic::{CompileOptions, Dialect, Engine, Matched, Pack, Rule};
use eql::lineage::{KinLog, LineageLimits, Processes};
use eql::sequence::{Detector, PredicateSet};
use serde_json::{Value, json};

/// One lineage, several, one in another, one that two rules share, negated ones, in sequences, and in places where a rule has
/// to follow it by itself.
const RULES: [&str; 14] = [
    r#"any where descendant of [process where process.name == "a"]"#,
    r#"any where child of [process where process.name == "a"] and event.type == "start""#,
    r#"any where event of [process where process.name == "b"]"#,
    r#"process where not descendant of [process where process.name == "a"]"#,
    r#"any where descendant of [process where process.name == "b" and descendant of [process where process.name == "a"]]"#,
    r#"any where descendant of [process where process.name == "b" and not child of [process where process.name == "a"]]"#,
    r#"any where event of [process where event of [process where process.name == "c"] and event.type == "start"]"#,
    r#"process where process.name == "c" and (child of [any where process.name == "b"] or user.id == "1")"#,
    r#"sequence by user.id with maxspan=20s [process where descendant of [process where process.name == "a"]] [network where true]"#,
    r#"sequence by user.id with maxspan=20s [network where true] [any where event of [process where process.name == "b"]]"#,
    r#"sequence by user.id with maxspan=20s [process where process.name == "a"] as first [any where process.name == first.process.name or child of [any where process.name == "b"]]"#,
    r#"any where _arraysearch(groups, $g, $g.name == "x" and descendant of [process where process.name == "a"])"#,
    r#"sequence by user.id with maxspan=30s [process where descendant of [process where process.name == "c"]] ![network where true]"#,
    r#"process where process.name == "b""#,
];

/// Rules of which most events are nothing to any.
const NARROW: [&str; 6] = [
    r#"network where event.type == "end" and descendant of [process where process.name == "a"]"#,
    r#"network where process.name == "d" and not child of [process where process.name == "a"]"#,
    r#"process where process.name == "c" and event.type == "end" and (child of [any where process.name == "b"] or user.id == "1")"#,
    r#"network where user.id == "2" and descendant of [process where process.name == "e" and user.id == "0" and event of [any where event.type == "end"]]"#,
    r#"sequence by user.id with maxspan=20s [network where descendant of [process where process.name == "a"]] [network where true]"#,
    r#"process where process.name == "b""#,
];

fn compiled(texts: &[&str]) -> Vec<Rule> {
    let mut options = CompileOptions::default();
    options.dialect = Dialect::Endpoint;
    texts.iter().map(|text| Rule::compile(text, &options).unwrap_or_else(|error| panic!("{text}: {error:?}"))).collect()
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// Few processes, names and hosts, so that lineages grow; some events name no process, or no time.
    fn event(&mut self, second: u64) -> Value {
        let process = |random: &mut Self| format!("p{}", random.below(12));
        let name = ["a", "b", "c", "d", "e"][self.below(5) as usize];
        let group = ["x", "y"][self.below(2) as usize];
        let mut event = json!({
            "@timestamp": second * 1_000,
            "event": {"category": if self.below(4) == 0 { "network" } else { "process" }, "type": "start"},
            "process": {"entity_id": process(self), "name": name},
            "user": {"id": self.below(3).to_string()},
            "host": {"id": self.below(2).to_string()},
            "groups": [{"name": group}],
        });
        if self.below(3) > 0 {
            event["process"]["parent"] = json!({"entity_id": process(self)});
        }
        if self.below(5) == 0 {
            event["process"]["Ext"] = json!({"ancestry": [process(self), process(self)]});
        }
        match self.below(14) {
            0 | 1 => event["event"]["type"] = json!("end"),
            2 => event["process"]["entity_id"] = Value::Null,
            3 => event["event"]["action"] = json!("boot"),
            _ => {}
        }
        event
    }

    fn events(&mut self, count: u64) -> Vec<Value> {
        (0..count).map(|second| self.event(second)).collect()
    }
}

type Outline = (usize, Vec<Option<u64>>);

/// What each rule finds by itself, by the event that completes it and in the order of the rules.
fn each_alone(rules: &[Rule], events: &[Value]) -> Vec<Outline> {
    let mut expected = Vec::new();
    let mut detectors: Vec<_> = rules.iter().map(Rule::detector::<u64>).collect();
    let mut trackers: Vec<_> = rules.iter().map(Rule::tracker).collect();
    for (number, event) in (0..).zip(events) {
        for (at, rule) in rules.iter().enumerate() {
            let matches = match (&mut detectors[at], &mut trackers[at]) {
                (Some(detector), _) => {
                    let found = detector.push(event, number).into_iter();
                    expected.extend(found.map(|found| (at, found.events.into_vec())));
                    false
                }
                (None, Some(tracker)) => tracker.matches(event),
                (None, None) => rule.matches(event),
            };
            if matches {
                expected.push((at, vec![Some(number)]));
            }
        }
    }
    for (at, detector) in detectors.iter_mut().enumerate() {
        let waiting = detector.iter_mut().flat_map(Detector::flush);
        expected.extend(waiting.map(|found| (at, found.events.into_vec())));
    }
    expected
}

#[test]
fn rules_follow_lineages_together() {
    let rules = compiled(&RULES);
    let shared = Pack::new(rules.clone());
    let alone: Vec<usize> = (0..rules.len()).filter(|&rule| shared.follows_alone(rule)).collect();
    assert_eq!(alone, [10, 11], "an alias beside a lineage, and a lineage in an array search");
    let relations = shared.shared_lineages().map(|(relations, _)| relations.len());
    assert!(relations.is_some_and(|count| count < RULES.len()), "equal lineages are one: {relations:?}");
    let mut count = vec![0; rules.len()];
    for seed in 0..15 {
        let events = Random(seed).events(120);
        let expected = each_alone(&rules, &events);
        for pack in [Pack::new(rules.clone()), Pack::following_apart(rules.clone())] {
            let mut engine = Engine::new(pack);
            let mut found = Vec::new();
            for (number, event) in (0..).zip(&events) {
                found.extend(engine.push(event, number));
            }
            found.extend(engine.finish());
            let found: Vec<Outline> =
                found.into_iter().map(|alert| (alert.rule, alert.found.events.into_vec())).collect();
            assert_eq!(found, expected, "seed {seed}");
        }
        expected.iter().for_each(|(rule, _)| count[*rule] += 1);
    }
    assert!(count.iter().all(|&count| count > 5), "{count:?}");
}

/// `eqlc scan` reads events in any order, and writes down what they say of processes.
#[test]
fn notes_are_heard_in_the_order_of_time() {
    let rules = compiled(&NARROW);
    let pack = Pack::new(rules.clone());
    let (relations, timed) = pack.shared_lineages().expect("lineages");
    let shared: Vec<usize> =
        (0..rules.len()).filter(|&rule| rules[rule].ir().lineages.is_some() && !pack.follows_alone(rule)).collect();
    let (mut looked, mut satisfied) = (0, 0);
    for seed in 100..160 {
        let mut random = Random(seed);
        let events = random.events(100);
        let mut exact = vec![Vec::new(); events.len()];
        let (mut matcher, mut known) = (pack.matcher(), Processes::new(LineageLimits::DEFAULT));
        for (number, event) in events.iter().enumerate() {
            let matched = matcher.run_following(&mut known, event).iter();
            exact[number].extend(matched.filter(|matched| shared.contains(&(matched.rule as usize))).copied());
        }
        let mut shuffled: Vec<usize> = (0..events.len()).collect();
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, random.below(at as u64 + 1) as usize);
        }
        let mut log = KinLog::new(relations.iter().copied());
        for (arrival, &number) in (0..).zip(&shuffled) {
            let event = &events[number];
            let (matched, said) = matcher.run_noting(event);
            let may_match = |rule: &usize| matched.iter().any(|matched| matched.rule as usize == *rule);
            let is_open = said.is_uncertain || shared.iter().any(may_match);
            for found in &exact[number] {
                let may = matched.iter().find(|matched| matched.rule == found.rule);
                assert!(may.is_some(), "rule {} holds, and may not: {event}", found.rule);
            }
            let ordinal = timed.ordinal(event, arrival);
            match said.note {
                _ if is_open => log.keep(ordinal, arrival, number),
                Some(note) => log.note(ordinal, arrival, note),
                None => assert!(exact[number].is_empty()),
            }
        }
        let mut found = vec![Vec::new(); events.len()];
        let mut known = Processes::new(LineageLimits::FINITE);
        let replayed = log.replay(&mut known, |kept, known| {
            looked += 1;
            let matched = matcher.run_following(known, &events[kept.event]).iter();
            found[kept.event].extend(matched.filter(|matched| shared.contains(&(matched.rule as usize))).copied());
            Ok::<(), ()>(())
        });
        assert_eq!(replayed, Ok(()));
        assert_eq!(found, exact, "seed {seed}");
        satisfied += found.iter().filter(|matched| !matched.is_empty()).count();
    }
    assert!(satisfied > 500 && satisfied < looked && looked < 60 * 70, "{satisfied} of {looked}");
    assert_ne!(PredicateSet::EMPTY, rules[0].matched(&json!({})), "alone, a rule has to see every event");
}

/// What is known goes on in a pack in which some rules are gone and the others stand elsewhere.
#[test]
fn knowledge_goes_on_in_another_pack() {
    let rules = compiled(&RULES);
    let before = Pack::new(rules.clone());
    let mut satisfied = 0;
    for seed in 200..240 {
        let mut random = Random(seed);
        let events = random.events(120);
        let mut places: Vec<usize> = (0..rules.len()).collect();
        for at in (1..places.len()).rev() {
            places.swap(at, random.below(at as u64 + 1) as usize);
        }
        places.truncate(9);
        let after = Pack::new(places.iter().map(|&place| rules[place].clone()));
        let pairs: Vec<(u16, u16)> = (0..)
            .zip(&places)
            .flat_map(|(new, &old)| before.lineages_of(old).iter().copied().zip(after.lineages_of(new).iter().copied()))
            .collect();
        let (mut known, mut handed_on) = (Processes::default(), Processes::default());
        let (mut uninterrupted, mut matcher) = (before.matcher(), after.matcher());
        for (number, event) in events.iter().enumerate() {
            if number == 60 {
                handed_on.absorb(&known, &pairs);
            }
            let expected = uninterrupted.run_following(&mut known, event).to_vec();
            if number < 60 {
                continue;
            }
            let found = matcher.run_following(&mut handed_on, event);
            for (new, &old) in places.iter().enumerate() {
                let of = |matched: &[Matched], rule| {
                    matched.iter().find(|matched| matched.rule as usize == rule).map(|matched| matched.predicates)
                };
                assert_eq!(of(found, new), of(&expected, old), "seed {seed}, event {number}, rule {old}");
                satisfied += usize::from(of(found, new).is_some() && !after.lineages_of(new).is_empty());
            }
        }
    }
    assert!(satisfied > 500, "{satisfied}");
}
