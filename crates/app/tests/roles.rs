//! Roles an agency builds: the matrix stays the ceiling, and what a role withholds does not exist for who has it.
//!
//! What a role may touch is written here by hand: the oracle's cells of those who work on files, but the eight verbs every
//! post needs. Nothing is taken from what `guard` decides.

use crate::doors::asking::{Asking, askings, perform};
use crate::doors::{absence, printed};
use crate::oracle::{RELATIONS, STANDINGS, VERBS, oracle, reachable, verbs_beyond};
use crate::rig::cast::Cast;
use crate::rig::house::{officer, role};
use crate::rig::http::Response;
use crate::rig::people::{Replied, SignedIn, invented, on_each_engine, sign_in, sync};
use crate::rig::{Stage, chance, database};
use danbe_app::installation::{self, Folder};
use danbe_guard::{Actor, Relation, Role};
use danbe_house::posts::{WelcomeMe, Welcomed};
use danbe_house::roles::{Define, Give, Roles, RolesOf};
use danbe_protection::cases::{List, Open, OpenIdentity};
use danbe_words::{AgencyClass, AgencyId, Duty, MemberId, RoleId, Side};

/// Whose work a role may narrow.
const WORK: [&str; 5] = ["caseworker", "sender", "decider", "tabulator", "investigator"];
/// What every post needs to come in, and to find whom to seal to.
const EVERYBODYS: [&str; 8] = [
    "agencies.others",
    "beyond.see",
    "directory.prove",
    "posts.acknowledge",
    "posts.keep-capsule",
    "posts.sign-in",
    "posts.welcome",
    "protocols.see",
];

/// Verbs a role may withhold, of those of a side.
fn narrowable(verbs: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let opens = |verb: &str| {
        WORK.iter().any(|standing| RELATIONS.iter().any(|relation| oracle(verb, standing, relation)))
    };
    verbs.filter(|verb| opens(verb) && !EVERYBODYS.contains(verb)).collect()
}

/// Numbers from a seed (splitmix64, public domain by its author S. Vigna), the same at each run.
struct Seed(u64);

impl Seed {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn role(&mut self, verbs: &[&str]) -> Role {
        let kept: Vec<_> = verbs.iter().copied().filter(|_| self.next().is_multiple_of(2)).collect();
        Role::of(kept.join(" "))
    }
}

/// Who stands in each standing that has a key, with her one duty.
const STAND: [(&str, AgencyClass, Duty, Side); 9] = [
    ("caseworker", AgencyClass::ProtectionService, Duty::Caseworker, Side::Protection),
    ("officer", AgencyClass::ProtectionService, Duty::Officer, Side::Protection),
    ("holder", AgencyClass::ServiceProvider, Duty::Holder, Side::Protection),
    ("sender", AgencyClass::Sender, Duty::Caseworker, Side::Protection),
    ("decider", AgencyClass::DecidingAuthority, Duty::Caseworker, Side::Protection),
    ("tabulator", AgencyClass::Statistics, Duty::Caseworker, Side::Protection),
    ("investigator", AgencyClass::InvestigatingUnit, Duty::Caseworker, Side::Investigation),
    ("administrator", AgencyClass::Operations, Duty::Administrator, Side::Protection),
    ("rehearsal", AgencyClass::ChildProtection, Duty::Rehearsal, Side::Protection),
];

fn actor(class: AgencyClass, duties: &[Duty], role: Option<Role>) -> Actor {
    let (member, agency) = (MemberId::from_bytes([1; 16]), AgencyId::from_bytes([2; 16]));
    Actor { member, agency, class, duties: duties.to_vec(), team: "a".into(), role }
}

/// Every standing × relation × verb under a thousand roles drawn from a seed, on the matrix of each side.
#[test]
fn under_any_role_the_matrix_is_the_ceiling_and_the_role_the_rest() {
    let (mut seed, mut compared, mut withheld) = (Seed(19), 0_u64, 0_u64);
    let sides = [Side::Protection, Side::Investigation].map(|side| (side, installation::policy_of(side)));
    for _ in 0..1000 {
        for (side, policy) in &sides {
            let names: Vec<_> = policy.verbs().iter().map(|verb| verb.name).collect();
            // Names of verbs no role touches are drawn too: they change nothing.
            let drawn = seed.role(&names);
            for (standing, class, duty, _) in STAND.iter().filter(|(_, _, _, of)| of == side) {
                let who = actor(*class, &[*duty], Some(drawn.clone()));
                for verb in policy.verbs() {
                    let kept = drawn.verbs().any(|kept| kept == verb.name);
                    let touched = WORK.contains(standing) && !EVERYBODYS.contains(&verb.name);
                    let mut concerns = false;
                    for relation in Relation::ALL {
                        let ceiling = oracle(verb.name, standing, relation.code());
                        let open = ceiling && (kept || !touched);
                        assert_eq!(
                            policy.decide(verb, &who, *relation).is_ok(),
                            open,
                            "{} {standing} {relation:?}",
                            verb.name
                        );
                        concerns |= open;
                        compared += 1;
                        withheld += u64::from(ceiling && !open);
                    }
                    assert_eq!(policy.concerns(verb, &who), concerns, "{} {standing}", verb.name);
                }
            }
        }
    }
    assert!(withheld > 10_000, "the roles withhold something");
    println!("{compared} cells under 1000 roles, {withheld} withheld");
}

