//! "Did you mean": which of the words that would be right is the one that was meant (`language.md` §8).

/// How many words are offered at most.
const MOST: usize = 5;
/// Shorter words differ by two characters without being meant for each other.
const SHORTEST_MISSPELLING: usize = 6;

/// The candidates that are like `word`, best first, at most five.
///
/// Likeness is 1 − edit distance ÷ the longer length, and counts from a half on; letter case matters.
///
/// ```
/// # use eql_compiler::suggest::suggest;
/// assert_eq!(suggest("pib", ["name", "pid", "ppid"]), ["pid", "ppid"]);
/// ```
#[must_use]
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    suggest_where(word, candidates, |_| true)
}

/// The same of those candidates alone that are `possible`; only what is like the word is asked.
fn suggest_where<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    possible: impl Fn(&str) -> bool,
) -> Vec<&'a str> {
    let word: Vec<char> = word.chars().collect();
    let mut likely: Vec<(f64, &'a str)> = candidates
        .into_iter()
        .map(|candidate| (likeness(&word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.5)
        .collect();
    likely.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    likely.into_iter().map(|(_, candidate)| candidate).filter(|candidate| possible(candidate)).take(MOST).collect()
}

/// The question to ask about `word`, if any candidate is like it.
///
/// ```
/// # use eql_compiler::suggest::did_you_mean;
/// assert_eq!(did_you_mean("were", ["where"]).as_deref(), Some("did you mean `where`?"));
/// assert_eq!(did_you_mean("safe", ["where"]), None);
/// ```
#[must_use]
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    did_you_mean_where(word, candidates, |_| true)
}

/// The same about those candidates alone that are `possible`; only what is like the word is asked.
pub(crate) fn did_you_mean_where<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    possible: impl Fn(&str) -> bool,
) -> Option<String> {
    match suggest_where(word, candidates, possible).as_slice() {
        [] => None,
        [one] => Some(format!("did you mean `{one}`?")),
        several => Some(format!("did you mean any of `{}`?", several.join("`, `"))),
    }
}

/// The candidate that `word` is a misspelling of: the one that differs in one place, by at most two characters.
///
/// Stricter than [`suggest`], for words that need not be wrong: none of the fields of the published rules that ECS lacks
/// is taken for a misspelling of one that it has.
///
/// ```
/// # use eql_compiler::suggest::misspelling_of;
/// assert_eq!(misspelling_of("process.nmae", ["process.name", "process.pid"]), Some("process.name"));
/// assert_eq!(misspelling_of("process.title", ["process.name", "process.pid"]), None);
/// ```
#[must_use]
pub fn misspelling_of<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates.into_iter().find(|candidate| differs_little(word.as_bytes(), candidate.as_bytes()))
}

fn differs_little(word: &[u8], candidate: &[u8]) -> bool {
    if word.len().min(candidate.len()) < SHORTEST_MISSPELLING || word.len().abs_diff(candidate.len()) > 2 {
        return false;
    }
    let prefix = word.iter().zip(candidate).take_while(|(a, b)| a == b).count();
    let (word, candidate) = (word.get(prefix..).unwrap_or_default(), candidate.get(prefix..).unwrap_or_default());
    let suffix = word.iter().rev().zip(candidate.iter().rev()).take_while(|(a, b)| a == b).count();
    word.len().max(candidate.len()) - suffix <= 2
}

/// 1 for equal words, 0 for words that share nothing.
fn likeness(word: &[char], candidate: &str) -> f64 {
    let candidate: Vec<char> = candidate.chars().collect();
    let longer = word.len().max(candidate.len());
    let shorter = word.len().min(candidate.len());
    // The distance is at least the difference in length: a word twice as long is never alike.
    if longer == 0 || shorter * 2 < longer {
        return if longer == 0 { 1.0 } else { 0.0 };
    }
    1.0 - edit_distance(word, &candidate) as f64 / longer as f64
}

/// How many characters must be put in, left out or replaced.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(b) {
            let here = (diagonal + usize::from(from != to)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `language.md` §8, "Did-you-mean".
    #[test]
    fn words_of_the_specification() {
        assert_eq!(suggest("md4", ["md5", "pid"]), ["md5"]);
        assert_eq!(suggest("pib", ["ppid", "pid"]), ["pid", "ppid"]);
        assert_eq!(suggest("arrayContains", ["stringcontains", "length"]), ["stringcontains"]);
        assert!(suggest("safe", ["length", "string", "between"]).is_empty());
    }

    #[test]
    fn distance_is_symmetric_and_counts_edits() {
        for (a, b, distance) in [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("where", "were", 1)] {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(edit_distance(&a, &b), distance);
            assert_eq!(edit_distance(&b, &a), distance);
        }
    }

    #[test]
    fn five_at_most() {
        assert_eq!(suggest("aa", ["ab", "ac", "ad", "ae", "af", "ag"]).len(), 5);
    }
}
