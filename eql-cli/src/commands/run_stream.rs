//! `eqlc run`: rules over a stream that goes on.

use crate::arguments::RunArguments;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::live::{Stop, follow};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::register;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) fn run_stream(
    arguments: &RunArguments,
    console: &Console,
    ends_at_once: &Arc<AtomicBool>,
) -> Result<Outcome, Failure> {
    let stop = Stop::default();
    // The first interruption ends the stream in order, a second one at once. Where signals can't be heard, the program
    // still ends, from its last snapshot.
    ends_at_once.store(false, Ordering::Relaxed);
    let _ = register(SIGINT, Arc::clone(&stop.interrupted));
    let _ = register(SIGINT, Arc::clone(ends_at_once));
    let _ = register(SIGTERM, Arc::clone(&stop.terminated));
    follow(arguments, console, &stop)
}
