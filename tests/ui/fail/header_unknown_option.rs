//! Options that do not exist, and values that do not.

eql::eql! {
    #[eql(dialekt = "endpoint", timestamp = "@timestamp")]
    pub struct Misspelt;
    process where true
}

eql::eql! {
    #[eql(dialect = "endpiont")]
    pub struct Unknown;
    process where true
}

eql::eql! {
    #[eql(dialect = "endpoint", dialect = "endgame")]
    pub struct Twice;
    process where true
}

fn main() {}
