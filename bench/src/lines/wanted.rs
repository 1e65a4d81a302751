//! The wanted fields as nested maps: what the contenders that are not ours look keys up in.

use std::collections::HashMap;

/// A place on the way to wanted fields.
#[derive(Debug, Default)]
pub struct Wanted {
    /// The number of the field that ends here.
    pub field: Option<usize>,
    /// Where keys lead. Dotted spellings are left out: the corpora hardly have any.
    pub keys: HashMap<String, Wanted>,
}

impl Wanted {
    /// A tree of these fields.
    pub fn new(fields: &[String]) -> Self {
        let mut root = Self::default();
        for (number, field) in fields.iter().enumerate() {
            let mut node = &mut root;
            for key in field.split('.') {
                node = node.keys.entry(key.to_owned()).or_default();
            }
            node.field = Some(number);
        }
        root
    }
}
