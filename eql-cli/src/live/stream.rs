//! The loop: read, put into order, show to the rules, write; and between that snapshots, metrics, new rules.

use super::document::{Document, Ledger, Numbers};
use super::feed::{Arrival, Feed, MAX_LINE, Position, Standard};
use super::metrics::{Metrics, Page};
use super::rules::{LiveRules, Shown};
use super::sink::{Rotating, Sink};
use super::state::StateFolder;
use super::tail::Tail;
use super::watch::Watch;
use crate::arguments::{Format, RunArguments};
use crate::commands::show_findings;
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome};
use crate::input::{self, Defect, Place};
use crate::report::{MatchRecord, RuleLabel, Tally, pretty_match};
use crate::rules::{Loader, RuleReport, State, outcome};
use eql::dynamic::Rule;
use eql::json::Projection;
use eql::sequence::{Limits, Tiebreaker};
use eql::snapshot::ArchiveWriter;
use eql::stream::{Refusal, Reorder, ReorderCounters, ReorderOptions, SourceId};
use eql::{FieldBuf, Timestamp};
use std::io::{self, Seek, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long the loop waits for input before it looks at other things.
const POLL: Duration = Duration::from_millis(100);
/// How often rules are looked at, and metrics renewed.
const UPKEEP: Duration = Duration::from_secs(1);
/// Of the malformed lines, so many are shown; all are counted.
const SHOWN_MALFORMED: u64 = 10;
/// Parts of a snapshot beside the rules': position, count, order, documents.
const OWN_PARTS: usize = 4;

/// Asks the loop to end.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    pub(crate) terminated: Arc<AtomicBool>,
    pub(crate) interrupted: Arc<AtomicBool>,
}

impl Stop {
    fn asked(&self) -> bool {
        self.terminated.load(Ordering::Relaxed) || self.interrupted.load(Ordering::Relaxed)
    }
}

/// Follows a stream until it ends or the program is asked to.
pub(crate) fn follow(arguments: &RunArguments, console: &Console, stop: &Stop) -> Result<Outcome, Failure> {
    let loader = Loader::new(&arguments.rules)?;
    let reports = match arguments.rules_from.as_slice() {
        [] => loader.load_builtin(),
        paths => loader.load(paths, console)?,
    };
    show_findings(&reports, console);
    let mut stream = Stream::new(arguments, &loader, console, &reports)?;
    let mut feed = stream.begin()?;
    let ended = stream.run(&mut feed, stop)?;
    stream.end(&feed, ended)?;
    let mut result = outcome(&reports);
    if stop.interrupted.load(Ordering::Relaxed) {
        result.worsen(Outcome::Interrupted);
    }
    Ok(result)
}

struct Stream<'a> {
    arguments: &'a RunArguments,
    loader: &'a Loader<'a>,
    console: &'a Console,
    rules: LiveRules,
    reorder: Reorder<Arc<Document>>,
    source: SourceId,
    timestamp: FieldBuf,
    tiebreaker: Option<FieldBuf>,
    /// What is read of an event when it comes: what puts it into its place.
    placing: Projection,
    /// What is read of an event when it is shown to the rules.
    reading: Projection,
    ledger: Ledger,
    writer: Writer<'a>,
    tally: Tally,
    state: Option<StateFolder>,
    page: Option<Page>,
    watch: Option<Watch>,
    reloads: u64,
    snapshots: u64,
    /// Events shown to the rules, in this process and those before.
    shown: u64,
    /// Since when nothing comes, and the time of the newest event then.
    silent_since: Option<(Instant, Timestamp)>,
}

/// Writes matches.
struct Writer<'a> {
    sink: Sink,
    format: Format,
    console: &'a Console,
    matches: u64,
}

impl Writer<'_> {
    fn write(&mut self, record: &MatchRecord<'_>) -> Result<(), Failure> {
        self.console.clear_progress();
        self.matches += 1;
        match self.format {
            Format::Ndjson => self.sink.record(&record.ndjson()),
            Format::Pretty => self.sink.record(&pretty_match(record, self.console.width(), self.console.color_out())),
        }
    }
}

