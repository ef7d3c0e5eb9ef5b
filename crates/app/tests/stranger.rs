//! What is not for you does not exist: the same bytes, whoever asks, and a line for each try.
//!
//! Another agency, another team, a sender, the machine's keeper and a reading session ask for a file that exists, and
//! for one that does not. Status, every header but the date, body and length must be equal.

use crate::rig;
use crate::rig::cast::{Asked, ask, card};
use crate::rig::http::{Response, post, send};
use crate::rig::people::{
    Desk, Draft, Filed, Replied, SignedIn, enrolment, everybody, invented, on_each_engine, open_capsule,
    reading, sign_in, sync,
};
use crate::rig::{Stage, chance};
use danbe_house::recovery::{Approve, Finish};
use danbe_protection::cases::{AnswerBody, HistoryOf, NoteBody, Open, OpenIdentity};
use danbe_store::Clock;
use danbe_vault::{Capsule, KdfParams, Wrap};
use danbe_words::FileId;

const FILE_VERBS: [&str; 6] =
    ["cases.open", "cases.open-identity", "cases.answer", "cases.note", "cases.history", "cases.index"];
/// Another team, other agencies, a sender, the machine's keeper, an officer.
const OTHERS: [&str; 6] = ["gao-4", "segou-1", "bamako-1", "poste-1", "machine-1", "gao-3"];

/// The same request about a file, whoever asks.
async fn about(stage: &Stage, who: &SignedIn, desk: &Desk, verb: &str, filed: &Filed) -> Response {
    let (address, file) = (stage.address(), filed.keyring.file);
    match verb {
        "cases.open" => who.act(address, verb, &Open { file }).await,
        "cases.open-identity" => who.act(address, verb, &OpenIdentity { file }).await,
        "cases.history" => who.act(address, verb, &HistoryOf { file }).await,
        "cases.index" => who.act(address, verb, &desk.index(filed)).await,
        "cases.answer" => {
            let body: AnswerBody = desk.answer(filed, "place", "lieu inventé", None);
            who.act(address, verb, &body).await
        }
        _ => {
            let body: NoteBody = desk.note(filed, "note inventée");
            who.act(address, verb, &body).await
        }
    }
}

async fn file_of_gao(stage: &Stage) -> (SignedIn, Desk, Filed) {
    let gao = sign_in(stage.address(), "gao-1").await;
    let desk = gao.welcome(stage.address()).await;
    let filed = desk.register(&invented(7), &invented(7));
    let _: Replied<()> = gao.done(stage.address(), "cases.register", &filed.registration).await;
    (gao, desk, filed)
}

fn absent(filed: &Filed) -> Filed {
    let mut absent = filed.clone();
    absent.keyring.file = FileId::from_bytes(chance().bytes());
    absent
}

#[test]
fn a_file_of_others_is_byte_for_byte_a_file_that_does_not_exist() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (gao, desk, filed) = file_of_gao(&stage).await;
        let mut compared = 0;
        for verb in FILE_VERBS {
            let mine = about(&stage, &gao, &desk, verb, &filed).await;
            assert_eq!(mine.status, 200, "{verb} by who may: {}", mine.text());
            let nothing = about(&stage, &gao, &desk, verb, &absent(&filed)).await;
            assert_eq!((nothing.status, nothing.code().as_str()), (404, "not-found"));
            for other in everybody(&stage, &OTHERS).await {
                let there = about(&stage, &other, &desk, verb, &filed).await;
                let not_there = about(&stage, &other, &desk, verb, &absent(&filed)).await;
                let said = format!("{verb} by {}", other.handle);
                assert_eq!(there.bytes_but_date(), not_there.bytes_but_date(), "{said}");
                assert_eq!(there.bytes_but_date(), nothing.bytes_but_date(), "{said}, as for a caseworker");
                compared += 2;
            }
        }
        println!("{engine:?}: {compared} answers compared byte for byte");
    });
}

