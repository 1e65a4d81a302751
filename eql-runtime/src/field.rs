//! Names of event fields.

use std::fmt;

/// Identifies a field by a hash of its dotted path, so that typed events can be matched without comparing text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct FieldId(pub u64);

impl FieldId {
    /// The id of the field with this dotted path (64-bit FNV-1a).
    ///
    /// ```
    /// use eql_runtime::FieldId;
    /// const NAME: FieldId = FieldId::of("process.name");
    /// assert_ne!(NAME, FieldId::of("process.pid"));
    /// ```
    #[must_use]
    pub const fn of(path: &str) -> Self {
        Self(0xcbf2_9ce4_8422_2325).with(path)
    }

    /// The id of the path that goes on with `more`.
    #[must_use]
    pub(crate) const fn with(self, more: &str) -> Self {
        let bytes = more.as_bytes();
        let mut hash = self.0;
        let mut at = 0;
        while at < bytes.len() {
            hash ^= bytes[at] as u64;
            hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
            at += 1;
        }
        Self(hash)
    }
}

/// A field as generated code and the interpreter name it: id, dotted path and where the dots are.
///
/// `{"process.name": …}`, `{"process": {"name": …}}` and every mix of the two are the same field (`language.md` §3.5);
/// the positions of the dots let an event look all of them up without splitting text.
#[derive(Clone, Copy, Debug)]
pub struct Field<'s> {
    id: FieldId,
    path: &'s str,
    dots: &'s [u32],
    /// How many bytes in front of `path` the dots still count.
    skipped: u32,
    /// Which of the places of a condition the field is; 0 if it is none.
    place: u8,
}

impl<'s> Field<'s> {
    /// A field from its path and the ascending byte offsets of the dots in it.
    #[must_use]
    pub const fn new(path: &'s str, dots: &'s [u32]) -> Self {
        Self { id: FieldId::of(path), path, dots, skipped: 0, place: 0 }
    }

    /// The field as the place with this index among those of a [`Condition`](crate::condition::Condition).
    #[must_use]
    pub const fn at(self, place: u8) -> Self {
        Self { place, ..self }
    }

    /// The index of the place that the field is; 0 if it is none.
    #[must_use]
    #[inline(always)]
    pub const fn place(&self) -> usize {
        self.place as usize
    }

    /// The field as the object at `prefix` names it: the path behind `prefix` and a dot, or the empty path for the
    /// object itself. `None` if the field isn't inside that object.
    ///
    /// ```
    /// use eql_runtime::Field;
    /// let field = Field::new("process.parent.name", &[7, 14]);
    /// let inner = field.inside("process").map(|field| (field.path(), field.dots().collect::<Vec<_>>()));
    /// assert_eq!(inner, Some(("parent.name", vec![6])));
    /// assert!(field.inside("proc").is_none());
    /// ```
    #[must_use]
    #[inline(always)]
    pub fn inside(&self, prefix: &str) -> Option<Self> {
        let rest = self.path.strip_prefix(prefix)?;
        if rest.is_empty() {
            return Some(Self::new("", &[]));
        }
        let path = rest.strip_prefix('.')?;
        let behind = (self.path.len() - path.len()) as u32;
        let dots = self.dots.get(dots_in(prefix) + 1..)?;
        Some(Self { id: FieldId::of(path), path, dots, skipped: self.skipped + behind, place: 0 })
    }

    /// The id of the field.
    #[must_use]
    #[inline(always)]
    pub const fn id(&self) -> FieldId {
        self.id
    }

    /// The dotted path; empty for the element itself inside an array search.
    #[must_use]
    pub const fn path(&self) -> &'s str {
        self.path
    }

    /// Whether this is the element itself inside an array search: the field with the empty path.
    #[must_use]
    #[inline(always)]
    pub const fn is_empty(&self) -> bool {
        self.path.is_empty()
    }

    /// The byte offsets of the dots in [`path`](Self::path).
    #[inline]
    pub fn dots(&self) -> impl Iterator<Item = usize> + use<'s> {
        let skipped = self.skipped;
        self.dots.iter().map(move |dot| dot.saturating_sub(skipped) as usize)
    }
}

/// How many dots a path has.
#[inline(always)]
fn dots_in(path: &str) -> usize {
    path.bytes().filter(|&byte| byte == b'.').count()
}

impl fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path)
    }
}

/// An owned [`Field`], for rules that are compiled while the program runs.
#[derive(Clone, Debug)]
pub struct FieldBuf {
    id: FieldId,
    path: Box<str>,
    dots: Box<[u32]>,
}

impl FieldBuf {
    /// The field with this dotted path.
    #[must_use]
    pub fn new(path: &str) -> Self {
        let dots =
            path.bytes().enumerate().filter(|&(_, byte)| byte == b'.').filter_map(|(at, _)| u32::try_from(at).ok());
        Self { id: FieldId::of(path), path: path.into(), dots: dots.collect() }
    }

    /// The borrowed form that events take.
    #[must_use]
    #[inline]
    pub fn as_field(&self) -> Field<'_> {
        Field { id: self.id, path: &self.path, dots: &self.dots, skipped: 0, place: 0 }
    }
}
