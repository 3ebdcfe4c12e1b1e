//! The reviewed stubs compile without a warning, whatever names their descriptions have. That they mean what they should is for other tests.

#[expect(
    dead_code,
    unreachable_pub,
    clippy::pedantic,
    reason = "generated code is public; only a part is used here, and it is written for readers of all of it"
)]
mod names {
    include!("../stubs/names/all.snap.rs");
}

#[expect(
    dead_code,
    unreachable_pub,
    clippy::pedantic,
    reason = "generated code is public; only a part is used here, and it is written for readers of all of it"
)]
mod tables {
    include!("../stubs/data/all.snap.rs");
}

#[expect(dead_code, unreachable_pub, reason = "generated code is public; only a part is used here")]
mod gateway {
    include!("../stubs/smart_lock/gateway.snap.rs");
}

#[test]
fn a_name_of_the_prelude_is_moved_aside() {
    use names::deep::inner::{Option_, Result_, Some_};
    let id = names::deep::inner::Id::new(1);
    assert_eq!(
        id.map(|id| Some_ { id, tag: names::deep::inner::Tag::new([0; 4]), options: &[Option_::Some] }.options.len()),
        Some(1)
    );
    assert_eq!(Result_ { self_: 1, r#type: 2, fixed: 3, check: true, value: None }.self_, 1);
}

#[test]
fn a_missing_value_is_refused() {
    assert_eq!(gateway::smart_lock::UserId::new(32), None);
}
