/// ~~~text
/// any where process.pid >= 4 and destination.port in (22, 3389) and process.exit_code == -1 and system.load.one > 0.5
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
    const PROCESS_PID: rt::Field<'static> = rt::Field::new("process.pid", &[7]).at(4);
    const DESTINATION_PORT: rt::Field<'static> = rt::Field::new(
            "destination.port",
            &[11],
        )
        .at(6);
    const PROCESS_EXIT_CODE: rt::Field<'static> = rt::Field::new(
            "process.exit_code",
            &[7],
        )
        .at(5);
    const SYSTEM_LOAD_ONE: rt::Field<'static> = rt::Field::new(
            "system.load.one",
            &[6, 11],
        )
        .at(8);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        process·pid: rt::RequiredFieldOf<E>,
        destination·port: rt::RequiredFieldOf<E>,
        process·exit_code: rt::RequiredFieldOf<E>,
        system·load·one: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 9>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..4, 231424),
            rt::Place::new("process", 0, 4..6, 0),
            rt::Place::new("destination", 0, 6..7, 0),
            rt::Place::new("system", 0, 7..8, 256),
            rt::Place::new("pid", 1, 0..0, 0),
            rt::Place::new("exit_code", 1, 0..0, 0),
            rt::Place::new("port", 2, 0..0, 0),
            rt::Place::new("load", 3, 8..9, 0),
            rt::Place::new("one", 7, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            process_exit_code_is_minus_1(event) && destination_port_is_listed(event)
                && process_pid_is_above(event) && system_load_one_is_above(event)
        }
    }
    /// `process.exit_code == -1`
    #[inline]
    fn process_exit_code_is_minus_1(event: &impl rt::Event) -> bool {
        rt::some_number(
            event,
            &PROCESS_EXIT_CODE,
            rt::Reading::Integer,
            |number| number == rt::Number::Int(-1),
        )
    }
    /// `destination.port in (22, 3389)`
    #[inline]
    fn destination_port_is_listed(event: &impl rt::Event) -> bool {
        rt::some_number(
            event,
            &DESTINATION_PORT,
            rt::Reading::Integer,
            |number| number == rt::Number::Int(22) || number == rt::Number::Int(3389),
        )
    }
    /// `process.pid >= 4`
    #[inline]
    fn process_pid_is_above(event: &impl rt::Event) -> bool {
        rt::some_number(
            event,
            &PROCESS_PID,
            rt::Reading::Integer,
            |number| number >= rt::Number::Int(4),
        )
    }
    /// `system.load.one > 0.5`
    #[inline]
    fn system_load_one_is_above(event: &impl rt::Event) -> bool {
        rt::some_number(
            event,
            &SYSTEM_LOAD_ONE,
            rt::Reading::Dynamic,
            |number| number > rt::Number::Float(0.5),
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
    /// `process.pid`, which an event must have.
    pub enum process·pid {}
    impl rt::FieldName for process·pid {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<8624235065563414818u64>, ()),
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
    /// `process.exit_code`, which an event must have.
    pub enum process·exit_code {}
    impl rt::FieldName for process·exit_code {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<852258725694606675u64>, ()),
        );
    }
    /// `system.load.one`, which an event must have.
    pub enum system·load·one {}
    impl rt::FieldName for system·load·one {
        type Path = (
            rt::Segment<13814046143737672956u64>,
            (
                rt::Segment<14848065251155538409u64>,
                (rt::Segment<1875936269717626031u64>, ()),
            ),
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
