//! The permission matrix once more, written by hand: what `doors.rs` holds the verbs, the printed policy and the running
//! server to. Nothing here is computed from what a verb declares.

use crate::rig::figures;

/// Who may do what, written by hand from the rules of the house, never from the verbs: caseworkers work on the files
/// of their team; officers answer for keys and people, holders vouch, neither reads a file by it; a statistics office counts
/// what was sealed to it and reads no file; senders and the machine's keeper come in and open nothing, and he suspends none but his own; nor does who is there to be brought back on trial; a reading account reads figures; nobody signed in
/// may only ask to be brought back, or for the post of a code.
pub(crate) const ORACLE: [(&str, &str, &[&str]); 27] = [
    (
        "caseworker",
        "own",
        &[
            "cases.register",
            "cases.search",
            "cases.list",
            "agencies.others",
            "bases.reviews",
            "cases.unfound",
            "late.list",
            "protocols.see",
            "referrals.inbox",
            "referrals.sent",
            "directory.prove",
            "posts.sign-in",
            "posts.welcome",
            "posts.acknowledge",
            "posts.keep-capsule",
        ],
    ),
    (
        "caseworker",
        "team",
        &[
            "bases.list",
            "bases.look",
            "bases.record",
            "bases.second",
            "bases.tell",
            "bases.withdraw",
            "cases.beside",
            "cases.put-on",
            "cases.take-off",
            "cases.open",
            "cases.open-identity",
            "cases.answer",
            "cases.approve-closing",
            "cases.close",
            "cases.note",
            "cases.history",
            "cases.index",
            "cases.reopen",
            "extracts.send",
            "late.settle",
            "referrals.accept",
            "referrals.answer-recall",
            "referrals.decline",
            "referrals.finish",
            "referrals.follow",
            "referrals.open",
            "referrals.revoke",
            "referrals.send",
        ],
    ),
    ("caseworker", "agency", &["bases.review"]),
    (
        "officer",
        "own",
        &[
            "directory.prove",
            "posts.sign-in",
            "posts.welcome",
            "recovery.list",
            "posts.people",
            "posts.renew",
            "enrolment.invite",
            "posts.acknowledge",
            "posts.keep-capsule",
            "posts.set-limits",
            "posts.set-terms",
            "agencies.see",
            "agencies.look-up",
            "agencies.name-holders",
            "agencies.switch-on",
            "agencies.others",
            "allowances.approve",
            "allowances.propose",
            "allowances.see",
            "agencies.propose-closing",
            "agencies.take-over",
            "agencies.close",
            "beyond.see",
            "protocols.end",
            "protocols.propose",
            "protocols.see",
            "protocols.sign",
            "successions.share",
            "notices.see",
            "notices.set",
            "roles.define",
            "roles.list",
        ],
    ),
    ("officer", "team", &["referrals.revoke"]),
    (
        "officer",
        "agency",
        &[
            "referrals.revoke",
            "recovery.finish",
            "posts.suspend",
            "posts.reinstate",
            "posts.set-end",
            "posts.dismiss",
            "enrolment.withdraw",
            "enrolment.hear",
            "enrolment.confirm",
            "roles.give",
        ],
    ),
    (
        "holder",
        "own",
        &[
            "directory.prove",
            "posts.sign-in",
            "posts.welcome",
            "posts.acknowledge",
            "posts.keep-capsule",
            "recovery.list",
            "successions.endings",
            "successions.give",
        ],
    ),
    ("holder", "agency", &["recovery.approve"]),
    (
        "sender",
        "own",
        &[
            "agencies.others",
            "directory.prove",
            "posts.sign-in",
            "posts.welcome",
            "posts.acknowledge",
            "posts.keep-capsule",
            "protocols.see",
            "referrals.send",
            "referrals.sent",
        ],
    ),
    ("sender", "team", &["referrals.revoke"]),
    (
        "decider",
        "own",
        &[
            "agencies.others",
            "directory.prove",
            "posts.sign-in",
            "posts.welcome",
            "posts.acknowledge",
            "posts.keep-capsule",
            "referrals.inbox",
        ],
    ),
    (
        "decider",
        "team",
        &[
            "referrals.accept",
            "referrals.answer-recall",
            "referrals.decline",
            "referrals.finish",
            "referrals.open",
        ],
    ),
    (
        "tabulator",
        "own",
        &["posts.sign-in", "posts.welcome", "posts.acknowledge", "posts.keep-capsule", "extracts.export"],
    ),
    ("rehearsal", "own", &["posts.sign-in", "posts.welcome", "posts.acknowledge", "posts.keep-capsule"]),
    (
        "administrator",
        "own",
        &["posts.sign-in", "posts.welcome", "posts.acknowledge", "posts.keep-capsule", "posts.people"],
    ),
    ("administrator", "agency", &["posts.suspend", "posts.set-end", "posts.reinstate"]),
    ("reader", "own", &["posts.sign-in", "statistics.presumed", "returns.read"]),
    ("reader", "stranger", &["returns.read"]),
    (
        "statistician",
        "own",
        &["posts.sign-in", "definitions.write", "joining.declare", "published.enter", "returns.read"],
    ),
    ("statistician", "stranger", &["returns.read"]),
    ("typist", "own", &["posts.sign-in", "returns.read", "returns.type"]),
    ("regional", "own", &["posts.sign-in", "returns.read"]),
    ("regional", "stranger", &["returns.examine", "returns.read"]),
    ("approver", "own", &["posts.sign-in", "register.approve", "register.publish", "returns.read"]),
    ("approver", "stranger", &["returns.examine", "returns.read"]),
    ("anyone", "own", &["recovery.ask", "enrolment.ask", "epochs.declare", "late.take", "register.look-up"]),
    (
        "console",
        "own",
        &[
            "directory.inscribe",
            "posts.found",
            "posts.open-account",
            "posts.close-account",
            "agencies.destroy",
            "beyond.recognise",
            "notices.try",
            "protocols.authorise",
            "published.enter",
            "successions.order",
            "referrals.carry",
            "referrals.sweep",
        ],
    ),
];

