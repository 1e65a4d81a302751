//! Comparisons: which sides may meet, and literals in the type of the field they are compared with (`language.md` §4.1).

use super::checked::{Checked, Kind};
use super::codes;
use super::schema::ecs_type;
use super::scope::Scope;
use super::types::Type;
use crate::diagnostic::TextRange;
use crate::dialect::Dialect;
use crate::ir::{Comparison, FieldRef, Literal, Number, Source};
use eql_runtime::matchers::AddressRangesBuf;
use eql_runtime::{Scalar, ops};

impl Scope<'_> {
    pub(crate) fn comparison(
        &mut self,
        comparison: Comparison,
        operator: &TextRange,
        left: Checked,
        right: Checked,
        range: &TextRange,
    ) -> Checked {
        // The constant goes to the right, so that everything behind this looks for it there.
        let (comparison, left, right) = if left.is_constant() && !right.is_constant() {
            (comparison.swapped(), right, left)
        } else {
            (comparison, left, right)
        };
        if self.dialect() == Dialect::Elasticsearch
            && !left.is_constant()
            && !right.is_constant()
            && !is_wrong(&left, &right)
        {
            let message = format!("`{}` compares a field with a field", comparison.symbol());
            self.error_with_help(
                codes::FIELD_WITH_FIELD,
                operator,
                message,
                "Elasticsearch compares fields with constants only; dialect `endpoint` allows this",
            );
            return Checked::new(Kind::Wrong, Type::Boolean, range.clone());
        }
        let is_truth_test = left.is_boolean_form() && matches!(right.as_literal(), Some(Literal::Bool(_)));
        if !is_truth_test && !self.has_no_search([&left, &right]) {
            return Checked::new(Kind::Wrong, Type::Boolean, range.clone());
        }
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if let (Kind::Field(field), true, true) = (&left.kind, right.is_null_literal(), is_equality)
            && self.may_be_object(*field)
        {
            return self.object_null_test(comparison, *field, range);
        }
        let right = match (&left.kind, right.as_literal()) {
            (Kind::Field(_), Some(value)) => {
                let value = value.clone();
                self.literal_for_field(comparison, &left, value, right.range)
            }
            _ => right,
        };
        let kind = Kind::Compare { comparison, left: Box::new(left), right: Box::new(right) };
        Checked::new(kind, Type::Boolean, range.clone())
    }

    /// Whether a field may hold objects: Elastic Defend's rules ask whether `…code_signature` is there, an array of
    /// objects. In Elasticsearch only the fields of an object have values.
    fn may_be_object(&self, field: FieldRef) -> bool {
        self.dialect() == Dialect::Endpoint
            && field.source == Source::Event
            && ecs_type(self.fields.path(field.field)).is_none()
    }

    /// `field == null` or `field != null` where an object counts as a value.
    fn object_null_test(&self, comparison: Comparison, field: FieldRef, range: &TextRange) -> Checked {
        let boolean = |kind| Checked::new(kind, Type::Boolean, range.clone());
        let null = Checked::literal(Literal::Null, range.clone());
        let left = Box::new(Checked::new(Kind::Field(field), Type::Unknown, range.clone()));
        let has_value = boolean(Kind::Compare { comparison: Comparison::NotEqual, left, right: Box::new(null) });
        let depth = u8::try_from(self.variables.len()).unwrap_or(u8::MAX);
        let body = Box::new(Checked::literal(Literal::Bool(true), range.clone()));
        let exists = boolean(Kind::Or(vec![has_value, boolean(Kind::Search { field, depth, body })]));
        if comparison == Comparison::NotEqual { exists } else { boolean(Kind::Not(Box::new(exists))) }
    }

    /// A literal as a value of the field's type, or a report that the type has no such value.
    fn literal_for_field(
        &mut self,
        comparison: Comparison,
        field: &Checked,
        value: Literal,
        range: TextRange,
    ) -> Checked {
        if field.ty == Type::Boolean && !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            self.error(codes::WRONG_TYPE, &range, "truth values have no order");
            return Checked::wrong(range);
        }
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        match convert(value, field.ty, is_equality) {
            Ok(value) => Checked::literal(value, range),
            Err(why) => {
                self.error(codes::BAD_LITERAL, &range, why);
                Checked::wrong(range)
            }
        }
    }

    /// The same for an element of an `in` list, where the types must agree (`language.md` §5.4).
    pub(crate) fn element_for_field(&mut self, field: &Checked, element: Checked, at: usize) -> Checked {
        let Some(value) = element.as_literal().cloned() else { return element };
        let texts_become = matches!(field.ty, Type::Address | Type::Instant | Type::Version);
        let numbers_become = field.ty == Type::Instant;
        let agrees = element.ty.is_comparable_with(field.ty)
            || (texts_become && element.ty == Type::Text)
            || (numbers_become && element.ty.is_number());
        if !agrees {
            let message = format!("element {} of the list must be of type {}, found {}", at + 1, field.ty, element.ty);
            self.error(codes::WRONG_TYPE, &element.range, message);
            return Checked::wrong(element.range);
        }
        match convert(value, field.ty, true) {
            Ok(value) => Checked::literal(value, element.range),
            Err(why) => {
                self.error(codes::BAD_LITERAL, &element.range, why);
                Checked::wrong(element.range)
            }
        }
    }
}

