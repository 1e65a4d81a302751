//! Runs checks on all cores, and tells what failed, what took long, and what never came to an end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What takes this long is taken for endless. It says nothing about speed: the slowest texts take a hundredth of it.
const ENDLESS: Duration = Duration::from_secs(120);

/// Texts shorter than this are left out of the comparison of times.
const SHORT: usize = 200;

/// How many of the slowest texts are named.
const KEPT: usize = 5;

/// One text to check, and what it is called in reports.
pub(crate) type Case = (String, String);

/// What came of many cases.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// How many were checked.
    pub(crate) checked: usize,
    /// The name of each that failed, and how.
    pub(crate) failures: Vec<String>,
    /// The names of the slowest, by time per kilobyte.
    pub(crate) slowest: Vec<(Duration, String)>,
}

struct Shared<M, C> {
    make: M,
    check: C,
    next: AtomicUsize,
    report: Mutex<Report>,
}

/// Checks the cases that `make` makes of the numbers below `count`.
///
/// # Panics
///
/// If one comes to no end.
pub(crate) fn run<M, C>(count: usize, make: M, check: C) -> Report
where
    M: Fn(usize) -> Case + Send + Sync + 'static,
    C: Fn(usize, &str) + Send + Sync + 'static,
{
    let shared = Arc::new(Shared { make, check, next: AtomicUsize::new(0), report: Mutex::default() });
    let workers: Vec<Worker> = (0..thread::available_parallelism().map_or(1, usize::from))
        .map(|_| {
            let current = Arc::new(Mutex::new(None));
            let (shared, mine) = (Arc::clone(&shared), Arc::clone(&current));
            Worker { current, thread: thread::spawn(move || shared.work(count, &mine)) }
        })
        .collect();
    while workers.iter().any(|worker| !worker.thread.is_finished()) {
        workers.iter().for_each(Worker::assert_alive);
        thread::sleep(Duration::from_millis(20));
    }
    for worker in workers {
        worker.thread.join().expect("failures are caught");
    }
    std::mem::take(&mut *locked(&shared.report))
}

struct Worker {
    current: Arc<Mutex<Option<(Instant, Case)>>>,
    thread: JoinHandle<()>,
}

impl Worker {
    fn assert_alive(&self) {
        if let Some((started, (name, text))) = &*locked(&self.current) {
            assert!(started.elapsed() < ENDLESS, "{name} comes to no end:\n{text}");
        }
    }
}

impl<M: Fn(usize) -> Case, C: Fn(usize, &str)> Shared<M, C> {
    fn work(&self, count: usize, current: &Mutex<Option<(Instant, Case)>>) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let (name, text) = (self.make)(number);
            let started = Instant::now();
            *locked(current) = Some((started, (name.clone(), text.clone())));
            let checked = catch_unwind(AssertUnwindSafe(|| (self.check)(number, &text)));
            let took = started.elapsed();
            *locked(current) = None;
            let failure = checked.is_err().then(|| format!("{name}:\n{}", self.shortest(number, text.clone())));
            let mut report = locked(&self.report);
            report.checked += 1;
            report.failures.extend(failure);
            drop(report);
            if text.len() >= SHORT && checked.is_ok() {
                self.compare_time(number, name, &text, took);
            }
        }
    }

    /// Keeps the slowest. A text that seems to be one is checked again: what is slow once was interrupted.
    fn compare_time(&self, number: usize, name: String, text: &str, took: Duration) {
        let per_kilobyte = |took: Duration| took * 1024 / u32::try_from(text.len()).unwrap_or(u32::MAX);
        let is_slow = |took| {
            let slowest = &locked(&self.report).slowest;
            slowest.len() < KEPT || slowest.last().is_some_and(|(least, _)| per_kilobyte(took) > *least)
        };
        if !is_slow(took) {
            return;
        }
        let started = Instant::now();
        (self.check)(number, text);
        let took = took.min(started.elapsed());
        if is_slow(took) {
            let slowest = &mut locked(&self.report).slowest;
            slowest.push((per_kilobyte(took), name));
            slowest.sort_by(|a, b| b.cmp(a));
            slowest.truncate(KEPT);
        }
    }

    /// The text with all left out that it fails without; all of it where the check is no good for other texts.
    fn shortest(&self, number: usize, mut text: String) -> String {
        let fails = |text: &str| catch_unwind(AssertUnwindSafe(|| (self.check)(number, text))).is_err();
        if fails("") {
            return text;
        }
        let mut size = text.len() / 2;
        while size > 0 {
            let mut at = 0;
            while at < text.len() {
                let (from, to) = (text.floor_char_boundary(at), text.ceil_char_boundary((at + size).min(text.len())));
                let shorter = format!("{}{}", &text[..from], &text[to..]);
                if fails(&shorter) {
                    text = shorter;
                } else {
                    at += size;
                }
            }
            size /= 2;
        }
        text
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
