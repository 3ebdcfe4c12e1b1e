//! What the generated text declares.

use std::collections::BTreeMap;

/// Every struct and enum by its path, with its parameters as they are used here.
pub(super) fn declared(generated: &str) -> BTreeMap<String, String> {
    let (mut modules, mut found) = (Vec::new(), BTreeMap::new());
    for line in generated.lines() {
        let depth = (line.len() - line.trim_start().len()) / 4;
        let line = line.trim_start();
        let item = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
        if let Some(module) = line.strip_prefix("pub mod ") {
            modules.truncate(depth);
            modules.push(module.trim_end_matches([' ', '{']));
        } else if let Some(item) = item {
            modules.truncate(depth);
            let end = item.find(['<', '(', '{', ' ', ';']).unwrap_or(item.len());
            let (name, rest) = item.split_at_checked(end).unwrap_or((item, ""));
            let parameters = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')).map_or("", |(list, _)| list);
            let parameters: Vec<_> = parameters
                .split(',')
                .map(str::trim)
                .filter(|parameter| !parameter.is_empty())
                .map(|parameter| if parameter.starts_with('\'') { "'a" } else { "Paper" })
                .collect();
            let path = modules.iter().fold(String::new(), |path, module| path + module + "::") + name;
            let generics = if parameters.is_empty() { String::new() } else { format!("<{}>", parameters.join(", ")) };
            found.insert(path, generics);
        }
    }
    found
}
