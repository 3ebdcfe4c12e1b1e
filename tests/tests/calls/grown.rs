//! Two versions of one description talk: an older server and a newer client, and the other way round.

use tessera::{
    Call, Connection, Kernel, List, Never, Stop,
    loopback::{Frame, Loopback},
};

use crate::{new_stubs::grown as new, old_stubs::grown as old};

/// Says what arrives.
#[derive(Default)]
struct Desk {
    said: Vec<String>,
}

/// Answers as its version can.
macro_rules! serve {
    ($version:ident, $proof:expr, $gift:ty) => {
        impl<K: Kernel> $version::desk::GrownServer<K> for Desk {
            fn one(
                &mut self,
                _: &mut Call<K, $version::grown::One>,
                settings: $version::SettingsView<'_>,
                behind: &str,
            ) -> Result<$version::grown::OneReply<'_>, Stop<Never>> {
                self.said.push(format!("{settings:?} {behind:?}"));
                Ok($version::grown::OneReply { proof: $proof })
            }

            fn options(
                &mut self,
                _: &mut Call<K, $version::grown::Options>,
                a: Option<$version::SettingsView<'_>>,
                b: Option<$version::ProofView<'_>>,
                c: Option<$version::CredentialView<'_>>,
            ) -> Result<$version::grown::OptionsReply<'_>, Stop<Never>> {
                self.said.push(format!("{a:?} {b:?} {c:?}"));
                Ok($version::grown::OptionsReply { all: (&[]).into() })
            }

            fn caps<'m>(
                &mut self,
                call: &mut $version::desk::CapsCall<'_, K>,
                bag: $version::BagView<'m>,
                door: Option<tessera::Cap<K, $version::door::Door, $version::door::AllRights>>,
                gift: $gift,
                last: List<'m, $version::CapDoorView<'m>>,
            ) -> Result<(), Stop<Never>> {
                // The badge says which door each of them is.
                let mut names = Vec::new();
                for mention in bag.door().into_iter().chain(last.iter().map(|door| door.get())) {
                    names.push(format!("{:?}", call.claim(mention)?));
                }
                self.said.push(format!("{:?} {door:?} {names:?} {gift:?}", bag.door()));
                Ok(())
            }

            fn strict<'m>(
                &mut self,
                _: &mut Call<K, $version::grown::Strict>,
                c: $version::CredentialView<'m>,
                cs: List<'m, $version::CredentialView<'m>>,
            ) -> Result<(), Stop<Never>> {
                self.said.push(format!("{c:?} {cs:?}"));
                Ok(())
            }
        }
    };
}

serve! { old, old::Proof::Tall(7), old::GiftView }
serve! { new, new::Proof::Text("newer"), new::GiftView<'m> }

type Inside = Frame<2048>;
type Older = Loopback<old::desk::Dispatch<Inside, Desk, tessera::Unpoliced>, Inside>;
type Newer = Loopback<new::desk::Dispatch<Inside, Desk, tessera::Unpoliced>, Inside>;

const WIRE: Connection = Connection { port: old::desk::GROWN, subject: 0, rights: 0 };

fn older() -> Older {
    Loopback::new(old::desk::Dispatch::unpoliced(Desk::default(), "a test"))
}

fn newer() -> Newer {
    Loopback::new(new::desk::Dispatch::unpoliced(Desk::default(), "a test"))
}

/// What both ends agree on is the same: what grows enters with its name and its room alone.
#[test]
fn growing_changes_no_fingerprint() {
    fn fingerprint<I: tessera::Interface>() -> u64 {
        I::FINGERPRINT
    }
    assert_eq!(fingerprint::<old::grown::Grown>(), fingerprint::<new::grown::Grown>());
}

#[test]
fn an_older_server_reads_what_a_newer_client_writes() {
    let mut port = older();
    let grown: tessera::Cap<_, new::grown::Grown, ()> = tessera::Cap::new(port.connect(0, WIRE).unwrap());
    let settings = new::Settings {
        auto_lock: Some(true),
        name: Some("hall"),
        level: Some(200),
        rooms: Some(&[1, 2, 3]),
        inner: Some(new::Proof::Text("not known there")),
    };
    // What stands behind a part that is not known is found: the text, and the answer of another version.
    let answer = grown.on(&mut port).one(new::Settings { inner: None, ..settings }, "last").unwrap();
    assert_eq!(answer.proof, new::ProofView::Tall(7));
    let too_long = new::Settings { inner: Some(new::Proof::Text("more than twelve")), ..settings };
    assert!(grown.on(&mut port).one(too_long, "").is_err());
    let only_new = new::Settings { level: Some(1), ..new::Settings::default() };
    let proof = Some(new::Proof::Flag(true));
    grown.on(&mut port).options(Some(only_new), proof, Some(new::Credential::Badge([1; 5]))).unwrap();
    let said = &port.services.server.said;
    assert_eq!(said[0], "SettingsView { auto_lock: Some(true), name: Some(\"hall\") } \"last\"");
    assert_eq!(
        said[1],
        "Some(SettingsView { auto_lock: None, name: None }) Some(Unknown(4)) Some(Badge([1, 1, 1, 1, 1]))"
    );
}

#[test]
fn a_newer_server_reads_what_an_older_client_writes() {
    let mut port = newer();
    let grown: tessera::Cap<_, old::grown::Grown, ()> = tessera::Cap::new(port.connect(0, WIRE).unwrap());
    let settings = old::Settings { name: Some("hall"), ..old::Settings::default() };
    let answer = grown.on(&mut port).one(settings, "last").unwrap();
    assert_eq!(answer.proof, old::ProofView::Unknown(3));
    let said = &port.services.server.said;
    let expected =
        "SettingsView { auto_lock: None, name: Some(\"hall\"), level: None, rooms: None, inner: None } \"last\"";
    assert_eq!(said[0], expected);
}

/// The capabilities of unknown parts are closed; those behind them arrive where they belong.
#[test]
fn capabilities_of_unknown_parts_are_closed() {
    let mut port = older();
    let grown: tessera::Cap<_, new::grown::Grown, ()> = tessera::Cap::new(port.connect(0, WIRE).unwrap());
    let door =
        |port: &mut Older, subject: u16| tessera::Cap::new(port.connect(0, Connection { subject, ..WIRE }).unwrap());
    let shown = |cap: &tessera::Cap<Older, new::door::Door, new::door::AllRights>| format!("{cap:?}");
    let (known, behind) = (door(&mut port, 1), door(&mut port, 2));
    let lasts = [Some(door(&mut port, 3)), Some(door(&mut port, 4))];
    let expected = [shown(&known), shown(lasts[0].as_ref().unwrap()), shown(lasts[1].as_ref().unwrap())];
    let behind_is = shown(&behind);
    let more = [Some(door(&mut port, 5)), Some(door(&mut port, 6))];
    let bag = new::Bag { door: Some(known), more: Some(more) };
    let gift = new::Gift::Two([door(&mut port, 7), door(&mut port, 8)]);
    grown.on(&mut port).caps(bag, Some(behind), gift, lasts).unwrap();
    let said = &port.services.server.said[0];
    assert!(expected.iter().all(|cap| said.contains(cap)) && said.contains(&behind_is), "{said}");
    assert!(said.ends_with("Unknown(2)"), "{said}");
    // Two of the bag, two of the gift.
    assert_eq!(port.port.closed, 4);
}