impl<'a> Stream<'a> {
    fn new(
        arguments: &'a RunArguments,
        loader: &'a Loader<'a>,
        console: &'a Console,
        reports: &[RuleReport],
    ) -> Result<Self, Failure> {
        let sink = match &arguments.output {
            Some(path) => Sink::File(Rotating::open(path, arguments.rotate_bytes, arguments.rotate_keep)?),
            None => Sink::Standard(Output::following(true)),
        };
        let format = if arguments.output.is_some() { Format::Ndjson } else { arguments.format.format() };
        let mut reorder = Reorder::new(ReorderOptions {
            lateness: arguments.lateness,
            max_bytes: arguments.max_memory / 2,
            ..ReorderOptions::DEFAULT
        });
        let source = reorder.add_source();
        let timestamp = arguments.rules.timestamp_field.as_deref().unwrap_or("@timestamp");
        let tiebreaker = arguments.rules.tiebreaker_field.as_deref();
        let mut stream = Self {
            arguments,
            loader,
            console,
            rules: LiveRules::default(),
            reorder,
            source,
            timestamp: FieldBuf::new(timestamp),
            tiebreaker: tiebreaker.map(FieldBuf::new),
            placing: Projection::new([timestamp].into_iter().chain(tiebreaker)),
            reading: Projection::new([timestamp]),
            ledger: Ledger::default(),
            writer: Writer { sink, format, console, matches: 0 },
            tally: Tally::default(),
            state: arguments.state.as_deref().map(StateFolder::open).transpose()?,
            page: None,
            watch: arguments.watch.then(|| Watch::new(&arguments.rules_from)),
            reloads: 0,
            snapshots: 0,
            shown: 0,
            silent_since: None,
        };
        stream.rules = stream.live(reports);
        stream.reading = Projection::new(stream.rules.fields());
        Ok(stream)
    }

    /// The rules that can run, without state.
    fn live(&mut self, reports: &[RuleReport]) -> LiveRules {
        let ready: Vec<(Rule, RuleLabel)> = reports
            .iter()
            .filter_map(|report| report.ready(&self.arguments.rules))
            .map(|(rule, label)| (rule.clone(), label))
            .collect();
        let timestamp = self.timestamp.as_field();
        for (rule, label) in &ready {
            let own_time = rule.ir().fields.path(rule.ir().timestamp);
            if own_time != timestamp.path() {
                self.console.warning(&format!(
                    "{} takes the time of events from {own_time}, but the stream is ordered by {}",
                    label.path,
                    timestamp.path()
                ));
            }
            if !rule.ir().pipes.is_empty() {
                self.console.warning(&format!("{}: a stream has no last event: its pipes are ignored", label.path));
            }
        }
        self.tally.rules = ready.len() as u64;
        self.tally.rules_skipped = (reports.len() - ready.len()) as u64;
        let limits = Limits { max_keys: self.arguments.max_keys, ..Limits::DEFAULT };
        LiveRules::new(ready, limits)
    }

    /// Opens the input, and takes over the state of the run before.
    fn begin(&mut self) -> Result<Feed, Failure> {
        if let Some(address) = &self.arguments.metrics {
            let page = Page::default();
            let bound = page.serve(address)?;
            self.console.line(&format!("metrics at http://{bound}/metrics"));
            self.page = Some(page);
        }
        let mut notices = Vec::new();
        let position = self.restore(&mut notices);
        let feed = match &self.arguments.follow {
            Some(path) => {
                let mut tail = Tail::new(path, self.arguments.once || self.arguments.finish);
                if let Some(position) = &position {
                    tail.resume(position, &mut notices);
                }
                Feed::File(tail)
            }
            None => {
                if let Some(Position { line, offset, .. }) = position {
                    notices.push(format!("going on behind line {line} of the input before (byte {offset})"));
                }
                Feed::Standard(Standard::start())
            }
        };
        notices.iter().for_each(|notice| self.console.warning(notice));
        self.refresh_metrics();
        Ok(feed)
    }

