//! One shared rule in a hundred.

#![forbid(unsafe_code)]

eql_pack_bench::program!("rules/hundredth/*.toml", |_| Vec::new());
