//! Sets of addresses and address blocks (`language.md` §4.1, §6.3).

use ipnet::IpNet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Below this many ranges a look-up compares them all; from here on it searches by halves.
const HALVE_FROM: usize = 8;

/// A set of addresses as inclusive ranges, sorted and merged, of each family.
///
/// An address that is an IPv4 address mapped into IPv6 is that IPv4 address.
#[derive(Clone, Copy, Debug)]
pub struct AddressRanges<'s> {
    v4: &'s [(u32, u32)],
    v6: &'s [(u128, u128)],
}

impl<'s> AddressRanges<'s> {
    /// A set from sorted ranges that do not touch: what [`AddressRangesBuf`] builds.
    #[must_use]
    pub const fn new(v4: &'s [(u32, u32)], v6: &'s [(u128, u128)]) -> Self {
        Self { v4, v6 }
    }

    /// Whether `address` is in the set.
    #[must_use]
    #[inline]
    pub fn contains(&self, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) => within(self.v4, address.to_bits()),
            IpAddr::V6(address) => within(self.v6, address.to_bits()),
        }
    }
}

#[inline]
fn within<T: PartialOrd + Copy>(ranges: &[(T, T)], address: T) -> bool {
    if ranges.len() < HALVE_FROM {
        return ranges.iter().any(|&(first, last)| first <= address && address <= last);
    }
    let after = ranges.partition_point(|&(first, _)| first <= address);
    after.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|&(_, last)| address <= last)
}

/// The ranges of an [`AddressRanges`], built and owned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressRangesBuf {
    v4: Vec<(u32, u32)>,
    v6: Vec<(u128, u128)>,
}

impl AddressRangesBuf {
    /// Builds the set of blocks such as `10.0.0.0/8`, `fe80::/10`, `::1`, `192.0.2.7`. Bits behind the prefix are
    /// ignored; a block without a prefix length is one address.
    ///
    /// # Errors
    ///
    /// The first text that is no block.
    ///
    /// ```
    /// use eql_runtime::matchers::AddressRangesBuf;
    /// let private = AddressRangesBuf::parse(["10.6.48.157/8", "::1"])?;
    /// assert!(private.as_ranges().contains("10.1.2.3".parse().unwrap()));
    /// # Ok::<(), eql_runtime::matchers::CidrError>(())
    /// ```
    pub fn parse<T: AsRef<str>>(blocks: impl IntoIterator<Item = T>) -> Result<Self, CidrError> {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for (index, block) in blocks.into_iter().enumerate() {
            match parse_block(block.as_ref()).ok_or_else(|| CidrError::new(index, block.as_ref()))? {
                Block::V4(first, last) => v4.push((first, last)),
                Block::V6(first, last) => v6.push((first, last)),
                Block::Both(v4_range, v6_range) => {
                    v4.push(v4_range);
                    v6.push(v6_range);
                }
            }
        }
        Ok(Self { v4: merge(v4, u32::checked_add), v6: merge(v6, u128::checked_add) })
    }

    /// The set over these ranges.
    #[must_use]
    #[inline]
    pub fn as_ranges(&self) -> AddressRanges<'_> {
        AddressRanges::new(&self.v4, &self.v6)
    }

    /// The IPv4 ranges.
    #[must_use]
    pub fn v4(&self) -> &[(u32, u32)] {
        &self.v4
    }

    /// The IPv6 ranges.
    #[must_use]
    pub fn v6(&self) -> &[(u128, u128)] {
        &self.v6
    }
}

/// A text that is no address block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CidrError {
    index: usize,
    block: String,
}

impl CidrError {
    fn new(index: usize, block: &str) -> Self {
        Self { index, block: block.to_owned() }
    }

    /// Which of the texts it was, counted from zero.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }
}

impl fmt::Display for CidrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is neither an address nor an address block such as `10.0.0.0/8`", self.block)
    }
}

impl std::error::Error for CidrError {}

enum Block {
    V4(u32, u32),
    V6(u128, u128),
    /// An IPv6 block wide enough to hold the whole of mapped IPv4.
    Both((u32, u32), (u128, u128)),
}

