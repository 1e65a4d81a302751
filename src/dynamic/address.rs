//! Tests of one address.

use eql_compiler::ir::AddressTest;
use eql_runtime::matchers::AddressRangesBuf;
use eql_runtime::ops::address::compare_addresses;
use eql_runtime::ops::scalar::Comparison;
use std::net::IpAddr;

/// What an address is compared with.
#[derive(Debug)]
pub(super) enum AddressMatcher {
    /// It lies in one of these blocks.
    Within(AddressRangesBuf),
    /// It is in this order to another.
    Compare(Comparison, IpAddr),
}

impl AddressMatcher {
    /// The matcher of a test.
    pub(super) fn prepare(test: &AddressTest) -> Self {
        match test {
            // `sema` has checked the blocks; a form made by hand with a malformed one matches nothing.
            AddressTest::Within(blocks) => Self::Within(AddressRangesBuf::parse(blocks).unwrap_or_default()),
            AddressTest::Compare(comparison, address) => Self::Compare(*comparison, *address),
        }
    }

    /// Whether an address passes.
    pub(super) fn matches(&self, value: IpAddr) -> bool {
        match self {
            Self::Within(ranges) => ranges.as_ranges().contains(value),
            Self::Compare(comparison, address) => comparison.holds(compare_addresses(value, *address)),
        }
    }
}
