//! What leaves for another agency: asked for, looked at, sealed, followed, taken back.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit, typed};
use danbe_guard::{Basis, Relation, Share, Terms};
use danbe_protection::cases::steps::LONGEST;
use danbe_protection::referrals::package::{Sealer, Sending};
use danbe_protection::referrals::pages::{self, Asking, SENT};
use danbe_protection::referrals::{
    Follow, Mark, NOTE, Package, Papers, Revoke, Send, Sent, SentLine, SentOf, Shared, sections,
};
use danbe_vault::{Json, unwrap};
use danbe_words::{BasisId, Errand, FileId, PersonId, ReferralId, Section, Tier};

/// Which package of which referral, about whom.
struct Order {
    referral: ReferralId,
    subject: PersonId,
    errand: Errand,
    desk: String,
    /// Number and digest of the package before it.
    before: Option<(u32, String)>,
}

impl Notebook {
    /// Everything under `/a/referer/<file>/<basis>`.
    pub(crate) fn refer(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, form, .. } = *visit;
        let asked = match rest {
            [file, basis, ..] => file.parse().ok().zip(basis.parse().ok()),
            _ => None,
        };
        let Some((asking, terms)) = asked.and_then(|(file, basis)| self.asking(kit, file, basis)) else {
            return self.nothing_here(kit, path, step);
        };
        match (method, rest) {
            (Method::Post, [_, _]) => self.show_what_leaves(kit, &asking, &terms, (form, path), step),
            (Method::Post, [_, _, "envoyer"]) => {
                let first =
                    self.first(form, turn).and_then(|order| self.sealed_for(&terms, &order, form, turn));
                match first {
                    Some(package) => {
                        let body = Send { file: asking.file, said: None, package };
                        self.write("referrals.send", &body, (asking.file, None), turn, step);
                        self.show(kit, &pages::on_its_way(&kit.say), &format!("{SENT}/parti"), step);
                    }
                    None => self.show(kit, &pages::refer(&kit.say, &asking, form, None), path, step),
                }
            }
            (Method::Get, _) => self.show(kit, &pages::refer(&kit.say, &asking, &[], None), path, step),
            _ => self.nothing_here(kit, path, step),
        }
    }

    /// What was asked, and exactly what leaves with it; the form again while something is missing.
    fn show_what_leaves(
        &mut self,
        kit: &Kit,
        asking: &Asking,
        terms: &Terms,
        (form, path): (&[(String, String)], &str),
        step: &mut Step,
    ) {
        let error = match typed(form, "request").trim().chars().count() {
            0 => Some("refer-request-required"),
            n if n > LONGEST => Some("refer-request-long"),
            _ => None,
        };
        match (error, self.content(terms)) {
            (None, Some(content)) if !asking.locked => {
                let Some(view) = self.view(kit, "referrals.send", Relation::Team, content) else {
                    return self.nothing_here(kit, path, step);
                };
                let page = pages::preview(&kit.say, asking, form, &view);
                self.show(kit, &page, &format!("{path}/apercu"), step);
            }
            _ => self.show(kit, &pages::refer(&kit.say, asking, form, error), path, step),
        }
    }

    /// The basis of a file that is open here, as it was listed.
    fn asking(&self, kit: &Kit, file: FileId, basis: BasisId) -> Option<(Asking, Terms)> {
        if self.desk.bases_of != Some(file) {
            return None;
        }
        let terms = &self.desk.bases.iter().find(|known| known.terms.id == basis)?.terms;
        if self.lacks(terms, self.kind_of(file)).is_some() {
            return None;
        }
        let names = terms.sections.iter().any(|section| section.tier() == Tier::Identity);
        let (_, identity) = self.says(file)?;
        let agencies = self.agencies();
        let to = agencies.into_iter().find(|(id, _)| *id == terms.receiver.to_string());
        let asking = Asking {
            file: Some(file),
            basis: Some(basis),
            to: to.map_or_else(|| kit.say.t("agency-unknown"), |(_, name)| name),
            sections: terms.sections.clone(),
            locked: names && identity.is_none(),
            after: None,
        };
        Some((asking, terms.clone()))
    }

    /// What the file in front says, in the sections of a basis.
    fn content(&self, terms: &Terms) -> Option<Vec<(Section, Shared)>> {
        let file = self.desk.bases_of?;
        let (account, identity) = self.says(file)?;
        let one = |section: &Section| {
            let folded = match section.tier() {
                Tier::Account => &account,
                Tier::Identity => identity.as_ref()?,
            };
            Some((*section, sections::of(*section, folded)))
        };
        terms.sections.iter().map(one).collect()
    }

    /// The first package of a new referral.
    fn first(&self, form: &[(String, String)], turn: &mut Turn<'_>) -> Option<Order> {
        Some(Order {
            referral: ReferralId::from_bytes(turn.chance.bytes()),
            subject: PersonId::from_bytes(turn.chance.bytes()),
            errand: Errand::from_code(typed(form, "errand")).ok()?,
            desk: typed(form, "desk").trim().to_owned(),
            before: None,
        })
    }

    fn sealed_for(
        &self,
        terms: &Terms,
        order: &Order,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
    ) -> Option<Package> {
        let file = self.desk.bases_of?;
        let basis = terms.stand(terms.receiver, terms.purpose, &terms.sections, turn.now).ok()?;
        let content = self.content(terms)?;
        let sending = Sending {
            referral: order.referral,
            after: order.before.as_ref().map_or((1, None), |(seq, digest)| (seq + 1, Some(digest.as_str()))),
            desk: &order.desk,
            errand: order.errand,
            subject: order.subject,
            kind: self.kind_of(file),
            request: typed(form, "request").trim(),
            content: &content,
            at: turn.now,
        };
        self.seal_share(&basis, sending, turn)
    }

    /// What a basis lets leave, sealed to its receiver in the name of who sits here.
    pub(crate) fn seal_share(
        &self,
        basis: &Basis<Share>,
        sending: Sending<'_>,
        turn: &mut Turn<'_>,
    ) -> Option<Package> {
        let post = self.post.as_ref()?;
        let papers = Papers { charter: post.charter.clone(), card: post.card.clone()? };
        let to = self.key_of(basis.terms().receiver)?;
        let from = (post.actor.agency, post.actor.member);
        let sealer = Sealer { from, by: &self.signing, papers: &papers, to: &to };
        Package::seal(basis, sending, sealer, turn.chance).ok()
    }

    /// Everything under `/a/envoyes/<referral>/suite`: more of the same file for the same receiver, while the basis lives.
    fn follow_on(
        &mut self,
        kit: &Kit,
        line: SentLine,
        (method, act, form, path): (Method, &[&str], &[(String, String)], &str),
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let Some(file) = line.file.filter(|_| line.goes_on()) else {
            return self.nothing_here(kit, path, step);
        };
        if self.desk.bases_of != Some(file) {
            let at = path.to_owned();
            return self.with_bases(kit, file, path, step, move |it, kit, turn, step| {
                it.follow_on(kit, line, (Method::Get, &[], &[], &at), turn, step);
            });
        }
        let Some((asking, terms)) = self.asking(kit, file, line.basis) else {
            return self.show_bases(kit, file, turn, step); // it says why nothing leaves by it
        };
        let asking = Asking { after: Some(line.id), ..asking };
        match (method, act) {
            (Method::Post, []) => self.show_what_leaves(kit, &asking, &terms, (form, path), step),
            (Method::Post, ["envoyer"]) => {
                let (referral, subject, errand, before) =
                    (line.id, line.subject, line.errand, Some(line.last));
                let order = Order { referral, subject, errand, desk: String::new(), before };
                match self.sealed_for(&terms, &order, form, turn) {
                    Some(package) => {
                        self.write("referrals.follow", &Follow { package }, (Some(file), None), turn, step);
                        // What is listed here no longer names the last package: the list is asked for again.
                        self.desk.followed.retain(|known| known.id != referral);
                        self.show(kit, &pages::on_its_way(&kit.say), &format!("{SENT}/parti"), step);
                    }
                    None => self.show(kit, &pages::refer(&kit.say, &asking, form, None), path, step),
                }
            }
            _ => self.show(kit, &pages::refer(&kit.say, &asking, &[], None), path, step),
        }
    }

    /// Everything under `/a/envoyes`.
    pub(crate) fn sent_away(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, form, .. } = *visit;
        match (method, rest) {
            (_, [id, "suite", act @ ..]) => {
                let found = self.desk.followed.iter().find(|line| line.id.to_string() == **id).cloned();
                match found {
                    Some(line) => self.follow_on(kit, line, (method, act, form, path), turn, step),
                    None => self.list_sent(kit, None, SENT, step),
                }
            }
            (Method::Get, []) => self.list_sent(kit, None, path, step),
            (Method::Get, ["apres", sent, id]) => match (sent.parse(), id.parse()) {
                (Ok(sent), Ok(id)) => self.list_sent(kit, Some(Mark { sent, id }), path, step),
                _ => self.nothing_here(kit, path, step),
            },
            (Method::Get, [id]) => {
                let found = self.desk.followed.iter().find(|line| line.id.to_string() == **id).cloned();
                match found {
                    Some(line) => self.show_followed(kit, &line, path, step),
                    None => self.list_sent(kit, None, SENT, step),
                }
            }
            (Method::Post, [id, "reprendre"]) => {
                let Ok(referral) = id.parse::<ReferralId>() else {
                    return self.nothing_here(kit, path, step);
                };
                self.write("referrals.revoke", &Revoke { referral }, (None, None), turn, step);
                self.show(kit, &pages::on_its_way(&kit.say), &format!("{SENT}/parti"), step);
            }
            _ => self.nothing_here(kit, path, step),
        }
    }

    fn list_sent(&mut self, kit: &Kit, after: Option<Mark>, path: &str, step: &mut Step) {
        let at = path.to_owned();
        self.with_agencies(kit, path, step, move |it, kit, _, step| {
            let shown = at.clone();
            let came = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                let Ok(sent) = came.read::<Sent>() else { return };
                it.desk.followed.clone_from(&sent.lines);
                let agencies = it.agencies();
                if let Some(view) = it.view(kit, "referrals.sent", Relation::Own, sent) {
                    it.show(kit, &pages::sent(&kit.say, &view, &agencies), &shown, step);
                }
            };
            it.ask(kit, "referrals.sent", &SentOf { after }, came, &at, step);
        });
    }

    fn show_followed(&mut self, kit: &Kit, line: &SentLine, path: &str, step: &mut Step) {
        let agencies = self.agencies();
        let note = self.note_of(line);
        if let Some(view) = self.view(kit, "referrals.sent", Relation::Own, line.clone()) {
            let page = pages::followed(&kit.say, &view, note.as_deref(), &agencies);
            self.show(kit, &page, path, step);
        }
    }

    fn note_of(&self, line: &SentLine) -> Option<String> {
        let (note, place) = (line.note.as_ref()?, line.id.to_string());
        let mut keys = self.secrets.as_ref()?.opening_keys();
        let plain = keys.find_map(|key| unwrap(key, NOTE, place.as_bytes(), note).ok())?;
        String::from_utf8(plain.to_vec()).ok()
    }
}
