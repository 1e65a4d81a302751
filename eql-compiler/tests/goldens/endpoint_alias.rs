/// ~~~text
/// // dialect: endpoint
/// sequence by process.entity_id with maxspan=15s
///   [process where event.action == "start"] as event0
///   [file where stringcontains~(event0.process.command_line, file.path) and
///     _arraysearch(process.thread.Ext.call_stack, $entry, $entry.symbol_info : "*ntdll*" and
///       stringcontains~($entry.module_path, event0.process.name))]
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
    const HOST_ID: rt::Field<'static> = rt::Field::new("host.id", &[4]);
    const AGENT_ID: rt::Field<'static> = rt::Field::new("agent.id", &[5]);
    const PROCESS_ENTITY_ID: rt::Field<'static> = rt::Field::new(
        "process.entity_id",
        &[7],
    );
    const EVENT_CATEGORY: rt::Field<'static> = rt::Field::new("event.category", &[5]);
    const EVENT_ACTION: rt::Field<'static> = rt::Field::new("event.action", &[5]);
    const PROCESS_COMMAND_LINE: rt::Field<'static> = rt::Field::new(
        "process.command_line",
        &[7],
    );
    const FILE_PATH: rt::Field<'static> = rt::Field::new("file.path", &[4]);
    const PROCESS_THREAD_EXT_CALL_STACK: rt::Field<'static> = rt::Field::new(
        "process.thread.Ext.call_stack",
        &[7, 14, 18],
    );
    const SYMBOL_INFO: rt::Field<'static> = rt::Field::new("symbol_info", &[]);
    const MODULE_PATH: rt::Field<'static> = rt::Field::new("module_path", &[]);
    const PROCESS_NAME: rt::Field<'static> = rt::Field::new("process.name", &[7]);
    const TIMESTAMP: rt::Field<'static> = rt::Field::new("@timestamp", &[]);
    impl rt::Sequence for Golden {
        fn plan(&self) -> rt::SequencePlan<'_> {
            const PLAN: rt::SequencePlan<'static> = rt::SequencePlan {
                stages: &[
                    rt::StagePlan::new(0, 0),
                    rt::StagePlan {
                        bound: true,
                        ..rt::StagePlan::new(1, 0)
                    },
                ],
                until: rt::None,
                maxspan: rt::Some(15000000000),
                hidden_keys: 1,
                mode: rt::SequenceMode::STANDARD,
            };
            PLAN
        }
        fn fingerprint(&self) -> u64 {
            4603823774074772196
        }
        fn bound<'c>(
            &self,
            stage: usize,
            event: &rt::Captures,
            alias: &dyn rt::Fn(usize) -> rt::Option<&'c rt::Captures>,
        ) -> bool {
            match stage {
                1 => {
                    let stage_0 = &alias(0);
                    process_command_line_computed(event, stage_0)
                        && process_thread_ext_call_stack_has_element(event, stage_0)
                }
                _ => true,
            }
        }
    }
    impl<E: rt::Event> rt::Stages<E> for Golden
    where
        process·entity_id: rt::RequiredFieldOf<E>,
        event·category: rt::RequiredFieldOf<E>,
        event·action: rt::RequiredFieldOf<E>,
        process·command_line: rt::RequiredFieldOf<E>,
        file·path: rt::RequiredFieldOf<E>,
        process·thread·Ext·call_stack: rt::RequiredFieldOf<E>,
        process·name: rt::RequiredFieldOf<E>,
        timestamp: rt::RequiredFieldOf<E>,
    {
        #[inline]
        fn matched(&self, event: &E, held: rt::LineageSet) -> rt::PredicateSet {
            let mut matched = rt::PredicateSet::EMPTY;
            matched
                .set(
                    0,
                    event_category_is_process(event) && event_action_is_start(event),
                );
            matched.set(1, event_category_is_file(event));
            matched
        }
        fn keys(&self, group: u16, event: &E, out: &mut rt::KeySink) {
            match group {
                0 => {
                    out.column(true);
                    let _ = rt::push_key(event, &HOST_ID, rt::Reading::Dynamic, out)
                        || rt::push_key(event, &AGENT_ID, rt::Reading::Dynamic, out);
                    out.column(false);
                    rt::push_key(event, &PROCESS_ENTITY_ID, rt::Reading::Dynamic, out);
                }
                _ => {}
            }
        }
        #[inline]
        fn timestamp(&self, event: &E) -> rt::Option<rt::Timestamp> {
            rt::timestamp(event, &TIMESTAMP)
        }
        fn capture(&self, event: &E, out: &mut rt::Captures) {
            out.field(event, &PROCESS_COMMAND_LINE);
            out.field(event, &FILE_PATH);
            out.field(event, &PROCESS_THREAD_EXT_CALL_STACK);
            out.elements(
                event,
                &PROCESS_THREAD_EXT_CALL_STACK,
                |element, out| {
                    out.field(element, &SYMBOL_INFO);
                    out.field(element, &MODULE_PATH);
                },
            );
            out.field(event, &PROCESS_NAME);
        }
    }
    /// `stringcontains~(event0.process.command_line, file.path)`
    #[inline]
    fn process_command_line_computed(
        event: &impl rt::Event,
        stage_0: &impl rt::Event,
    ) -> bool {
        rt::some_choice(
            stage_0,
            &PROCESS_COMMAND_LINE,
            rt::Reading::Dynamic,
            |command_line| rt::some_choice(
                event,
                &FILE_PATH,
                rt::Reading::Dynamic,
                |path| rt::ops::logic::is_true(
                    &rt::ops::strings::string_contains(
                        command_line,
                        path,
                        rt::Fold::Unicode,
                    ),
                ),
            ),
        )
    }
    /// `$entry.symbol_info : "*ntdll*"`
    #[inline]
    fn symbol_info_contains_ntdll(element_0: &impl rt::Event) -> bool {
        const SUBSTRING: rt::Substring<'static> = rt::Substring::new(
            "ntdll",
            rt::Fold::Ascii,
        );
        rt::some_text(
            element_0,
            &SYMBOL_INFO,
            rt::Reading::Dynamic,
            |text| SUBSTRING.is_in(text),
        )
    }
    /// `stringcontains~($entry.module_path, event0.process.name)`
    #[inline]
    fn module_path_computed(
        element_0: &impl rt::Event,
        stage_0: &impl rt::Event,
    ) -> bool {
        rt::some_choice(
            element_0,
            &MODULE_PATH,
            rt::Reading::Dynamic,
            |module_path| rt::some_choice(
                stage_0,
                &PROCESS_NAME,
                rt::Reading::Dynamic,
                |name| rt::ops::logic::is_true(
                    &rt::ops::strings::string_contains(
                        module_path,
                        name,
                        rt::Fold::Unicode,
                    ),
                ),
            ),
        )
    }
    /// `_arraysearch(process.thread.Ext.call_stack, $entry, $entry.symbol_info : "*ntdll*" and stringcontains~($entry.module_path, event0.process.name))`
    #[inline]
    fn process_thread_ext_call_stack_has_element(
        event: &impl rt::Event,
        stage_0: &impl rt::Event,
    ) -> bool {
        rt::some_element(
            event,
            &PROCESS_THREAD_EXT_CALL_STACK,
            |element_0| {
                symbol_info_contains_ntdll(element_0)
                    && module_path_computed(element_0, stage_0)
            },
        )
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
    /// `event.action == "start"`
    #[inline]
    fn event_action_is_start(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_ACTION,
            rt::Reading::Dynamic,
            |text| rt::equals(text, "start", rt::Fold::None),
        )
    }
    /// `file`
    #[inline]
    fn event_category_is_file(event: &impl rt::Event) -> bool {
        rt::some_text(
            event,
            &EVENT_CATEGORY,
            rt::Reading::Dynamic,
            |text| rt::equals(text, "file", rt::Fold::None),
        )
    }
    impl Golden {
        /// Follows the rule through a stream of events, with the default limits on its state.
        pub fn detector<Id: rt::Clone>(self) -> rt::Detector<Self, Id> {
            rt::Detector::new(self)
        }
    }
    /// `process.entity_id`, which an event must have.
    pub enum process·entity_id {}
    impl rt::FieldName for process·entity_id {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (rt::Segment<2593226102015223570u64>, ()),
        );
    }
    /// `event.category`, which an event must have.
    pub enum event·category {}
    impl rt::FieldName for event·category {
        type Path = (
            rt::Segment<1237236456312824991u64>,
            (rt::Segment<6616605887935172241u64>, ()),
        );
    }
    /// `event.action`, which an event must have.
    pub enum event·action {}
    impl rt::FieldName for event·action {
        type Path = (
            rt::Segment<1237236456312824991u64>,
            (rt::Segment<7307200393872299743u64>, ()),
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
    /// `file.path`, which an event must have.
    pub enum file·path {}
    impl rt::FieldName for file·path {
        type Path = (
            rt::Segment<12308356992726624803u64>,
            (rt::Segment<271672890340345462u64>, ()),
        );
    }
    /// `process.thread.Ext.call_stack`, which an event must have.
    pub enum process·thread·Ext·call_stack {}
    impl rt::FieldName for process·thread·Ext·call_stack {
        type Path = (
            rt::Segment<133628619820746138u64>,
            (
                rt::Segment<6437363278188590769u64>,
                (
                    rt::Segment<15644149517407311668u64>,
                    (rt::Segment<60914043132102578u64>, ()),
                ),
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
    /// `@timestamp`, which an event must have.
    pub enum timestamp {}
    impl rt::FieldName for timestamp {
        type Path = (rt::Segment<8613084283533344461u64>, ());
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
