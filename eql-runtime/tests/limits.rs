//! `head`, `tail` and size: the rows T10 of `sequences.md`.

use eql_runtime::limits::{End, Pipe, Window};

/// Name, size, pipes, how many results there are, which remain (counted from 1).
type Row = (&'static str, u64, &'static [Pipe], usize, &'static [usize]);

use End::{Head, Tail};

const ROWS: &[Row] = &[
    ("T10.1", 10, &[(Head, 4), (Tail, 2)], 5, &[3, 4]),
    ("T10.2", 10, &[(Head, 4), (Tail, 2)], 3, &[2, 3]),
    ("T10.3", 10, &[(Tail, 4), (Head, 2)], 6, &[3, 4]),
    ("T10.4", 10, &[(Tail, 3), (Tail, 1)], 5, &[5]),
    ("T10.5", 1, &[(Head, 2)], 2, &[1]),
    ("§10.1 no pipe", 2, &[], 3, &[2, 3]),
    ("§10.1 size 0", 0, &[], 3, &[]),
    ("§10.1 head 0", 10, &[(Head, 0)], 3, &[]),
    ("§10.1 tail 0 after head", 10, &[(Head, 2), (Tail, 0)], 3, &[]),
    ("§10.1 the outer one is larger", 10, &[(Head, 2), (Tail, 4)], 5, &[1, 2]),
    ("§10.1 head twice", 10, &[(Head, 4), (Head, 2)], 5, &[1, 2]),
    ("§10.1 three pipes", 10, &[(Head, 6), (Tail, 4), (Tail, 2)], 8, &[5, 6]),
];

#[test]
fn rows() {
    for (name, size, pipes, count, expected) in ROWS {
        let results = (1..=*count).collect();
        assert_eq!(Window::new(*size, Tail, pipes).select(results), *expected, "{name}");
    }
}

#[test]
fn unlimited_shows_everything() {
    assert_eq!(Window::unlimited(&[]).select(vec![1, 2, 3]), [1, 2, 3]);
    assert_eq!(Window::unlimited(&[(Tail, 2)]).select(vec![1, 2, 3]), [2, 3]);
    assert_eq!(Window::new(2, Head, &[]).select(vec![1, 2, 3]), [1, 2]);
}
