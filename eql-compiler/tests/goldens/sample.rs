/// ~~~text
/// sample by host.id [process where process.name == "a"] [file where file.name == "b"]
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
    const HOST_ID: rt::Field<'static> = rt::Field::new("host.id", &[4]);
    const EVENT_CATEGORY: rt::Field<'static> = rt::Field::new("event.category", &[5]);
    const PROCESS_NAME: rt::Field<'static> = rt::Field::new("process.name", &[7]);
    const FILE_NAME: rt::Field<'static> = rt::Field::new("file.name", &[4]);
    const TIMESTAMP: rt::Field<'static> = rt::Field::new("@timestamp", &[]);
    impl rt::Sample for Golden {
        fn plan(&self) -> rt::SamplePlan<'_> {
            const PLAN: rt::SamplePlan<'static> = rt::SamplePlan {
                filters: &[
                    rt::Filter {
                        predicate: 0,
                        keys: 0,
                    },
                    rt::Filter {
                        predicate: 1,
                        keys: 0,
                    },
                ],
                keys: rt::KeyMode::STANDARD,
            };
            PLAN
        }
        fn fingerprint(&self) -> u64 {
            1794190551373415172
        }
    }
    impl<E: rt::Event> rt::Stages<E> for Golden
    where
        host·id: rt::RequiredFieldOf<E>,
        event·category: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
        file·name: rt::RequiredFieldOf<E>,
        timestamp: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matched(&self, event: &E, held: rt::LineageSet) -> rt::PredicateSet {
            let mut matched = rt::PredicateSet::EMPTY;
            matched.set(0, event_category_is_process(event) && process_name_is_a(event));
            matched.set(1, event_category_is_file(event) && file_name_is_b(event));
            matched
        }
        fn keys(&self, group: u16, event: &E, out: &mut rt::KeySink) {
            match group {
                0 => {
                    out.column(false);
                    rt::push_key(event, &HOST_ID, rt::Reading::Keyword, out);
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
    /// `process.name == "a"`
    #[inline]
    fn process_name_is_a(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &PROCESS_NAME,
            rt::Reading::Keyword,
            |text| rt::equals(text, "a", rt::Fold::None),
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
    /// `file.name == "b"`
    #[inline]
    fn file_name_is_b(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &FILE_NAME,
            rt::Reading::Keyword,
            |text| rt::equals(text, "b", rt::Fold::None),
        )
    }
    impl Golden {
        /// Collects the events of a finite stream and finds the samples among them.
        pub fn sampler<Id: rt::Clone>(
            self,
            limits: rt::SampleLimits,
        ) -> rt::Sampler<Self, Id> {
            rt::Sampler::new(self, limits)
        }
    }
    /// `host.id`, which an event must have.
    pub enum host·id {}
    impl rt::FieldName for host·id {
        type Path = (
            rt::Segment<4645455097838390639u64>,
            (rt::Segment<628021283683842752u64>, ()),
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
    /// `process.name`, which an event must have.
    pub enum process·name {}
    impl rt::FieldName for process·name {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<14176396743819860870u64>, ()),
        );
    }
    /// `file.name`, which an event must have.
    pub enum file·name {}
    impl rt::FieldName for file·name {
        type Path = (
            rt::Segment<12308356992726624803u64>,
            (rt::Segment<14176396743819860870u64>, ()),
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
