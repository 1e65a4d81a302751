//! What is visible while an expression is checked: fields and their types, aliases of earlier stages, variables of
//! array searches; and where findings go.

use super::checked::{Checked, Kind};
use super::codes;
use super::endgame::PipeView;
use super::schema::{FieldType, Schema, ecs_paths_below, ecs_type};
use super::types::Type;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, MOST_FINDINGS, Severity, TextRange};
use crate::dialect::Dialect;
use crate::ir::{FieldIndex, FieldRef, Fields, Lineage, Literal, Source};
use crate::options::CompileOptions;
use crate::suggest;
use crate::syntax::ast;

/// The state of one check.
pub(crate) struct Scope<'o> {
    pub(crate) options: &'o CompileOptions,
    pub(crate) diagnostics: Diagnostics,
    warnings: usize,
    faults: usize,
    pub(crate) fields: Fields,
    /// The aliases of the stages before the one being checked, with the stages' indexes.
    pub(crate) aliases: Vec<(String, u8)>,
    /// The aliases of all stages.
    pub(crate) declared_aliases: Vec<String>,
    /// The variables of the array searches around the expression being checked, outermost first.
    pub(crate) variables: Vec<String>,
    /// The distinct lineages found so far, inner ones first.
    pub(crate) lineages: Vec<Lineage>,
    /// How many lineages are around the query being checked, which is then about other events.
    pub(crate) lineage_depth: u16,
    /// What the pipe being checked sees of results (Endgame); nothing in a query.
    pub(crate) pipe_view: Option<PipeView>,
}

impl<'o> Scope<'o> {
    pub(crate) fn new(options: &'o CompileOptions) -> Self {
        Self {
            options,
            diagnostics: Diagnostics::default(),
            warnings: 0,
            faults: 0,
            fields: Fields::default(),
            aliases: Vec::new(),
            declared_aliases: Vec::new(),
            variables: Vec::new(),
            lineages: Vec::new(),
            lineage_depth: 0,
            pipe_view: None,
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.options.dialect
    }

    /// Whether enough is wrong: what else is found is left out, and need not be explained.
    pub(crate) fn is_full(&self) -> bool {
        self.faults >= MOST_FINDINGS
    }

    pub(crate) fn report(&mut self, finding: Diagnostic) {
        let count = if finding.severity == Severity::Warning { &mut self.warnings } else { &mut self.faults };
        if *count < MOST_FINDINGS {
            *count += 1;
            self.diagnostics.push(finding);
        }
    }

    pub(crate) fn error(&mut self, code: Code, range: &TextRange, message: impl Into<String>) {
        self.report(Diagnostic::error(code, range.clone(), message));
    }

    pub(crate) fn error_with_help(
        &mut self,
        code: Code,
        range: &TextRange,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Diagnostic::error(code, range.clone(), message).with_help(help));
    }

    pub(crate) fn not_yet(&mut self, range: &TextRange, what: impl std::fmt::Display) {
        self.report(Diagnostic::unsupported(codes::NOT_YET, range.clone(), format!("{what} is not supported yet")));
    }

    /// A field of the event in question.
    pub(crate) fn event_field(&mut self, path: &str, optional: bool) -> FieldRef {
        FieldRef { source: Source::Event, field: self.fields.intern(path, optional) }
    }

    /// The field that the options name, through the schema's aliases.
    pub(crate) fn configured_field(&mut self, path: &str, optional: bool) -> FieldIndex {
        let options = self.options;
        let target =
            options.schema.as_deref().and_then(|schema| schema.resolve(path)).map_or(path, |(target, _)| target);
        self.fields.intern(target, optional)
    }

    /// Resolves a path: an alias of an earlier stage, or a field of the event.
    pub(crate) fn field(&mut self, path: &ast::FieldPath, range: &TextRange) -> Checked {
        if let Some(index) = path.parts.iter().find_map(|part| match part {
            ast::PathPart::Index { range, .. } => Some(range.clone()),
            ast::PathPart::Name { .. } => None,
        }) {
            self.not_yet(&index, "an array index");
            return Checked::wrong(range.clone());
        }
        let names = path_names(path);
        if let [alias, rest @ ..] = names.as_slice()
            && let Some(&(_, stage)) = self.aliases.iter().find(|(name, _)| name == alias)
        {
            if rest.is_empty() {
                self.error_with_help(
                    codes::ALIAS,
                    range,
                    format!("`{alias}` is an event, not a value"),
                    format!("name one of its fields: `{alias}.process.name`"),
                );
                return Checked::wrong(range.clone());
            }
            let field = self.fields.intern(&rest.join("."), false);
            return Checked::new(
                Kind::Field(FieldRef { source: Source::Stage(stage), field }),
                Type::Unknown,
                range.clone(),
            );
        }
        if let [alias, _, ..] = names.as_slice()
            && self.declared_aliases.iter().any(|declared| declared == alias)
        {
            if self.lineage_depth > 0 {
                let message = format!("the query in a lineage is about other events, and can't read `{alias}`");
                self.error_with_help(codes::LINEAGE, range, message, "compare with it outside of the brackets");
                return Checked::wrong(range.clone());
            }
            let message = format!("`{alias}` names this stage or a later one");
            self.error_with_help(codes::ALIAS, range, message, "a stage can read the events of stages before it only");
            return Checked::wrong(range.clone());
        }
        self.event_path(&names.join("."), path.optional, range)
    }

