//! Values read as addresses.

use crate::value::Value;
use std::cmp::Ordering;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address that `value` is, or that its text spells (`language.md` §3.5). An IPv4 address mapped into IPv6 is that
/// IPv4 address, so that equal addresses are equal values; order them with [`compare_addresses`].
#[must_use]
#[inline]
pub fn read_address(value: Value<'_>) -> Option<IpAddr> {
    match value {
        Value::Ip(address) => Some(address.to_canonical()),
        Value::Str(text) => parse_address(text),
        _ => None,
    }
}

/// The address that `text` spells.
#[must_use]
pub fn parse_address(text: &str) -> Option<IpAddr> {
    match parse_v4(text) {
        Some(address) => Some(IpAddr::V4(address)),
        None if text.contains(':') => text.parse::<IpAddr>().ok().map(|address| address.to_canonical()),
        None => None,
    }
}

/// Four decimal numbers without leading zeros, as the standard library reads them, only faster.
fn parse_v4(text: &str) -> Option<Ipv4Addr> {
    let mut address = 0_u32;
    let mut part: Option<u32> = None;
    let mut dots = 0;
    for byte in text.bytes() {
        part = match (byte, part) {
            (b'.', Some(number)) => {
                address = address << 8 | number;
                dots += 1;
                None
            }
            (b'0'..=b'9', None) => Some(u32::from(byte - b'0')),
            (b'0'..=b'9', Some(number @ 1..26)) => Some(number * 10 + u32::from(byte - b'0')),
            _ => return None,
        };
        if dots > 3 || part.is_some_and(|number| number > 255) {
            return None;
        }
    }
    let last = part?;
    (dots == 3).then_some(Ipv4Addr::from_bits(address << 8 | last))
}

/// The order of addresses (`language.md` §4.2): as 128 bits, IPv4 in its mapped form.
#[must_use]
#[inline]
pub fn compare_addresses(left: IpAddr, right: IpAddr) -> Ordering {
    bits(left).cmp(&bits(right))
}

#[inline]
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => Ipv6Addr::to_bits(address.to_ipv6_mapped()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The row `ip` of `language.md` §3.5.
    #[test]
    fn addresses_in_any_spelling() {
        let v4 = IpAddr::from([1, 2, 3, 4]);
        let rows = [
            (Value::Str("1.2.3.4"), Some(v4)),
            (Value::Str("::ffff:1.2.3.4"), Some(v4)),
            (Value::Str("::FFFF:102:304"), Some(v4)),
            (Value::Ip(v4), Some(v4)),
            (Value::Str("::1"), "0:0:0:0:0:0:0:1".parse().ok()),
            (Value::Str("1.2.3"), None),
            (Value::Str("255.0.10.199"), Some(IpAddr::from([255, 0, 10, 199]))),
            (Value::Str("256.0.0.1"), None),
            (Value::Str("1.2.3.4.5"), None),
            (Value::Str("1.2.3."), None),
            (Value::Str(".1.2.3"), None),
            (Value::Str("1..2.3"), None),
            (Value::Str("01.2.3.4"), None),
            (Value::Str("00.2.3.4"), None),
            (Value::Str(" 1.2.3.4"), None),
            (Value::Str("1.2.3.4444"), None),
            (Value::Str("1.2.3.99999999999"), None),
            (Value::Str(""), None),
            (Value::Str("1.2.3.4:80"), None),
            (Value::Str("fe80::1%eth0"), None),
            (Value::Str("10.0.0.0/8"), None),
            (Value::Int(16_909_060), None),
        ];
        for (value, expected) in rows {
            assert_eq!(read_address(value), expected, "{value:?}");
        }
    }

    #[test]
    fn addresses_are_ordered_as_128_bits() {
        let ascending = ["::", "::1", "0.0.0.0", "9.255.255.255", "10.0.0.0", "2001:db8::", "fe80::1"];
        for pair in ascending.windows(2) {
            let addresses: Vec<IpAddr> = pair.iter().filter_map(|text| parse_address(text)).collect();
            assert_eq!(compare_addresses(addresses[0], addresses[1]), Ordering::Less, "{pair:?}");
        }
    }
}
