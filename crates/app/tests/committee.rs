//! What the committee is given beside its numbers: the rule and the survey of a reach, joining, the pack of a meeting.

use crate::rig::http::{Response, form_with, send};
use crate::rig::people::{on_each_engine, reading, reading_as};
use crate::rig::{Engine, Stage};
use danbe_statistics::definitions;
use danbe_statistics::returns::span;
use danbe_words::{Agenda, Month};
use std::process::Command;

async fn get(stage: &Stage, path: &str, cookie: &str) -> Response {
    send(stage.address(), "GET", path, &[("cookie", cookie)], b"").await
}

async fn post(stage: &Stage, path: &str, fields: &[(&str, &str)], cookie: &str) -> Response {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    form_with(stage.address(), path, &fields, &[("cookie", cookie)]).await
}

/// The cells of the first row of a table that begins with a name.
fn row(html: &str, table: &str, name: &str) -> Vec<String> {
    let at = html.find(&format!("<table id=\"{table}\"")).unwrap_or_else(|| panic!("{table}: {html}"));
    let whole = html[at..].split("</table>").next().unwrap();
    let rows = whole.split("<tr").map(|row| {
        let cells = row.split("<t").skip(1).filter(|it| it.starts_with("h ") || it.starts_with("d"));
        cells.map(|it| it.split_once('>').unwrap().1.split("</t").next().unwrap().to_owned()).collect()
    });
    let found = rows.into_iter().find(|cells: &Vec<String>| cells.first().is_some_and(|it| it == name));
    found.unwrap_or_else(|| panic!("{name} in {whole}"))
}

fn plain(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

#[test]
fn people_touched_stand_beside_their_rule_and_a_spot_survey_and_are_added_to_nothing() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cookie = reading(&stage).await;
        let html = get(&stage, "/lecture/rapport/fichier?year=2024&form=html", &cookie).await.text();
        let cells = row(&html, "portee", "Personnes touchées par la sensibilisation");
        let [_, reach, rule, survey, asked, found] = cells.as_slice() else { panic!("{cells:?}") };
        assert!(rule.contains("Présents comptés à l’entrée") && survey.contains("un passant sur cinq"));
        let touched = row(&html, "nombres-touches", "Personnes touchées par la sensibilisation");
        let interviewed = row(&html, "nombres-touches", "Sondage sur la sensibilisation");
        assert_eq!((&touched[1], &interviewed[1]), (reach, asked), "each as it stands on its own line");
        let sum = plain(reach).parse::<i64>().unwrap() + plain(asked).parse::<i64>().unwrap();
        assert!(!plain(&html).contains(&format!("Total{sum}")), "never added");
        assert!(found.contains('%') && found.contains(" (de ") && found.contains(" à "), "{found}");
        assert!(survey.contains(&interviewed[5]), "the survey's own code: {survey} {interviewed:?}");
    });
}

#[test]
fn a_spot_survey_names_the_reach_it_checks_and_nothing_else_does() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let stage = Stage::open(Engine::Sqlite).await;
        let cookie = reading_as(&stage, "statistique").await;
        let reach = "personnes-touchees-par-la-sensibilisation";
        let wrong = [
            ("respondent", "souvenir", ""),
            ("respondent", "", reach),
            ("listener", "souvenir", reach),
            ("person", "", reach),
        ];
        for (unit, breakdowns, measures) in wrong {
            let fields = [
                ("title", "Essai"),
                ("unit", unit),
                ("stage", "none"),
                ("says", "Qui compte"),
                ("rule", "Comment"),
                ("breakdowns", breakdowns),
                ("measures", measures),
                ("kinds", "ngo"),
                ("from", "2024-01"),
            ];
            let answer = post(&stage, "/lecture/definitions/ecrire", &fields, &cookie).await;
            assert!(answer.text().contains("nomme la portée qu’il vérifie"), "{unit}: {}", answer.text());
        }
    });
}

