//! EQL detection rules compiled to Rust.