pub(crate) const STANDINGS: [&str; 15] = [
    "caseworker",
    "officer",
    "holder",
    "sender",
    "decider",
    "tabulator",
    "administrator",
    "rehearsal",
    "reader",
    "statistician",
    "typist",
    "regional",
    "approver",
    "anyone",
    "console",
];
const ACCOUNTS: [&str; 5] = ["reader", "statistician", "typist", "regional", "approver"];
const KEYED: [&str; 9] = [
    "caseworker",
    "officer",
    "holder",
    "sender",
    "decider",
    "tabulator",
    "investigator",
    "administrator",
    "rehearsal",
];
pub(crate) const RELATIONS: [&str; 4] = ["team", "agency", "stranger", "own"];

/// What hangs on a file, or on a referral of one.
const FILE: &[&str] = &["team", "agency", "stranger"];

/// Every verb, and the relations in which somebody can stand to what it is about. The last ends sessions of others.
pub(crate) const VERBS: [(&str, &[&str]); 107] = [
    ("beyond.recognise", &["own"]),
    ("beyond.see", &["own"]),
    ("referrals.carry", &["own"]),
    ("agencies.close", &["own"]),
    ("agencies.destroy", &["own"]),
    ("agencies.others", &["own"]),
    ("agencies.propose-closing", &["own"]),
    ("agencies.take-over", &["own"]),
    ("epochs.declare", &["own"]),
    ("agencies.look-up", &["own"]),
    ("agencies.name-holders", &["own"]),
    ("agencies.see", &["own"]),
    ("agencies.switch-on", &["own"]),
    ("allowances.approve", &["own"]),
    ("allowances.propose", &["own"]),
    ("allowances.see", &["own"]),
    ("bases.list", FILE),
    ("bases.look", FILE),
    ("bases.record", FILE),
    ("bases.review", &["agency", "stranger"]),
    ("bases.reviews", &["own"]),
    ("bases.second", FILE),
    ("bases.tell", FILE),
    ("bases.withdraw", FILE),
    ("cases.answer", &["team", "agency", "stranger"]),
    ("cases.approve-closing", FILE),
    ("cases.close", FILE),
    ("cases.reopen", FILE),
    ("notices.see", &["own"]),
    ("notices.set", &["own"]),
    ("notices.try", &["own"]),
    ("protocols.authorise", &["own"]),
    ("protocols.end", &["own"]),
    ("protocols.propose", &["own"]),
    ("protocols.see", &["own"]),
    ("protocols.sign", &["own"]),
    ("referrals.accept", FILE),
    ("referrals.answer-recall", FILE),
    ("referrals.decline", FILE),
    ("referrals.finish", FILE),
    ("referrals.follow", FILE),
    ("referrals.inbox", &["own"]),
    ("referrals.open", FILE),
    ("referrals.revoke", FILE),
    ("referrals.send", &["own", "team", "agency", "stranger"]),
    ("referrals.sent", &["own"]),
    ("referrals.sweep", &["own"]),
    ("extracts.export", &["own"]),
    ("extracts.send", FILE),
    ("cases.history", &["team", "agency", "stranger"]),
    ("cases.index", &["team", "agency", "stranger"]),
    ("cases.list", &["own"]),
    ("cases.beside", FILE),
    ("cases.note", &["team", "agency", "stranger"]),
    ("cases.open", &["team", "agency", "stranger"]),
    ("cases.open-identity", &["team", "agency", "stranger"]),
    ("cases.put-on", FILE),
    ("cases.take-off", FILE),
    ("cases.register", &["own"]),
    ("cases.search", &["own"]),
    ("cases.unfound", &["own"]),
    ("definitions.write", &["own"]),
    ("directory.inscribe", &["own"]),
    ("directory.prove", &["own"]),
    ("enrolment.ask", &["own"]),
    ("enrolment.confirm", &["agency", "stranger"]),
    ("enrolment.hear", &["agency", "stranger"]),
    ("enrolment.invite", &["own"]),
    ("enrolment.withdraw", &["agency", "stranger"]),
    ("joining.declare", &["own"]),
    ("late.list", &["own"]),
    ("late.settle", &["team", "agency", "stranger"]),
    ("late.take", &["own"]),
    ("posts.close-account", &["own"]),
    ("posts.dismiss", &["agency", "stranger"]),
    ("posts.found", &["own"]),
    ("posts.open-account", &["own"]),
    ("posts.people", &["own"]),
    ("posts.reinstate", &["agency", "stranger"]),
    ("posts.renew", &["own"]),
    ("posts.sign-in", &["own"]),
    ("posts.suspend", &["agency", "stranger"]),
    ("posts.welcome", &["own"]),
    ("recovery.approve", &["agency", "stranger"]),
    ("recovery.ask", &["own"]),
    ("recovery.list", &["own"]),
    ("roles.define", &["own"]),
    ("roles.give", &["agency", "stranger"]),
    ("roles.list", &["own"]),
    ("published.enter", &["own"]),
    ("register.look-up", &["own"]),
    ("register.approve", &["own"]),
    ("register.publish", &["own"]),
    ("returns.examine", &["own", "stranger"]),
    ("returns.read", &["own", "stranger"]),
    ("returns.type", &["own"]),
    ("statistics.presumed", &["own"]),
    ("successions.endings", &["own"]),
    ("successions.give", &["own"]),
    ("successions.order", &["own"]),
    ("successions.share", &["own"]),
    ("posts.acknowledge", &["own"]),
    ("posts.keep-capsule", &["own"]),
    ("posts.set-end", &["agency", "stranger"]),
    ("posts.set-limits", &["own"]),
    ("posts.set-terms", &["own"]),
    ("recovery.finish", &["agency", "stranger"]),
];