#[test]
fn a_figure_in_persons_prints_pseudonyms_joins_open_matches_and_who_took_no_part() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let reader = reading(&stage).await;
        let figure = "/lecture/personnes-presumees?period=2024";
        let before = get(&stage, figure, &reader).await.text();
        assert!(before.contains("personne n’a encore cherché, pour 2024"), "{before}");
        let statistician = reading_as(&stage, "statistique").await;
        let form = get(&stage, "/lecture/rapprochements", &statistician).await.text();
        let id = |name: &str| {
            let label = form.find(name).unwrap_or_else(|| panic!("{name}: {form}"));
            let value = form[..label].rfind("value=\"").unwrap() + 7;
            form[value..].split('"').next().unwrap().to_owned()
        };
        let (figuier, dune) = (id("Maison du Figuier, Bamako"), id("Maison de la Dune, Gao"));
        let declare = async |possible: &str, joined: &str, apart: &str| {
            let fields = [
                ("year", "2024"),
                ("agencies", figuier.as_str()),
                ("agencies", dune.as_str()),
                ("possible", possible),
                ("joined", joined),
                ("apart", apart),
            ];
            post(&stage, "/lecture/rapprochements", &fields, &statistician).await
        };
        let refused = declare("4", "3", "2").await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Vérifiez les trois nombres"), "{}", refused.text());
        let refused = declare("90000", "90000", "0").await;
        assert!(refused.text().contains("il ne resterait personne"), "{}", refused.text());
        assert_eq!(declare("9", "4", "3").await.status, 303);
        // a figure is read as of a checkpoint: the statement's own is made with it
        let after = get(&stage, figure, &reader).await.text();
        let found = |what: &str| {
            let at = after.find(&format!("<dt>{what}</dt>")).unwrap_or_else(|| panic!("{what}: {after}"));
            let value = after[at..].split("<dd>").nth(1).unwrap().split("</dd>").next().unwrap();
            value.split('<').filter_map(|it| Some(it.split_once('>')?.1)).collect::<String>()
        };
        let pseudonyms = found("Pseudonymes, avant tout rapprochement");
        assert!(plain(&pseudonyms).parse::<u32>().unwrap() > 11, "{pseudonyms}");
        assert_eq!(found("Rapprochements"), "4, déclarés pour l’année 2024");
        assert_eq!(found("Correspondances possibles encore ouvertes"), "2");
        let absent = found("Services qui n’ont pas pris part");
        assert!(absent.contains("Brigade") && !absent.contains("Figuier"), "{absent}");
        let data = stage.folder.to_str().unwrap();
        let verify = ["figure", "verify", "--period", "2024", "--data", data];
        let recount = Command::new(env!("CARGO_BIN_EXE_danbe")).args(verify).output().unwrap();
        let text = String::from_utf8(recount.stdout).unwrap();
        assert!(text.contains("Rapprochements : 4, déclarés pour l’année 2024"), "{text}");
        let report = "/lecture/rapport/fichier?year=2024&form=html";
        let report = get(&stage, report, &reader).await.text();
        assert_eq!(
            row(&report, "rapprochements", "Rapprochements")[1],
            "s",
            "four persons are not published"
        );
    });
}

#[test]
fn the_pack_of_a_meeting_holds_what_was_approved_and_what_waits() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cookie = reading(&stage).await;
        let path = "/lecture/rapport/reunion?from=2024-09&to=2024-11&shape=html";
        let html = get(&stage, path, &cookie).await.text();
        let months = (Month::new(2024, 9).unwrap(), Month::new(2024, 11).unwrap());
        let mut conn = stage.served.house.store().read().await.unwrap();
        let seats = danbe_house::posts::rows::seats(&mut conn).await.unwrap();
        let services = definitions::services(&mut conn, &seats).await.unwrap();
        let spanned = span(&mut conn, &services, months, Month::new(2025, 1).unwrap()).await.unwrap();
        for (agenda, table) in [
            (Agenda::OverdueReferrals, "reunion-orientations-en-retard"),
            (Agenda::DormantFiles, "reunion-dossiers-dormants"),
            (Agenda::UnmetNeeds, "reunion-besoins-non-couverts"),
        ] {
            let own = spanned.figures.iter().find(|it| it.written.definition.agenda == Some(agenda)).unwrap();
            assert!(own.committee.total > 0, "the demonstration counts some");
            let cells = row(&html, table, &own.written.definition.title);
            assert_eq!(plain(&cells[1]), own.committee.total.to_string());
            assert_eq!(cells[2], "nd", "nothing was counted a year before, which is not zero");
            let regions: i64 = own.by_region.iter().map(|(_, count)| count).sum();
            assert_eq!(regions, own.committee.total);
        }
        // November waits for the committee and one of its months for a service: neither is in the numbers
        let waits = row(&html, "en-attente", "L’approbation du comité");
        assert!(plain(&waits[1]).parse::<u32>().unwrap() > 0, "{waits:?}");
        assert!(html.contains("Réservé aux membres du comité"));
        for wrong in ["from=2024-11&to=2024-09", "from=2023-01&to=2024-06", "from=mars&to=2024-09", ""] {
            let refused = get(&stage, &format!("/lecture/rapport/reunion?{wrong}&shape=html"), &cookie).await;
            assert_eq!(refused.status, 422, "{wrong}");
            assert!(refused.text().contains("le premier avant le dernier"), "{wrong}");
        }
        let typist = reading_as(&stage, "brigade-releve").await;
        assert_eq!(get(&stage, path, &typist).await.status, 404);
    });
}
