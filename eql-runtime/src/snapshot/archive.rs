//! The snapshots of many rules in one.

use super::envelope::{SnapshotError, open, seal};
use serde::{Deserialize, Serialize};

/// Snapshots by name, under one checksum: what a process writes before it ends and reads when it starts.
///
/// ```
/// use eql_runtime::snapshot::Archive;
///
/// let mut archive = Archive::default();
/// archive.add("rules/a.eql", 0x17, b"state of the first rule".to_vec());
/// let bytes = archive.to_bytes()?;
///
/// let mut archive = Archive::from_bytes(&bytes)?;
/// assert_eq!(archive.take("rules/a.eql").map(|section| section.fingerprint), Some(0x17));
/// assert!(Archive::from_bytes(&bytes[..bytes.len() - 1]).is_err());
/// # Ok::<(), eql_runtime::snapshot::SnapshotError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    engine: String,
    sections: Vec<Section>,
}

/// One part of an [`Archive`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What it is the state of: the identity of a rule, for example.
    pub name: String,
    /// What that looked for when the snapshot was taken; 0 where there is nothing to compare.
    pub fingerprint: u64,
    /// The snapshot.
    pub bytes: Vec<u8>,
}

impl Default for Archive {
    fn default() -> Self {
        Self { engine: env!("CARGO_PKG_VERSION").to_owned(), sections: Vec::new() }
    }
}

impl Archive {
    /// Adds a part.
    pub fn add(&mut self, name: impl Into<String>, fingerprint: u64, bytes: Vec<u8>) {
        self.sections.push(Section { name: name.into(), fingerprint, bytes });
    }

    /// Takes the part with this name out.
    pub fn take(&mut self, name: &str) -> Option<Section> {
        let at = self.sections.iter().position(|section| section.name == name)?;
        Some(self.sections.swap_remove(at))
    }

    /// The parts that were not taken out.
    #[must_use]
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The version of the engine that wrote it.
    #[must_use]
    pub fn engine(&self) -> &str {
        &self.engine
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// None that is known; the encoding may have some.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SnapshotError> {
        seal(self)
    }

    /// Reads it.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        open(bytes)
    }
}
