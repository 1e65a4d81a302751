//! Every shared rule.

#![forbid(unsafe_code)]

eql_pack_bench::program!("rules/all/*.toml", |_| Vec::new());
