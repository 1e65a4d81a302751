//! What stands at a field, as it stands: the Endgame dialect's view of an event (`language.md` §3.5).

use crate::value::{Scalar, Value};
use std::borrow::Cow;

/// What stands at a field: one value or null, a list, or an object.
///
/// Where a [`Value`] is one of the values of a field, found through arrays at every level, nothing is flattened here.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum<'a> {
    /// One value, or null.
    Plain(Scalar<'a>),
    /// A list.
    List(Vec<Datum<'a>>),
    /// An object: its keys and what stands there.
    Object(Vec<(Cow<'a, str>, Datum<'a>)>),
}

/// One step of a path inside a [`Datum`]; `Name` is a text of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<Name> {
    /// `.name`
    Name(Name),
    /// `[0]`
    Index(u64),
}

static NULL: Scalar<'static> = Scalar::Null;

impl<'a> Datum<'a> {
    /// Nothing.
    pub const NULL: Self = Self::Plain(Scalar::Null);

    /// The values of a field, as an event that does not keep lists gives them: none is null, several are a list.
    #[must_use]
    pub fn of_values(mut values: Vec<Scalar<'a>>) -> Self {
        match values.len() {
            0 => Self::NULL,
            1 => values.pop().map_or(Self::NULL, Self::Plain),
            _ => Self::List(values.into_iter().map(Self::Plain).collect()),
        }
    }

    /// The value; null for a list or an object, which is neither text nor number nor truth value.
    #[must_use]
    #[inline]
    pub fn plain(&self) -> &Scalar<'a> {
        match self {
            Self::Plain(value) => value,
            Self::List(_) | Self::Object(_) => &NULL,
        }
    }

    /// Whether there is nothing.
    #[must_use]
    #[inline]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Plain(Scalar::Null))
    }

    /// The same, borrowed from here.
    #[must_use]
    pub fn reborrow(&self) -> Datum<'_> {
        match self {
            Self::Plain(value) => Datum::Plain(value.reborrow()),
            Self::List(items) => Datum::List(items.iter().map(Datum::reborrow).collect()),
            Self::Object(fields) => {
                Datum::Object(fields.iter().map(|(key, found)| (Cow::Borrowed(&**key), found.reborrow())).collect())
            }
        }
    }

    /// The same with texts of its own, free of the event it came from.
    #[must_use]
    pub fn into_owned(self) -> Datum<'static> {
        match self {
            Self::Plain(value) => Datum::Plain(value.into_owned()),
            Self::List(items) => Datum::List(items.into_iter().map(Datum::into_owned).collect()),
            Self::Object(fields) => {
                let fields = fields.into_iter();
                Datum::Object(fields.map(|(key, found)| (Cow::Owned(key.into_owned()), found.into_owned())).collect())
            }
        }
    }

    /// What stands behind some steps; null where a step leads nowhere. A name behind a text says whether the text is that
    /// name: `subtype.create` (`language.md` §3.5).
    ///
    /// ```
    /// use eql_runtime::datum::{Datum, Step};
    /// use eql_runtime::Scalar;
    /// let list = Datum::List(vec![Datum::Plain(Scalar::Str("create".into()))]);
    /// assert_eq!(list.at(&[Step::Index(0), Step::Name("create")]), Datum::Plain(Scalar::Bool(true)));
    /// assert!(list.at(&[Step::<&str>::Index(1)]).is_null());
    /// ```
    #[must_use]
    pub fn at<Name: AsRef<str>>(&self, steps: &[Step<Name>]) -> Datum<'_> {
        let Some((step, rest)) = steps.split_first() else { return self.reborrow() };
        let found = match (self, step) {
            (Self::List(items), Step::Index(index)) => usize::try_from(*index).ok().and_then(|index| items.get(index)),
            (Self::Object(fields), Step::Name(name)) => {
                fields.iter().find(|(key, _)| key == name.as_ref()).map(|(_, found)| found)
            }
            (Self::Plain(Scalar::Str(text)), Step::Name(name)) if rest.is_empty() => {
                return Datum::Plain(Scalar::Bool(text == name.as_ref()));
            }
            _ => None,
        };
        found.map_or(Datum::NULL, |found| found.at(rest))
    }
}

impl<'a> From<Scalar<'a>> for Datum<'a> {
    #[inline]
    fn from(value: Scalar<'a>) -> Self {
        Self::Plain(value)
    }
}

impl<'a> From<Value<'a>> for Datum<'a> {
    #[inline]
    fn from(value: Value<'a>) -> Self {
        Self::Plain(value.into())
    }
}