#[test]
fn each_refused_try_leaves_a_line_that_names_who_tried() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (gao, desk, filed) = file_of_gao(&stage).await;
        for other in everybody(&stage, &OTHERS).await {
            for verb in FILE_VERBS {
                for file in [&filed, &absent(&filed)] {
                    let before = stage.size().await;
                    about(&stage, &other, &desk, verb, file).await;
                    let lines = stage.lines_from(before).await;
                    let [(line, event)] = lines.as_slice() else { panic!("one line: {lines:?}") };
                    assert_eq!(
                        (line.kind.as_str(), line.actor.as_str()),
                        ("refused", &*other.member.to_string())
                    );
                    assert_eq!(event.facts.get("verb").map(String::as_str), Some(verb));
                    assert_eq!(event.facts.get("problem").map(String::as_str), Some("not-found"));
                    assert_eq!(event.tag, None, "a refusal does not say about whom");
                }
            }
        }
        let before = stage.size().await;
        about(&stage, &gao, &desk, "cases.open", &filed).await;
        assert_eq!(stage.lines_from(before).await[0].0.kind, "cases.open", "an opening is not a refusal");
        assert!(stage.intact().await);
    });
}

/// The two acts on a request, by somebody, as if she might.
async fn on_request(stage: &Stage, who: &SignedIn, desk: &Desk, verb: &str, asked: &Asked) -> Response {
    if verb == "recovery.approve" {
        let body = Approve::sign(asked.id.clone(), asked.text.clone(), &who.signing);
        return who.act(stage.address(), verb, &body).await;
    }
    let signing = desk.secrets.signing.as_ref().expect("an officer's desk");
    let post = rig::cast::post_of("gao-1", &[danbe_words::Duty::Caseworker], "accueil");
    let card = card(desk.agency, who.member, (&asked.opening, &asked.signing), 2, &post, signing);
    let body = Finish { recovery: asked.id.clone(), card, welcome: Wrap(vec![1; 64]) };
    who.act(stage.address(), verb, &body).await
}

#[test]
fn a_request_of_another_agency_is_byte_for_byte_a_request_that_does_not_exist() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cast = rig::cast::Cast::enter(&stage).await;
        let (asked, _) = ask(stage.address(), "gao-1").await;
        let (nobodys, _) = ask(stage.address(), "nobody-of-that-name").await;
        let strangers = cast.actors.iter().filter(|actor| actor.agency != "gao");
        let mut compared = 0;
        for actor in strangers {
            for verb in ["recovery.approve", "recovery.finish"] {
                let before = stage.size().await;
                let there = on_request(&stage, &actor.who, &cast.gao, verb, &asked).await;
                let not_there = on_request(&stage, &actor.who, &cast.gao, verb, &nobodys).await;
                assert_eq!((there.status, there.code().as_str()), (404, "not-found"));
                assert_eq!(there.bytes_but_date(), not_there.bytes_but_date(), "{verb} {}", actor.who.handle);
                let kinds: Vec<_> = stage.lines_from(before).await.into_iter().map(|(l, _)| l.kind).collect();
                assert_eq!(kinds, ["refused", "refused"]);
                compared += 1;
            }
        }
        println!("{engine:?}: {compared} pairs of answers equal");
    });
}

#[test]
fn the_list_of_requests_shows_no_other_agency() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cast = rig::cast::Cast::enter(&stage).await;
        let holder = cast.actors.iter().find(|a| a.agency == "autre" && a.standings == ["holder"]).unwrap();
        let list: Replied<danbe_house::recovery::Recoveries> =
            holder.who.done(stage.address(), "recovery.list", &danbe_house::recovery::RecoveriesOf {}).await;
        let own = cast.requests.iter().find(|request| request.agency == "autre").unwrap();
        let ids: Vec<_> = list.answer.unwrap().pending.into_iter().map(|pending| pending.id).collect();
        assert_eq!(ids, [own.thing.id.as_str()]);
    });
}