fn parse_block(text: &str) -> Option<Block> {
    let net = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => text.parse::<IpNet>().ok()?,
    };
    Some(match net {
        IpNet::V4(net) => Block::V4(net.network().to_bits(), net.broadcast().to_bits()),
        IpNet::V6(net) => {
            let (first, last) = (net.network(), net.broadcast());
            let mapped = |address: Ipv6Addr| address.to_ipv4_mapped().map(Ipv4Addr::to_bits);
            match (mapped(first), mapped(last)) {
                (Some(first), Some(last)) => Block::V4(first, last),
                _ if net.contains(&Ipv4Addr::UNSPECIFIED.to_ipv6_mapped()) => {
                    Block::Both((0, u32::MAX), (first.to_bits(), last.to_bits()))
                }
                _ => Block::V6(first.to_bits(), last.to_bits()),
            }
        }
    })
}

/// Sorts ranges and joins those that overlap or touch.
fn merge<T: Ord + Copy + From<u8>>(mut ranges: Vec<(T, T)>, checked_add: impl Fn(T, T) -> Option<T>) -> Vec<(T, T)> {
    ranges.sort_unstable();
    let mut merged: Vec<(T, T)> = Vec::with_capacity(ranges.len());
    for (first, last) in ranges {
        match merged.last_mut() {
            Some((_, end)) if checked_add(*end, T::from(1)).is_none_or(|next| first <= next) => *end = last.max(*end),
            _ => merged.push((first, last)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of `language.md` §6.3 and §3.5 (`ip`).
    #[test]
    fn blocks_hold_their_addresses() {
        let rows: &[(&[&str], &str, bool)] = &[
            (&["10.0.0.0/8", "192.168.0.0/16"], "192.168.152.12", true),
            (&["10.0.0.0/8", "192.168.0.0/16"], "192.169.0.0", false),
            (&["10.6.48.157/8"], "10.255.255.255", true),
            (&["10.0.0.0/8"], "::ffff:10.1.2.3", true),
            (&["::1"], "::1", true),
            (&["::1"], "::2", false),
            (&["192.0.2.7"], "192.0.2.7", true),
            (&["192.0.2.7"], "192.0.2.8", false),
            (&["fe80::/10"], "febf::1", true),
            (&["fe80::/10"], "fec0::1", false),
            (&["fe80::/10"], "10.0.0.1", false),
            (&["::ffff:10.0.0.0/104"], "10.9.9.9", true),
            (&["::/0"], "10.0.0.1", true),
            (&["::/0"], "2001:db8::1", true),
            (&["0.0.0.0/0"], "255.255.255.255", true),
            (&["0.0.0.0/0"], "::1", false),
            (&[], "10.0.0.1", false),
        ];
        for (blocks, address, expected) in rows {
            let built = AddressRangesBuf::parse(*blocks).expect("blocks of the table");
            let address = address.parse().expect("an address of the table");
            assert_eq!(built.as_ranges().contains(address), *expected, "{address} in {blocks:?}");
        }
    }

    #[test]
    fn ranges_are_merged() {
        let built = AddressRangesBuf::parse(["10.0.1.0/24", "10.0.0.0/24", "10.0.0.7", "10.0.3.0/24"]);
        assert_eq!(built.expect("valid blocks").v4(), [(0x0A00_0000, 0x0A00_01FF), (0x0A00_0300, 0x0A00_03FF)]);
    }

    #[test]
    fn many_ranges_are_searched_by_halves() {
        let blocks: Vec<String> = (0..50).map(|n| format!("10.{}.0.0/16", n * 3)).collect();
        let built = AddressRangesBuf::parse(&blocks).expect("valid blocks");
        for n in 0..=255_u8 {
            let expected = n % 3 == 0 && n < 150;
            assert_eq!(built.as_ranges().contains(IpAddr::from([10, n, 1, 1])), expected, "{n}");
        }
    }

    #[test]
    fn what_is_no_block_is_an_error() {
        for block in ["", "10.0.0.0/33", "10.0.0/8", "example.com", "10.0.0.0/8 ", "::1/129", "01.2.3.4"] {
            let error = AddressRangesBuf::parse(["::1", block]).expect_err(block);
            assert_eq!(error.index(), 1);
            assert!(error.to_string().contains(block));
        }
    }
}