    /// Reads until the input ends or the program is asked to; says whether the input has ended.
    fn run(&mut self, feed: &mut Feed, stop: &Stop) -> Result<bool, Failure> {
        let (mut upkeep, mut snapshot) = (Instant::now(), Instant::now());
        while !stop.asked() {
            let name = feed.name();
            let mut notices = Vec::new();
            let arrival = feed.read(POLL, &mut notices, &mut |line, number| self.line(&name, line, number))?;
            notices.iter().for_each(|notice| self.console.warning(notice));
            match arrival {
                Arrival::End => return Ok(true),
                Arrival::Some => self.silent_since = None,
                Arrival::Nothing => self.wait_on(),
            }
            self.settle()?;
            if upkeep.elapsed() >= UPKEEP {
                upkeep = Instant::now();
                self.look_for_rules();
                self.refresh_metrics();
            }
            if self.state.is_some() && snapshot.elapsed() >= self.arguments.snapshot_interval {
                self.save(&feed.position(), true)?;
                snapshot = Instant::now();
            }
        }
        let name = feed.name();
        feed.drain(&mut |line, number| self.line(&name, line, number))?;
        Ok(false)
    }

    fn line(&mut self, name: &str, line: &[u8], number: u64) -> Result<(), Failure> {
        self.tally.bytes += line.len() as u64 + 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let place = Place { line: number, offset: 0 };
        let defect = (line.len() >= MAX_LINE).then_some(Defect::TooLong);
        let event = match input::parse(&input::Document { place, bytes: line, defect }, &mut self.placing) {
            Ok(event) => event,
            Err(malformed) => {
                self.tally.malformed += 1;
                if self.tally.malformed <= SHOWN_MALFORMED {
                    self.console.warning(&format!("{name}:{number}: {}; skipped", malformed.message));
                }
                return Ok(());
            }
        };
        let time = eql::Event::get(&event, &self.timestamp.as_field(), Timestamp::from_value).flatten();
        let tiebreaker = self.tiebreaker.as_ref();
        let tiebreaker =
            tiebreaker.and_then(|field| eql::Event::get(&event, &field.as_field(), |value| Tiebreaker::from(value)));
        let document = self.ledger.keep(event.line().trim());
        self.tally.events += 1;
        self.console.progress(&self.tally);
        self.place(document, time, tiebreaker)
    }

    /// Puts an event into its place, and shows what is in its place now to the rules.
    fn place(
        &mut self,
        document: Arc<Document>,
        time: Option<Timestamp>,
        tiebreaker: Option<Tiebreaker>,
    ) -> Result<(), Failure> {
        let Some(time) = time else {
            self.tally.without_timestamp += 1;
            return self.show(&document, false);
        };
        let bytes = document.text().len();
        if let Err(refused) = self.reorder.push(self.source, time, tiebreaker, bytes, document) {
            self.tally.late += u64::from(refused.reason == Refusal::Late);
            return self.show(&refused.item, false);
        }
        self.release()
    }

    fn release(&mut self) -> Result<(), Failure> {
        while let Some(released) = self.reorder.pop() {
            self.show(&released.item, true)?;
        }
        Ok(())
    }

    fn show(&mut self, document: &Arc<Document>, in_order: bool) -> Result<(), Failure> {
        let now = self.reorder.newest().unwrap_or(Timestamp::from_nanos(i64::MIN));
        let (rules, writer, number) = (&mut self.rules, &mut self.writer, self.shown);
        self.shown += 1;
        // It was read once when it came; held as text it takes a fraction of the memory.
        match self.reading.read(document.text().as_bytes()) {
            Ok(event) => {
                let shown = Shown { event: &event, document, in_order, number, now };
                rules.push(&shown, &mut |record| writer.write(&record))
            }
            Err(_) => Ok(()),
        }
    }

    /// Tells the rules how far time has come, hands on what they found, and keeps within the memory allowed.
    fn settle(&mut self) -> Result<(), Failure> {
        self.release()?;
        if let Some(watermark) = self.reorder.watermark() {
            let (rules, writer) = (&mut self.rules, &mut self.writer);
            rules.advance(watermark, &mut |record| writer.write(&record))?;
        }
        while self.ledger.bytes() > self.arguments.max_memory && self.rules.shed() {}
        self.writer.sink.flush(false)
    }

    /// Lets time go on by the clock when nothing has come for long.
    fn wait_on(&mut self) {
        let Some(newest) = self.reorder.newest() else { return };
        let (since, newest) = *self.silent_since.get_or_insert((Instant::now(), newest));
        let silence = since.elapsed();
        let idle_timeout = self.arguments.idle_timeout;
        if !idle_timeout.is_zero() && silence >= idle_timeout {
            let nanos = i64::try_from(silence.as_nanos()).unwrap_or(i64::MAX);
            self.reorder.heartbeat(self.source, Timestamp::from_nanos(newest.as_nanos().saturating_add(nanos)));
        }
    }

