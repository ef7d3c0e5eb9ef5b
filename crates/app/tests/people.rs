//! Members refused, taken back, gone; and the agency's key that changes behind who has gone.

use crate::rig::Stage;
use crate::rig::house::{desk_post, enrol, officer, people, renewal};
use crate::rig::http::refused;
use crate::rig::people::{Desk, Replied, SignedIn, invented, on_each_engine, sign_in, try_sign_in};
use danbe_house::posts::{Dismiss, Reinstate, Suspend, Welcome, WelcomeMe, Welcomed};
use danbe_protection::cases::{Open, Opened};
use danbe_vault::OpeningKey;
use danbe_words::FileId;

#[test]
fn suspended_members_are_refused_at_the_next_request_several_at_once_and_taken_back() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (officer, _) = officer(&stage).await;
        let (one, two) = (sign_in(address, "gao-1").await, sign_in(address, "gao-2").await);
        let stranger = sign_in(address, "segou-1").await;
        let ask = |who: SignedIn| async move { who.act(address, "posts.welcome", &WelcomeMe {}).await };

        let mixed = Suspend { members: vec![one.member, stranger.member] };
        refused(&officer.act(address, "posts.suspend", &mixed).await, 404, "not-found");
        assert_eq!(ask(one.clone()).await.status, 200, "one stranger among them and none is touched");
        let self_too = Suspend { members: vec![officer.member] };
        refused(&officer.act(address, "posts.suspend", &self_too).await, 409, "state-own-post");
        refused(&officer.act(address, "posts.suspend", &Suspend { members: vec![] }).await, 404, "not-found");

        let both = vec![one.member, two.member];
        let _: Replied<()> = officer.done(address, "posts.suspend", &Suspend { members: both.clone() }).await;
        for who in [&one, &two] {
            refused(&ask(who.clone()).await, 401, "session-closed");
            refused(&try_sign_in(address, &who.handle, &who.signing).await, 401, "sign-in-refused");
        }
        let listed = people(address, &officer).await;
        let suspended = listed.posts.iter().filter_map(|held| held.holder.as_ref()?.suspended).count();
        assert_eq!(suspended, 2);
        let _: Replied<()> = officer.done(address, "posts.reinstate", &Reinstate { members: both }).await;
        for who in [&one, &two] {
            refused(&ask(who.clone()).await, 401, "session-closed");
            assert_eq!(try_sign_in(address, &who.handle, &who.signing).await.status, 200);
        }
    });
}

#[test]
fn the_keeper_of_the_machine_suspends_none_but_his_own() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let keeper = sign_in(address, "machine-1").await;
        let gao = sign_in(address, "gao-1").await;
        let body = Suspend { members: vec![gao.member] };
        refused(&keeper.act(address, "posts.suspend", &body).await, 404, "not-found");
        assert_eq!(people(address, &keeper).await.posts.len(), 1, "his own agency's posts");
    });
}

async fn opened(stage: &Stage, who: &SignedIn, file: FileId) -> Opened {
    let replied: Replied<Opened> = who.done(stage.address(), "cases.open", &Open { file }).await;
    replied.answer.unwrap()
}

/// How many of a file's keys one of these opens.
fn opens(file: &Opened, keys: &[OpeningKey]) -> usize {
    let one = |wrapped| keys.iter().any(|key| file.keyring.open_key(wrapped, key).is_ok());
    file.keys.iter().filter(|wrapped| one(wrapped)).count()
}

#[test]
fn what_is_sealed_after_a_member_left_she_cannot_read_with_all_she_had() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (officer, desk) = officer(&stage).await;
        let leaver = sign_in(address, "gao-1").await;
        let hers = leaver.welcome(address).await;
        let old = hers.register(&invented(6), &invented(6));
        let _: Replied<()> = leaver.done(address, "cases.register", &old.registration).await;
        assert_eq!(people(address, &officer).await.due, None);

        let gone = Dismiss { member: leaver.member };
        let _: Replied<()> = officer.done(address, "posts.dismiss", &gone).await;
        refused(&leaver.act(address, "posts.welcome", &WelcomeMe {}).await, 401, "session-closed");
        refused(&try_sign_in(address, "gao-1", &leaver.signing).await, 401, "sign-in-refused");
        refused(&officer.act(address, "posts.dismiss", &gone).await, 409, "state-departed");
        let listed = people(address, &officer).await;
        assert!(listed.due.is_some(), "the page says since when a change is due");
        let vacant = listed.posts.iter().find(|held| held.post.handle == "gao-1").unwrap();
        assert!(vacant.holder.is_none(), "the post stays, vacant");

        let (renew, key) = renewal(&listed, &desk);
        let mut short = renew.clone();
        short.welcomes.pop();
        refused(&officer.act(address, "posts.renew", &short).await, 409, "state-renewal-changed");
        let mut hers_too = renew.clone();
        hers_too.welcomes.push((leaver.member, danbe_vault::Wrap(vec![1; 64])));
        refused(&officer.act(address, "posts.renew", &hers_too).await, 409, "state-renewal-changed");
        let _: Replied<()> = officer.done(address, "posts.renew", &renew).await;
        refused(&officer.act(address, "posts.renew", &renew).await, 409, "state-renewal-changed");
        assert_eq!(people(address, &officer).await.due, None);

        // A colleague's next welcome brings the new key and the one before; the server's old one is another's.
        let colleague = sign_in(address, "gao-2").await;
        let replied: Replied<Welcomed> = colleague.done(address, "posts.welcome", &WelcomeMe {}).await;
        let welcome = Welcome::open(&replied.answer.unwrap().welcome, &colleague.opening, None).unwrap();
        let secrets = welcome.secrets().unwrap();
        let all: Vec<_> = secrets.opening_keys().cloned().collect();
        assert_eq!(all.len(), 2);
        assert_eq!(all.first(), Some(&key));
        let new_desk =
            Desk { agency: desk.agency, to: key.sealing(), secrets: secrets.clone(), welcome: Some(welcome) };
        let new = new_desk.register(&invented(7), &invented(7));
        let _: Replied<()> = colleague.done(address, "cases.register", &new.registration).await;

        let had: Vec<_> = hers.secrets.opening_keys().cloned().collect();
        for (file, readable) in [(old.keyring.file, true), (new.keyring.file, false)] {
            let file = opened(&stage, &colleague, file).await;
            assert_eq!(opens(&file, &all), file.keys.len(), "a colleague reads what was and what is");
            assert_eq!(opens(&file, &had) > 0, readable, "what she had opens nothing that came after");
        }
        // Somebody new in her post reads all of it.
        let (officer, desk) = (officer.clone(), officer.welcome(address).await);
        let next = enrol(address, &officer, &desk, desk_post("gao-1", "accueil")).await;
        let next_desk = next.welcome(address).await;
        let keys: Vec<_> = next_desk.secrets.opening_keys().cloned().collect();
        for file in [old.keyring.file, new.keyring.file] {
            let file = opened(&stage, &next, file).await;
            assert_eq!(opens(&file, &keys), file.keys.len());
        }
    });
}
