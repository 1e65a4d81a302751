/// ~~~text
/// process where process.name : (
///   "a.exe", "b.exe", "c.exe", "d.exe", "e.exe", "f.exe", "g.exe", "h.exe", "i.exe", "j.exe", "k.exe", "l.exe", "m.exe",
///   "n.exe", "o.exe", "p.exe", "q.exe", "r.exe", "s.exe", "t.exe")
/// ~~~
pub(crate) struct Golden;
#[allow(non_camel_case_types, unreachable_pub, dead_code, unused_variables, unused_parens)]
const _: () = {
    use ::eql::__private as rt;
    const EVENT_CATEGORY: rt::Field<'static> = rt::Field::new("event.category", &[5]);
    const PROCESS_NAME: rt::Field<'static> = rt::Field::new("process.name", &[7]);
    impl<E: rt::Event> rt::Rule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matches(&self, event: &E) -> bool {
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
    /// `process.name : ( "a.exe", "b.exe", "c.exe", "d.exe", "e.exe", "f.exe", "g.exe", "h.exe", "i.exe", "j.exe", "k.exe", "l.exe", "m.exe", "n.exe", "o.exe", "p.exe", …`
    #[inline]
    fn process_name_is_listed(event: &impl rt::Event) -> bool {
        static TEXTS: rt::TextSet<'static> = rt::TextSet::from_tables(
            rt::Fold::Ascii,
            0b100000,
            0,
            "a.exeb.exec.exed.exee.exef.exeg.exeh.exei.exej.exek.exel.exem.exen.exeo.exep.exeq.exer.exes.exet.exe",
            b"\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0U\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\x007\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0P\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0(\0\0\0\x05\0\0\0_\0\0\0\x05\0\0\0Z\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\x002\0\0\0\x05\0\0\0F\0\0\0\x05\0\0\0<\0\0\0\x05\0\0\0K\0\0\0\x05\0\0\0-\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x19\0\0\0\x05\0\0\0\x1E\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x0F\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0A\0\0\0\x05\0\0\0\n\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x05\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\x14\0\0\0\x05\0\0\0#\0\0\0\x05\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0",
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
