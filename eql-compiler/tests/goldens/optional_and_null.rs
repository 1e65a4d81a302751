/// ~~~text
/// process where ?process.parent.name != null and process.code_signature.trusted == true and
///   (process.name == null or ?process.code_signature.exists == false)
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
    const PROCESS_PARENT_NAME: rt::Field<'static> = rt::Field::new(
            "process.parent.name",
            &[7, 14],
        )
        .at(7);
    const PROCESS_CODE_SIGNATURE_TRUSTED: rt::Field<'static> = rt::Field::new(
            "process.code_signature.trusted",
            &[7, 22],
        )
        .at(8);
    const PROCESS_NAME: rt::Field<'static> = rt::Field::new("process.name", &[7]).at(6);
    const PROCESS_CODE_SIGNATURE_EXISTS: rt::Field<'static> = rt::Field::new(
            "process.code_signature.exists",
            &[7, 22],
        )
        .at(9);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        process·code_signature·trusted: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 10>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..3, 1615351808),
            rt::Place::new("event", 0, 3..4, 0),
            rt::Place::new("process", 0, 4..7, 6293504),
            rt::Place::new("category", 1, 0..0, 0),
            rt::Place::new("parent", 2, 7..8, 0),
            rt::Place::new("code_signature", 2, 8..10, 0),
            rt::Place::new("name", 2, 0..0, 0),
            rt::Place::new("name", 4, 0..0, 0),
            rt::Place::new("trusted", 5, 0..0, 0),
            rt::Place::new("exists", 5, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            process_code_signature_trusted_is_true(event)
                && event_category_is_process(event) && process_parent_name_exists(event)
                && (process_code_signature_exists_is_false(event)
                    || !process_name_exists(event))
        }
    }
    /// `process.code_signature.trusted == true`
    #[inline]
    fn process_code_signature_trusted_is_true(event: &impl rt::Event) -> bool {
        rt::some_truth(
            event,
            &PROCESS_CODE_SIGNATURE_TRUSTED,
            rt::Reading::Boolean,
            |truth| truth,
        )
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
    /// `?process.parent.name != null`
    #[inline]
    fn process_parent_name_exists(event: &impl rt::Event) -> bool {
        rt::exists(event, &PROCESS_PARENT_NAME)
    }
    /// `?process.code_signature.exists == false`
    #[inline]
    fn process_code_signature_exists_is_false(event: &impl rt::Event) -> bool {
        rt::some_truth(
            event,
            &PROCESS_CODE_SIGNATURE_EXISTS,
            rt::Reading::Boolean,
            |truth| !truth,
        )
    }
    /// `process.name == null`
    #[inline]
    fn process_name_exists(event: &impl rt::Event) -> bool {
        rt::exists(event, &PROCESS_NAME)
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
    /// `process.code_signature.trusted`, which an event must have.
    pub enum process·code_signature·trusted {}
    impl rt::FieldName for process·code_signature·trusted {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (
                rt::Segment<7042047753236599673u64>,
                (rt::Segment<12432978425395193500u64>, ()),
            ),
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
