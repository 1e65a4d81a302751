//! Rules and schemas in files beside the user's `Cargo.toml`. The compiler does no I/O; this is where it is done.

use eql_compiler::rule_file::{self, Language, RuleFile};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use std::path::PathBuf;
use syn::{Error, LitStr};

/// A file that the expansion depends on.
pub(crate) struct ProjectFile {
    /// The path as it was written.
    pub(crate) path: String,
    pub(crate) text: String,
    absolute: PathBuf,
}

impl ProjectFile {
    pub(super) fn read(path: &LitStr) -> syn::Result<Self> {
        let directory = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        Self::read_as(path.value(), directory.join(path.value()), path.span())
    }

    /// The file at `absolute`, which errors at `span` call `path`.
    pub(crate) fn read_as(path: String, absolute: PathBuf, span: Span) -> syn::Result<Self> {
        let fail = |reason: &dyn std::fmt::Display| {
            let help = "paths start at the directory of `Cargo.toml`";
            Error::new(span, format!("cannot read `{path}`: {reason}\n  help: {help}"))
        };
        let bytes = std::fs::read(&absolute).map_err(|error| fail(&error))?;
        let text = String::from_utf8(bytes).map_err(|error| fail(&error))?;
        Ok(Self { path, text, absolute })
    }

    /// What makes a change of the file a change of the crate.
    pub(crate) fn dependency(&self) -> TokenStream {
        self.absolute.to_str().map_or_else(TokenStream::new, |path| {
            quote!(
                const _: &[u8] = ::core::include_bytes!(#path);
            )
        })
    }

    /// The EQL rule in the file.
    pub(super) fn rule(&self, path: &LitStr) -> syn::Result<RuleFile> {
        let fail = |message: String| Error::new(path.span(), message);
        let mut rules = rule_file::parse(&self.path, &self.text).map_err(|error| {
            let help = error.help.as_ref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
            let (line, column) = (error.line, error.column);
            fail(format!("{}:{line}:{column}: {}{help}", self.path, error.message))
        })?;
        let Some(rule) = rules.pop().filter(|_| rules.is_empty()) else {
            return Err(fail(format!("`{}` does not hold exactly one rule", self.path)));
        };
        match &rule.language {
            Language::Eql => Ok(rule),
            Language::Other(name) => Err(fail(format!("the rule in `{}` is written in {name}, not in EQL", self.path))),
        }
    }
}
