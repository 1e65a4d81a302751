//! A hundred shared rules.

#![forbid(unsafe_code)]

eql_pack_bench::program!("rules/hundred/*.toml", |_| Vec::new());
