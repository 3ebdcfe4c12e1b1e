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

#[expect(
    dead_code,
    unreachable_pub,
    clippy::pedantic,
    reason = "generated code is public; only a part is used here, and it is written for readers of all of it"
)]
mod aging {
    include!("../stubs/aging/all.snap.rs");
}

#[expect(unreachable_pub, reason = "generated code is public; only a part is used here")]
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

/// Each of these would be a warning: an expectation that is not met is one, too.
mod aged {
    use super::aging::test::aging;

    #[expect(deprecated, reason = "a type")]
    pub(super) fn of_type() -> Option<aging::Seconds> {
        aging::Seconds::new(1)
    }

    #[expect(deprecated, reason = "an interface")]
    pub(super) fn of_interface() -> u64 {
        <aging::bell::Bell as tessera::Interface>::FINGERPRINT
    }

    #[expect(deprecated, reason = "a variant")]
    pub(super) fn of_variant(tone: aging::Tone) -> bool {
        matches!(tone, aging::Tone::Hoarse)
    }

    #[expect(deprecated, reason = "a flag")]
    pub(super) fn of_flag() -> aging::Days {
        aging::Days::SUN
    }

    #[expect(deprecated, reason = "a field")]
    pub(super) fn of_field(entry: &aging::Entry) -> u32 {
        entry.at.get()
    }

    #[expect(deprecated, reason = "a field behind a constructor")]
    pub(super) fn of_getter(span: aging::Span) -> u32 {
        span.to()
    }

    #[expect(deprecated, reason = "a field of a table")]
    pub(super) fn of_table(settings: &aging::Settings<'_>) -> bool {
        settings.delay.is_some()
    }

    #[expect(deprecated, reason = "a field that is read in place")]
    pub(super) fn of_view(settings: &aging::SettingsView<'_>) -> bool {
        settings.delay().is_some()
    }

    #[expect(deprecated, reason = "a variant of a union")]
    pub(super) fn of_union() -> aging::Mark<'static> {
        aging::Mark::Letter(7)
    }
}

#[test]
fn what_is_deprecated_still_works() {
    use aging::test::aging::{Millis, Settings, Tone};
    assert!(aged::of_type().is_some() && aged::of_flag().bits() == 2);
    assert!(!aged::of_variant(Tone::Loud) && aged::of_interface() != 0);
    assert!(!aged::of_table(&Settings { pause: Millis::new(3), ..Settings::default() }));
    let _ = (aged::of_field, aged::of_getter, aged::of_view, aged::of_union);
}