/// Somebody with two duties keeps the office whole, whatever her role says of the files.
#[test]
fn a_role_takes_nothing_from_an_office() {
    let policy = installation::policy();
    let nothing = Role::default();
    let both = [Duty::Caseworker, Duty::Officer, Duty::Holder];
    let who = actor(AgencyClass::ProtectionService, &both, Some(nothing));
    for verb in policy.verbs() {
        for relation in Relation::ALL {
            let office = ["officer", "holder"].iter().any(|it| oracle(verb.name, it, relation.code()));
            let every = EVERYBODYS.contains(&verb.name) && oracle(verb.name, "caseworker", relation.code());
            let open = policy.decide(verb, &who, *relation).is_ok();
            assert_eq!(open, office || every, "{} {relation:?}", verb.name);
        }
    }
}

/// Gives every post of the agencies of the tests one role, as a database would have it.
async fn everybody_has(stage: &Stage, keeps: &str) {
    for statement in [
        "DELETE FROM house_role_given".to_owned(),
        "DELETE FROM house_role".to_owned(),
        format!(
            "INSERT INTO house_role (id, agency, version, name, keeps, since) VALUES ('{}', '', 1, 'essai', '{keeps}', 1)",
            RoleId::from_bytes([3; 16])
        ),
        format!(
            "INSERT INTO house_role_given (post, role, since) SELECT handle, '{}', 1 FROM house_post",
            RoleId::from_bytes([3; 16])
        ),
    ] {
        database::plant(&stage.url, &statement).await;
    }
}

/// Requests the matrix opens to somebody who works on files and does nothing else.
fn open_to_work<'c>(cast: &'c Cast, verb: &'static str) -> Vec<Asking<'c>> {
    let mut open = askings(cast, verb);
    open.retain(|it| it.open() && it.actor.standings.len() == 1 && WORK.contains(&it.actor.standings[0]));
    open
}

/// Each verb withheld from everybody, then kept alone: absent, byte for byte; then as before.
async fn one_by_one(stage: &Stage, cast: &Cast, verbs: &[&'static str]) -> (usize, usize, Vec<String>) {
    let absent = absence(stage, cast).await.bytes_but_date();
    let (mut refused, mut kept, mut wrong) = (0, 0, Vec::new());
    for verb in verbs.iter().copied() {
        let asked = open_to_work(cast, verb);
        assert!(!asked.is_empty(), "{verb} is asked by nobody");
        let others: Vec<_> = verbs.iter().copied().filter(|it| *it != verb).collect();
        everybody_has(stage, &others.join(" ")).await;
        for asking in &asked {
            let answer = perform(stage, cast, asking).await;
            refused += 1;
            if answer.bytes_but_date() != absent {
                wrong.push(format!("withheld {}: {} {}", asking.named(), answer.status, answer.text()));
            }
        }
        everybody_has(stage, verb).await;
        for asking in &asked {
            let answer = perform(stage, cast, asking).await;
            kept += 1;
            if answer.bytes_but_date() == absent {
                wrong.push(format!("kept {}: {} {}", asking.named(), answer.status, answer.text()));
            }
        }
    }
    (refused, kept, wrong)
}

#[test]
fn what_a_role_withholds_is_absent_and_what_it_keeps_is_as_before() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cast = Cast::enter(&stage).await;
        let verbs = narrowable(VERBS.iter().map(|(verb, _)| *verb));
        let (refused, kept, wrong) = one_by_one(&stage, &cast, &verbs).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(stage.intact().await, "the ledger holds after every refusal");
        println!("{engine:?}: {} verbs, {refused} requests absent, {kept} as before", verbs.len());
    });
}

#[test]
fn beyond_the_wall_a_role_narrows_in_the_same_way() {
    on_each_engine(|engine| async move {
        let stage = Stage::beyond(engine).await;
        let cast = Cast::beyond(&stage).await;
        let opened = |verb: &str| RELATIONS.iter().any(|relation| oracle(verb, "investigator", relation));
        let verbs: Vec<_> = narrowable(verbs_beyond()).into_iter().filter(|verb| opened(verb)).collect();
        assert_eq!(verbs, ["reception.list", "reception.open"]);
        let (refused, kept, wrong) = one_by_one(&stage, &cast, &verbs).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        println!("{engine:?}: {refused} requests absent, {kept} as before");
    });
}

