//! The standard packages: complete, laid out, and without a finding.

use std::{error::Error, fs, path::Path};

use tessera_idl::{
    Sources, codes,
    format::{WIDTH, format},
    standard::PACKAGES,
};
use tessera_tests::{describe, front};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

#[test]
fn every_file_is_a_package() -> Result {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../idl/std");
    let mut files: Vec<_> = fs::read_dir(folder)?
        .map(|entry| Ok(format!("std.{}", Path::new(&entry?.file_name()).file_stem().unwrap_or_default().display())))
        .collect::<Result<_>>()?;
    files.sort();
    assert_eq!(files, PACKAGES.map(|(name, _)| name));
    for (name, text) in PACKAGES {
        assert!(text.contains(&format!("package {name} @1.0;")), "{name}");
    }
    Ok(())
}

#[test]
fn they_are_laid_out() -> Result {
    for (name, text) in PACKAGES {
        let sources = Sources::single(name, text)?;
        let (formatted, findings) = format(&sources, WIDTH);
        assert!(findings.is_empty(), "{name}: {findings:?}");
        assert_eq!(formatted, [Some(text.to_owned())], "{name}");
    }
    Ok(())
}

#[test]
fn together_and_each_alone_they_have_no_finding() -> Result {
    let uses: Vec<_> = PACKAGES.iter().map(|(name, _)| format!("use {name};\n")).collect();
    for uses in uses.iter().cloned().chain([uses.concat()]) {
        let sources = Sources::single("all.idl", format!("package all @1.0;\n{uses}"))?;
        let mut findings = front(&sources);
        // Nothing here names what it imports; this is about what the packages say.
        findings.retain(|finding| finding.code != codes::W0905);
        assert_eq!(describe(&findings, &sources), "", "{uses}");
    }
    Ok(())
}

/// The descriptions of the book's page have no finding.
#[test]
fn the_book_is_right() -> Result {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/src/standard.md"))?;
    let blocks: Vec<_> = text.split("```idl\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let sources = Sources::single("standard.md", block)?;
        assert_eq!(describe(&front(&sources), &sources), "", "{block}");
    }
    Ok(())
}
