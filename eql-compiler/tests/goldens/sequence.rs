/// ~~~text
/// sequence by process.entity_id, ?user.id with maxspan=30s
///   [process where event.type == "start" and process.name in ("gzip", "tar")] with runs=2
///   ![file where event.type == "deletion"]
///   [network where destination.port == 443]
/// until [process where event.type == "end"]
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
    const PROCESS_ENTITY_ID: rt::Field<'static> = rt::Field::new(
        "process.entity_id",
        &[7],
    );
    const USER_ID: rt::Field<'static> = rt::Field::new("user.id", &[4]);
    const EVENT_CATEGORY: rt::Field<'static> = rt::Field::new("event.category", &[5]);
    const EVENT_TYPE: rt::Field<'static> = rt::Field::new("event.type", &[5]);
    const PROCESS_NAME: rt::Field<'static> = rt::Field::new("process.name", &[7]);
    const DESTINATION_PORT: rt::Field<'static> = rt::Field::new(
        "destination.port",
        &[11],
    );
    const TIMESTAMP: rt::Field<'static> = rt::Field::new("@timestamp", &[]);
    impl rt::Sequence for Golden {
        fn plan(&self) -> rt::SequencePlan<'_> {
            const PLAN: rt::SequencePlan<'static> = rt::SequencePlan {
                stages: &[
                    rt::StagePlan::new(0, 0),
                    rt::StagePlan::new(0, 0),
                    rt::StagePlan {
                        missing: true,
                        ..rt::StagePlan::new(1, 0)
                    },
                    rt::StagePlan::new(2, 0),
                ],
                until: rt::Some(rt::UntilPlan {
                    predicate: 3,
                    keys: 0,
                }),
                maxspan: rt::Some(30000000000),
                hidden_keys: 0,
                mode: rt::SequenceMode::STANDARD,
            };
            PLAN
        }
        fn fingerprint(&self) -> u64 {
            16391996158353058793
        }
    }
    impl<E: rt::Event> rt::Stages<E> for Golden
    where
        process·entity_id: rt::RequiredFieldOf<E>,
        event·category: rt::RequiredFieldOf<E>,
        event·type: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
        destination·port: rt::RequiredFieldOf<E>,
        timestamp: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matched(&self, event: &E, held: rt::LineageSet) -> rt::PredicateSet {
            let mut matched = rt::PredicateSet::EMPTY;
            matched
                .set(
                    0,
                    event_category_is_process(event) && event_type_is_start(event)
                        && process_name_is_listed(event),
                );
            matched
                .set(1, event_category_is_file(event) && event_type_is_deletion(event));
            matched
                .set(
                    2,
                    destination_port_is_443(event) && event_category_is_network(event),
                );
            matched.set(3, event_category_is_process(event) && event_type_is_end(event));
            matched
        }
        fn keys(&self, group: u16, event: &E, out: &mut rt::KeySink) {
            match group {
                0 => {
                    out.column(false);
                    rt::push_key(event, &PROCESS_ENTITY_ID, rt::Reading::Keyword, out);
                    out.column(true);
                    rt::push_key(event, &USER_ID, rt::Reading::Keyword, out);
                }
                _ => {}
            }
        }
        #[inline]
        fn timestamp(&self, event: &E) -> rt::Option<rt::Timestamp> {
            rt::timestamp(event, &TIMESTAMP)
        }
    }
    /// `process`
    #[inline]
    fn event_category_is_process(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_CATEGORY,
            rt::Reading::Keyword,
            |text| rt::equals(text, "process", rt::Fold::None),
        )
    }
    /// `event.type == "start"`
    #[inline]
    fn event_type_is_start(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_TYPE,
            rt::Reading::Keyword,
            |text| rt::equals(text, "start", rt::Fold::None),
        )
    }
    /// `process.name in ("gzip", "tar")`
    #[inline]
    fn process_name_is_listed(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &PROCESS_NAME,
            rt::Reading::Keyword,
            |text| match text.len() {
                3 => rt::equals(text, "tar", rt::Fold::None),
                4 => rt::equals(text, "gzip", rt::Fold::None),
                _ => false,
            },
        )
    }
    /// `file`
    #[inline]
    fn event_category_is_file(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_CATEGORY,
            rt::Reading::Keyword,
            |text| rt::equals(text, "file", rt::Fold::None),
        )
    }
    /// `event.type == "deletion"`
    #[inline]
    fn event_type_is_deletion(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_TYPE,
            rt::Reading::Keyword,
            |text| rt::equals(text, "deletion", rt::Fold::None),
        )
    }
    /// `destination.port == 443`
    #[inline]
    fn destination_port_is_443(event: &impl rt::Event) -> bool {
        rt::some_number(
            event,
            &DESTINATION_PORT,
            rt::Reading::Integer,
            |number| number == rt::Number::Int(443),
        )
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
    /// `event.type == "end"`
    #[inline]
    fn event_type_is_end(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_TYPE,
            rt::Reading::Keyword,
            |text| rt::equals(text, "end", rt::Fold::None),
        )
    }
    impl Golden {
        /// Follows the rule through a stream of events, with the default limits on its state.
        pub fn detector<Id: rt::Clone>(self) -> rt::Detector<Self, Id> {
            rt::Detector::new(self)
        }
    }
    /// `process.entity_id`, which an event must have.
    pub enum process·entity_id {}
    impl rt::FieldName for process·entity_id {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<2593226102015223570u64>, ()),
        );
    }
    /// `event.category`, which an event must have.
    pub enum event·category {}
    impl rt::FieldName for event·category {
        type Path = (
            rt::Segment<1237236456312824991u64>,
            (rt::Segment<6616605887935172241u64>, ()),
        );
    }
    /// `event.type`, which an event must have.
    pub enum event·type {}
    impl rt::FieldName for event·type {
        type Path = (
            rt::Segment<1237236456312824991u64>,
            (rt::Segment<12075340201627130925u64>, ()),
        );
    }
    /// `process.name`, which an event must have.
    pub enum process·name {}
    impl rt::FieldName for process·name {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<14176396743819860870u64>, ()),
        );
    }
    /// `destination.port`, which an event must have.
    pub enum destination·port {}
    impl rt::FieldName for destination·port {
        type Path = (
            rt::Segment<16012153851639099583u64>,
            (rt::Segment<10100688915994460070u64>, ()),
        );
    }
    /// `@timestamp`, which an event must have.
    pub enum timestamp {}
    impl rt::FieldName for timestamp {
        type Path = (rt::Segment<8613084283533344461u64>, ());
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
