//! Both examples of every code's page: the broken one gives exactly that code, the mended one gives none.

use std::{collections::BTreeSet, env, fs};

use tessera_idl::{Code, Diagnostic, Sources, check, codes, fit, parse, resolve};
use tessera_tests::{describe, files_of, front, pages, repository};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const HEADINGS: [&str; 3] = ["## Why", "## Broken", "## Mended"];

#[test]
fn examples() {
    let mut wrong = Vec::new();
    for code in codes::all() {
        for (kind, expected) in [("broken", BTreeSet::from([code.id])), ("mended", BTreeSet::new())] {
            let sources = match pages::example(code, kind) {
                Ok(sources) => sources,
                Err(error) => {
                    wrong.push(error.to_string());
                    continue;
                }
            };
            let findings = findings(&sources);
            let found = findings.iter().map(|finding| finding.code.id).collect::<BTreeSet<_>>();
            if found != expected {
                wrong.push(format!("{code} {kind}:\n{}", describe(&findings, &sources)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn shape() {
    let wrong: Vec<_> = codes::all().filter_map(|code| Some(format!("{code}: {}", defect(code)?))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_has_its_line() -> Result {
    let known: BTreeSet<_> = codes::all().map(|code| code.stem).collect();
    let pages = files_of("md")?
        .into_iter()
        .filter(|path| path.parent().is_some_and(|folder| folder.ends_with("idl/src/codes")));
    for page in pages {
        let stem = page.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert!(known.contains(stem.as_str()), "{} is in no list", page.display());
    }
    Ok(())
}

/// `BLESS=1 cargo test -p tessera-tests --test pages` writes the list anew.
#[test]
fn the_book_lists_every_code() -> Result {
    let path = repository().join("book/src/codes.md");
    let expected = list();
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &expected)?;
    }
    assert!(
        fs::read_to_string(&path)? == expected,
        "{} is not the list of all codes: BLESS=1 writes it",
        path.display()
    );
    Ok(())
}

/// All codes with their titles, by area.
fn list() -> String {
    const AREAS: [(&str, &str); 8] = [
        ("E01", "Syntax"),
        ("E02", "Names"),
        ("E03", "Types and layout"),
        ("E04", "Components, systems and authority"),
        ("E05", "Policies"),
        ("E06", "Contracts, events, leases, capabilities"),
        ("E07", "Fit"),
        ("W09", "Warnings"),
    ];
    let mut text = String::from(
        "# All codes\n\n`idlc explain CODE` prints the page of a code, with a broken and a mended example.\n",
    );
    for (prefix, area) in AREAS {
        let codes: Vec<_> = codes::all().filter(|code| code.id.starts_with(prefix)).collect();
        if codes.is_empty() {
            continue;
        }
        text.extend(["\n## ", area, "\n\n| code | title |\n|---|---|\n"]);
        for code in codes {
            text.extend(["| ", code.id, " | ", &code.title().replace('|', "\\|"), " |\n"]);
        }
    }
    text
}

#[test]
fn codes_are_in_order_and_found() {
    let ids: Vec<_> = codes::all().map(|code| code.id).collect();
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for code in codes::all() {
        assert_eq!(codes::find(&code.id.to_lowercase()), Some(code));
        assert_eq!(codes::find(code.name()), Some(code));
    }
    assert_eq!(codes::find("E9999"), None);
}

/// What is found in an example. One that begins with `// idlc check --fit KERNEL` is put to that kernel.
fn findings(sources: &Sources) -> Vec<Diagnostic> {
    let text = sources.files().next().map_or("", |(_, file)| file.text());
    let kernel = text.lines().next().and_then(|line| line.strip_prefix("// idlc check --fit "));
    let Some(kernel) = kernel.and_then(fit::Kernel::named) else { return front(sources) };
    let (ast, mut findings) = parse(sources);
    let (model, resolved) = resolve(&ast);
    let (facts, checked) = check(&model);
    findings.extend(resolved.into_iter().chain(checked));
    if let Some(facts) = facts.complete() {
        findings.extend(fit::fit(&model, &facts, kernel).1);
    }
    findings
}

/// What is wrong with the form of a page.
fn defect(code: &Code) -> Option<String> {
    let lines: Vec<_> = code.page.lines().collect();
    if !lines.first()?.starts_with(&format!("# {}: ", code.id)) {
        return Some(format!("the title is not `# {}: …`", code.id));
    }
    if !code.stem.starts_with(&code.id.to_lowercase()) {
        return Some(format!("the page is called `{}`", code.stem));
    }
    let headings: Vec<_> = lines.iter().filter(|line| line.starts_with("## ")).collect();
    if headings != HEADINGS.iter().collect::<Vec<_>>() {
        return Some(format!("the headings are {headings:?}"));
    }
    if code.title().ends_with('.') {
        return Some(String::from("the title ends with a full stop"));
    }
    lines.iter().find(|line| line.chars().count() > 120).map(|line| format!("a long line: {line}"))
}
