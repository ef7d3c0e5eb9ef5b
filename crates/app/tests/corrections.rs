//! What a correction changes outside the sealed record: how she is found, and where she is counted.

use crate::rig;
use crate::rig::Stage;
use crate::rig::people::{Desk, Filed, Replied, SignedIn, invented, on_each_engine, sign_in};
use danbe_figures::Period;
use danbe_protection::cases::{FactChange, Found, NameCard, Named};

async fn found(
    stage: &Stage,
    who: &SignedIn,
    desk: &Desk,
    family: &str,
    given: &str,
) -> Vec<danbe_words::FileId> {
    let mut name = invented(1);
    name.insert("family".into(), family.into());
    name.insert("given".into(), given.into());
    let found: Replied<Found> = who.done(stage.address(), "cases.search", &desk.search(&name)).await;
    found.answer.unwrap().cards.into_iter().map(|hit| hit.file).collect()
}

async fn registered(stage: &Stage, who: &SignedIn, desk: &Desk) -> Filed {
    let mut values = invented(1);
    values.insert("family".into(), "Dembélé".into());
    values.insert("given".into(), "Korotoumou".into());
    let filed = desk.register(&values, &values);
    let _: Replied<()> = who.done(stage.address(), "cases.register", &filed.registration).await;
    filed
}

#[test]
fn a_corrected_name_is_found_as_it_is_called_now() {
    on_each_engine(async |engine| {
        let stage = Stage::open(engine).await;
        let gao = sign_in(stage.address(), "gao-1").await;
        let desk = gao.welcome(stage.address()).await;
        let filed = registered(&stage, &gao, &desk).await;
        let file = filed.keyring.file;
        assert!(found(&stage, &gao, &desk, "Dembélé", "Korotoumou").await.contains(&file));

        let card = NameCard {
            family: "Haïdara".into(),
            given: "Safiatou".into(),
            year: None,
            ..NameCard::default()
        };
        let mut chance = rig::chance();
        let tokens = card.kept_tokens(desk.secrets.tokens.as_ref().unwrap());
        let mut body = desk.answer(&filed, "family", "Haïdara", None);
        body.named = Some(Named { card: card.seal(file, &desk.to, &mut chance), tokens });
        let _: Replied<()> = gao.done(stage.address(), "cases.answer", &body).await;

        assert!(found(&stage, &gao, &desk, "Haïdara", "Safiatou").await.contains(&file));
        assert!(!found(&stage, &gao, &desk, "Dembélé", "Korotoumou").await.contains(&file));
    });
}

#[test]
fn a_corrected_month_moves_her_in_the_figure_and_the_recount_agrees() {
    on_each_engine(async |engine| {
        let stage = Stage::open(engine).await;
        let gao = sign_in(stage.address(), "gao-1").await;
        let desk = gao.welcome(stage.address()).await;
        let filed = registered(&stage, &gao, &desk).await;
        let (old, new) = ("2025-02".parse().unwrap(), "2025-07".parse().unwrap());
        let counts = async || {
            let mut conn = stage.served.house.store().read().await.unwrap();
            let mut count = Vec::new();
            for month in [filed.registration.facts.month, old, new] {
                let table = danbe_statistics::presumed::presumed(&mut conn, Period::Month(month), None).await;
                count.push(table.unwrap().total());
            }
            count
        };
        let before = counts().await;
        for month in [old, new] {
            let change = Some(FactChange::Month(month));
            let body = desk.answer(&filed, "date", &format!("{month}-09"), change);
            let _: Replied<()> = gao.done(stage.address(), "cases.answer", &body).await;
        }
        let after = counts().await;
        assert_eq!(after, [before[0] - 1, before[1], before[2] + 1]);
        assert!(stage.intact().await);
    });
}
