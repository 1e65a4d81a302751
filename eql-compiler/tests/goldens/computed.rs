/// ~~~text
/// process where length(process.command_line) > 100 and process.pid + 1 == 5 and
///   concat(process.name, ":", user.name) : "a*" and indexOf(process.name, ".") == null
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
    const PROCESS_COMMAND_LINE: rt::Field<'static> = rt::Field::new(
            "process.command_line",
            &[7],
        )
        .at(5);
    const PROCESS_PID: rt::Field<'static> = rt::Field::new("process.pid", &[7]).at(6);
    const PROCESS_NAME: rt::Field<'static> = rt::Field::new("process.name", &[7]).at(7);
    const USER_NAME: rt::Field<'static> = rt::Field::new("user.name", &[4]).at(8);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        process·command_line: rt::RequiredFieldOf<E>,
        process·pid: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
        user·name: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 9>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..4, 1071616),
            rt::Place::new("event", 0, 4..5, 0),
            rt::Place::new("process", 0, 5..8, 0),
            rt::Place::new("user", 0, 8..9, 0),
            rt::Place::new("category", 1, 0..0, 0),
            rt::Place::new("command_line", 2, 0..0, 0),
            rt::Place::new("pid", 2, 0..0, 0),
            rt::Place::new("name", 2, 0..0, 0),
            rt::Place::new("name", 3, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            event_category_is_process(event)
                && rt::apart(move || {
                    process_command_line_computed(event) && process_pid_computed(event)
                        && process_name_computed(event) && process_name_computed_2(event)
                })
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
    /// `length(process.command_line) > 100`
    #[inline]
    fn process_command_line_computed(event: &impl rt::Event) -> bool {
        rt::some_choice(
            event,
            &PROCESS_COMMAND_LINE,
            rt::Reading::Keyword,
            |command_line| rt::ops::logic::is_true(
                &rt::ops::scalar::compare(
                    rt::Comparison::Greater,
                    &rt::ops::strings::length(command_line, rt::Units::Utf16),
                    &rt::Scalar::Int(100),
                    rt::Fold::None,
                ),
            ),
        )
    }
    /// `process.pid + 1 == 5`
    #[inline]
    fn process_pid_computed(event: &impl rt::Event) -> bool {
        rt::some_choice(
            event,
            &PROCESS_PID,
            rt::Reading::Integer,
            |pid| rt::ops::logic::is_true(
                &rt::ops::scalar::compare(
                    rt::Comparison::Equal,
                    &rt::ops::arithmetic::calculate(
                        rt::Arithmetic::Add,
                        pid,
                        &rt::Scalar::Int(1),
                        rt::Division::Truncate,
                    ),
                    &rt::Scalar::Int(5),
                    rt::Fold::None,
                ),
            ),
        )
    }
    /// `concat(process.name, ":", user.name) : "a*"`
    #[inline]
    fn process_name_computed(event: &impl rt::Event) -> bool {
        rt::some_choice(
            event,
            &PROCESS_NAME,
            rt::Reading::Keyword,
            |name| rt::some_choice(
                event,
                &USER_NAME,
                rt::Reading::Keyword,
                |name_2| rt::ops::logic::is_true(
                    &rt::ops::scalar::test_text(
                        &rt::ops::strings::concat(
                            &[name.reborrow(), rt::constant_text(":"), name_2.reborrow()],
                        ),
                        |text| rt::starts_with(text, "a", rt::Fold::Ascii),
                    ),
                ),
            ),
        )
    }
    /// `indexOf(process.name, ".") == null`
    #[inline]
    fn process_name_computed_2(event: &impl rt::Event) -> bool {
        rt::some_choice(
            event,
            &PROCESS_NAME,
            rt::Reading::Keyword,
            |name| rt::ops::logic::is_null(
                &rt::ops::strings::index_of(
                    name,
                    &rt::constant_text("."),
                    &rt::Scalar::Null,
                    rt::Fold::None,
                    rt::Units::Utf16,
                ),
            ),
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
    /// `process.pid`, which an event must have.
    pub enum process·pid {}
    impl rt::FieldName for process·pid {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<8624235065563414818u64>, ()),
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
    /// `user.name`, which an event must have.
    pub enum user·name {}
    impl rt::FieldName for user·name {
        type Path = (
            rt::Segment<9036332894136256754u64>,
            (rt::Segment<14176396743819860870u64>, ()),
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