/// What « accueil » keeps: she registers, finds, reads the account and adds notes.
const DESK: [&str; 6] =
    ["cases.register", "cases.search", "cases.list", "cases.open", "cases.note", "cases.history"];

async fn given(stage: &Stage, by: &SignedIn, post: &str, role: Option<RoleId>) -> Response {
    by.act(stage.address(), "roles.give", &Give { post: post.to_owned(), role }).await
}

async fn her_role(stage: &Stage, who: &SignedIn) -> Option<Role> {
    let replied: Replied<Welcomed> = who.done(stage.address(), "posts.welcome", &WelcomeMe {}).await;
    replied.answer.unwrap().role
}

#[test]
fn an_officer_builds_a_role_gives_it_and_takes_it_back() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cast = Cast::enter(&stage).await;
        let address = stage.address();
        let absent = absence(&stage, &cast).await.bytes_but_date();
        let is_absent = |answer: Response| answer.bytes_but_date() == absent;
        let (leads, desk) = officer(&stage).await;
        let gao = sign_in(address, "gao-1").await;
        let filed = desk.register(&invented(1), &invented(1));
        let _: Replied<()> = gao.done(address, "cases.register", &filed.registration).await;
        let file = filed.keyring.file;
        let identity = async || gao.act(address, "cases.open-identity", &OpenIdentity { file }).await;

        let mut asked = role(&DESK);
        asked.name = "Accueil de jour".into();
        let before = stage.size().await;
        let _: Replied<()> = leads.done(address, "roles.define", &asked).await;
        assert_eq!(identity().await.status, 200, "a role nobody has takes nothing");
        assert_eq!(given(&stage, &leads, "gao-1", Some(asked.id)).await.status, 200);
        // From the next envelope on, in the session that is open.
        assert!(is_absent(identity().await));
        let note = desk.note(&filed, "note inventée");
        assert_eq!(gao.act(address, "cases.note", &note).await.status, 200);
        assert_eq!(gao.act(address, "cases.open", &Open { file }).await.status, 200);
        assert_eq!(her_role(&stage, &gao).await.unwrap().verbs().count(), DESK.len());
        let colleague = sign_in(address, "gao-2").await;
        assert_eq!(colleague.act(address, "cases.open-identity", &OpenIdentity { file }).await.status, 200);

        // What she signed before her role said no, and sends after, is refused, kept, and enters when the role is gone.
        let mut corrected = desk.answer(&filed, "place", "autre lieu inventé", None);
        corrected.fact = None;
        let signed = gao.draft("cases.answer", &corrected).sign(&gao.signing);
        assert!(is_absent(sync(address, &gao.token, &signed).await));

        // Nobody else builds or gives here.
        for stranger in ["essai-officer-a", "autre-officer-a"] {
            let stranger = &cast.actor(stranger).who;
            let theirs = Define { from: 1, ..asked.clone() };
            assert!(is_absent(stranger.act(address, "roles.define", &theirs).await), "a role of Gao is none");
            assert!(is_absent(given(&stage, stranger, "gao-1", None).await), "a post of Gao is none");
            let own = stranger.handle.clone();
            assert!(
                is_absent(given(&stage, stranger, &own, Some(asked.id)).await),
                "nor a role of Gao there"
            );
        }
        for other in ["gao-1", "gao-4", "poste-1", "machine-1"] {
            let who = sign_in(address, other).await;
            assert!(is_absent(who.act(address, "roles.define", &role(&[])).await), "{other}");
            assert!(is_absent(given(&stage, &who, "gao-1", None).await), "{other}");
            assert!(is_absent(who.act(address, "roles.list", &RolesOf {}).await), "{other}");
        }

        // Its next version counts at once; who wrote from an older one is told.
        let wider = Define { from: 1, keeps: Role::of("cases.open-identity".into()), ..asked.clone() };
        assert_eq!(
            leads.act(address, "roles.define", &Define { from: 0, ..wider.clone() }).await.code(),
            "state-role-changed"
        );
        let _: Replied<()> = leads.done(address, "roles.define", &wider).await;
        assert_eq!(identity().await.status, 200);
        assert!(is_absent(gao.act(address, "cases.list", &List::default()).await));

        let listed: Replied<Roles> = leads.done(address, "roles.list", &RolesOf {}).await;
        let listed = listed.answer.unwrap();
        assert_eq!(listed.roles.iter().map(|it| (it.id, it.version)).collect::<Vec<_>>(), [(asked.id, 2)]);
        let has: Vec<_> =
            listed.posts.iter().filter(|it| it.role == Some(asked.id)).map(|it| it.post.as_str()).collect();
        assert_eq!(has, ["gao-1"]);

        // Taken back: whole again, and what waited enters, once.
        assert_eq!(given(&stage, &leads, "gao-1", None).await.status, 200);
        assert_eq!(her_role(&stage, &gao).await, None);
        assert_eq!(gao.act(address, "cases.list", &List::default()).await.status, 200);
        let first: Replied<()> = sync(address, &gao.token, &signed).await.json();
        let second: Replied<()> = sync(address, &gao.token, &signed).await.json();
        assert_eq!(first.receipt.index, second.receipt.index, "the same envelope, one line");

        // Lines hold codes: not the name.
        let lines = stage.lines_from(before).await;
        let told = |kind: &str| lines.iter().find(|(_, event)| event.kind == kind).unwrap().1.facts.clone();
        assert_eq!(
            told("roles.define").get("keeps"),
            Some(&{
                let mut it = DESK;
                it.sort_unstable();
                it.join(" ")
            })
        );
        assert_eq!(told("roles.give").get("role"), Some(&asked.id.to_string()));
        assert!(lines.iter().all(|(_, event)| event.facts.iter().all(|(_, fact)| !fact.contains("Accueil"))));
        assert!(stage.intact().await);
    });
}