    /// Takes over changed rules, if all of them compile.
    fn look_for_rules(&mut self) {
        if !self.watch.as_mut().is_some_and(Watch::changed) {
            return;
        }
        let unchanged = |console: &Console, why: &str, rules: &LiveRules| {
            console.warning(&format!("the changed rules are not taken over: {why}; the {} before go on", rules.len()));
        };
        let reports = match self.loader.load(&self.arguments.rules_from, self.console) {
            Ok(reports) => reports,
            Err(failure) => return unchanged(self.console, &failure.to_string(), &self.rules),
        };
        show_findings(&reports, self.console);
        let blocked = reports.iter().filter(|report| matches!(report.state, State::Blocked)).count();
        if blocked > 0 {
            return unchanged(self.console, &format!("{blocked} do not compile"), &self.rules);
        }
        let before = std::mem::take(&mut self.rules);
        self.rules = self.live(&reports);
        self.reading = Projection::new(self.rules.fields());
        let (kept, lost) = self.rules.take_over(before);
        self.reloads += 1;
        let loaded = self.rules.len();
        self.console.line(&format!("{loaded} rules loaded; {kept} go on as they were"));
        if !lost.is_empty() {
            self.console.warning(&format!("matches in progress are dropped of {}", lost.join(", ")));
        }
    }

    /// Ends: without state to go on with, everything that can be known is reported.
    fn end(&mut self, feed: &Feed, ended: bool) -> Result<(), Failure> {
        let goes_on = self.state.is_some() && !(ended && self.arguments.finish);
        if goes_on {
            self.settle()?;
        } else {
            self.reorder.flush();
            self.release()?;
            if ended {
                let (rules, writer) = (&mut self.rules, &mut self.writer);
                rules.finish(&mut |record| writer.write(&record))?;
            }
        }
        self.writer.sink.flush(true)?;
        if self.state.is_some() {
            self.save(&feed.position(), goes_on)?;
        }
        let waiting = self.rules.waiting();
        if !goes_on && waiting > 0 {
            self.console.warning(&format!("{waiting} matches waited for an absence that is not certain yet"));
        }
        if self.tally.malformed > SHOWN_MALFORMED {
            let more = self.tally.malformed - SHOWN_MALFORMED;
            self.console.warning(&format!("{more} more malformed events skipped"));
        }
        self.losses().iter().for_each(|loss| self.console.warning(loss));
        self.tally.matches = self.writer.matches;
        self.refresh_metrics();
        self.console.summary(&self.tally);
        Ok(())
    }

    /// A sentence for each reason why matches may have been missed.
    fn losses(&self) -> Vec<String> {
        let ReorderCounters { refused, forced, .. } = *self.reorder.counters();
        let refused = (refused > 0).then(|| format!("{refused} events too far ahead were not shown to sequences"));
        let forced = (forced > 0).then(|| format!("{forced} events were not waited for because of a limit"));
        refused.into_iter().chain(forced).chain(self.rules.losses()).collect()
    }

    /// Writes a snapshot: where the input stands, and, if the stream goes on, what is known.
    fn save(&mut self, position: &Position, goes_on: bool) -> Result<(), Failure> {
        let Some(state) = &self.state else { return Ok(()) };
        // What was found must not be lost when the input is not read again.
        self.writer.sink.flush(true)?;
        state.save(|file| if goes_on { self.archive(file, position) } else { position_alone(file, position) })?;
        self.snapshots += 1;
        Ok(())
    }

    /// Part by part: as a whole it would take as much memory again as all that is known.
    fn archive<W: Write + Seek>(&self, out: W, position: &Position) -> io::Result<W> {
        let mut numbers = Numbers::default();
        let mut archive = ArchiveWriter::begin(out, OWN_PARTS + self.rules.parts())?;
        archive.add("position", 0, [&*serde_json::to_vec(position)?])?;
        archive.add("shown", 0, [&*serde_json::to_vec(&self.shown)?])?;
        let order = self.reorder.snapshot_with(|document| numbers.of(document)).map_err(io::Error::other)?;
        archive.add("order", 0, [&*order])?;
        self.rules.save(&mut archive, &mut numbers)?;
        archive.add("documents", 0, numbers.lines())?;
        archive.end()
    }

