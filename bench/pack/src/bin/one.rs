//! One shared rule.

#![forbid(unsafe_code)]

eql_pack_bench::program!("rules/one/*.toml", |_| Vec::new());
