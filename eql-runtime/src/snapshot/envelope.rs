//! The frame around every snapshot.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;

const MARK: [u8; 8] = *b"eqlstate";
/// The version of the layout. It changes with every change of what is written.
pub const FORMAT: u16 = 2;
/// Mark, version, length of the content, checksum of version, length and content.
pub(super) const HEADER: usize = MARK.len() + 2 + 8 + 4;

/// Why a snapshot was not written, or not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It does not begin like one.
    NoSnapshot,
    /// It has another layout: that of this version.
    Version(u16),
    /// It is shorter or longer than it says.
    Length {
        /// The bytes that it should have.
        expected: u64,
        /// The bytes that there are.
        found: u64,
    },
    /// The checksum is wrong.
    Checksum,
    /// It is that of a rule that looks for something else.
    OtherRule {
        /// The fingerprint of the rule at hand.
        expected: u64,
        /// The fingerprint of the rule that the snapshot is of.
        found: u64,
    },
    /// Its content contradicts itself, or the rule.
    Invalid(&'static str),
    /// It holds something that cannot be merged with the state that is there.
    Unmergeable(&'static str),
    /// Something in it cannot be written or read.
    Encoding(String),
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSnapshot => f.write_str("it is no snapshot"),
            Self::Version(found) => write!(f, "it has layout {found}, and this version reads layout {FORMAT}"),
            Self::Length { expected, found } => write!(f, "it should have {expected} bytes and has {found}"),
            Self::Checksum => f.write_str("its checksum is wrong"),
            Self::OtherRule { expected, found } => {
                write!(f, "it is the state of rule {found:016x}, and the rule is {expected:016x} now")
            }
            Self::Invalid(what) => write!(f, "it contradicts itself: {what}"),
            Self::Unmergeable(what) => write!(f, "it cannot be merged: it holds {what}"),
            Self::Encoding(what) => write!(f, "it cannot be encoded or decoded: {what}"),
        }
    }
}

impl std::error::Error for SnapshotError {}

/// Writes `content` with the frame around it.
pub(crate) fn seal(content: &impl Serialize) -> Result<Vec<u8>, SnapshotError> {
    let encoded = postcard::to_extend(content, vec![0; HEADER]);
    let mut bytes = encoded.map_err(|error| SnapshotError::Encoding(error.to_string()))?;
    if let Some((frame, content)) = bytes.split_first_chunk_mut() {
        *frame = header(content.len() as u64, &hashed(content));
    }
    Ok(bytes)
}

/// Reads what [`seal`] has written.
pub(crate) fn open<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, SnapshotError> {
    let rest = bytes.strip_prefix(&MARK).ok_or(SnapshotError::NoSnapshot)?;
    let short = || SnapshotError::Length { expected: HEADER as u64, found: bytes.len() as u64 };
    let (version, rest) = rest.split_first_chunk().ok_or_else(short)?;
    let version = u16::from_le_bytes(*version);
    if version != FORMAT {
        return Err(SnapshotError::Version(version));
    }
    let (length, rest) = rest.split_first_chunk().ok_or_else(short)?;
    let (sum, content) = rest.split_first_chunk().ok_or_else(short)?;
    let length = u64::from_le_bytes(*length);
    if length != content.len() as u64 {
        let expected = length.saturating_add(HEADER as u64);
        return Err(SnapshotError::Length { expected, found: bytes.len() as u64 });
    }
    if checksum(length, &hashed(content)) != u32::from_le_bytes(*sum) {
        return Err(SnapshotError::Checksum);
    }
    let (value, rest) =
        postcard::take_from_bytes(content).map_err(|error| SnapshotError::Encoding(error.to_string()))?;
    if rest.is_empty() { Ok(value) } else { Err(SnapshotError::Invalid("there is something behind its end")) }
}

/// What stands before a content of that length.
pub(super) fn header(length: u64, content: &crc32fast::Hasher) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    let parts = MARK.into_iter().chain(FORMAT.to_le_bytes()).chain(length.to_le_bytes());
    let parts = parts.chain(checksum(length, content).to_le_bytes());
    header.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
    header
}

fn checksum(length: u64, content: &crc32fast::Hasher) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&FORMAT.to_le_bytes());
    hasher.update(&length.to_le_bytes());
    hasher.combine(content);
    hasher.finalize()
}

fn hashed(content: &[u8]) -> crc32fast::Hasher {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(content);
    hasher
}