    /// Takes over the newest snapshot; returns where the input stood.
    fn restore(&mut self, notices: &mut Vec<String>) -> Option<Position> {
        let found = self.state.as_ref()?.load();
        notices.extend(found.notices);
        let mut archive = found.archive?;
        let mut part = |name| archive.take(name).map(|section| section.bytes).unwrap_or_default();
        let (position, shown, texts) = (part("position"), part("shown"), part("documents"));
        let position: Option<Position> = serde_json::from_slice(&position).ok();
        if position.is_none() {
            notices.push("the snapshot does not say where the input stood".to_owned());
        }
        // A stream that has ended has left nothing but its end.
        self.shown = serde_json::from_slice(&shown).unwrap_or_default();
        let texts = String::from_utf8(texts).unwrap_or_default();
        let documents: Vec<Arc<Document>> = texts.split_terminator('\n').map(|text| self.ledger.keep(text)).collect();
        drop(texts);
        if let Some(section) = archive.take("order") {
            let document = |number: u32| documents.get(number as usize).cloned();
            if let Err(error) = self.reorder.restore_with(&section.bytes, document) {
                notices.push(format!("the events that were held can't be used: {error}"));
            }
            self.source = self.reorder.sources().next().unwrap_or(self.source);
        }
        self.rules.load(&mut archive, &documents, notices);
        position
    }

    fn refresh_metrics(&mut self) {
        let Some(page) = &self.page else { return };
        let mut metrics = Metrics::default();
        let (tally, order) = (&self.tally, self.reorder.counters());
        metrics.one("eql_events_total", "counter", "Events read.", tally.events);
        metrics.one("eql_events_late_total", "counter", "Events that came too late for sequences.", tally.late);
        metrics.one("eql_events_malformed_total", "counter", "Lines that are no events.", tally.malformed);
        let timeless = tally.without_timestamp;
        metrics.one("eql_events_without_timestamp_total", "counter", "Events without a time.", timeless);
        metrics.one("eql_bytes_total", "counter", "Bytes read.", tally.bytes);
        metrics.one("eql_held_events", "gauge", "Events that wait for earlier ones.", self.reorder.len());
        metrics.one("eql_held_bytes", "gauge", "Bytes of events that wait for earlier ones.", self.reorder.bytes());
        metrics.one("eql_forced_events_total", "counter", "Events not waited for because of a limit.", order.forced);
        let (ahead, refused) = (order.ahead, order.refused);
        metrics.one("eql_events_ahead_total", "counter", "Events with a date too far ahead to be believed.", ahead);
        metrics.one("eql_events_refused_total", "counter", "Of these, not shown to sequences: too many.", refused);
        metrics.one("eql_kept_bytes", "gauge", "Bytes of all events in memory.", self.ledger.bytes());
        if let (Some(newest), Some(watermark)) = (self.reorder.newest(), self.reorder.watermark()) {
            let seconds = |nanos: i64| nanos as f64 / 1e9;
            let lag = newest.as_nanos().saturating_sub(watermark.as_nanos());
            metrics.one("eql_watermark_seconds", "gauge", "How far time has come.", seconds(watermark.as_nanos()));
            metrics.one("eql_watermark_lag_seconds", "gauge", "How far it is behind the newest event.", seconds(lag));
        }
        metrics.one("eql_rules", "gauge", "Rules at work.", self.rules.len());
        metrics.one("eql_rule_reloads_total", "counter", "Changed rules taken over.", self.reloads);
        metrics.one("eql_snapshots_total", "counter", "Snapshots written.", self.snapshots);
        metrics.one("eql_waiting_matches", "gauge", "Matches that wait for an absence.", self.rules.waiting());
        self.rules.report(&mut metrics);
        page.set(metrics.into_text());
    }
}

fn position_alone<W: Write + Seek>(out: W, position: &Position) -> io::Result<W> {
    let mut archive = ArchiveWriter::begin(out, 1)?;
    archive.add("position", 0, [&*serde_json::to_vec(position)?])?;
    archive.end()
}
