//! The program as its users call it: command by command, format by format, bad input by bad input.

mod backtest;
mod browser;
mod check;
mod coverage;
mod documentation;
mod expand;
mod explain;
mod fixtures;
mod fmt;
mod formats;
mod inputs;
mod lint;
mod partitions;
mod profile;
mod program;
mod query;
mod run;
mod scan;
mod usage;