/// What there is on the other side of the wall and not here.
const BEYOND: [(&str, &str, &[&str]); 3] = [
    (
        "investigator",
        "own",
        &[
            "beyond.see",
            "posts.acknowledge",
            "posts.keep-capsule",
            "posts.sign-in",
            "posts.welcome",
            "reception.list",
        ],
    ),
    ("investigator", "agency", &["reception.open"]),
    ("console", "own", &["reception.take"]),
];
const OF_RECEPTION: [(&str, &[&str]); 3] =
    [("reception.list", &["own"]), ("reception.open", &["agency", "stranger"]), ("reception.take", &["own"])];
pub(crate) const STANDINGS_BEYOND: [&str; 7] =
    ["officer", "holder", "investigator", "administrator", "rehearsal", "anyone", "console"];

/// The verbs of the investigation side: its own, and those of the house.
pub(crate) fn verbs_beyond() -> impl Iterator<Item = &'static str> {
    const HOUSE: [&str; 12] = [
        "agencies",
        "beyond",
        "directory",
        "enrolment",
        "epochs",
        "late",
        "notices",
        "posts",
        "protocols",
        "recovery",
        "roles",
        "successions",
    ];
    let house =
        VERBS.iter().filter(|(verb, _)| HOUSE.iter().any(|room| verb.split('.').next() == Some(room)));
    house.chain(&OF_RECEPTION).map(|(verb, _)| *verb)
}

pub(crate) fn cells_beyond() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    verbs_beyond().flat_map(|verb| {
        STANDINGS_BEYOND
            .iter()
            .flat_map(move |standing| RELATIONS.iter().map(move |relation| (verb, *standing, *relation)))
    })
}

pub(crate) fn oracle(verb: &str, standing: &str, relation: &str) -> bool {
    ORACLE
        .iter()
        .chain(&BEYOND)
        .any(|(s, r, verbs)| *s == standing && *r == relation && verbs.contains(&verb))
}

/// Whether some request can stand in a cell: the others can be reached by nobody, open or not.
pub(crate) fn reachable(verb: &str, standing: &str, relation: &str) -> bool {
    let (_, relations) = VERBS.iter().chain(&OF_RECEPTION).find(|(name, _)| *name == verb).unwrap();
    let standings: &[&str] = match verb {
        "posts.found"
        | "posts.open-account"
        | "posts.close-account"
        | "agencies.destroy"
        | "directory.inscribe"
        | "beyond.recognise"
        | "notices.try"
        | "protocols.authorise"
        | "reception.take"
        | "referrals.carry"
        | "referrals.sweep"
        | "successions.order" => &["console"],
        "recovery.ask" | "enrolment.ask" | "epochs.declare" | "late.take" | "register.look-up" => &["anyone"],
        "statistics.presumed" => &["reader"],
        "posts.sign-in" if ACCOUNTS.contains(&standing) => &ACCOUNTS,
        "published.enter" if standing == "console" => &["console"],
        verb if figures::VERBS.contains(&verb) => &ACCOUNTS,
        _ => &KEYED,
    };
    relations.contains(&relation) && standings.contains(&standing)
}

pub(crate) fn cells() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    VERBS.iter().flat_map(|(verb, _)| {
        STANDINGS
            .iter()
            .flat_map(move |standing| RELATIONS.iter().map(move |relation| (*verb, *standing, *relation)))
    })
}
