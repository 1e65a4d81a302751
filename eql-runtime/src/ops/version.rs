//! Versions and their order (`language.md` §4.2).

use std::cmp::Ordering;

/// Compares two versions by semantic versioning: numbers by value, a pre-release before its release; builds only decide
/// between what is equal otherwise. A text that is no version sorts after all that are, and by itself among its like.
///
/// ```
/// use eql_runtime::ops::version::compare_versions;
/// assert!(compare_versions("1.2.4-SNAPSHOT", "1.5.0").is_lt());
/// assert!(compare_versions("1.11.3", "1.5.0").is_gt());
/// assert!(compare_versions("garbage", "99.0.0").is_gt());
/// ```
#[must_use]
pub fn compare_versions(left: &str, right: &str) -> Ordering {
    match (Version::parse(left), Version::parse(right)) {
        (Some(left), Some(right)) => left.compare(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

struct Version<'t> {
    numbers: &'t str,
    pre_release: Option<&'t str>,
    build: Option<&'t str>,
}

impl<'t> Version<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (rest, build) = text.split_once('+').map_or((text, None), |(rest, build)| (rest, Some(build)));
        let (numbers, pre_release) = rest.split_once('-').map_or((rest, None), |(numbers, pre)| (numbers, Some(pre)));
        let identifiers = |part: &str| part.split('.').all(is_identifier);
        (numbers.split('.').all(is_number)
            && pre_release.is_none_or(|part| identifiers(part) && part.split('.').all(|id| !is_padded(id)))
            && build.is_none_or(identifiers))
        .then_some(Self { numbers, pre_release, build })
    }

    fn compare(&self, other: &Self) -> Ordering {
        compare_parts(self.numbers, other.numbers)
            .then_with(|| match (self.pre_release, other.pre_release) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(left), Some(right)) => compare_parts(left, right),
            })
            .then_with(|| self.build.cmp(&other.build))
    }
}

fn compare_parts(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) => match (is_digits(left), is_digits(right)) {
                // Without leading zeros the longer number is the larger, however many digits it has.
                (true, true) => left.len().cmp(&right.len()).then_with(|| left.cmp(right)),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => left.cmp(right),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn is_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_padded(part: &str) -> bool {
    part.len() > 1 && part.starts_with('0') && is_digits(part)
}

fn is_number(part: &str) -> bool {
    is_digits(part) && !is_padded(part)
}

fn is_identifier(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `language.md` §4.2 (version), and the example of semantic versioning itself.
    #[test]
    fn versions_in_ascending_order() {
        let ascending = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.0+b1",
            "1.2.4-SNAPSHOT",
            "1.2.4",
            "1.5.0",
            "1.11.3",
            "99999999999999999999999.0.0",
            "",
            "1..2",
            "1.02.3",
            "v1.0.0",
            "ü",
        ];
        for (at, left) in ascending.iter().enumerate() {
            for (other, right) in ascending.iter().enumerate() {
                assert_eq!(compare_versions(left, right), at.cmp(&other), "{left} and {right}");
            }
        }
    }
}
