//! Every target holds over what fuzzing begins with, without libFuzzer.

use eql_fuzz::{projection, rule_text, seeds, sequences, snapshot};

#[test]
fn every_target_holds_over_its_seeds() {
    let checks = [rule_text::check, projection::check, snapshot::check, sequences::check];
    for ((target, inputs), check) in seeds::all().into_iter().zip(checks) {
        assert!(!inputs.is_empty(), "{target}");
        inputs.iter().for_each(|input| check(input));
    }
}
