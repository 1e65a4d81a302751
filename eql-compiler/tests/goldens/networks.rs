/// ~~~text
/// network where not cidrMatch(destination.ip, "10.0.0.0/8", "10.1.0.0/16", "192.168.0.0/16", "::1", "fe80::/10") and
///   source.ip != "127.0.0.1"
/// ~~~
pub(crate) struct Golden;
#[allow(
    non_camel_case_types,
    unreachable_pub,
    dead_code,
    unused_variables,
    unused_parens
)]
const _: () = {
    use ::eql::__private as rt;
    const EVENT_CATEGORY: rt::Field<'static> = rt::Field::new("event.category", &[5])
        .at(4);
    const DESTINATION_IP: rt::Field<'static> = rt::Field::new("destination.ip", &[11])
        .at(5);
    const SOURCE_IP: rt::Field<'static> = rt::Field::new("source.ip", &[6]).at(6);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        destination·ip: rt::RequiredFieldOf<E>,
        source·ip: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 7>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..4, 16896),
            rt::Place::new("event", 0, 4..5, 0),
            rt::Place::new("destination", 0, 5..6, 0),
            rt::Place::new("source", 0, 6..7, 0),
            rt::Place::new("category", 1, 0..0, 0),
            rt::Place::new("ip", 2, 0..0, 0),
            rt::Place::new("ip", 3, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            event_category_is_network(event) && !source_ip_is_in_network(event)
                && !destination_ip_is_in_network(event)
        }
    }
    /// `network`
    #[inline]
    fn event_category_is_network(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_CATEGORY,
            rt::Reading::Keyword,
            |text| rt::equals(text, "network", rt::Fold::None),
        )
    }
    /// `source.ip != "127.0.0.1"`
    #[inline]
    fn source_ip_is_in_network(event: &impl rt::Event) -> bool {
        static NETWORKS: rt::AddressRanges<'static> = rt::AddressRanges::new(
            &[(0x7f000001, 0x7f000001)],
            &[],
        );
        rt::some_address(event, &SOURCE_IP, |address| NETWORKS.contains(address))
    }
    /// `cidrMatch(destination.ip, "10.0.0.0/8", "10.1.0.0/16", "192.168.0.0/16", "::1", "fe80::/10")`
    #[inline]
    fn destination_ip_is_in_network(event: &impl rt::Event) -> bool {
        static NETWORKS: rt::AddressRanges<'static> = rt::AddressRanges::new(
            &[(0x0a000000, 0x0affffff), (0xc0a80000, 0xc0a8ffff)],
            &[
                (0x00000000000000000000000000000001, 0x00000000000000000000000000000001),
                (0xfe800000000000000000000000000000, 0xfebfffffffffffffffffffffffffffff),
            ],
        );
        rt::some_address(event, &DESTINATION_IP, |address| NETWORKS.contains(address))
    }
    impl Golden {
        /// Whether the event satisfies the rule.
        #[inline]
        pub fn matches<E>(&self, event: &E) -> bool
        where
            Self: rt::Rule<E>,
        {
            rt::Rule::matches(self, event)
        }
    }
    /// `event.category`, which an event must have.
    pub enum event·category {}
    impl rt::FieldName for event·category {
        type Path = (
            rt::Segment<1237236456312824991u64>,
            (rt::Segment<6616605887935172241u64>, ()),
        );
    }
    /// `destination.ip`, which an event must have.
    pub enum destination·ip {}
    impl rt::FieldName for destination·ip {
        type Path = (
            rt::Segment<16012153851639099583u64>,
            (rt::Segment<628043273916406972u64>, ()),
        );
    }
    /// `source.ip`, which an event must have.
    pub enum source·ip {}
    impl rt::FieldName for source·ip {
        type Path = (
            rt::Segment<8564681157369146808u64>,
            (rt::Segment<628043273916406972u64>, ()),
        );
    }
    impl rt::Copy for Golden {}
    impl rt::Clone for Golden {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    impl rt::fmt::Debug for Golden {
        fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
            formatter.write_str("Golden")
        }
    }
};
