//! Panics that are there on purpose, one for each feature: the linker must find it.

#[cfg(any(feature = "planted-getter", feature = "planted-source"))]
use core::hint::black_box;

use crate::stubs::smart_lock::UserId;

/// Panics that stand by themselves.
#[inline(never)]
pub fn panics() {
    #[cfg(feature = "planted-index")]
    crate::outside::any(crate::outside::any(&[1_u8, 2, 3][..])[crate::outside::any(2)]);
    #[cfg(feature = "planted-unwrap")]
    crate::outside::any(crate::outside::any(Some(1_u8)).unwrap());
    #[cfg(feature = "planted-overflow")]
    crate::outside::any(crate::outside::any(1_u8) + crate::outside::any(1_u8));
    #[cfg(feature = "planted-split")]
    crate::outside::any(crate::outside::any(&[1_u8, 2, 3][..]).split_at(crate::outside::any(2)));
    #[cfg(feature = "planted-copy")]
    crate::outside::any([0_u8; 4]).copy_from_slice(crate::outside::any(&[1_u8, 2, 3, 4][..]));
    #[cfg(feature = "planted-source")]
    in_source();
}

/// One inside of a source, behind the one virtual call of a list that is told.
#[cfg(feature = "planted-source")]
fn in_source() {
    use tessera::{Elements, Places, Source, wire::DoesNotFit, wire::Write};

    use crate::stubs::smart_lock::{Entry, lock::HistoryReply};

    struct Half(&'static [Entry]);

    impl Source<Entry> for Half {
        fn len(&self) -> usize {
            crate::outside::any(1)
        }

        fn tell(&self, out: &mut Places<'_, '_, Entry>) -> Result<(), DoesNotFit> {
            out.push(&self.0[crate::outside::any(1)])
        }
    }

    let half = Half(crate::outside::any(&[]));
    black_box(HistoryReply { entries: Elements::of(&half) }.write(crate::outside::any(&mut [0; 64])).is_ok());
}

/// One inside of a handler, behind dispatch and policy.
#[inline(always)]
pub fn in_handler(user: UserId) {
    #[cfg(feature = "planted-handler")]
    assert!(user.get() != 31, "planted");
    let _ = user;
}

/// One inside of a getter, behind a validated list.
#[inline(always)]
pub fn in_getter() {
    #[cfg(feature = "planted-getter")]
    {
        #[derive(Clone, Copy)]
        struct Half(u8);

        impl<'a> tessera::View<'a> for Half {
            type Bytes = [u8; 1];
            #[inline(always)]
            fn view(bytes: &'a [u8; 1], body: &'a [u8]) -> Self {
                Self(body[usize::from(bytes[0])])
            }
        }

        let body = crate::outside::any(&[1_u8, 2, 3][..]);
        for half in tessera::List::<Half>::new(body.as_chunks().0, body) {
            black_box(half.0);
        }
    }
}
