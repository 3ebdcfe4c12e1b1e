//! The examples on the pages of the codes.

use tessera_idl::{Code, Sources};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The files of an example, `broken` or `mended`. A line `// file: NAME` begins another file.
///
/// # Errors
/// When the page has no such example.
pub fn example(code: &Code, kind: &str) -> Result<Sources> {
    let fence = format!("```idl,{kind}\n");
    let text = code.page.split_once(&fence).and_then(|(_, rest)| rest.split_once("```")).map(|(text, _)| text);
    let text = text.ok_or_else(|| format!("{code} has no {kind} example"))?;
    let text = repeated(text)?;
    let mut sources = Sources::new();
    let mut rest = text.as_str();
    let mut name = "example.idl";
    while let Some((before, behind)) = rest.split_once("// file: ") {
        if !before.trim().is_empty() {
            sources.add(name, before)?;
        }
        let (next, behind) = behind.split_once('\n').unwrap_or((behind, ""));
        name = next;
        rest = behind;
    }
    sources.add(name, rest)?;
    Ok(sources)
}

/// An example that must be long says so: the line behind `// 50000 times:` stands there so often.
fn repeated(text: &str) -> Result<String> {
    let mut long = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let times = line.trim().strip_prefix("// ").and_then(|remark| remark.strip_suffix(" times:"));
        match times {
            Some(times) => {
                let line = format!("{}\n", lines.next().unwrap_or_default());
                long.push_str(&line.repeat(times.parse()?));
            }
            None => long.extend([line, "\n"]),
        }
    }
    Ok(long)
}
