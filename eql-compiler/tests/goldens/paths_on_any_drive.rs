/// ~~~text
/// file where file.path : ("?:\\Users\\*\\Downloads\\*.exe", "?:\\Windows\\Temp\\*", "?:\\pagefile.sys", "\\\\*\\c$\\*")
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
    const FILE_PATH: rt::Field<'static> = rt::Field::new("file.path", &[4]).at(4);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        file·path: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 5>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..3, 16896),
            rt::Place::new("event", 0, 3..4, 0),
            rt::Place::new("file", 0, 4..5, 0),
            rt::Place::new("category", 1, 0..0, 0),
            rt::Place::new("path", 2, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            event_category_is_file(event) && file_path_matches(event)
        }
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
    /// `file.path : ("?:\\Users\\*\\Downloads\\*.exe", "?:\\Windows\\Temp\\*", "?:\\pagefile.sys", "\\\\*\\c$\\*")`
    #[inline]
    fn file_path_matches(event: &impl rt::Event) -> bool {
        const REST_PART: rt::Substring<'static> = rt::Substring::new(
            "\\downloads\\",
            rt::Fold::Ascii,
        );
        const PART: rt::Substring<'static> = rt::Substring::new(
            "\\c$\\",
            rt::Fold::Ascii,
        );
        rt::some_text(
            event,
            &FILE_PATH,
            rt::Reading::Keyword,
            |text| {
                rt::after_first_char(text)
                    .is_some_and(|text| {
                        rt::equals(text, ":\\pagefile.sys", rt::Fold::Ascii)
                            || rt::starts_with(
                                text,
                                ":\\windows\\temp\\",
                                rt::Fold::Ascii,
                            )
                            || rt::between(text, ":\\users\\", ".exe", rt::Fold::Ascii)
                                .is_some_and(|text| REST_PART.is_in(text))
                    })
                    || rt::between(text, "\\\\", "", rt::Fold::Ascii)
                        .is_some_and(|text| PART.is_in(text))
            },
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
    /// `file.path`, which an event must have.
    pub enum file·path {}
    impl rt::FieldName for file·path {
        type Path = (
            rt::Segment<12308356992726624803u64>,
            (rt::Segment<271672890340345462u64>, ()),
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