#[test]
fn what_no_role_may_hold_is_refused_with_a_sentence() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (leads, _) = officer(&stage).await;
        let named = |name: &str| {
            let mut it = role(&[]);
            it.name = name.into();
            it
        };
        let twice = named("deux fois");
        let _: Replied<()> = leads.done(stage.address(), "roles.define", &twice).await;
        for (body, code) in [
            (role(&["cases.unheard-of"]), "invalid-role-verb-keeps"),
            (role(&["posts.welcome"]), "invalid-role-spared-keeps"),
            (role(&["posts.suspend"]), "invalid-role-spared-keeps"),
            (role(&["reception.open"]), "invalid-role-verb-keeps"),
            (named(""), "invalid-role-name-name"),
            (named(&"a".repeat(61)), "invalid-role-name-name"),
            (named("deux fois"), "state-role-named"),
            (Define { from: 3, ..role(&[]) }, "state-role-changed"),
        ] {
            let answer = leads.act(stage.address(), "roles.define", &body).await;
            assert_eq!(answer.code(), code, "{}", answer.text());
            assert!(answer.text().contains(". "), "a sentence, and what to do: {}", answer.text());
        }
        assert_eq!(
            given(&stage, &leads, "gao-1", Some(RoleId::from_bytes(chance().bytes()))).await.status,
            404
        );
    });
}

/// The printed matrix of a role says of every cell somebody can stand in what the server answers there.
#[test]
fn the_printed_role_is_what_the_server_answers() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let cast = Cast::enter(&stage).await;
        let absent = absence(&stage, &cast).await.bytes_but_date();
        let leads = &cast.actor("essai-officer-a").who;
        let asked = role(&DESK);
        let _: Replied<()> = leads.done(stage.address(), "roles.define", &asked).await;
        assert_eq!(given(&stage, leads, "essai-caseworker-a", Some(asked.id)).await.status, 200);
        let text = installation::printed_roles(&Folder::open(&stage.folder).unwrap()).await.unwrap();
        assert!(text.starts_with(&format!("## essai: {}, version 1, posts: 1\n", asked.name)), "{text}");
        let whole = installation::policy().print(Side::Protection);
        let lines = |text: &str| text.lines().filter(|it| !it.is_empty() && !it.starts_with('#')).count();
        assert_eq!(lines(&text), lines(&whole), "complete: a line for every verb and standing");
        assert_eq!(lines(&text), VERBS.len() * STANDINGS.len());
        let open = printed(&text);
        let mut answered = 0;
        for (verb, _) in VERBS {
            if !reachable(verb, "caseworker", "own") && !reachable(verb, "caseworker", "team") {
                continue;
            }
            let mut asked = askings(&cast, verb);
            asked.retain(|it| it.actor.who.handle == "essai-caseworker-a");
            for asking in asked {
                let cell = (verb.to_owned(), "caseworker".to_owned(), asking.relation.to_owned());
                let answer = perform(&stage, &cast, &asking).await;
                let there = answer.bytes_but_date() != absent;
                assert_eq!(there, open.contains(&cell), "{}: {}", asking.named(), answer.text());
                answered += 1;
            }
        }
        println!("{engine:?}: {answered} answers as printed");
    });
}
