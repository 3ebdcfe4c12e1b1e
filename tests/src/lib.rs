//! What the proofs share.

pub mod agree;
pub mod bodies;
pub mod choices;
pub mod damage;
pub mod draw;
pub mod fuzz;
pub mod glue;
pub mod json;
pub mod make;
pub mod mutants;
pub mod oracle;
pub mod pages;
pub mod random;
pub mod reflected;
pub mod ui;
pub mod voice;

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

use tessera_idl::{Diagnostic, Severity, Sources, Span};

/// The root of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs the whole front end: parse, resolve, check. The findings come in the order of the sources.
#[must_use]
pub fn front(sources: &Sources) -> Vec<Diagnostic> {
    let (ast, mut findings) = tessera_idl::parse(sources);
    let (model, resolved) = tessera_idl::resolve(&ast);
    let (_, checked) = tessera_idl::check(&model);
    findings.extend(resolved);
    findings.extend(checked);
    tessera_idl::diagnostic::sort(&mut findings);
    findings
}

/// The findings as text: each with its code, message, labels, help and edits. A place is `line:column`, with the name of the file before it
/// where there are several.
#[must_use]
pub fn describe(findings: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for finding in findings {
        let weight = match finding.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        // Writing to a `String` cannot fail.
        _ = writeln!(text, "{weight}[{}]: {}", finding.code, finding.message);
        for label in &finding.labels {
            let mark = if label.primary { "-->" } else { "   " };
            _ = writeln!(text, "  {mark} {} {}", range(label.span, sources), label.text);
        }
        if let Some(help) = &finding.help {
            _ = writeln!(text, "  help: {help}");
        }
        for fix in &finding.fixes {
            _ = writeln!(text, "  fix: {} {:?} {}", range(fix.span, sources), fix.text, fix.title);
        }
    }
    text
}

fn range(span: Span, sources: &Sources) -> String {
    let (Some(start), Some(end)) = (sources.place(span.start), sources.place(span.end)) else {
        return String::from("nowhere");
    };
    let name = sources
        .file(start.file)
        .map(tessera_idl::source::File::name)
        .filter(|_| sources.files().len() > 1 || start.file.is_standard());
    let name = name.map_or(String::new(), |name| format!("{name}:"));
    if start.line == end.line {
        format!("{name}{}:{}-{}", start.line, start.column, end.column)
    } else {
        format!("{name}{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    }
}

/// Every file of the repository with this ending, in the order of their paths. Folders of build results and hidden ones are left out.
///
/// # Errors
/// When a folder cannot be read.
pub fn files_of(ending: &str) -> io::Result<Vec<PathBuf>> {
    fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let (path, name) = (entry.path(), entry.file_name());
            let hidden = name.to_string_lossy().starts_with('.') || name == "target";
            if entry.file_type()?.is_dir() && !hidden {
                collect(&path, ending, found)?;
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    collect(&repository(), ending, &mut found)?;
    found.sort();
    Ok(found)
}
