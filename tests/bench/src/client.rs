/// The caller's half of `Lock`, until the compiler writes it.
pub mod lock_client {
    use super::smart_lock::{Entry, Pin, UserId, Why, lock::{History, Open, Read, SetPin, Touched, Unlock, Admin}};

    #[derive(Clone, Copy, Debug)]
    pub enum Lock {}

    impl tessera::Interface for Lock {
        const NAME: &'static str = "smart_lock.Lock";
        const FINGERPRINT: u64 = 1;
        type Client<'p, K: tessera::Client + 'p, R: 'p> = Client<'p, K, R>;

        #[inline(always)]
        fn client<'p, K: tessera::Client, R>(port: &'p mut K, cap: &'p tessera::Cap<K, Self, R>) -> Client<'p, K, R> {
            Client { port, cap }
        }
    }

    pub struct Rights<O = tessera::No, A = tessera::No, R = tessera::No>(core::marker::PhantomData<(O, A, R)>);
    pub type AllRights = Rights<Open, Admin, Read>;
    impl<A, R> tessera::Has<Open> for Rights<Open, A, R> {}
    impl<O, R> tessera::Has<Admin> for Rights<O, Admin, R> {}
    impl<O, A> tessera::Has<Read> for Rights<O, A, Read> {}
    impl<O: tessera::Right, A: tessera::Right, R: tessera::Right> tessera::RightSet for Rights<O, A, R> {
        const MASK: u16 = O::BIT | A::BIT | R::BIT;
    }
    impl<O: tessera::SubsetOf<P>, A: tessera::SubsetOf<B>, R: tessera::SubsetOf<S>, P, B, S>
        tessera::SubsetOf<Rights<P, B, S>> for Rights<O, A, R>
    {
    }
    impl tessera::SubsetOf<Open> for Open {}
    impl tessera::SubsetOf<Admin> for Admin {}
    impl tessera::SubsetOf<Read> for Read {}

