//! Join keys (`sequences.md` §3).

use super::checked::Kind;
use super::codes;
use super::scope::Scope;
use super::types::Type;
use crate::diagnostic::{Diagnostic, TextRange};
use crate::dialect::Dialect;
use crate::ir::{FieldRef, Key, KeyField, KeyGroup, KeyGroupIndex, Source};
use crate::syntax::ast::{Expr, ExprKind};
use eql_runtime::Reading;

/// The distinct key groups of a sequence, sample or join, and what the first of them decided for all.
#[derive(Default)]
pub(crate) struct KeyTable {
    pub(crate) groups: Vec<KeyGroup>,
    /// How many keys the first stage has of its own, and the types of all its keys.
    first: Option<(usize, Vec<Type>)>,
}

impl KeyTable {
    fn intern(&mut self, group: KeyGroup) -> KeyGroupIndex {
        let at = self.groups.iter().position(|known| *known == group).unwrap_or_else(|| {
            self.groups.push(group);
            self.groups.len() - 1
        });
        KeyGroupIndex(u16::try_from(at).unwrap_or(u16::MAX))
    }
}

impl Scope<'_> {
    /// The keys of a stage: the shared ones, then its own; `None` where a fault has been reported.
    pub(crate) fn stage_keys(
        &mut self,
        shared: &[Expr],
        own: &[Expr],
        stage: &TextRange,
        table: &mut KeyTable,
    ) -> Option<KeyGroupIndex> {
        let mut group = KeyGroup::new();
        let mut types = Vec::new();
        if self.dialect() == Dialect::Endpoint {
            group.push(self.host_key());
            types.push(Type::Unknown);
        }
        let mut is_right = true;
        for expr in shared.iter().chain(own) {
            match self.key(expr) {
                Some((key, ty)) => {
                    group.push(key);
                    types.push(ty);
                }
                None => is_right = false,
            }
        }
        if !is_right {
            return None;
        }
        self.agrees_with_first(own, types, stage, table).then(|| table.intern(group))
    }

    /// Whether number and types of the keys agree with the first stage's.
    fn agrees_with_first(&mut self, own: &[Expr], types: Vec<Type>, stage: &TextRange, table: &mut KeyTable) -> bool {
        let Some((expected, first_types)) = &table.first else {
            table.first = Some((own.len(), types));
            return true;
        };
        if own.len() != *expected {
            let at = own.first().map_or_else(|| stage.clone(), |expr| expr.range.clone());
            let message = format!("this stage has {} join keys of its own, the first has {expected}", own.len());
            self.error_with_help(
                codes::KEY_COUNT,
                &at,
                message,
                "every stage, and `until`, needs the same number of keys",
            );
            return false;
        }
        let clash = first_types.iter().zip(&types).position(|(first, ty)| !first.is_comparable_with(*ty));
        if let Some(at) = clash {
            let message = format!(
                "join key {} is of type {}, and of type {} in the first stage",
                at + 1,
                types[at],
                first_types[at]
            );
            self.error(codes::KEY_TYPES, stage, message);
        }
        clash.is_none()
    }

    fn key(&mut self, expr: &Expr) -> Option<(Key, Type)> {
        if self.dialect() == Dialect::Endgame {
            let checked = self.endgame_value(expr);
            let value = KeyField::Formula(Box::new(checked.formula));
            return Some((Key { value, reading: Reading::Dynamic, optional: true, hidden: false }, checked.ty));
        }
        let ExprKind::Field(path) = &expr.kind else {
            self.error_with_help(
                codes::KEY_NOT_FIELD,
                &expr.range,
                "a join key must be a field",
                "join by the fields themselves and compare what is computed in the conditions",
            );
            return None;
        };
        let checked = self.expr(expr);
        match checked.kind {
            Kind::Field(field) if field.source == Source::Event => {
                let value = KeyField::Field(field);
                Some((Key { value, reading: checked.ty.reading(), optional: path.optional, hidden: false }, checked.ty))
            }
            // An optional field that the schema lacks: constantly null (`sequences.md` §3.2).
            Kind::Literal(_) => {
                let value = KeyField::FirstOf(Vec::new());
                Some((Key { value, reading: Reading::Dynamic, optional: true, hidden: false }, Type::Null))
            }
            Kind::Field(_) => {
                self.error(codes::KEY_NOT_FIELD, &expr.range, "a join key must be a field of the stage's own event");
                None
            }
            _ => None,
        }
    }

    /// Rules of a host's agent see one host; on a stream of many they must not join across hosts (`sequences.md`
    /// §11.8).
    pub(crate) fn host_key(&mut self) -> Key {
        let field = |scope: &mut Self, path| -> FieldRef { scope.event_field(path, true) };
        let fields = vec![field(self, "host.id"), field(self, "agent.id")];
        Key { value: KeyField::FirstOf(fields), reading: Reading::Dynamic, optional: true, hidden: true }
    }

    /// Warns of a field that is an optional key here and a plain one there (`sequences.md` §3.2).
    pub(crate) fn warn_of_mixed_keys(&mut self, groups: &[KeyGroup], range: &TextRange) {
        let of = |optional: bool| {
            let keys = groups.iter().flatten().filter(move |key| key.optional == optional && !key.hidden);
            keys.filter_map(|key| match &key.value {
                KeyField::Field(field) => Some(field.field),
                _ => None,
            })
        };
        let mixed = of(true).find(|field| of(false).any(|plain| plain == *field));
        if let Some(field) = mixed {
            let path = self.fields.path(field).to_owned();
            self.report(
                Diagnostic::warning(
                    codes::MIXED_OPTIONAL_KEY,
                    range.clone(),
                    format!("`{path}` is an optional join key in one place and a plain one in another"),
                )
                .with_help(format!("write `?{path}` in all places or in none")),
            );
        }
    }
}
