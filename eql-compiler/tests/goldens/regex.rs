/// ~~~text
/// process where process.command_line regex~ ".*-e(nc)? [a-z0-9+/=]{20,}.*"
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
        .at(3);
    const PROCESS_COMMAND_LINE: rt::Field<'static> = rt::Field::new(
            "process.command_line",
            &[7],
        )
        .at(4);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        process·command_line: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 5>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..3, 1064960),
            rt::Place::new("event", 0, 3..4, 0),
            rt::Place::new("process", 0, 4..5, 0),
            rt::Place::new("category", 1, 0..0, 0),
            rt::Place::new("command_line", 2, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            event_category_is_process(event) && process_command_line_matches_regex(event)
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
    /// `process.command_line regex~ ".*-e(nc)? [a-z0-9+/=]{20,}.*"`
    #[inline]
    fn process_command_line_matches_regex(event: &impl rt::Event) -> bool {
        static REGEX: rt::LazyPattern = rt::LazyPattern::new(
            "(?s:.*\\-[Ee](?:[Nn][Cc])? [\\x{2B}\\x{2F}-9\\x{3D}A-Za-z]{20,}.*)",
        );
        rt::some_text(
            event,
            &PROCESS_COMMAND_LINE,
            rt::Reading::Keyword,
            |text| REGEX.matches(text),
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
    /// `event.category`, which an event must have.
    pub enum event·category {}
    impl rt::FieldName for event·category {
        type Path = (
            rt::Segment<1237236456312824991u64>,
            (rt::Segment<6616605887935172241u64>, ()),
        );
    }
    /// `process.command_line`, which an event must have.
    pub enum process·command_line {}
    impl rt::FieldName for process·command_line {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<3818182827733831397u64>, ()),
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
