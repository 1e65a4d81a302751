/// ~~~text
/// process where process.name : (
///   "tool00.exe", "tool01.exe", "tool02.exe", "tool03.exe", "tool04.exe", "tool05.exe", "tool06.exe", "tool07.exe", "tool08.exe", "tool09.exe",
///   "tool10.exe", "tool11.exe", "tool12.exe", "tool13.exe", "tool14.exe", "tool15.exe", "tool16.exe", "tool17.exe", "tool18.exe", "tool19.exe",
///   "tool20.exe", "tool21.exe", "tool22.exe", "tool23.exe", "tool24.exe", "tool25.exe", "tool26.exe", "tool27.exe", "tool28.exe", "tool29.exe",
///   "tool30.exe", "tool31.exe", "tool32.exe", "tool33.exe", "tool34.exe", "tool35.exe", "tool36.exe", "tool37.exe", "tool38.exe", "tool39.exe",
///   "tool40.exe", "tool41.exe", "tool42.exe", "tool43.exe", "tool44.exe", "tool45.exe", "tool46.exe", "tool47.exe", "tool48.exe", "tool49.exe")
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
    const PROCESS_NAME: rt::Field<'static> = rt::Field::new("process.name", &[7]).at(4);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
            event.decide::<Self, 5>(self)
        }
    }
    impl rt::Condition for Golden {
        const PLACES: &'static [rt::Place] = &[
            rt::Place::new("", 0, 1..3, 20480),
            rt::Place::new("event", 0, 3..4, 0),
            rt::Place::new("process", 0, 4..5, 0),
            rt::Place::new("category", 1, 0..0, 0),
            rt::Place::new("name", 2, 0..0, 0),
        ];
        #[inline]
        fn holds<E: rt::Event>(&self, event: &E) -> bool {
            event_category_is_process(event) && process_name_is_listed(event)
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
    /// `process.name : ( "tool00.exe", "tool01.exe", "tool02.exe", "tool03.exe", "tool04.exe", "tool05.exe", "tool06.exe", "tool07.exe", "tool08.exe", "tool09.exe", "to …`
    #[inline]
    fn process_name_is_listed(event: &impl rt::Event) -> bool {
        static TEXTS: rt::TextSet<'static> = rt::TextSet::from_tables(
            rt::Fold::Ascii,
            0b10000000000,
            1,
            "tool00.exetool01.exetool02.exetool03.exetool04.exetool05.exetool06.exetool07.exetool08.exetool09.exetool10.exetool11.exetool12.exetool13.exetool14.exetool15.exetool16.exetool17.exetool18.exetool19.exetool20.exetool21.exetool22.exetool23.exetool24.exetool25.exetool26.exetool27.exetool28.exetool29.exetool30.exetool31.exetool32.exetool33.exetool34.exetool35.exetool36.exetool37.exetool38.exetool39.exetool40.exetool41.exetool42.exetool43.exetool44.exetool45.exetool46.exetool47.exetool48.exetool49.exe",
            b"\xFF\xFF\xFF\xFF\0\0\0\0\xD2\0\0\0\n\0\0\0,\x01\0\0\n\0\0\0\xC2\x01\0\0\n\0\0\0^\x01\0\0\n\0\0\0\x90\x01\0\0\n\0\0\0\xA0\0\0\0\n\0\0\0\x9A\x01\0\0\n\0\0\0\xAE\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x14\0\0\0\n\0\0\0\xCC\x01\0\0\n\0\0\0\xE6\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\x006\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xBE\0\0\0\n\0\0\0\xDC\0\0\0\n\0\0\0\n\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x86\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xB8\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0n\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x04\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0F\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0P\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xAA\0\0\0\n\0\0\0\xFA\0\0\0\n\0\0\0@\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xB4\0\0\0\n\0\0\0<\0\0\0\n\0\0\0h\x01\0\0\n\0\0\0\xEA\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0|\x01\0\0\n\0\0\x002\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0J\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\"\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x18\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xD6\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0x\0\0\0\n\0\0\0(\0\0\0\n\0\0\0d\0\0\0\n\0\0\0\xF0\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0Z\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xC8\0\0\0\n\0\0\0r\x01\0\0\n\0\0\0\xE0\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xA4\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x82\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x8C\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0T\x01\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x96\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x1E\0\0\0\n\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x0E\x01\0\0\n\0\0\0",
        );
        rt::some_text(
            event,
            &PROCESS_NAME,
            rt::Reading::Keyword,
            |text| TEXTS.contains(text),
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
