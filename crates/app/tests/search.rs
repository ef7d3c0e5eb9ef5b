//! Looking for a person: by name however it is spelt, by a number that is exact, and never among what another team holds.

use crate::rig::people::{Desk, Replied, SignedIn, invented, on_each_engine, sign_in};
use crate::rig::{Engine, Stage};
use danbe_protection::cases::steps::Values;
use danbe_protection::cases::{Found, NameCard, Search};
use danbe_words::FileId;

fn named(family: &str, given: &str, telephone: &str) -> Values {
    let mut values = invented(3);
    for (question, value) in
        [("family", family), ("given", given), ("telephone", telephone), ("document", "")]
    {
        values.insert(question.to_owned(), value.to_owned());
    }
    values
}

async fn register(stage: &Stage, who: &SignedIn, desk: &Desk, values: &Values) -> FileId {
    let filed = desk.register(&invented(3), values);
    let _: Replied<()> = who.done(stage.address(), "cases.register", &filed.registration).await;
    filed.keyring.file
}

fn words(pairs: &[(&str, &str)]) -> NameCard {
    NameCard::of(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())).unwrap()
}

fn asked(desk: &Desk, pairs: &[(&str, &str)]) -> Search {
    Search::of(&words(pairs), desk.secrets.tokens.as_ref().unwrap())
}

async fn look(stage: &Stage, who: &SignedIn, search: &Search) -> Found {
    let found: Replied<Found> = who.done(stage.address(), "cases.search", search).await;
    found.answer.unwrap()
}

fn files(found: &Found) -> Vec<FileId> {
    found.cards.iter().map(|hit| hit.file).collect()
}

#[test]
fn a_number_finds_her_however_it_is_written_and_before_twenty_namesakes() {
    on_each_engine(async |engine| {
        let stage = Stage::open(engine).await;
        let gao = sign_in(stage.address(), "gao-1").await;
        let desk = gao.welcome(stage.address()).await;
        let her = register(&stage, &gao, &desk, &named("Tounkara", "Nènè", "70 99 88 77")).await;
        for _ in 0..25 {
            register(&stage, &gao, &desk, &named("Coulibaly", "Kadiatou", "")).await;
        }
        for typed in ["70998877", "+223 70-99-88-77", "00223 70 99 88 77", "٧٠٩٩٨٨٧٧"] {
            let found = look(&stage, &gao, &asked(&desk, &[("telephone", typed)])).await;
            assert_eq!(files(&found).first(), Some(&her), "{typed}");
            let key = desk.secrets.opening.as_ref().unwrap();
            let card = NameCard::open(&found.cards[0].card, her, key).unwrap();
            assert_eq!(card.shares(&words(&[("telephone", typed)])).collect::<Vec<_>>(), ["telephone"]);
        }
        // Another name was said, with her number: she still comes first of the twenty.
        let both = asked(&desk, &[("family", "Kulibali"), ("given", "Kadiatu"), ("telephone", "70998877")]);
        let response = gao.act(stage.address(), "cases.search", &both).await;
        let found: Replied<Found> = response.json();
        let found = found.answer.unwrap();
        assert_eq!((files(&found).first(), found.cards.len()), (Some(&her), 20));
        assert!(response.body.len() <= 12_000, "{} bytes", response.body.len());
        println!("{engine:?}: twenty cards and their proof in {} bytes", response.body.len());
    });
}

#[test]
fn a_corrected_number_finds_her_and_the_old_one_no_more() {
    on_each_engine(async |engine| {
        let stage = Stage::open(engine).await;
        let gao = sign_in(stage.address(), "gao-1").await;
        let desk = gao.welcome(stage.address()).await;
        let filed = desk.register(&invented(3), &named("Tounkara", "Nènè", "70 99 88 77"));
        let file = filed.keyring.file;
        let _: Replied<()> = gao.done(stage.address(), "cases.register", &filed.registration).await;
        let mut body = desk.answer(&filed, "telephone", "70 11 22 33", None);
        body.named = Some(desk.named(&named("Tounkara", "Nènè", "70 11 22 33"), file));
        let _: Replied<()> = gao.done(stage.address(), "cases.answer", &body).await;
        let by = async |number| {
            files(&look(&stage, &gao, &asked(&desk, &[("telephone", number)])).await).contains(&file)
        };
        assert!(by("70112233").await);
        assert!(!by("70998877").await);
    });
}

#[test]
fn another_team_is_named_and_nothing_of_what_it_holds() {
    on_each_engine(async |engine| {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let legal = sign_in(address, "gao-4").await;
        let said = [("family", "Tunkara"), ("given", "Nene"), ("telephone", "70998877")];
        let nobody = look(&stage, &legal, &asked(&desk, &said)).await;
        assert!(nobody.teams.is_empty(), "nobody of that name: {:?}", nobody.teams);
        let her = register(&stage, &gao, &desk, &named("Tounkara", "Nènè", "70 99 88 77")).await;
        let answers = async || {
            let mut answers = Vec::new();
            for pairs in [&said[..], &said[..2], &said[2..]] {
                let mine = look(&stage, &gao, &asked(&desk, pairs)).await;
                assert!(files(&mine).contains(&her) && mine.teams.is_empty(), "her own team sees her card");
                let found = look(&stage, &legal, &asked(&desk, pairs)).await;
                assert_eq!((found.cards.len(), found.teams.as_slice()), (0, &["accueil".to_owned()][..]));
                answers.push(serde_json::to_string(&found).unwrap());
            }
            answers
        };
        let one = answers().await;
        register(&stage, &gao, &desk, &named("Tounkara", "Nènè", "70 99 88 77")).await;
        assert_eq!(answers().await, one, "one person or two: the same words");

        // Ségou holds another key; and with Gao's, still another agency.
        let segou = sign_in(address, "segou-1").await;
        let own = segou.welcome(address).await;
        for desk in [&own, &desk] {
            let found = look(&stage, &segou, &asked(desk, &said)).await;
            assert_eq!((files(&found).contains(&her), found.teams.len()), (false, 0));
        }
        println!("{engine:?}: 3 searches by each of two teams, 2 by another agency");
    });
}

#[test]
fn the_server_holds_no_number_and_each_agency_has_tokens_of_its_own() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let stage = Stage::open(Engine::Sqlite).await;
        let (gao, segou) =
            (sign_in(stage.address(), "gao-1").await, sign_in(stage.address(), "segou-1").await);
        let (one, two) = (gao.welcome(stage.address()).await, segou.welcome(stage.address()).await);
        let said = [("telephone", "70998877"), ("document", "70998877")];
        let (one, two) = (asked(&one, &said).tokens, asked(&two, &said).tokens);
        assert_eq!((one.len(), two.len()), (2, 2));
        assert!(one.iter().all(|token| !two.contains(token)), "{one:?} {two:?}");
        assert_ne!(one[0] & 0xffff, one[1] & 0xffff, "a key for each field");
    });
}
