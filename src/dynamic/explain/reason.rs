//! Reason codes.

/// Why a condition, an event or a match in progress came to what it came to.
///
/// The codes are stable: programs read them, and fixtures assert them. `docs/explain.md` has an example of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The condition holds.
    Holds,
    /// The event is of another category.
    Category,
    /// The field has no value.
    MissingField,
    /// A value differs in case only.
    Case,
    /// No value is of the type that the condition compares with.
    WrongType,
    /// An operand of the computation has no value, so that its result is null.
    NullOperand,
    /// The literal has `*` or `?`, which are plain characters to this operator; as wildcards they would match.
    LiteralWildcard,
    /// A value contains what was asked for, with more around it.
    Part,
    /// The value is another one.
    Value,
    /// What the condition excludes is the case.
    Excluded,
    /// The field has a value where it should have none.
    ValuePresent,
    /// No single element of the array satisfies everything that is asked of one.
    Element,
    /// The condition depends on the processes seen before.
    Lineage,
    /// Every stage has its event.
    Match,
    /// An event of the right category was there and fails conditions of the stage.
    Condition,
    /// The event came after the time limit.
    Maxspan,
    /// The event came before the one that it should follow.
    Order,
    /// The event joins by another key.
    Key,
    /// The event has no value in a field of the key.
    MissingKey,
    /// `until` ended it.
    Until,
    /// A newer event took the place of an earlier one.
    Override,
    /// An event was there that must be absent.
    Absence,
    /// The part of the condition that reads earlier stages does not hold.
    Alias,
    /// A limit of the state was reached.
    Limit,
    /// No event of the right category was there.
    NoEvent,
    /// The event has no time, and sequences have an order.
    NoTimestamp,
}

impl Reason {
    /// All reasons, in the order of the documentation.
    pub const ALL: [Self; 26] = [
        Self::Holds,
        Self::Category,
        Self::MissingField,
        Self::Case,
        Self::WrongType,
        Self::NullOperand,
        Self::LiteralWildcard,
        Self::Part,
        Self::Value,
        Self::Excluded,
        Self::ValuePresent,
        Self::Element,
        Self::Lineage,
        Self::Match,
        Self::Condition,
        Self::Maxspan,
        Self::Order,
        Self::Key,
        Self::MissingKey,
        Self::Until,
        Self::Override,
        Self::Absence,
        Self::Alias,
        Self::Limit,
        Self::NoEvent,
        Self::NoTimestamp,
    ];

    /// The code.
    ///
    /// ```
    /// use eql::dynamic::explain::Reason;
    /// assert_eq!(Reason::from_code(Reason::Maxspan.code()), Some(Reason::Maxspan));
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Category => "category",
            Self::MissingField => "missing-field",
            Self::Case => "case",
            Self::WrongType => "wrong-type",
            Self::NullOperand => "null-operand",
            Self::LiteralWildcard => "literal-wildcard",
            Self::Part => "part",
            Self::Value => "value",
            Self::Excluded => "excluded",
            Self::ValuePresent => "value-present",
            Self::Element => "element",
            Self::Lineage => "lineage",
            Self::Match => "match",
            Self::Condition => "condition",
            Self::Maxspan => "maxspan",
            Self::Order => "order",
            Self::Key => "key",
            Self::MissingKey => "missing-key",
            Self::Until => "until",
            Self::Override => "override",
            Self::Absence => "absence",
            Self::Alias => "alias",
            Self::Limit => "limit",
            Self::NoEvent => "no-event",
            Self::NoTimestamp => "no-timestamp",
        }
    }

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}
