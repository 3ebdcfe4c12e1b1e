//! The machine code of five messages, `tests/golden`: each of `asm/*.s` names the compiler that made it, and is compared when that is the
//! one at hand; `BLESS=1` writes them anew. What `claims` says holds for every compiler.

#![cfg(target_arch = "x86_64")]

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The files, each with the functions whose names begin so.
const MESSAGES: [&str; 5] = ["scalar", "text", "points", "nested", "history"];

#[test]
fn machine_code() -> Result {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let functions = functions(&assembly(&root)?);
    let mut wrong = String::new();
    claims(&fs::read_to_string(root.join("claims"))?, &functions, &mut wrong)?;
    let compiler = compiler()?;
    for message in MESSAGES {
        let path = root.join(format!("asm/{message}.s"));
        let mut text = format!("# {compiler}\n");
        for (name, lines) in functions.iter().filter(|(name, _)| name.starts_with(message)) {
            write!(text, "\n{name}:\n")?;
            lines.iter().try_for_each(|line| writeln!(text, "{line}"))?;
        }
        if env::var_os("BLESS").is_some() {
            fs::write(&path, &text)?;
        }
        let kept = fs::read_to_string(&path)?;
        if kept.lines().next() == text.lines().next() && kept != text {
            let line = kept.lines().zip(text.lines()).take_while(|(kept, now)| kept == now).count() + 1;
            writeln!(wrong, "{} differs from line {line} on; BLESS=1 writes it anew", path.display())?;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    Ok(())
}

/// What each claim allows, and what is.
fn claims(claims: &str, functions: &BTreeMap<String, Vec<String>>, wrong: &mut String) -> Result {
    let mut claimed = 0;
    for line in claims.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(name), Some(most)) = (words.next(), words.next()) else { continue };
        let (most, allowed): (usize, Vec<_>) = (most.parse()?, words.collect());
        let lines = functions.get(name).ok_or_else(|| format!("no function {name}"))?;
        let instructions = lines.iter().filter(|line| line.starts_with('\t')).count();
        if instructions > most {
            writeln!(wrong, "{name} has {instructions} instructions, and may have {most}")?;
        }
        for call in lines.iter().filter_map(|line| line.strip_prefix("\tcall ")) {
            if !allowed.iter().any(|allowed| call.contains(allowed)) {
                writeln!(wrong, "{name} calls {call}")?;
            }
        }
        claimed += 1;
    }
    assert_eq!(claimed, functions.len(), "a claim for each function: {:?}", functions.keys());
    Ok(())
}

/// `rustc 1.95.0 (…)`
fn compiler() -> Result<String> {
    let said = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("--version").output()?;
    Ok(String::from_utf8(said.stdout)?.trim().to_owned())
}

/// What the compiler makes of the package.
fn assembly(root: &Path) -> Result<String> {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("golden");
    let built = Command::new(env!("CARGO"))
        .args(["rustc", "--quiet", "--release", "--lib", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .args(["--", "--emit", "asm", "-C", "debuginfo=0", "-C", "llvm-args=-x86-asm-syntax=intel"])
        .env_remove("RUSTFLAGS")
        .output()?;
    if !built.status.success() {
        return Err(String::from_utf8_lossy(&built.stderr).into());
    }
    let mut newest = None;
    for entry in fs::read_dir(target.join("release/deps"))? {
        let (path, at) = entry.and_then(|entry| Ok((entry.path(), entry.metadata()?.modified()?)))?;
        if path.extension().is_some_and(|extension| extension == "s") {
            newest = newest.max(Some((at, path)));
        }
    }
    Ok(fs::read_to_string(newest.ok_or("no assembly")?.1)?)
}

/// The functions of the package by name: labels, numbered from 1 in each, and instructions.
fn functions(assembly: &str) -> BTreeMap<String, Vec<String>> {
    let mut functions = BTreeMap::new();
    let mut lines = assembly.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_suffix(':').and_then(plain_name) else { continue };
        if !MESSAGES.iter().any(|message| name.starts_with(message)) {
            continue;
        }
        let mut labels = Vec::new();
        let body = lines.by_ref().take_while(|line| !line.contains(".cfi_endproc"));
        let body = body.filter_map(|line| instruction(line, &mut labels)).collect();
        functions.insert(name, body);
    }
    functions
}

/// `scalar_read` of `_ZN14tessera_golden11scalar_read17h…E`.
fn plain_name(symbol: &str) -> Option<String> {
    let mut rest = symbol.strip_prefix("_ZN14tessera_golden")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let len: usize = rest.get(..digits)?.parse().ok()?;
    rest = rest.get(digits..)?;
    rest.get(len..)?.starts_with("17h").then(|| rest.get(..len).unwrap_or_default().to_owned())
}

/// An instruction, or a label that is jumped to, without what differs from build to build.
fn instruction(line: &str, labels: &mut Vec<String>) -> Option<String> {
    let text = line.trim();
    if text.starts_with('#') || text.starts_with(".Lfunc") || (text.starts_with('.') && !text.ends_with(':')) {
        return None;
    }
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        words.push(match word.find(".LBB") {
            Some(at) => {
                let (before, label) = word.split_at(at);
                let end = label.find([':', ',', ']']).unwrap_or(label.len());
                let (label, after) = label.split_at(end);
                let number = labels.iter().position(|known| known == label).unwrap_or_else(|| {
                    labels.push(label.to_owned());
                    labels.len() - 1
                });
                format!("{before}.{}{after}", number + 1)
            }
            None => symbol(word),
        });
    }
    let text = words.join(" ");
    Some(if text.ends_with(':') { text } else { format!("\t{text}") })
}

/// A symbol as a path, without its hash.
fn symbol(word: &str) -> String {
    let Some(begin) = word.find("_ZN").or_else(|| word.find("_RN")) else {
        return match word.find(".Lanon.") {
            Some(at) => {
                format!("{}.Lanon{}", word.get(..at).unwrap_or_default(), if word.ends_with(']') { "]" } else { "" })
            }
            None => word.to_owned(),
        };
    };
    let mut path: Vec<&str> = Vec::new();
    let mut rest = word.get(begin + 3..).unwrap_or_default();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = rest.get(at..).unwrap_or_default();
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, name) = rest.split_at(digits);
        let Some(name) = number.parse().ok().and_then(|len: usize| name.get(..len)) else {
            rest = name;
            continue;
        };
        // A digit inside of a hash is no length.
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || name.contains(|c: char| c.is_ascii_uppercase()) {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        rest = rest.get(digits + name.len()..).unwrap_or_default();
        if name.len() == 17 && name.starts_with('h') {
            break;
        }
        path.push(name);
    }
    path.join("::")
}