#[test]
fn a_reading_session_gets_nothing_where_acts_are_taken() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (gao, _, filed) = file_of_gao(&stage).await;
        let cookie = reading(&stage).await;
        let token = cookie.split_once('=').unwrap().1.to_owned();
        let (before, file) = (stage.size().await, filed.keyring.file);
        let envelope =
            Draft::new("cases.open", gao.member, stage.clock.now().0, &Open { file }).sign(&gao.signing);
        let nobody = send(stage.address(), "POST", "/sync", &[], &envelope).await;
        assert_eq!((nobody.status, nobody.code().as_str()), (401, "session-closed"));
        let with_cookie = send(stage.address(), "POST", "/sync", &[("cookie", &cookie)], &envelope).await;
        let with_token = sync(stage.address(), &token, &envelope).await;
        for answer in [with_cookie, with_token] {
            assert_eq!(answer.bytes_but_date(), nobody.bytes_but_date());
        }
        assert_eq!(stage.size().await, before, "nothing was taken");
        let taken = sync(stage.address(), &gao.token, &envelope).await;
        assert_eq!(taken.status, 200, "the same envelope under its own session: {}", taken.text());
    });
}

async fn capsule_of(stage: &Stage, handle: &str) -> Response {
    post(stage.address(), "/session/capsule", &serde_json::json!({ "handle": handle })).await
}

#[test]
fn the_capsule_of_nobody_looks_like_a_real_one_and_is_always_the_same() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let mut lengths = std::collections::BTreeMap::new();
        for handle in rig::handles() {
            let response = capsule_of(&stage, handle).await;
            lengths.insert(handle, response.body.len());
        }
        let real = capsule_of(&stage, "gao-1").await;
        for handle in ["nobody-of-that-name", "kayes-1", "comite-lecture", "", "gao-1 ", "GAO-1"] {
            let decoy = capsule_of(&stage, handle).await;
            assert_eq!(decoy.bytes_but_date(), capsule_of(&stage, handle).await.bytes_but_date(), "{handle}");
            assert_eq!(decoy.status, real.status);
            let names = |r: &Response| r.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
            assert_eq!(names(&decoy), names(&real));
            assert_eq!(decoy.body.len(), real.body.len(), "{handle}: {lengths:?}");
            let (shape, read): (Capsule, Capsule) = (decoy.json(), real.json());
            assert_eq!((shape.v, shape.params), (read.v, KdfParams::FLOOR));
            assert_eq!(shape.params, read.params);
            assert_ne!(shape.salt, read.salt);
            assert!(open_capsule(&shape, &rig::account("gao-1").words).is_none(), "no words open it");
        }
        assert!(lengths.values().all(|length| *length == real.body.len()), "{lengths:?}");
        let known = enrolment(stage.address(), "gao-1").await;
        assert_eq!(known.handle, "gao-1", "the real one opens");
    });
}

#[test]
fn signing_in_as_nobody_is_answered_as_signing_in_with_a_wrong_key() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let other = enrolment(stage.address(), "gao-2").await.keys().unwrap().1;
        let wrong = rig::people::try_sign_in(stage.address(), "gao-1", &other).await;
        assert_eq!((wrong.status, wrong.code().as_str()), (401, "sign-in-refused"));
        for handle in ["nobody-of-that-name", "comite-lecture"] {
            let nobody = rig::people::try_sign_in(stage.address(), handle, &other).await;
            assert_eq!(nobody.bytes_but_date(), wrong.bytes_but_date(), "{handle}");
        }
    });
}

#[test]
fn sending_the_same_request_twice_tells_nothing_of_the_account() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let mut answers = Vec::new();
        for handle in ["gao-1", "nobody-of-that-name"] {
            let (asked, first) = ask(stage.address(), handle).await;
            let sig = asked.signing.sign("recovery-request", asked.text.as_bytes());
            let request = danbe_vault::Signed::from_parts(asked.text.clone(), sig);
            let again = danbe_house::recovery::Ask { request, signing: asked.signing.verifying() };
            answers.push((first, post(stage.address(), "/session/recover", &again).await));
        }
        let [real, nobody] = answers.as_slice() else { panic!("two accounts") };
        assert_eq!(real.0.bytes_but_date(), nobody.0.bytes_but_date());
        assert_eq!(real.1.bytes_but_date(), nobody.1.bytes_but_date(), "the second time");
        let kept =
            rig::database::number(&stage.url, "SELECT COUNT(*) FROM house_recovery WHERE finished IS NULL")
                .await;
        assert_eq!(kept, 1, "one request, however often it is sent");
    });
}
