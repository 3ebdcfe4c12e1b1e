//! The server of the tests about tables and unions.

use tessera::{Call, Kernel, List, Never, Stop};

use super::Enter;
use crate::data_stubs::data::{
    desk::{KeeperServer, LaterCall, ManyCall, RingCall, TablesServer, UnionsServer},
    keeper, tables, unions, *,
};

/// Says what arrives, and answers with it.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) said: Vec<String>,
    /// Answers `credential` with this error.
    pub(super) fault: Option<Fault>,
    /// Answers `note` with more than a note may hold.
    pub(super) boast: bool,
}

/// A test's process ends soon: what an answer borrows may stay.
fn keep<T>(value: impl IntoIterator<Item = T>) -> &'static [T] {
    value.into_iter().collect::<Vec<_>>().leak()
}

fn pin(from: Pin<'_>) -> Pin<'static> {
    Pin::new(from.get().as_str().to_owned().leak()).unwrap()
}

fn settings(from: SettingsView<'_>) -> Settings<'static> {
    let same = Settings::from(from);
    Settings { pin: same.pin.map(pin), auto_lock: same.auto_lock, delay: same.delay, tone: same.tone }
}

fn credential(from: Credential<'_>) -> Credential<'static> {
    match from {
        Credential::Pin(from) => Credential::Pin(pin(from)),
        Credential::Badge(badge) => Credential::Badge(badge),
        Credential::Spot(spot) => Credential::Spot(spot),
    }
}

fn shape(from: ShapeView<'_>) -> Shape<'static> {
    match from {
        ShapeView::Dot(dot) => Shape::Dot(dot),
        ShapeView::Line(line) => Shape::Line(std::array::from_fn(|index| line.get(index).unwrap().into())),
        ShapeView::Name(name) => Shape::Name(name.as_str().to_owned().leak()),
        ShapeView::Settings(from) => Shape::Settings(settings(from)),
        ShapeView::Unknown(_) => Shape::Dot(0),
    }
}

impl<K: Kernel> TablesServer<K> for Desk {
    fn settings(
        &mut self,
        _: &mut Call<K, tables::SettingsMethod>,
        s: SettingsView<'_>,
    ) -> Result<tables::SettingsReply<'_>, Stop<Never>> {
        self.said.push(format!("{s:?}"));
        Ok(tables::SettingsReply { s: settings(s) })
    }

    fn profile(
        &mut self,
        _: &mut Call<K, tables::ProfileMethod>,
        p: ProfileView<'_>,
    ) -> Result<tables::ProfileReply<'_>, Stop<Never>> {
        self.said.push(format!("{p:?}"));
        let p = Profile { settings: p.settings().map(settings), home: p.home().map(Point::from), ..Profile::default() };
        Ok(tables::ProfileReply { p })
    }

    fn empty(
        &mut self,
        _: &mut Call<K, tables::EmptyMethod>,
        e: EmptyView<'_>,
        g: GoneView<'_>,
    ) -> Result<tables::EmptyReply, Stop<Never>> {
        Ok(tables::EmptyReply { e: e.into(), g: g.into() })
    }

    fn lists<'m>(
        &mut self,
        _: &mut Call<K, tables::Lists>,
        l: List<'m, SettingsView<'m>>,
        a: List<'m, SettingsView<'m>>,
        o: Option<SettingsView<'m>>,
        w: WrappedView<'m>,
    ) -> Result<tables::ListsReply<'_>, Stop<Never>> {
        self.said.push(format!("{l:?} {a:?} {o:?}"));
        let all = a.iter().chain(l).chain(o).map(settings).map(Wrapped::new);
        Ok(tables::ListsReply { l: keep([Wrapped::new(settings(w.get()))].into_iter().chain(all).take(2)).into() })
    }
}

impl<K: Kernel> UnionsServer<K> for Desk {
    fn plain(
        &mut self,
        _: &mut Call<K, unions::PlainMethod>,
        p: Plain,
        o: Option<Plain>,
        l: List<'_, Plain>,
        a: List<'_, Plain>,
    ) -> Result<unions::PlainReply, Stop<Never>> {
        self.said.push(format!("{p:?} {o:?} {l:?} {a:?}"));
        Ok(unions::PlainReply { p: o.unwrap_or(p) })
    }

