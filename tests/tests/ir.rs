//! `idlc ir`: what it prints is what its schema describes, no more and no less, and it is enough for another back end.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what it expects by failing"
)]

#[path = "ir/backend.rs"]
mod backend;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use boon::{Compiler, SchemaIndex, Schemas};
use idlc::ir;
use serde_json::{Value, json};
use tessera_idl::{Sources, check, parse, resolve};
use tessera_tests::files_of;

/// Makes another document of one.
type Change<'a> = dyn Fn(&Value) -> Value + 'a;

const URL: &str = "urn:tessera:ir:1";

/// Every description of the repository is valid, alone or with the others of its folder.
#[test]
fn what_is_printed_is_described() {
    let schema = Schema::new();
    for (name, document) in documents() {
        if let Err(why) = schema.validate(&document) {
            panic!("{name}: {why}");
        }
    }
}

/// The schema is as tight as the output: it takes no field more, none less, and no other kind of value.
#[test]
fn nothing_else_is_described() {
    let schema = Schema::new();
    let mut seen = BTreeSet::new();
    for (name, document) in documents() {
        let mut places = Vec::new();
        collect(&document, &mut Vec::new(), "", &mut seen, &mut places);
        for place in places {
            assert_eq!(schema.validate(&only(&document, &place, &Value::clone)), Ok(()), "{name}: {place:?}");
            let mut others: Vec<Box<Change<'_>>> = vec![Box::new(|_| json!([["a value of no field"]]))];
            if let Some(Value::Object(fields)) = document.pointer(&format!("/{}", place.join("/"))) {
                others.push(Box::new(|of| with(of, |fields| _ = fields.insert("undocumented".into(), Value::Null))));
                for key in fields.keys() {
                    others.push(Box::new(move |of| with(of, |fields| _ = fields.remove(key))));
                }
            }
            for other in others {
                let document = only(&document, &place, &other);
                assert!(schema.validate(&document).is_err(), "{name}: {place:?} is taken in {document:#}");
            }
        }
    }
}

/// Every kind and every field that is described is printed for some description of the repository, and is explained.
#[test]
fn nothing_is_described_in_vain() {
    let schema: Value = serde_json::from_str(ir::SCHEMA).unwrap();
    let mut described = BTreeSet::new();
    described_in(&schema, &mut described);
    let mut printed = BTreeSet::new();
    for (_, document) in documents() {
        printed_in(&document, &mut printed);
    }
    let missing: Vec<_> = described.difference(&printed).collect();
    assert!(missing.is_empty(), "in no document: {missing:?}");
}

/// What every description of the repository means: each file that is sound alone, and each folder that is sound together.
fn documents() -> Vec<(String, Value)> {
    let mut builds: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in files_of("idl").unwrap() {
        builds.entry(path.parent().unwrap().to_owned()).or_default().push(path.clone());
        builds.insert(path.clone(), vec![path]);
    }
    let documents: Vec<_> = builds
        .into_iter()
        .filter_map(|(name, files)| {
            let mut sources = Sources::new();
            for file in files {
                sources.add(file.display().to_string(), fs::read_to_string(file).unwrap()).unwrap();
            }
            Some((name.display().to_string(), serde_json::from_str(&document(&sources)?).unwrap()))
        })
        .collect();
    assert!(documents.len() > 12, "only {} sound descriptions", documents.len());
    documents
}

fn document(sources: &Sources) -> Option<String> {
    let (ast, _) = parse(sources);
    let (model, _) = resolve(&ast);
    let (facts, _) = check(&model);
    facts.complete().filter(|_| !ast.broken).map(|facts| ir::render(&model, &facts))
}

struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn new() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(URL, serde_json::from_str(ir::SCHEMA).unwrap()).unwrap();
        let index = compiler.compile(URL, &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn validate(&self, document: &Value) -> Result<(), String> {
        self.schemas.validate(document, self.index).map_err(|error| error.to_string())
    }
}

/// The places of a document that stand for all others: one of each sort. A sort is the path without positions, with the kinds on it.
fn collect(value: &Value, place: &mut Vec<String>, sort: &str, seen: &mut BTreeSet<String>, to: &mut Vec<Vec<String>>) {
    let kind = value.get("kind").and_then(Value::as_str).unwrap_or_default();
    // What nests without end is looked at three steps deep.
    let steps: Vec<&str> = sort.split('/').collect();
    let sort = format!("{}:{kind}", steps.get(steps.len().saturating_sub(3)..).unwrap_or_default().join("/"));
    if seen.insert(format!("{sort} {}", value.is_null())) {
        to.push(place.clone());
    }
    let mut step = |key: String, sort: &str, inner: &Value| {
        place.push(key);
        collect(inner, place, sort, seen, to);
        place.pop();
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| step(index.to_string(), &format!("{sort}/-"), item));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, field)| step(key.clone(), &format!("{sort}/{key}"), field));
        }
        _ => {}
    }
}

/// The document with a change at a place, and without the items of all lists that the place is not in: it is checked fast.
fn only(value: &Value, place: &[String], change: &dyn Fn(&Value) -> Value) -> Value {
    let on_path = |key: &str| place.first().is_some_and(|step| step == key);
    match (value, place.split_first()) {
        (_, None) => change(value),
        (Value::Array(items), Some((step, rest))) => {
            json!([only(&items[step.parse::<usize>().unwrap()], rest, change)])
        }
        (Value::Object(fields), Some((_, rest))) => {
            let field = |(key, field): (&String, &Value)| {
                (key.clone(), if on_path(key) { only(field, rest, change) } else { emptied(field) })
            };
            Value::Object(fields.iter().map(field).collect())
        }
        _ => value.clone(),
    }
}

fn emptied(value: &Value) -> Value {
    match value {
        Value::Array(_) => json!([]),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, field)| (key.clone(), emptied(field))).collect())
        }
        _ => value.clone(),
    }
}

fn with(value: &Value, change: impl Fn(&mut serde_json::Map<String, Value>)) -> Value {
    let mut fields = value.as_object().unwrap().clone();
    change(&mut fields);
    Value::Object(fields)
}

/// `kind struct`, `field struct padding` and `field  name` for each kind and each field.
fn described_in(schema: &Value, to: &mut BTreeSet<String>) {
    let definitions = schema["$defs"].as_object().unwrap();
    for (name, definition) in definitions.iter().map(|(name, it)| (name.as_str(), it)).chain([("root", schema)]) {
        let variants = definition["allOf"].as_array().into_iter().flatten();
        let variants =
            variants.map(|variant| (variant["if"]["properties"]["kind"]["const"].as_str(), &variant["then"]));
        for (kind, variant) in variants.chain([(None, definition)]) {
            assert!(variant["description"].is_string(), "`{name}` is not explained: {variant}");
            to.extend(kind.map(|kind| format!("kind {kind}")));
            for (field, of) in variant["properties"].as_object().into_iter().flatten() {
                assert!(of["description"].is_string() || of["$ref"].is_string(), "`{name}.{field}` is not explained");
                to.insert(format!("field {} {field}", kind.unwrap_or_default()));
            }
        }
    }
}

fn printed_in(value: &Value, to: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| printed_in(item, to)),
        Value::Object(fields) => {
            let kind = fields.get("kind").and_then(Value::as_str).unwrap_or_default();
            to.insert(format!("kind {kind}"));
            for (field, value) in fields {
                to.extend([format!("field {kind} {field}"), format!("field  {field}")]);
                printed_in(value, to);
            }
        }
        _ => {}
    }
}
