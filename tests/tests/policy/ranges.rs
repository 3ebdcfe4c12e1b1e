//! What the compiler proves about ranges is true: random effects, and where it finds nothing wrong no run of the interpreter leaves a range
//! or lacks a result.

use std::{cell::Cell, collections::BTreeMap, fmt::Write};

use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed, TestRunner},
};
use tessera_idl::{
    Sources, check,
    facts::Facts,
    parse,
    policy::{
        Program,
        interpret::{Decision, Machine, Moment, Request},
    },
    resolve,
};

const POLICIES: u32 = 400;
const EVENTS: u64 = 60;

/// A field of the state, a value of the request, or a number.
fn operand() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("s[m.k].a".to_owned()),
        Just("s[m.l].a".to_owned()),
        Just("s[m.k].b".to_owned()),
        Just("t.c".to_owned()),
        Just("m.n".to_owned()),
        (0..7_u8).prop_map(|number| number.to_string()),
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => operand(),
        1 => (operand(), prop_oneof![Just("+"), Just("-"), Just("*"), Just("/"), Just("%")], operand())
            .prop_map(|(left, op, right)| format!("({left} {op} {right})")),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    let comparison = prop_oneof![Just("=="), Just("!="), Just("<"), Just("<="), Just(">"), Just(">=")];
    let atom = (operand(), comparison, operand()).prop_map(|(left, op, right)| format!("{left} {op} {right}"));
    atom.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop_oneof![Just("&&"), Just("||"), Just("implies")], inner.clone())
                .prop_map(|(left, op, right)| format!("(({left}) {op} ({right}))")),
            inner.prop_map(|inner| format!("!({inner})")),
        ]
    })
}

fn place() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("s[m.k].a"), Just("s[m.l].a"), Just("s[m.k].b"), Just("t.c")]
}

fn effect() -> impl Strategy<Value = String> {
    let assignment = prop_oneof![
        3 => (place(), prop_oneof![Just("="), Just("+="), Just("-=")], number())
            .prop_map(|(place, op, value)| format!("{place} {op} {value};")),
        1 => (place(), number()).prop_map(|(place, value)| format!("{place} += {value} saturating;")),
        1 => (number(), number()).prop_map(|(a, b)| format!("s[m.k] = {{ a: {a}, b: {b} }};")),
    ];
    assignment.prop_recursive(2, 6, 3, |inner| {
        let block = prop::collection::vec(inner, 0..3).prop_map(|effects| effects.join(" "));
        (condition(), block.clone(), block)
            .prop_map(|(condition, then, otherwise)| format!("if {condition} {{ {then} }} else {{ {otherwise} }}"))
    })
}

fn policy() -> impl Strategy<Value = String> {
    let rule = (prop::option::of(condition()), prop::collection::vec(effect(), 1..4));
    prop::collection::vec(rule, 1..4).prop_map(|rules| {
        let mut text = String::from(
            "package p @1.0; type K = u8 where self < 2;\n\
             interface I { m(k: K, l: K, n: i8); } component A { uses i: I; } component B { provides i: I; }\n\
             system S { a: A; b: B; a.i -> b.i; }\n\
             policy P for S {\n\
             state s[k: K] { a: i8 = 0 in -3..=6, b: u8 = 1 in 0..=9 } state t { c: i16 = 2 }\n\
             allow a -> b.i.m;\n",
        );
        for (when, effects) in rules {
            let when = when.map(|when| format!("when {when}")).unwrap_or_default();
            // Writing to a string cannot fail.
            _ = writeln!(text, "on a -> b.i.m(m) ok {when} {{ {} }}", effects.join(" "));
        }
        text.push_str("}\n");
        text
    })
}

#[test]
fn what_is_proven_holds() {
    let config = Config {
        cases: POLICIES,
        rng_seed: RngSeed::Fixed(0x0a11_0a11),
        failure_persistence: None,
        max_global_rejects: 100 * POLICIES,
        ..Config::default()
    };
    let (proven, refused) = (Cell::new(0), Cell::new(0));
    let outcome = TestRunner::new(config).run(&policy(), |text| {
        let sources = Sources::single("p.idl", text.as_str()).expect("small");
        let (model, _) = resolve(&parse(&sources).0);
        let (facts, findings) = check(&model);
        let codes: Vec<_> = findings.iter().map(|finding| finding.code.id).collect();
        // Conditions that are always the same are errors of their own.
        prop_assume!(codes.iter().all(|code| ["E0505", "W0902"].contains(code)));
        let handle = model.policies.handles().next().expect("a policy");
        let Some(program) = facts.policies.get(handle) else {
            refused.set(refused.get() + 1);
            return Ok(());
        };
        proven.set(proven.get() + 1);
        run(&facts, program).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let (proven, refused) = (proven.get(), refused.get());
    assert!(proven > 50 && refused > 50, "{proven} proven, {refused} refused: nothing is learned from this");
}

/// Runs a policy on many requests.
fn run(facts: &Facts, program: &Program) -> Result<(), String> {
    let home = program.homes.first().expect("a home");
    let guard = home.guards.first().expect("a guard");
    let from = facts.instance(program.system, "a").expect("the caller");
    let at = Moment { now: 5, from, provides: *guard.ports.first().expect("a port"), root: 0 };
    let mut machine = Machine::new(program, home);
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    for step in 0..EVENTS {
        dice = dice.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(step);
        let byte = |shift: u32| (dice >> shift) as u8;
        let n = if byte(50) % 3 == 0 { byte(30) as i8 } else { (byte(40) % 9) as i8 - 3 };
        let values = [("k", i128::from(byte(60) % 2)), ("l", i128::from(byte(56) % 2)), ("n", i128::from(n))];
        let values: BTreeMap<String, i128> = values.map(|(name, value)| (name.to_owned(), value)).into();
        let request = Request { method: guard.method, values };
        let Decision::Allowed { rule } = machine.decide(&at, &request) else { return Err("denied".to_owned()) };
        let open = machine.admit(&at, rule, &request);
        machine.settle(&at, &open, Ok(()));
        if machine.lacked_result() {
            return Err(format!("step {step}: arithmetic without a result"));
        }
        for (state, declared) in program.states.iter().enumerate() {
            for key in 0..declared.records() as usize {
                let places: Vec<_> = declared.keys.iter().map(|_| key).collect();
                let record = machine.record(state, &places).expect("a record");
                for (field, value) in declared.fields.iter().zip(record) {
                    if !(field.low..=field.high).contains(value) {
                        return Err(format!("step {step}: `{}` is {value}", field.name));
                    }
                }
            }
        }
    }
    Ok(())
}
