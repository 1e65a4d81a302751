//! `#[eql(…)]` at the fields of an event.

use eql_compiler::suggest::did_you_mean;
use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Error, Field, Ident, Index, LitStr, Member, Token, Type};

/// Where a field of the struct goes.
pub(super) enum Role {
    /// It holds the values of the field at `path`.
    Values { path: LitStr, time: bool },
    /// It holds objects whose fields stand below `prefix`.
    Nested { prefix: LitStr },
    /// It is no part of the event.
    Skipped,
}

impl Parse for Role {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            let path = checked_path(input.parse()?)?;
            let time = input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty();
            if time {
                let word: Ident = input.parse()?;
                if word != "time" {
                    return Err(Error::new(word.span(), format!("unknown option `{word}`; only `time` stands here")));
                }
            }
            return Ok(Self::Values { path, time });
        }
        let word: Ident = input.parse().map_err(|error| Error::new(error.span(), EXPECTED))?;
        match word.to_string().as_str() {
            "skip" => Ok(Self::Skipped),
            "nested" if input.parse::<Option<Token![=]>>()?.is_some() => {
                Ok(Self::Nested { prefix: checked_path(input.parse()?)? })
            }
            "nested" => Ok(Self::Nested { prefix: LitStr::new("", word.span()) }),
            "time" => Err(Error::new(word.span(), "`time` stands behind the path: `#[eql(\"event.created\", time)]`")),
            "flatten" | "prefix" => {
                Err(Error::new(word.span(), format!("unknown option `{word}`; did you mean `nested`?")))
            }
            "ignore" => Err(Error::new(word.span(), "unknown option `ignore`; did you mean `skip`?")),
            "name" | "field" | "rename" | "path" => Err(Error::new(
                word.span(),
                format!("unknown option `{word}`; the path stands alone: `#[eql(\"process.name\")]`"),
            )),
            name => {
                let hint = did_you_mean(name, ["nested", "skip"]).unwrap_or_else(|| EXPECTED.to_owned());
                Err(Error::new(word.span(), format!("unknown option `{word}`; {hint}")))
            }
        }
    }
}

const EXPECTED: &str = "expected a field's path in quotes, `nested`, `nested = \"prefix\"` or `skip`";

fn checked_path(path: LitStr) -> syn::Result<LitStr> {
    let text = path.value();
    let problem = if text.is_empty() {
        "the path is empty"
    } else if text.split('.').any(str::is_empty) {
        "a segment of the path is empty"
    } else if text.contains(char::is_whitespace) {
        "the path has a blank in it"
    } else if text.contains('`') {
        "back-quotes belong to rules; write the bare name here"
    } else {
        return Ok(path);
    };
    Err(Error::new(path.span(), problem))
}

/// A field of the struct and where it goes.
pub(super) struct Entry {
    pub(super) member: Member,
    pub(super) ty: Type,
    pub(super) role: Role,
}

impl Entry {
    /// The path and whether it covers everything below it.
    pub(super) fn reach(&self) -> Option<(&LitStr, bool)> {
        match &self.role {
            Role::Values { path, .. } => Some((path, false)),
            Role::Nested { prefix } => Some((prefix, true)),
            Role::Skipped => None,
        }
    }

    /// Reads the attribute of a field, the `at`th of its struct.
    pub(super) fn read(at: usize, field: &Field) -> syn::Result<Self> {
        let mut attributes = field.attrs.iter().filter(|attribute| attribute.path().is_ident("eql"));
        let Some(attribute) = attributes.next() else {
            let start = field.ident.as_ref().map_or_else(|| field.ty.span(), Ident::span);
            let message = "this field does not say where it belongs: add `#[eql(\"its.path\")]`, `#[eql(nested)]` or `#[eql(skip)]`";
            return Err(Error::new(start, message));
        };
        if let Some(second) = attributes.next() {
            return Err(Error::new_spanned(second, "a field of the struct stands for one field of the event"));
        }
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index { index: u32::try_from(at).unwrap_or(u32::MAX), span: Span::call_site() }),
        };
        let mut role = match &attribute.meta {
            syn::Meta::List(_) => attribute.parse_args()?,
            meta => return Err(Error::new_spanned(meta, EXPECTED)),
        };
        if let Role::Nested { prefix } = &mut role
            && prefix.value().is_empty()
        {
            let Some(ident) = &field.ident else {
                return Err(Error::new(prefix.span(), "a field without a name needs a prefix: `nested = \"process\"`"));
            };
            *prefix = LitStr::new(ident.to_string().trim_start_matches("r#"), prefix.span());
        }
        Ok(Self { member, ty: field.ty.clone(), role })
    }
}
