//! A second device with nothing but five words: also for who drew her words herself, invited or brought back.

use crate::rig::Stage;
use crate::rig::device::{Device, honest};
use crate::rig::house::officer;
use crate::rig::http::post;
use crate::rig::people::{Replied, SignedIn, on_each_engine, open_capsule, sign_in};
use danbe_device::Method;
use danbe_house::posts::{Dismiss, KeepCapsule, Reinstate, Suspend};
use danbe_vault::{Capsule, KdfParams};
use std::net::SocketAddr;

pub(crate) async fn capsule_of(address: SocketAddr, handle: &str) -> Capsule {
    post(address, "/session/capsule", &serde_json::json!({ "handle": handle })).await.json()
}

/// What a page shows in the place where nothing is translated: five words, a code.
fn shown(page: &str, right: impl Fn(&str) -> bool) -> String {
    let parts = page.split("translate=\"no\">").skip(1).filter_map(|part| part.split('<').next());
    parts.map(str::to_owned).find(|part| right(part)).unwrap_or_else(|| panic!("not shown: {page}"))
}

/// The part of the first address that begins so.
fn after<'p>(page: &'p str, begins: &str) -> &'p str {
    page.split(begins)
        .nth(1)
        .and_then(|rest| rest.split(['"', '/']).next())
        .unwrap_or_else(|| panic!("{page}"))
}

/// Draws her words on a device that waits for colleagues.
async fn drawn(device: &mut Device) -> String {
    let words = shown(&device.page, |part| danbe_vault::check_words(part).is_ok());
    device.go(Method::Post, "/a/retrouver/mots", &[("words", &words)], &honest).await;
    words
}

/// gao-1 forgot her words; two holders and an officer bring her back.
pub(crate) async fn brought_back(address: SocketAddr) -> (Device, String) {
    let mut hers = Device::empty(address).await;
    hers.go(Method::Post, "/a/retrouver", &[("handle", "gao-1")], &honest).await;
    let words = drawn(&mut hers).await;
    for (handle, act) in [("gao-2", "approuver"), ("gao-4", "approuver"), ("gao-3", "finir")] {
        let mut colleague = Device::enter(address, handle, &honest).await;
        colleague.go(Method::Get, "/a/retours", &[], &honest).await;
        let id = after(&colleague.page, "/a/retours/").to_owned();
        colleague.go(Method::Post, &format!("/a/retours/{id}/{act}"), &[], &honest).await;
    }
    hers.go(Method::Post, "/a/retrouver/essayer", &[], &honest).await;
    hers.go(Method::Post, "/a/retrouver/croire", &[], &honest).await;
    (hers, words)
}

/// gao-6 is new: a code from the officer, digits compared face to face.
async fn invited(address: SocketAddr) -> (Device, String) {
    let mut officer = Device::enter(address, "gao-3", &honest).await;
    let form = [("handle", "gao-6"), ("team", "accueil"), ("duty", "caseworker"), ("profile", "caseworker")];
    officer.go(Method::Post, "/a/personnes/inviter", &form, &honest).await;
    let code = shown(&officer.page, |part| danbe_vault::HandCode::read(part).is_some());
    let mut hers = Device::empty(address).await;
    hers.go(Method::Post, "/a/invitation", &[("code", &code)], &honest).await;
    hers.go(Method::Post, "/a/invitation/mots", &[], &honest).await;
    let words = drawn(&mut hers).await;
    officer.go(Method::Get, "/a/personnes", &[], &honest).await;
    let lookup = after(&officer.page, "/a/personnes/offre/").to_owned();
    officer.go(Method::Get, &format!("/a/personnes/offre/{lookup}"), &[], &honest).await;
    officer.go(Method::Post, &format!("/a/personnes/offre/{lookup}/face"), &[], &honest).await;
    hers.go(Method::Post, "/a/retrouver/essayer", &[], &honest).await;
    (hers, words)
}

/// She stands in her notebook and reads what her team has.
async fn at_work(device: &mut Device) {
    assert!(device.page.contains("/a/equipe"), "{}", device.page);
    device.go(Method::Get, "/a/equipe", &[], &honest).await;
    assert!(device.page.contains("/a/dossier/"), "{}", device.page);
}

#[test]
fn who_was_invited_or_brought_back_opens_a_second_device_with_her_words() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        for (handle, (mut first, words)) in
            [("gao-1", brought_back(address).await), ("gao-6", invited(address).await)]
        {
            at_work(&mut first).await;
            let locked: Vec<_> =
                first.sent.iter().filter(|(_, body)| body.contains("posts.keep-capsule")).collect();
            assert_eq!(locked.len(), 1, "{handle}: given once");
            assert!(first.sent.iter().all(|(_, body)| !body.contains(&words)), "{handle}: her words stay");
            let capsule = capsule_of(address, handle).await;
            assert!(capsule.params.m_kib >= KdfParams::FLOOR.m_kib && capsule.params.t >= KdfParams::FLOOR.t);

            let mut second = Device::enter_with(address, handle, &words, &honest).await;
            at_work(&mut second).await;
            // Both go on, and nothing is left a second time.
            at_work(&mut first).await;
            assert_eq!(capsule_of(address, handle).await, capsule, "{handle}");
        }
        assert!(stage.intact().await);
    });
}

#[test]
fn a_capsule_is_hers_alone_and_is_not_given_while_she_is_refused_nor_after_she_left() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (lead, _) = officer(&stage).await;
        let hers: SignedIn = sign_in(address, "gao-1").await;
        let words = &crate::rig::account("gao-1").words;
        let real = capsule_of(address, "gao-1").await;
        assert!(open_capsule(&real, words).is_some());

        // At a cost under the floor it is not even kept.
        let mut weak = real.clone();
        weak.params.t = 1;
        let answer = hers.act(address, "posts.keep-capsule", &KeepCapsule { capsule: weak }).await;
        crate::rig::http::refused(&answer, 400, "envelope-malformed");
        assert_eq!(capsule_of(address, "gao-1").await, real);

        // A colleague's goes under the colleague's name.
        let colleague = sign_in(address, "gao-2").await;
        let _: Replied<()> =
            colleague.done(address, "posts.keep-capsule", &KeepCapsule { capsule: real.clone() }).await;
        assert_eq!(capsule_of(address, "gao-1").await, real);
        assert_eq!(capsule_of(address, "gao-2").await, real);

        let members = vec![hers.member];
        let _: Replied<()> = lead.done(address, "posts.suspend", &Suspend { members: members.clone() }).await;
        let decoy = capsule_of(address, "gao-1").await;
        assert!(decoy != real && open_capsule(&decoy, words).is_none());
        assert_eq!(decoy.sealed.0.len(), real.sealed.0.len(), "a decoy is as long");
        let _: Replied<()> = lead.done(address, "posts.reinstate", &Reinstate { members }).await;
        assert_eq!(capsule_of(address, "gao-1").await, real);
        let _: Replied<()> = lead.done(address, "posts.dismiss", &Dismiss { member: hers.member }).await;
        assert_eq!(capsule_of(address, "gao-1").await, decoy);
    });
}
