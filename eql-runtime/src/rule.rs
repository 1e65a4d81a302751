//! What compiled rules implement.

/// A rule about single events of type `E`.
///
/// Every event query that `eql!` compiles implements it for all event types that have the fields it reads. Rules of
/// different texts have different types; [`BoxRule`] makes them one.
///
/// ```
/// use eql_runtime::{BoxRule, Rule};
///
/// struct LongerThan(usize);
///
/// impl Rule<str> for LongerThan {
///     fn matches(&self, event: &str) -> bool {
///         event.len() > self.0
///     }
/// }
///
/// let rules: Vec<BoxRule<str>> = vec![Box::new(LongerThan(3)), Box::new(LongerThan(9))];
/// assert_eq!(rules.iter().filter(|rule| rule.matches("seven!!")).count(), 1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be asked about one event alone",
    label = "this event does not decide by itself",
    note = "a rule with `descendant of`, `child of` or `event of` depends on the events before: follow the stream with \
            `.tracker()`"
)]
pub trait Rule<E: ?Sized> {
    /// Whether the event satisfies the rule's condition.
    fn matches(&self, event: &E) -> bool;
}

/// A rule of any type, for collections.
pub type BoxRule<E> = Box<dyn Rule<E> + Send + Sync>;

impl<E: ?Sized, R: Rule<E> + ?Sized> Rule<E> for &R {
    #[inline]
    fn matches(&self, event: &E) -> bool {
        (**self).matches(event)
    }
}

impl<E: ?Sized, R: Rule<E> + ?Sized> Rule<E> for Box<R> {
    #[inline]
    fn matches(&self, event: &E) -> bool {
        (**self).matches(event)
    }
}

impl<E: ?Sized, R: Rule<E> + ?Sized> Rule<E> for std::sync::Arc<R> {
    #[inline]
    fn matches(&self, event: &E) -> bool {
        (**self).matches(event)
    }
}
