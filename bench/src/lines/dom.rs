//! The whole line as a document: what a projection saves.

use simd_json::Buffers;

/// A `sonic_rs::Value`.
pub fn sonic(line: &[u8]) -> usize {
    let value: sonic_rs::Value = sonic_rs::from_slice(line).expect("the corpora are JSON");
    usize::from(std::hint::black_box(&value) != &sonic_rs::Value::default())
}

/// A `serde_json::Value`.
pub fn serde_json(line: &[u8]) -> usize {
    let value: serde_json::Value = serde_json::from_slice(line).expect("the corpora are JSON");
    usize::from(std::hint::black_box(&value).is_object())
}

/// The tape of simd-json, which is written over a copy of the line.
#[derive(Default)]
pub struct Tape {
    copy: Vec<u8>,
    buffers: Buffers,
}

impl Tape {
    pub fn read(&mut self, line: &[u8]) -> usize {
        self.copy.clear();
        self.copy.extend_from_slice(line);
        let tape = simd_json::to_tape_with_buffers(&mut self.copy, &mut self.buffers).expect("the corpora are JSON");
        std::hint::black_box(&tape).0.len()
    }
}
