//! How cost grows with the number of rules, ours and others'.

use super::peers::{Translated, indexed};
use super::{Packs, interpreter, interpreter_contender};
use crate::corpus::Corpus;
use crate::measure::{Contender, Rounds};
use crate::peers::tau::TauRule;
use crate::report::{Plot, Report, Series, Table, digits};
use crate::settings::Settings;
use serde_json::Value;

/// Verdicts of other engines are compared on so many events: with all rules one after the other they take long.
const COMPARED: usize = 2_048;

/// One pack's place on the curves.
struct Step {
    rules: usize,
    lines: String,
    projection: String,
    interpreted: String,
    tau: String,
    rsigma: String,
    taken: [usize; 2],
    left_out: [String; 2],
    disagreeing: [Vec<String>; 2],
}

/// Measures every pack, compiled and interpreted, and the rules of each that others take.
pub(super) fn run(settings: &Settings, packs: &Packs, stream: &Corpus, report: &mut Report) -> Result<(), String> {
    let translated = Translated::new(&packs.rules);
    let compared: Vec<Value> =
        stream.lines.iter().take(COMPARED).filter_map(|line| serde_json::from_str(line).ok()).collect();
    let events = stream.lines.len();
    let interpreters: Vec<_> = packs.programs.iter().map(|program| interpreter(&packs.rules, &program.rules)).collect();
    let mut contenders = vec![Contender::over_lines("sonic-rs, document tree", &stream.lines, 256, |lines, _| {
        lines.iter().filter(|line| sonic_rs::from_str::<sonic_rs::Value>(line).is_ok()).count()
    })];
    let mut steps = Vec::new();
    for (program, interpreted) in packs.programs.iter().zip(&interpreters) {
        let child = program.start(&stream.lines)?;
        let tau = translated.tau(&program.rules, &compared);
        let rsigma = translated.rsigma(&program.rules, &compared);
        let name = program.name;
        let step = Step {
            rules: program.rules.len(),
            lines: format!("{name} lines"),
            projection: format!("{name} projection"),
            interpreted: format!("{name} interpreted"),
            tau: format!("{name} tau"),
            rsigma: format!("{name} rsigma"),
            taken: [tau.rules.len(), rsigma.rules.len()],
            left_out: [tau.reasons(), rsigma.reasons()],
            disagreeing: [tau.disagreeing().to_vec(), rsigma.disagreeing().to_vec()],
        };
        contenders.push(child.contender(&step.lines, "lines", events, 256));
        contenders.push(child.contender(&step.projection, "projection", events, 256));
        contenders.push(interpreter_contender(&step.interpreted, interpreted, stream, 128));
        let tau: Vec<TauRule> = tau.rules.into_iter().map(|(_, rule)| rule).collect();
        let rsigma = indexed(rsigma, &compared)?;
        contenders.push(Contender::over_lines(&*step.tau, &stream.lines, 16, move |lines, _| {
            let count = |event: &Value| tau.iter().filter(|rule| rule.matches(event)).count();
            lines.iter().filter_map(|line| serde_json::from_str(line).ok()).map(|e| count(&e)).sum()
        }));
        contenders.push(Contender::over_lines(&*step.rsigma, &stream.lines, 32, move |lines, _| {
            let count = |event: &Value| rsigma.matches(event);
            lines.iter().filter_map(|line| serde_json::from_str(line).ok()).map(|e| count(&e)).sum()
        }));
        steps.push(step);
    }
    let rounds = Rounds::run(contenders, settings.rounds(61));
    tell(&steps, &rounds, stream, report);
    Ok(())
}

fn tell(steps: &[Step], rounds: &Rounds, stream: &Corpus, report: &mut Report) {
    let section = report.section("Number of rules");
    section.text(format!(
        "NDJSON in, alerts out, {}; {} paired rounds. Rules are spread evenly over all shared files. tau-engine and \
         rsigma-eval read what serde_json has parsed, and only those rules about single events that the translator can carry \
         over (in brackets) and for which they give our verdict on the first {COMPARED} events.",
        stream.described(),
        rounds.count,
    ));
    let rate = |name: &str| 1e9 / rounds.nanos(name);
    let mut table = Table::new([
        "rules",
        "ruleset!, events/s",
        "× sonic-rs's tree",
        "interpreter",
        "rsigma-eval",
        "tau-engine",
        "ruleset! × rsigma-eval",
        "matching alone, ns an event",
    ]);
    for step in steps {
        let [tau, rsigma] = step.taken;
        table.row([
            step.rules.to_string(),
            digits(rate(&step.lines)),
            digits(rounds.ratio("sonic-rs, document tree", &step.lines)),
            digits(rate(&step.interpreted)),
            format!("{} ({rsigma})", digits(rate(&step.rsigma))),
            format!("{} ({tau})", digits(rate(&step.tau))),
            digits(rounds.ratio(&step.rsigma, &step.lines)),
            digits(rounds.difference(&step.lines, &step.projection)),
        ]);
    }
    section.table(table);
    if let Some(step) = steps.last() {
        let names = ["tau-engine", "rsigma-eval"];
        for ((name, left_out), disagreeing) in names.iter().zip(&step.left_out).zip(&step.disagreeing) {
            section.text(format!("Left out of all rules for {name}: {left_out}."));
            if !disagreeing.is_empty() {
                section.text(format!("Another verdict by {name}: {}.", disagreeing.join(", ")));
            }
        }
    }
    let curve = |name: &str, of: &dyn Fn(&Step) -> f64| Series {
        name: name.to_owned(),
        points: steps.iter().map(|step| (step.rules as f64, of(step))).collect(),
    };
    section.plot(Plot {
        file: "rules.svg",
        title: "Events a second against number of rules".to_owned(),
        axes: ["rules", "events/s"],
        series: vec![
            curve("ruleset!", &|step| rate(&step.lines)),
            curve("interpreter", &|step| rate(&step.interpreted)),
            curve("rsigma-eval, serde_json", &|step| rate(&step.rsigma)),
            curve("tau-engine, serde_json", &|step| rate(&step.tau)),
            curve("sonic-rs, document tree", &|_| rate("sonic-rs, document tree")),
        ],
    });
    let hundredth = steps.iter().find(|step| step.lines.starts_with("hundredth"));
    if let (Some(few), Some(all)) = (hundredth, steps.last()) {
        let cost = |step: &Step| rounds.difference(&step.lines, &step.projection);
        let growth = cost(all) / cost(few);
        report.target(
            &format!("matching without parsing, {} rules against {}", all.rules, few.rules),
            "≤ 3 ×",
            format!("{} × ({} against {} ns)", digits(growth), digits(cost(all)), digits(cost(few))),
            growth <= 3.0,
        );
    }
}
