/// ~~~text
/// any where @timestamp >= "2024-05-01T00:00:00Z" and event.created < "2024-06-01"
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
    const TIMESTAMP: rt::Field<'static> = rt::Field::new("@timestamp", &[]).at(1);
    const EVENT_CREATED: rt::Field<'static> = rt::Field::new("event.created", &[5])
        .at(3);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        timestamp: rt::RequiredFieldOf<E>,
        event·created: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 4>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..3, 8192),
            rt::Place::new("@timestamp", 0, 0..0, 0),
            rt::Place::new("event", 0, 3..4, 0),
            rt::Place::new("created", 2, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            timestamp_is_in_time(event) && event_created_is_in_time(event)
        }
    }
    /// `@timestamp >= "2024-05-01T00:00:00Z"`
    #[inline]
    fn timestamp_is_in_time(event: &impl rt::Event) -> bool {
        rt::some_instant(
            event,
            &TIMESTAMP,
            |instant| instant >= rt::Timestamp::from_nanos(1714521600000000000),
        )
    }
    /// `event.created < "2024-06-01"`
    #[inline]
    fn event_created_is_in_time(event: &impl rt::Event) -> bool {
        rt::some_instant(
            event,
            &EVENT_CREATED,
            |instant| instant <= rt::Timestamp::from_nanos(1717199999999999999),
        )
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
    /// `@timestamp`, which an event must have.
    pub enum timestamp {}
    impl rt::FieldName for timestamp {
        type Path = (rt::Segment<8613084283533344461u64>, ());
    }
    /// `event.created`, which an event must have.
    pub enum event·created {}
    impl rt::FieldName for event·created {
        type Path = (
            rt::Segment<1237236456312824991u64>,
            (rt::Segment<16258158586571091195u64>, ()),
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
