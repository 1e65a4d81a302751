/// ~~~text
/// // dialect: endpoint
/// process where event.type == "start" and
///   descendant of [process where process.name : "msiexec.exe" and
///     not child of [process where process.name == "services.exe"]]
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
    const EVENT_CATEGORY: rt::Field<'static> = rt::Field::new("event.category", &[5]);
    const EVENT_TYPE: rt::Field<'static> = rt::Field::new("event.type", &[5]);
    const PROCESS_NAME: rt::Field<'static> = rt::Field::new("process.name", &[7]);
    const PROCESS_ENTITY_ID: rt::Field<'static> = rt::Field::new(
        "process.entity_id",
        &[7],
    );
    const HOST_ID: rt::Field<'static> = rt::Field::new("host.id", &[4]);
    const AGENT_ID: rt::Field<'static> = rt::Field::new("agent.id", &[5]);
    const PROCESS_PARENT_ENTITY_ID: rt::Field<'static> = rt::Field::new(
        "process.parent.entity_id",
        &[7, 14],
    );
    const PROCESS_EXT_ANCESTRY: rt::Field<'static> = rt::Field::new(
        "process.Ext.ancestry",
        &[7, 11],
    );
    const PROCESS_PID: rt::Field<'static> = rt::Field::new("process.pid", &[7]);
    impl<E: rt::Event> rt::Lineages<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        event·type: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
        process·entity_id: rt::RequiredFieldOf<E>,
        process·parent·entity_id: rt::RequiredFieldOf<E>,
    {
        fn relations(&self) -> &[rt::Relation] {
            &[rt::Relation::Child, rt::Relation::Descendant]
        }
        fn is_source(&self, lineage: u16, event: &E, held: rt::LineageSet) -> bool {
            match lineage {
                0 => {
                    event_category_is_process(event)
                        && process_name_is_services_exe(event)
                }
                1 => {
                    event_category_is_process(event)
                        && process_name_is_msiexec_exe(event) && !held.contains(0)
                }
                _ => false,
            }
        }
        fn processes(&self, kin: rt::Kin, event: &E, out: &mut rt::KeySink) {
            match kin {
                rt::Kin::Own => {
                    out.column(true);
                    let _ = rt::push_key(event, &HOST_ID, rt::Reading::Dynamic, out)
                        || rt::push_key(event, &AGENT_ID, rt::Reading::Dynamic, out);
                    out.column(false);
                    rt::push_key(event, &PROCESS_ENTITY_ID, rt::Reading::Dynamic, out);
                }
                rt::Kin::Parent => {
                    out.column(true);
                    let _ = rt::push_key(event, &HOST_ID, rt::Reading::Dynamic, out)
                        || rt::push_key(event, &AGENT_ID, rt::Reading::Dynamic, out);
                    out.column(false);
                    rt::push_key(
                        event,
                        &PROCESS_PARENT_ENTITY_ID,
                        rt::Reading::Dynamic,
                        out,
                    );
                }
                rt::Kin::Ancestors => {
                    out.column(true);
                    let _ = rt::push_key(event, &HOST_ID, rt::Reading::Dynamic, out)
                        || rt::push_key(event, &AGENT_ID, rt::Reading::Dynamic, out);
                    out.column(false);
                    rt::push_key(
                        event,
                        &PROCESS_EXT_ANCESTRY,
                        rt::Reading::Dynamic,
                        out,
                    );
                }
            }
        }
        fn has_ended(&self, event: &E) -> bool {
            event_category_is_process(event) && event_type_is_end(event)
        }
        fn has_booted(&self, event: &E) -> bool {
            process_pid_is_4(event) && event_category_is_process(event)
                && event_type_is_start(event) && process_name_is_system(event)
        }
    }
    impl<E: rt::Event> rt::LineageRule<E> for Golden
    where
        event·category: rt::RequiredFieldOf<E>,
        event·type: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
        process·entity_id: rt::RequiredFieldOf<E>,
        process·parent·entity_id: rt::RequiredFieldOf<E>,
    {
        fn lineages(&self) -> &dyn rt::Lineages<E> {
            self
        }
        #[inline]
        fn matches_in(&self, event: &E, held: rt::LineageSet) -> bool {
            held.contains(1) && event_category_is_process(event)
                && event_type_is_start(event)
        }
    }
    impl rt::Tracked for Golden {
        fn fingerprint(&self) -> u64 {
            15234347406158107390
        }
    }
    impl Golden {
        /// Follows the rule through a stream of events, with the default limits on its state.
        pub fn tracker(self) -> rt::Tracker<Self> {
            rt::Tracker::new(self)
        }
    }
    /// `process`
    #[inline]
    fn event_category_is_process(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_CATEGORY,
            rt::Reading::Dynamic,
            |text| rt::equals(text, "process", rt::Fold::None),
        )
    }
    /// `event.type == "start"`
    #[inline]
    fn event_type_is_start(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_TYPE,
            rt::Reading::Dynamic,
            |text| rt::equals(text, "start", rt::Fold::None),
        )
    }
    /// `process.name == "services.exe"`
    #[inline]
    fn process_name_is_services_exe(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &PROCESS_NAME,
            rt::Reading::Dynamic,
            |text| rt::equals(text, "services.exe", rt::Fold::None),
        )
    }
    /// `process.name : "msiexec.exe"`
    #[inline]
    fn process_name_is_msiexec_exe(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &PROCESS_NAME,
            rt::Reading::Dynamic,
            |text| rt::equals(text, "msiexec.exe", rt::Fold::Ascii),
        )
    }
    /// Part of the condition.
    #[inline]
    fn event_type_is_end(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_TYPE,
            rt::Reading::Dynamic,
            |text| rt::equals(text, "end", rt::Fold::None),
        )
    }
    /// Part of the condition.
    #[inline]
    fn process_pid_is_4(event: &impl rt::Event) -> bool {
        rt::some_number(
            event,
            &PROCESS_PID,
            rt::Reading::Dynamic,
            |number| number == rt::Number::Int(4),
        )
    }
    /// Part of the condition.
    #[inline]
    fn process_name_is_system(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &PROCESS_NAME,
            rt::Reading::Dynamic,
            |text| rt::equals(text, "System", rt::Fold::None),
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
    /// `event.type`, which an event must have.
    pub enum event·type {}
    impl rt::FieldName for event·type {
        type Path = (
            rt::Segment<1237236456312824991u64>,
            (rt::Segment<12075340201627130925u64>, ()),
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
    /// `process.entity_id`, which an event must have.
    pub enum process·entity_id {}
    impl rt::FieldName for process·entity_id {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<2593226102015223570u64>, ()),
        );
    }
    /// `process.parent.entity_id`, which an event must have.
    pub enum process·parent·entity_id {}
    impl rt::FieldName for process·parent·entity_id {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (
                rt::Segment<7371339085820260189u64>,
                (rt::Segment<2593226102015223570u64>, ()),
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
