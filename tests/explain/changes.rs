//! Events changed at random: a field gone, in another case, of another type, with more values.

use serde_json::{Value, json};

/// A small deterministic generator (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    /// The event with about every third value changed; times stay.
    pub(crate) fn change(&mut self, event: &Value) -> Value {
        match event {
            Value::Object(fields) => {
                let change = |(name, value): (&String, &Value)| {
                    let value = if name.starts_with('@') { value.clone() } else { self.change(value) };
                    (name.clone(), value)
                };
                Value::Object(fields.iter().map(change).collect())
            }
            value => match self.below(18) {
                0 => Value::Null,
                1 => json!([value, "other"]),
                2 => json!(7),
                3 => json!([]),
                4 => value.as_str().map_or(json!("x"), |text| json!(text.to_uppercase())),
                5 => value.as_str().map_or(json!(true), |text| json!(format!("{text}x"))),
                _ => value.clone(),
            },
        }
    }
}
