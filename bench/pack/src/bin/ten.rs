//! Ten shared rules.

#![forbid(unsafe_code)]

eql_pack_bench::program!("rules/ten/*.toml", |_| Vec::new());
