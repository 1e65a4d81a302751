//! What stands between the delimiters of `eql! { … }`: options, a header, and the rule in one of three spellings.

use crate::errors::Errors;
use eql_compiler::suggest::did_you_mean;
use eql_compiler::{Dialect, Header};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Error, Ident, LitStr, Path, Token, Visibility};

/// A call of the macro.
pub(super) struct Call {
    pub(super) header: Option<Header>,
    pub(super) options: Options,
    pub(super) body: Body,
    /// What is wrong with the options.
    pub(super) errors: Errors,
}

/// The rule.
pub(crate) enum Body {
    /// Its tokens, behind the token with this span.
    Tokens(TokenStream, Option<Span>),
    /// Its text.
    Text(LitStr),
    /// The file that holds it.
    File(LitStr),
}

/// The options; what isn't said is the compiler's to choose.
#[derive(Default)]
pub(crate) struct Options {
    pub(super) dialect: Option<Dialect>,
    pub(super) schema: Option<LitStr>,
    pub(super) timestamp: Option<LitStr>,
    pub(super) category: Option<LitStr>,
    pub(super) tiebreaker: Option<LitStr>,
    pub(super) facade: Option<Path>,
}

const OPTIONS: [&str; 7] = ["dialect", "schema", "timestamp", "category", "tiebreaker", "crate", "file"];

impl Call {
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut options, mut errors) = (Options::default(), Errors::default());
        let mut before = None;
        let mut attributes = TokenStream::new();
        let mut foreign = None;
        for attribute in input.call(Attribute::parse_outer)? {
            if attribute.path().is_ident("eql") {
                before = Some(attribute.bracket_token.span.close());
                let read = attribute.parse_args_with(|input: ParseStream<'_>| options.parse(input, None));
                errors.take(read);
            } else {
                if !attribute.path().is_ident("doc") {
                    foreign.get_or_insert_with(|| attribute.clone());
                }
                attribute.to_tokens(&mut attributes);
            }
        }
        let header = header(input, attributes, &mut before, &mut errors)?;
        if let (None, Some(foreign)) = (&header, foreign) {
            errors.push(Error::new_spanned(foreign, "an attribute needs a type to stand at: `pub struct Name;`"));
        }
        // Whatever is wrong from here on, the type of the rule is known, and stays.
        let body = errors.take(body(input, &mut options, before)).unwrap_or(Body::Tokens(TokenStream::new(), before));
        // What follows a mistake is not looked at.
        input.parse::<TokenStream>()?;
        Ok(Self { header, options, body, errors })
    }
}

/// `pub struct Name;`
pub(crate) fn header(
    input: ParseStream<'_>,
    attributes: TokenStream,
    before: &mut Option<Span>,
    errors: &mut Errors,
) -> syn::Result<Option<Header>> {
    let ahead = input.fork();
    let is_header = ahead.parse::<Visibility>().is_ok() && ahead.peek(Token![struct]);
    if !is_header {
        return Ok(None);
    }
    let visibility = input.parse::<Visibility>()?.into_token_stream();
    input.parse::<Token![struct]>()?;
    let ident: Ident = input.parse()?;
    match input.parse::<Token![;]>() {
        Ok(end) => *before = Some(end.span),
        Err(error) => {
            let message = format!("expected `;`: the type of a rule is written `struct {ident};`");
            errors.push(Error::new(error.span(), message));
            input.parse::<TokenStream>()?;
        }
    }
    Ok(Some(Header { attributes, visibility, ident }))
}

fn body(input: ParseStream<'_>, options: &mut Options, before: Option<Span>) -> syn::Result<Body> {
    let ends_early = |ahead: ParseStream<'_>| ahead.is_empty() || ahead.peek(Token![,]);
    let ahead = input.fork();
    let is_text = ahead.parse::<LitStr>().is_ok() && ends_early(&ahead);
    let is_option = input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]);
    if !is_text && !is_option {
        return Ok(Body::Tokens(input.parse()?, before));
    }
    let mut body = None;
    options.parse(input, Some(&mut body))?;
    body.ok_or_else(|| Error::new(Span::call_site(), "the rule is missing: add `file = \"…\"` or its text in a string"))
}

impl Options {
    /// Reads `key = value, …`. With `body`, one of them is the rule: `file = "…"`, or its text without a key.
    pub(crate) fn parse(&mut self, input: ParseStream<'_>, mut body: Option<&mut Option<Body>>) -> syn::Result<()> {
        let mut errors = Errors::default();
        while !input.is_empty() {
            match &mut body {
                Some(body) if input.peek(LitStr) => set(body, Body::Text(input.parse()?), "the rule", input.span())?,
                _ => {
                    let key = input.call(Ident::parse_any)?;
                    input.parse::<Token![=]>()?;
                    match &mut body {
                        Some(body) if key == "file" => set(body, Body::File(input.parse()?), "the rule", key.span())?,
                        _ => self.option(&key, input, &mut errors)?,
                    }
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        errors.into_result()
    }

    /// Reads the value of an option; what can't be read on from is returned, all else is added to `errors`.
    fn option(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let name = key.to_string();
        if name == "crate" {
            return set(&mut self.facade, input.call(Path::parse_mod_style)?, "`crate`", key.span());
        }
        let value: LitStr = input
            .parse()
            .map_err(|error| Error::new(error.span(), format!("the value is a string: `{name} = \"…\"`")))?;
        let text = match name.as_str() {
            "dialect" => {
                let Some(dialect) = Dialect::from_name(&value.value()) else {
                    let names = Dialect::ALL.map(Dialect::name);
                    let hint = did_you_mean(&value.value(), names);
                    let hint = hint.unwrap_or_else(|| format!("expected `{}`", names.join("`, `")));
                    errors.push(Error::new(value.span(), format!("unknown dialect `{}`; {hint}", value.value())));
                    return Ok(());
                };
                return set(&mut self.dialect, dialect, "`dialect`", key.span());
            }
            "schema" => &mut self.schema,
            "timestamp" => &mut self.timestamp,
            "category" => &mut self.category,
            "tiebreaker" => &mut self.tiebreaker,
            "file" => {
                errors
                    .push(Error::new(key.span(), "the file is no option: write `file = \"…\"` behind the attributes"));
                return Ok(());
            }
            _ => {
                let hint = did_you_mean(&name, OPTIONS);
                let hint = hint.unwrap_or_else(|| format!("expected `{}`", OPTIONS.join("`, `")));
                errors.push(Error::new(key.span(), format!("unknown option `{name}`; {hint}")));
                return Ok(());
            }
        };
        set(text, value, &format!("`{name}`"), key.span())
    }

    /// The facade.
    pub(crate) fn facade(&self) -> TokenStream {
        self.facade.as_ref().map_or_else(crate::facade::path, |path| quote!(#path))
    }
}

fn set<T>(slot: &mut Option<T>, value: T, what: &str, at: Span) -> syn::Result<()> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(Error::new(at, format!("{what} is here twice"))),
    }
}