fn is_wrong(left: &Checked, right: &Checked) -> bool {
    matches!(left.kind, Kind::Wrong) || matches!(right.kind, Kind::Wrong)
}

/// A literal as a value of a field of type `ty`. Texts of addresses, instants and versions stay texts here, checked:
/// what they cover depends on the operator, which lowering knows.
fn convert(value: Literal, ty: Type, is_equality: bool) -> Result<Literal, String> {
    match (ty, value) {
        (Type::Unknown | Type::Null, value) | (_, value @ Literal::Null) => Ok(value),
        (Type::Text | Type::Version, Literal::Text(text)) => Ok(Literal::Text(text)),
        (Type::Text, value) => Ok(Literal::Text(text_of(&value))),
        (Type::Integer | Type::Unsigned | Type::Float, value @ Literal::Number(_)) => Ok(value),
        (Type::Integer | Type::Unsigned | Type::Float, Literal::Text(text)) => number(&text)
            .map(Literal::Number)
            .ok_or_else(|| format!("`{text}` is not a number, and the field holds numbers")),
        (Type::Boolean, value @ Literal::Bool(_)) => Ok(value),
        (Type::Boolean, Literal::Text(text)) => match text.as_str() {
            "true" => Ok(Literal::Bool(true)),
            "false" | "" => Ok(Literal::Bool(false)),
            _ => Err(format!("`{text}` is not a truth value, and the field holds truth values")),
        },
        (Type::Address, Literal::Text(text)) => match (is_equality, is_block(&text)) {
            (true, true) => Ok(Literal::Text(text)),
            (true, false) => Err(format!("`{text}` is neither an address nor an address block")),
            (false, _) => text
                .parse()
                .map(Literal::Address)
                .map_err(|_| format!("`{text}` is not an address, which is what an ip field is ordered by")),
        },
        (Type::Instant, Literal::Text(text)) => match ops::time::parse_span(&text) {
            Ok(_) => Ok(Literal::Text(text)),
            Err(_) => Err(format!("`{text}` is not a date (ISO 8601, or milliseconds since the epoch)")),
        },
        (Type::Instant, value @ Literal::Number(_)) => Ok(value),
        (ty, value) => Err(format!("a field of type {ty} has no value {}", text_of(&value))),
    }
}

/// Whether a text is an address or an address block.
pub(crate) fn is_block(text: &str) -> bool {
    AddressRangesBuf::parse([text]).is_ok()
}

/// A literal as a keyword field would store it.
pub(crate) fn text_of(value: &Literal) -> String {
    let scalar = match value {
        Literal::Null => Scalar::Null,
        Literal::Bool(value) => Scalar::Bool(*value),
        Literal::Number(Number::Int(value)) => Scalar::Int(*value),
        Literal::Number(Number::UInt(value)) => Scalar::UInt(*value),
        Literal::Number(Number::Float(value)) => Scalar::Float(*value),
        Literal::Text(text) => return text.clone(),
        Literal::Address(address) => Scalar::Ip(*address),
        Literal::Time(nanos) => Scalar::Time(eql_runtime::Timestamp::from_nanos(*nanos)),
    };
    match ops::text::string(&scalar) {
        Scalar::Str(text) => text.into_owned(),
        _ => "null".to_owned(),
    }
}

fn number(text: &str) -> Option<Number> {
    if let Ok(value) = text.parse() {
        return Some(Number::Int(value));
    }
    if let Ok(value) = text.parse() {
        return Some(Number::UInt(value));
    }
    text.parse().ok().filter(|value: &f64| value.is_finite()).map(Number::Float)
}