    pub struct UnlockArgs<'a> {
        pub user: UserId,
        pub pin: Pin<'a>,
    }

    impl tessera::wire::Write for UnlockArgs<'_> {
        #[inline]
        fn write(&self, out: &mut [u8]) -> Result<usize, tessera::wire::DoesNotFit> {
            let mut fixed = tessera::build::FixedMut::<16>::whole(out)?;
            fixed.u16::<0>(self.user.get());
            let pin = self.pin.get();
            fixed.u8::<2>(pin.len() as u8);
            fixed.inline_text::<3, 8>(pin)?;
            Ok(16)
        }
    }
    impl<K: tessera::Kernel> tessera::wire::Give<K> for UnlockArgs<'_> {}

    impl tessera::Called for Unlock {
        type Args<'a, K: tessera::Kernel> = UnlockArgs<'a>;
        type Answer<'a> = UnlockAnswer;
        type Error = Why;
    }
    impl tessera::Called for SetPin {
        type Args<'a, K: tessera::Kernel> = UnlockArgs<'a>;
        type Answer<'a> = ();
        type Error = tessera::Never;
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct UnlockAnswer {
        pub until: u64,
    }
    impl tessera::wire::Read<'_> for UnlockAnswer {
        #[inline]
        fn read(message: tessera::wire::Message<'_>) -> Result<Self, tessera::wire::Malformed> {
            let fixed = tessera::view::Fixed::<8>::whole(message)?;
            Ok(Self { until: fixed.u64::<0>() })
        }
    }
    impl tessera::wire::Read<'_> for Why {
        #[inline]
        fn read(message: tessera::wire::Message<'_>) -> Result<Self, tessera::wire::Malformed> {
            let fixed = tessera::view::Fixed::<8>::whole(message)?;
            let why = Self::from_number(fixed.u8::<0>()).ok_or(tessera::wire::Malformed)?;
            fixed.check_zero::<1, 7>()?;
            Ok(why)
        }
    }

    pub struct HistoryArgs {
        pub from: u32,
    }
    impl tessera::wire::Write for HistoryArgs {
        #[inline]
        fn write(&self, out: &mut [u8]) -> Result<usize, tessera::wire::DoesNotFit> {
            tessera::build::FixedMut::<8>::whole(out)?.u32::<0>(self.from);
            Ok(8)
        }
    }
    impl<K: tessera::Kernel> tessera::wire::Give<K> for HistoryArgs {}

    #[derive(Clone, Copy)]
    pub struct EntryView<'a>(tessera::view::Fixed<'a, 16>);
    impl EntryView<'_> {
        #[inline(always)]
        pub fn get(self) -> Option<Entry> {
            Some(Entry { at: self.0.u64::<0>(), user: UserId::new(self.0.u16::<8>())?, granted: self.0.bool::<10>() })
        }
        #[inline(always)]
        fn check(self) -> Result<(), tessera::wire::Malformed> {
            UserId::new(self.0.u16::<8>()).ok_or(tessera::wire::Malformed)?;
            self.0.check_bool::<10>()?;
            self.0.check_zero::<11, 5>()
        }
    }
    impl<'a> tessera::View<'a> for EntryView<'a> {
        type Bytes = [u8; 16];
        #[inline(always)]
        fn view(bytes: &'a [u8; 16], _: &'a [u8]) -> Self {
            Self(tessera::view::Fixed::new(bytes))
        }
    }
    pub struct HistoryAnswer<'a> {
        pub entries: tessera::List<'a, EntryView<'a>>,
    }
    impl<'a> tessera::wire::Read<'a> for HistoryAnswer<'a> {
        #[inline]
        fn read(message: tessera::wire::Message<'a>) -> Result<Self, tessera::wire::Malformed> {
            let (fixed, mut objects) = tessera::view::Fixed::<8>::open(message)?;
            let elements = objects.list::<16, 8>(fixed.slot::<0>(), 16)?;
            for element in elements {
                EntryView(tessera::view::Fixed::new(element)).check()?;
            }
            let body = objects.body();
            objects.end()?;
            Ok(Self { entries: tessera::List::new(elements, body) })
        }
    }
    impl tessera::Called for History {
        type Args<'a, K: tessera::Kernel> = HistoryArgs;
        type Answer<'a> = HistoryAnswer<'a>;
        type Error = tessera::Never;
    }

    pub struct TouchedArgs {
        pub user: UserId,
    }
    impl tessera::wire::Write for TouchedArgs {
        #[inline]
        fn write(&self, out: &mut [u8]) -> Result<usize, tessera::wire::DoesNotFit> {
            tessera::build::FixedMut::<8>::whole(out)?.u16::<0>(self.user.get());
            Ok(8)
        }
    }
    impl<K: tessera::Kernel> tessera::wire::Give<K> for TouchedArgs {}
    impl tessera::Called for Touched {
        type Args<'a, K: tessera::Kernel> = TouchedArgs;
        type Answer<'a> = ();
        type Error = tessera::Never;
    }

    pub struct Client<'p, K: tessera::Client, R> {
        port: &'p mut K,
        cap: &'p tessera::Cap<K, Lock, R>,
    }

    impl<'p, K: tessera::Client, R> Client<'p, K, R> {
        #[inline]
        pub fn unlock(&mut self, user: UserId, pin: Pin<'_>) -> Result<UnlockAnswer, tessera::Failure<Why, K::Error>>
        where
            R: tessera::Has<Open>,
        {
            tessera::call::<Unlock, K>(self.port, self.cap.raw(), UnlockArgs { user, pin })
        }
        #[inline]
        pub fn set_pin(&mut self, user: UserId, pin: Pin<'_>) -> Result<(), tessera::Failure<tessera::Never, K::Error>>
        where
            R: tessera::Has<Admin>,
        {
            tessera::call::<SetPin, K>(self.port, self.cap.raw(), UnlockArgs { user, pin })
        }
        #[inline]
        pub fn history(self, from: u32) -> Result<HistoryAnswer<'p>, tessera::Failure<tessera::Never, K::Error>>
        where
            R: tessera::Has<Read>,
        {
            tessera::call::<History, K>(self.port, self.cap.raw(), HistoryArgs { from })
        }
        #[inline]
        pub fn touched(&mut self, user: UserId) -> Result<(), tessera::Failure<tessera::Never, K::Error>>
        where
            K: tessera::OneWay,
        {
            tessera::send::<Touched, K>(self.port, self.cap.raw(), TouchedArgs { user })
        }
    }
}
