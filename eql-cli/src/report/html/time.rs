//! Instants and lengths of time as people read them.

use eql::Timestamp;

/// `2026-03-02 09:14:11.5`, in UTC.
pub(super) fn instant(time: Timestamp) -> String {
    let text = time.to_string().replace('T', " ");
    let text = text.trim_end_matches('Z');
    match text.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
        }
        None => text.to_owned(),
    }
}

/// A length of time in at most two units.
pub(super) fn duration(nanos: i64) -> String {
    let whole = nanos / 1_000_000_000;
    let two = |a: i64, unit: &str, b: i64, smaller: &str| {
        if b == 0 { format!("{a} {unit}") } else { format!("{a} {unit} {b} {smaller}") }
    };
    match nanos {
        ..1_000 => format!("{nanos} ns"),
        1_000..1_000_000 => format!("{} µs", nanos / 1_000),
        1_000_000..1_000_000_000 => format!("{} ms", nanos / 1_000_000),
        1_000_000_000..60_000_000_000 => format!("{} s", (nanos as f64 / 1e6).round() / 1000.0),
        60_000_000_000..3_600_000_000_000 => two(whole / 60, "min", whole % 60, "s"),
        3_600_000_000_000..86_400_000_000_000 => two(whole / 3600, "h", whole % 3600 / 60, "min"),
        _ => two(whole / 86_400, "d", whole % 86_400 / 3600, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::{duration, instant};
    use eql::Timestamp;

    #[test]
    fn instants() {
        let rows = [
            (0, "1970-01-01 00:00:00"),
            (1_500_000_000, "1970-01-01 00:00:01.5"),
            (1, "1970-01-01 00:00:00.000000001"),
        ];
        for (nanos, expected) in rows {
            assert_eq!(instant(Timestamp::from_nanos(nanos)), expected);
        }
    }

    #[test]
    fn durations() {
        let rows = [
            (0, "0 ns"),
            (1_500, "1 µs"),
            (2_500_000, "2 ms"),
            (1_500_000_000, "1.5 s"),
            (11_000_000_000, "11 s"),
            (60_000_000_000, "1 min"),
            (61_000_000_000, "1 min 1 s"),
            (3_660_000_000_000, "1 h 1 min"),
            (90_000_000_000_000, "1 d 1 h"),
        ];
        for (nanos, expected) in rows {
            assert_eq!(duration(nanos), expected);
        }
    }
}
