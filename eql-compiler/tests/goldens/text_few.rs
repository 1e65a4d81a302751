/// ~~~text
/// process where process.name : ("cmd.exe", "PowerShell.exe", "pwsh*", "*.pif", "*encoded*") and
///   event.type in ("start", "process_started") and not user.name == "SYSTEM"
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
    const PROCESS_NAME: rt::Field<'static> = rt::Field::new("process.name", &[7]).at(6);
    const EVENT_TYPE: rt::Field<'static> = rt::Field::new("event.type", &[5]).at(5);
    const USER_NAME: rt::Field<'static> = rt::Field::new("user.name", &[4]).at(7);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
        event·type: rt::RequiredFieldOf<E>,
        user·name: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 8>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..4, 22016),
            rt::Place::new("event", 0, 4..6, 0),
            rt::Place::new("process", 0, 6..7, 0),
            rt::Place::new("user", 0, 7..8, 0),
            rt::Place::new("category", 1, 0..0, 0),
            rt::Place::new("type", 1, 0..0, 0),
            rt::Place::new("name", 2, 0..0, 0),
            rt::Place::new("name", 3, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            event_category_is_process(event)
                && rt::apart(move || {
                    event_type_is_listed(event) && !user_name_is_system(event)
                        && process_name_matches(event)
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
    /// `event.type in ("start", "process_started")`
    #[inline]
    fn event_type_is_listed(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_TYPE,
            rt::Reading::Keyword,
            |text| match text.len() {
                5 => rt::equals(text, "start", rt::Fold::None),
                15 => rt::equals(text, "process_started", rt::Fold::None),
                _ => false,
            },
        )
    }
    /// `user.name == "SYSTEM"`
    #[inline]
    fn user_name_is_system(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &USER_NAME,
            rt::Reading::Keyword,
            |text| rt::equals(text, "SYSTEM", rt::Fold::None),
        )
    }
    /// `process.name : ("cmd.exe", "PowerShell.exe", "pwsh*", "*.pif", "*encoded*")`
    #[inline]
    fn process_name_matches(event: &impl rt::Event) -> bool {
        const SUBSTRING: rt::Substring<'static> = rt::Substring::new(
            "encoded",
            rt::Fold::Ascii,
        );
        rt::some_text(
            event,
            &PROCESS_NAME,
            rt::Reading::Keyword,
            |text| (
                match text.len() {
                    7 => rt::equals(text, "cmd.exe", rt::Fold::Ascii),
                    14 => rt::equals(text, "powershell.exe", rt::Fold::Ascii),
                    _ => false,
                } || rt::starts_with(text, "pwsh", rt::Fold::Ascii)
                    || rt::ends_with(text, ".pif", rt::Fold::Ascii)
                    || SUBSTRING.is_in(text)
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
    /// `process.name`, which an event must have.
    pub enum process·name {}
    impl rt::FieldName for process·name {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<14176396743819860870u64>, ()),
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
