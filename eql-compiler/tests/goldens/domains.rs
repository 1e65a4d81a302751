/// ~~~text
/// dns where dns.question.name : (
///   "*.one.example", "*.two.example", "*.three.example", "*.four.example", "*.five.example", "*.six.example",
///   "*.seven.example", "*.eight.example", "*.nine.example")
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
    const DNS_QUESTION_NAME: rt::Field<'static> = rt::Field::new(
            "dns.question.name",
            &[3, 12],
        )
        .at(5);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        dns·question·name: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 6>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..3, 151552),
            rt::Place::new("event", 0, 3..4, 0),
            rt::Place::new("dns", 0, 4..5, 8192),
            rt::Place::new("category", 1, 0..0, 0),
            rt::Place::new("question", 2, 5..6, 0),
            rt::Place::new("name", 4, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            event_category_is_dns(event) && dns_question_name_matches(event)
        }
    }
    /// `dns`
    #[inline]
    fn event_category_is_dns(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_CATEGORY,
            rt::Reading::Keyword,
            |text| rt::equals(text, "dns", rt::Fold::None),
        )
    }
    /// `dns.question.name : ( "*.one.example", "*.two.example", "*.three.example", "*.four.example", "*.five.example", "*.six.example", "*.seven.example", "*.eight.exam …`
    #[inline]
    fn dns_question_name_matches(event: &impl rt::Event) -> bool {
        static SUFFIXES: rt::Automaton<'static> = rt::Automaton::new(
            rt::Side::Suffix,
            rt::Fold::Ascii,
            b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x03\x04\x05\x06\x07\0\0\x08\t\n\x0B\x0C\0\r\x0E\x0F\x10\x11\x12\x13\0\0\0\0\0\0\0\0\x02\0\0\0\x03\x04\x05\x06\x07\0\0\x08\t\n\x0B\x0C\0\r\x0E\x0F\x10\x11\x12\x13\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x14\0\0\0X\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x03^\x01\0\0\x01\x08d\x01\0\0\x01\x0Cj\x01\0\0\x01\tp\x01\0\0\x01\x02v\x01\0\0\x01\x13|\x01\0\0\x01\x03\x82\x01\0\0\x01\x01\x88\x01\0\0\x06\x03\n\x0B\r\x0F\x13\xA7\x01\0\0\xB7\x01\0\0\xBD\x01\0\0\xC3\x01\0\0\xC9\x01\0\0\xCF\x01\0\0\x03\x03\n\x11\xD5\x01\0\0\xDB\x01\0\0\xE6\x01\0\0\x01\x03\xEC\x01\0\0\x01\x12\xF2\x01\0\0\x01\x10\xF8\x01\0\0\x01\x06\xFE\x01\0\0\x01\x07\x04\x02\0\0\x01\r\n\x02\0\0\x02\x07\x0B\x10\x02\0\0\x16\x02\0\0\x01\x07\x1C\x02\0\0\x01\x11\"\x02\0\0\x01\x0F(\x02\0\0\x01\x0B.\x02\0\0\x01\x054\x02\0\0\x01\x0E:\x02\0\0\x01\x06@\x02\0\0\x01\nF\x02\0\0\x01\x01\x01\0\0\0\x01\x04L\x02\0\0\x01\x03R\x02\0\0\x01\x01\x01\0\0\0\x01\x04X\x02\0\0\x01\x07^\x02\0\0\x01\x01\x01\0\0\0\x01\x0Fd\x02\0\0\x01\x01\x01\0\0\0\x01\x01\x01\0\0\0\x01\x0Ej\x02\0\0\x01\x01\x01\0\0\0\x01\x03p\x02\0\0\x01\x01\x01\0\0\0\x01\x01\x01\0\0\0\x01\x01\x01\0\0\0",
        );
        rt::some_text(
            event,
            &DNS_QUESTION_NAME,
            rt::Reading::Keyword,
            |text| SUFFIXES.matches(text),
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
    /// `dns.question.name`, which an event must have.
    pub enum dns·question·name {}
    impl rt::FieldName for dns·question·name {
        type Path = (
            rt::Segment<14605788325743073884u64>,
            (
                rt::Segment<11253556053371462341u64>,
                (rt::Segment<14176396743819860870u64>, ()),
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
