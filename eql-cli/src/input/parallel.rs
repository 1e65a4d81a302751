//! Inputs whose events are looked at by several threads, and taken in order by one.

use super::documents::{Document, Documents, Place};
use super::event::Malformed;
use super::{Inputs, Source, SourceCourse, next};
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::input::Defect;
use crate::report::Tally;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// So many bytes of documents are handed to a thread at once, unless one alone is longer.
const BATCH: usize = 256 * 1024;

/// So many batches wait for each thread, so that none runs dry while results are taken.
const WAITING: usize = 4;

/// Looks at a document, in any order; a thread has one of its own.
pub(crate) trait Examine: Send {
    /// What is found out.
    type Found: Send;

    /// Looks at the document with this number among all of all inputs.
    fn examine(&mut self, document: &Document<'_>, number: u64) -> Result<Self::Found, Malformed>;
}

/// A document that has been looked at.
enum Read<F> {
    Event { number: u64, found: F },
    Malformed(Malformed),
}

/// Documents of one input, one behind the other.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    documents: Vec<(Place, Range<usize>, Option<Defect>)>,
    /// The number of the first.
    number: u64,
    /// How much of the input has been read with it.
    offset: u64,
}

/// The same when they have been looked at.
struct Done<F> {
    batch: u64,
    read: Vec<Read<F>>,
    offset: u64,
}

impl Inputs {
    /// Looks at every event in one of `threads` threads, with what `examiner` makes for each, and gives what was found out to
    /// `take`, in order.
    pub(crate) fn for_each_in_parallel<E: Examine>(
        &self,
        threads: NonZeroUsize,
        console: &Console,
        tally: &mut Tally,
        mut examiner: impl FnMut() -> E,
        mut take: impl FnMut(u64, E::Found) -> Result<(), Failure>,
    ) -> Result<(Outcome, Vec<E>), Failure> {
        let (jobs, waiting) = channel::<(u64, Batch)>();
        let (results, done) = channel::<Done<E::Found>>();
        let waiting = Mutex::new(waiting);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.get())
                .map(|_| {
                    let (mut examiner, results, waiting) = (examiner(), results.clone(), &waiting);
                    scope.spawn(move || {
                        work(&mut examiner, waiting, &results);
                        examiner
                    })
                })
                .collect();
            drop(results);
            let mut queue =
                Queue { jobs, done, most: threads.get() * WAITING, sent: 0, taken: 0, early: BTreeMap::new() };
            let mut number = 0;
            let outcome = self.each_source(console, tally, |source, console, tally| {
                self.hand_out(source, &mut queue, &mut number, console, tally, &mut take)
            });
            drop(queue);
            let join = |worker: thread::ScopedJoinHandle<'_, E>| match worker.join() {
                Ok(examiner) => examiner,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            let examiners = workers.into_iter().map(join).collect();
            Ok((outcome?, examiners))
        })
    }

    fn hand_out<F>(
        &self,
        source: Source,
        queue: &mut Queue<F>,
        number: &mut u64,
        console: &Console,
        tally: &mut Tally,
        take: &mut impl FnMut(u64, F) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Source { name, reader } = source;
        let mut documents = Documents::new(reader);
        let mut course = SourceCourse::begin(&name, self.strict, tally);
        let mut receive = |done: Done<F>, tally: &mut Tally| -> Result<(), Failure> {
            for read in done.read {
                match read {
                    Read::Event { number, found } => {
                        tally.events += 1;
                        take(number, found)?;
                    }
                    Read::Malformed(malformed) => course.report(&malformed, console, tally)?,
                }
            }
            course.passed(done.offset, console, tally);
            Ok(())
        };
        let mut failed = None;
        loop {
            let batch = self.batch(&mut documents, &name, number, &mut failed);
            let is_last = batch.documents.is_empty();
            if !is_last {
                queue.send(batch);
            }
            while let Some(done) = queue.receive(is_last) {
                receive(done, tally)?;
            }
            if is_last {
                break;
            }
        }
        if let Some(failure) = failed {
            return Err(failure);
        }
        course.end(documents.offset(), console, tally);
        Ok(())
    }

    /// The next documents; what was read before an input failed is not lost.
    fn batch(
        &self,
        documents: &mut Documents<Box<dyn std::io::BufRead>>,
        name: &str,
        number: &mut u64,
        failed: &mut Option<Failure>,
    ) -> Batch {
        let mut batch = Batch { number: *number, ..Batch::default() };
        while batch.bytes.len() < BATCH && failed.is_none() {
            match next(documents, name) {
                Ok(Some(document)) => {
                    let mapped = self.map.as_ref().and_then(|map| map.apply(document.bytes));
                    let start = batch.bytes.len();
                    batch.bytes.extend_from_slice(mapped.as_deref().unwrap_or(document.bytes));
                    batch.documents.push((document.place, start..batch.bytes.len(), document.defect));
                    *number += 1;
                }
                Ok(None) => break,
                Err(failure) => *failed = Some(failure),
            }
        }
        batch.offset = documents.offset();
        batch
    }
}

/// Batches on their way to the threads and back.
struct Queue<F> {
    jobs: Sender<(u64, Batch)>,
    done: Receiver<Done<F>>,
    /// So many are on their way at most.
    most: usize,
    sent: u64,
    taken: u64,
    /// Those that came back before earlier ones.
    early: BTreeMap<u64, Done<F>>,
}

impl<F> Queue<F> {
    fn send(&mut self, batch: Batch) {
        // The threads work for as long as there is a queue.
        if self.jobs.send((self.sent, batch)).is_ok() {
            self.sent += 1;
        }
    }

    /// The next batch that has been looked at: waits for it where as many as may be are on their way, or `all` are wanted.
    fn receive(&mut self, all: bool) -> Option<Done<F>> {
        loop {
            if let Some(done) = self.early.remove(&self.taken) {
                self.taken += 1;
                return Some(done);
            }
            let on_their_way = self.sent - self.taken;
            if on_their_way == 0 {
                return None;
            }
            let done = match all || on_their_way >= self.most as u64 {
                true => self.done.recv().ok()?,
                false => self.done.try_recv().ok()?,
            };
            self.early.insert(done.batch, done);
        }
    }
}

/// Looks at batches until there are no more.
fn work<E: Examine>(examiner: &mut E, waiting: &Mutex<Receiver<(u64, Batch)>>, results: &Sender<Done<E::Found>>) {
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number_of_batch, batch)) = job else { return };
        let Batch { bytes, documents, number, offset } = batch;
        let read = (number..).zip(documents).map(|(number, (place, range, defect))| {
            let document = Document { place, bytes: bytes.get(range).unwrap_or_default(), defect };
            match examiner.examine(&document, number) {
                Ok(found) => Read::Event { number, found },
                Err(malformed) => Read::Malformed(malformed),
            }
        });
        let done = Done { batch: number_of_batch, read: read.collect(), offset };
        if results.send(done).is_err() {
            return;
        }
    }
}
