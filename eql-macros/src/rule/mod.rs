//! `eql!`.

mod call;
mod file;
mod leaves;
mod report;

use crate::errors::Errors;
use call::{Body, Call};
pub(crate) use call::{Options, header};
use eql_compiler::expand::{expand, skeleton};
use eql_compiler::rule_file::RuleFile;
use eql_compiler::sema::schema::Schema;
use eql_compiler::{CompileOptions, Request};
pub(crate) use file::ProjectFile;
use proc_macro2::TokenStream;
use quote::quote;
pub(crate) use report::Place;
use std::sync::Arc;
use syn::parse::Parser;
use syn::{Error, LitStr};

/// Expands a rule; after an error, to one that never matches.
pub(crate) fn expand_call(input: TokenStream) -> TokenStream {
    let Call { header, options, body, mut errors } = match Call::parse.parse2(input) {
        Ok(call) => call,
        Err(error) => return error.into_compile_error(),
    };
    let mut dependencies = TokenStream::new();
    let loaded = load(body, &mut dependencies, &mut errors);
    let is_item = header.is_some();
    let mut request = Request {
        text: loaded.as_ref().map_or("", |loaded| &loaded.text),
        options: settled(&options, loaded.as_ref(), &mut dependencies, &mut errors),
        header,
        crate_path: options.facade(),
    };
    let code = match (&loaded, errors.into_code()) {
        (Some(loaded), None) => {
            let expansion = expand(&request);
            let findings = loaded.place.report(expansion.diagnostics.as_slice());
            let tokens = expansion.tokens;
            quote!(#findings #dependencies #tokens)
        }
        (_, errors) => {
            request.text = "";
            let tokens = skeleton(&request);
            quote!(#errors #dependencies #tokens)
        }
    };
    if is_item { code } else { quote!({ #code }) }
}

/// A rule's text.
struct Loaded {
    text: String,
    /// What its file says about it.
    file: Option<RuleFile>,
    place: Place,
}

fn load(body: Body, dependencies: &mut TokenStream, errors: &mut Errors) -> Option<Loaded> {
    match body {
        Body::Tokens(tokens, before) => {
            let spanned = leaves::rebuild(tokens, before);
            let text = spanned.source.text().to_owned();
            Some(Loaded { text, file: None, place: Place::Tokens(spanned) })
        }
        Body::Text(literal) => {
            let text = literal.value();
            Some(Loaded { text: text.clone(), file: None, place: Place::Literal { literal, text } })
        }
        Body::File(literal) => {
            let file = errors.take(ProjectFile::read(&literal))?;
            dependencies.extend(file.dependency());
            let rule = errors.take(file.rule(&literal))?;
            let place = Place::File { literal, file, origin: rule.origin.clone() };
            Some(Loaded { text: rule.query.clone(), file: Some(rule), place })
        }
    }
}

fn settled(
    options: &Options,
    loaded: Option<&Loaded>,
    dependencies: &mut TokenStream,
    errors: &mut Errors,
) -> CompileOptions {
    let base = compile_options(options, dependencies, errors);
    match loaded.and_then(|loaded| loaded.file.as_ref()) {
        Some(file) => of_file(&base, options, file),
        None => base,
    }
}

/// What the options say, for the rules of all files.
pub(crate) fn compile_options(
    options: &Options,
    dependencies: &mut TokenStream,
    errors: &mut Errors,
) -> CompileOptions {
    let mut compile = CompileOptions::default();
    compile.dialect = options.dialect.unwrap_or_default();
    compile.schema = options.schema.as_ref().and_then(|schema| errors.take(read_schema(schema, dependencies)));
    if let Some(field) = &options.timestamp {
        compile.timestamp_field = field.value();
    }
    if let Some(field) = &options.category {
        compile.event_category_field = field.value();
    }
    compile.tiebreaker_field = options.tiebreaker.as_ref().map(LitStr::value);
    compile
}

/// The same for one file: what the options leave open, it decides.
pub(crate) fn of_file(base: &CompileOptions, options: &Options, file: &RuleFile) -> CompileOptions {
    let (mut compile, metadata) = (base.clone(), &file.metadata);
    compile.dialect = options.dialect.unwrap_or(file.dialect);
    if let (None, Some(field)) = (&options.timestamp, &metadata.timestamp_field) {
        compile.timestamp_field.clone_from(field);
    }
    if let (None, Some(field)) = (&options.category, &metadata.event_category_override) {
        compile.event_category_field.clone_from(field);
    }
    if options.tiebreaker.is_none() {
        compile.tiebreaker_field.clone_from(&metadata.tiebreaker_field);
    }
    compile
}

/// `ecs`, or the path of an Elasticsearch mapping.
fn read_schema(schema: &LitStr, dependencies: &mut TokenStream) -> syn::Result<Arc<Schema>> {
    if schema.value() == "ecs" {
        return Ok(Arc::new(Schema::ecs()));
    }
    let file = ProjectFile::read(schema)?;
    dependencies.extend(file.dependency());
    let fail = |error| Error::new(schema.span(), format!("`{}` is no mapping: {error}", file.path));
    Schema::from_mapping_json(&file.text).map(Arc::new).map_err(fail)
}