    pub(crate) fn event_path(&mut self, path: &str, optional: bool, range: &TextRange) -> Checked {
        let options = self.options;
        let (target, ty) = match options.schema.as_deref() {
            Some(schema) => match self.schema_field(schema, path, optional, range) {
                Some(found) => found,
                None => return Checked::wrong(range.clone()),
            },
            None => {
                let known = ecs_type(path);
                if known.is_none() {
                    self.warn_of_misspelling(path, range);
                }
                // Elastic Defend's fields are typed by the values they hold: `user.id` is a number here, a SID there.
                let hint = if self.dialect() == Dialect::Elasticsearch { known.and_then(usable_type) } else { None };
                (path, hint.unwrap_or(Type::Unknown))
            }
        };
        if ty == Type::Null {
            return Checked::literal(Literal::Null, range.clone());
        }
        let field = self.event_field(target, optional);
        Checked::new(Kind::Field(field), ty, range.clone())
    }

    /// Without a schema any field may exist, and a rule that misspells one never fires.
    fn warn_of_misspelling(&mut self, path: &str, range: &TextRange) {
        let root = path.split('.').next().unwrap_or(path);
        if let Some(meant) = suggest::misspelling_of(path, ecs_paths_below(root)) {
            let message = format!("the Elastic Common Schema has no field `{path}`");
            let help = format!("did you mean `{meant}`?");
            self.report(Diagnostic::warning(codes::MISSPELT_FIELD, range.clone(), message).with_help(help));
        }
    }

    /// A field of the schema, through its aliases: path and type. An optional field that the schema lacks is null
    /// (`language.md` §3.3).
    fn schema_field<'s>(
        &mut self,
        schema: &'s Schema,
        path: &'s str,
        optional: bool,
        range: &TextRange,
    ) -> Option<(&'s str, Type)> {
        let Some((target, found)) = schema.resolve(path) else {
            if optional {
                return Some((path, Type::Null));
            }
            if self.is_full() {
                return None;
            }
            let message = format!("unknown field `{path}`");
            let help = schema
                .did_you_mean(path)
                .unwrap_or_else(|| format!("write `?{path}` if events may lack the field altogether"));
            self.error_with_help(codes::UNKNOWN_FIELD, range, message, help);
            return None;
        };
        match (usable_type(found), found) {
            (Some(ty), _) => Some((target, ty)),
            (None, FieldType::Object) => {
                let message = format!("`{path}` is an object");
                self.error_with_help(codes::UNUSABLE_FIELD, range, message, "only its sub-fields can be compared");
                None
            }
            (None, FieldType::Text { .. }) => {
                let message = format!("`{path}` is analysed text without an exact sub-field");
                self.error_with_help(codes::UNUSABLE_FIELD, range, message, "map a `keyword` sub-field to compare it");
                None
            }
            (None, found) => {
                self.error(codes::UNUSABLE_FIELD, range, format!("`{path}` can't be compared: its type is {found}"));
                None
            }
        }
    }

    /// Resolves `$name.path`.
    pub(crate) fn variable(&mut self, path: &ast::FieldPath, range: &TextRange) -> Checked {
        let names = path_names(path);
        let Some((name, rest)) = names.split_first() else { return Checked::wrong(range.clone()) };
        let Some(depth) = self.variables.iter().rposition(|variable| variable == name) else {
            let help = match self.variables.last() {
                Some(variable) => format!("the array search around it binds `${variable}`"),
                None => "variables exist inside `_arraysearch(array, $name, condition)` only".to_owned(),
            };
            self.error_with_help(codes::UNKNOWN_VARIABLE, range, format!("unknown variable `${name}`"), help);
            return Checked::wrong(range.clone());
        };
        let source = Source::Element(u8::try_from(depth).unwrap_or(u8::MAX));
        let field = self.fields.intern(&rest.join("."), true);
        Checked::new(Kind::Field(FieldRef { source, field }), Type::Unknown, range.clone())
    }
}

/// The names of a path without array indexes.
pub(crate) fn path_names(path: &ast::FieldPath) -> Vec<&str> {
    path.parts
        .iter()
        .filter_map(|part| match part {
            ast::PathPart::Name { text, .. } => Some(text.as_str()),
            ast::PathPart::Index { .. } => None,
        })
        .collect()
}

/// How values of a field of this type are compared, if they can be.
fn usable_type(ty: &FieldType) -> Option<Type> {
    Some(match ty {
        FieldType::Keyword | FieldType::ConstantKeyword | FieldType::Wildcard | FieldType::Text { exact: Some(_) } => {
            Type::Text
        }
        FieldType::Byte | FieldType::Short | FieldType::Integer | FieldType::Long => Type::Integer,
        FieldType::UnsignedLong => Type::Unsigned,
        FieldType::HalfFloat | FieldType::Float | FieldType::Double | FieldType::ScaledFloat { .. } => Type::Float,
        FieldType::Boolean => Type::Boolean,
        FieldType::Ip => Type::Address,
        FieldType::Date | FieldType::DateNanos => Type::Instant,
        FieldType::Version => Type::Version,
        _ => return None,
    })
}
