//! The whole way from text to the intermediate form.

use crate::diagnostic::Diagnostics;
use crate::ir::Rule;
use crate::options::CompileOptions;
use crate::{passes, sema, syntax};

/// Compiles a rule's text: parses, checks, lowers, and runs every pass. With the rule come the warnings.
///
/// # Errors
///
/// Everything that is wrong with the text, or not supported yet.
///
/// ```
/// use eql_compiler::{CompileOptions, compile};
///
/// let (rule, warnings) = compile(r#"process where process.name : "cmd.exe""#, &CompileOptions::default()).unwrap();
/// assert!(warnings.as_slice().is_empty());
/// assert_eq!(rule.fields.len(), 3);
/// let faults = compile("process where cidrmach(source.ip, \"::1\")", &CompileOptions::default()).unwrap_err();
/// assert!(faults.to_string().contains("did you mean"));
/// ```
pub fn compile(text: &str, options: &CompileOptions) -> Result<(Rule, Diagnostics), Diagnostics> {
    let (mut rule, warnings) = analyse(text, options)?;
    passes::run_all(&mut rule);
    Ok((rule, warnings))
}

/// The same without the passes: what the rule says, as it was written. Its print is what identifies a rule's meaning.
///
/// # Errors
///
/// As [`compile`].
pub fn analyse(text: &str, options: &CompileOptions) -> Result<(Rule, Diagnostics), Diagnostics> {
    let (statement, mut findings) = syntax::parse(text, options.dialect)?;
    match sema::check(&statement, options) {
        Ok((rule, warnings)) => {
            findings.extend(warnings);
            Ok((rule, findings))
        }
        Err(faults) => {
            findings.extend(faults);
            Err(findings)
        }
    }
}
