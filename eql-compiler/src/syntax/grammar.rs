//! The parser that pest generates from `eql.pest`.

// The derive writes public items without docs into this private module.
#![allow(missing_docs, unreachable_pub)]

use pest_derive::Parser;

/// The grammar of all three dialects.
#[derive(Debug, Parser)]
#[grammar = "syntax/eql.pest"]
pub(super) struct Grammar;