    fn credential(
        &mut self,
        _: &mut Call<K, unions::CredentialMethod>,
        c: Credential<'_>,
        h: Choice<'_>,
        o: Option<Credential<'_>>,
    ) -> Result<unions::CredentialReply<'_>, Stop<Fault>> {
        self.said.push(format!("{c:?} {h:?} {o:?}"));
        match self.fault {
            Some(fault) => Err(Stop::Fails(fault)),
            None => Ok(unions::CredentialReply { c: credential(c) }),
        }
    }

    fn note<'m>(
        &mut self,
        _: &mut Call<K, unions::NoteMethod>,
        n: NoteView<'m>,
        l: List<'m, NoteView<'m>>,
        o: One,
    ) -> Result<unions::NoteReply<'_>, Stop<Never>> {
        self.said.push(format!("{n:?} {l:?} {o:?}"));
        let text = if self.boast { "more than ten bytes" } else { "noted" };
        Ok(unions::NoteReply { n: Note::Text(text) })
    }

    fn shape<'m>(
        &mut self,
        _: &mut Call<K, unions::ShapeMethod>,
        s: ShapeView<'m>,
        o: Option<ShapeView<'m>>,
        l: List<'m, ShapeView<'m>>,
        m: List<'m, MarkView>,
    ) -> Result<unions::ShapeReply<'_>, Stop<Never>> {
        self.said.push(format!("{s:?} {o:?} {l:?} {m:?}"));
        Ok(unions::ShapeReply { s: shape(o.unwrap_or(s)), m: l.is_empty().then_some(Mark::A(3)) })
    }

    fn holder<'m>(
        &mut self,
        _: &mut Call<K, unions::HolderMethod>,
        h: HolderView<'m>,
        l: List<'m, HolderView<'m>>,
        u: Uniform,
        us: List<'m, UniformView<'m>>,
    ) -> Result<unions::HolderReply<'_>, Stop<Never>> {
        self.said.push(format!("{h:?} {l:?} {us:?}"));
        let last = l.iter().last().unwrap_or(h);
        let h = Holder {
            settings: settings(last.settings()),
            credential: credential(last.credential().into()),
            shape: shape(last.shape()),
            last: last.last(),
        };
        Ok(unions::HolderReply { h, u })
    }
}

impl<K: Kernel> KeeperServer<K> for Desk {
    fn ring(
        &mut self,
        call: &mut RingCall<'_, K>,
        r: RingView<'_>,
        k: KeyView<'_>,
        last: tessera::Cap<K, door::Door, Enter>,
    ) -> Result<keeper::RingReply<K>, Stop<Never>> {
        self.said.push(format!("{r:?} {k:?}"));
        let mut claimed = 1;
        for mention in [r.door(), r.spare()].into_iter().flatten() {
            call.claim(mention)?;
            claimed += 1;
        }
        if let KeyView::Door(mention) = k {
            return Ok(keeper::RingReply { g: Grant::Door(call.claim(mention)?) });
        }
        drop(last);
        Ok(keeper::RingReply { g: Grant::Code(claimed) })
    }

    fn later(
        &mut self,
        _: &mut LaterCall<'_, K>,
        l: LaterView<'_>,
        last: tessera::Cap<K, door::Door, Enter>,
    ) -> Result<keeper::LaterReply<'_, K>, Stop<Never>> {
        let r = Ring { label: Some("back"), spare: Some(last), ..Ring::default() };
        Ok(keeper::LaterReply { l: l.into(), r })
    }

    fn many<'m>(
        &mut self,
        _: &mut ManyCall<'_, K>,
        k: List<'m, KeyView<'m>>,
        g: Option<GrantView>,
    ) -> Result<keeper::ManyReply, Stop<Never>> {
        self.said.push(format!("{k:?} {g:?}"));
        Ok(keeper::ManyReply { count: k.len() as u8 })
    }
}
