//! The officer's device: what her agency agrees with others, signed with its key and the other's.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit, typed};
use danbe_guard::{Relation, Terms};
use danbe_house::protocols::pages::{self, BASE, ProtocolsShown};
use danbe_house::protocols::{End, Propose, Protocol, ProtocolShown, Protocols, See, Sign};
use danbe_vault::{CHARTER, Json, Signed, VerifyingKey};
use danbe_words::{AgencyId, FileKind, Ground, Purpose};

impl Notebook {
    /// Everything under `/a/protocoles`.
    pub(crate) fn protocols(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, form, .. } = *visit;
        match (method, rest) {
            (Method::Get, ["proposer"]) => {
                let page = pages::propose(&kit.say, &self.agencies(), &[], None);
                self.show(kit, &page, path, step);
            }
            (Method::Get, _) => self.list_protocols(kit, step),
            (Method::Post, ["proposer"]) => self.propose(kit, form, turn, step),
            (Method::Post, ["signer", partner]) => {
                let word = self.shown_with(partner).and_then(|(said, _)| self.word(&said));
                let Some(word) = word else { return self.nothing_here(kit, path, step) };
                self.write("protocols.sign", &Sign { word }, (None, None), turn, step);
                self.list_protocols(kit, step);
            }
            (Method::Post, ["finir", partner]) => {
                let Ok(with) = partner.parse() else { return self.nothing_here(kit, path, step) };
                self.write("protocols.end", &End { with }, (None, None), turn, step);
                self.list_protocols(kit, step);
            }
            _ => self.nothing_here(kit, path, step),
        }
    }

    fn list_protocols(&mut self, kit: &Kit, step: &mut Step) {
        self.with_agencies(kit, BASE, step, |it, kit, _, step| {
            let came = |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                let Ok(protocols) = came.read::<Protocols>() else { return };
                it.take_protocols(protocols);
                let shown = it.desk.protocols.clone();
                if let Some(view) = it.view(kit, "protocols.see", Relation::Own, shown) {
                    it.show(kit, &pages::listed(&kit.say, &view), BASE, step);
                }
            };
            it.ask(kit, "protocols.see", &See {}, came, BASE, step);
        });
    }

    /// Keeps what the server says of protocols, with what the signatures say of it.
    pub(crate) fn take_protocols(&mut self, protocols: Protocols) {
        let read = protocols.protocols.iter().map(|shown| self.read_protocol(shown)).collect();
        let own = self.post.as_ref().map(|post| post.actor.agency);
        self.desk.protocols = ProtocolsShown { protocols, read, own };
    }

    /// What is missing before something ordinary may leave on these terms: the word. Both signatures of a protocol count,
    /// not the server's word for it; danger to life waits for no paper.
    pub(crate) fn lacks(&self, terms: &Terms, kind: FileKind) -> Option<&'static str> {
        let shown = &self.desk.protocols;
        let agreed = shown.protocols.protocols.iter().zip(&shown.read).any(|(protocol, read)| {
            let said = read.as_ref().map(|(said, _)| said).filter(|_| protocol.signed.is_some());
            said.is_some_and(|said| {
                shown.own.and_then(|own| said.partner(own)) == Some(terms.receiver)
                    && said.purposes.contains(&terms.purpose)
                    && said.kinds.contains(&kind)
            })
        });
        let authorised = shown.protocols.purposes.iter().any(|open| open.purpose == terms.purpose);
        // Beyond the wall the protocol stands beside the other root, which one's own root recognised.
        let agreed = agreed || terms.purpose == Purpose::Police && self.is_beyond(terms.receiver);
        match terms.ground {
            Ground::VitalInterest => None,
            _ if !agreed => Some("lacks-protocol"),
            _ if !authorised => Some("lacks-authorisation"),
            _ => None,
        }
    }

    /// Whether the two agencies agreed on anything under the mechanism of a kind of file.
    pub(crate) fn is_of_mechanism(&self, agency: &str, kind: FileKind) -> bool {
        let shown = &self.desk.protocols;
        let both = shown.protocols.protocols.iter().zip(&shown.read).filter(|(it, _)| it.signed.is_some());
        let mut said = both.filter_map(|(_, read)| read.as_ref());
        said.any(|(said, _)| {
            let partner = shown.own.and_then(|own| said.partner(own));
            said.kinds.contains(&kind) && partner.is_some_and(|it| it.to_string() == agency)
        })
    }

    /// Whether an agency stands on the other side of the wall, by the roots' own words.
    fn is_beyond(&self, agency: AgencyId) -> bool {
        let Some(post) = &self.post else { return false };
        let units = self.desk.others.iter().filter(|other| other.beyond.is_some());
        let mut read = units.filter_map(|other| other.read(&post.pins.root).ok());
        read.any(|(charter, _)| charter.agency == agency.to_string())
    }

    /// What both said, when the keys the root vouches for signed it.
    fn read_protocol(&self, shown: &ProtocolShown) -> Option<(Protocol, String)> {
        let post = self.post.as_ref()?;
        let own = post.charter.verify(&post.pins.root, CHARTER).ok()?;
        let signs = |agency: AgencyId| -> Option<VerifyingKey> {
            if agency == post.actor.agency {
                return Some(own.signing);
            }
            let read = self.desk.others.iter().filter_map(|other| other.read(&post.pins.root).ok());
            read.into_iter().find(|(it, _)| it.agency == agency.to_string()).map(|(it, _)| it.signing)
        };
        let said = shown.proposed.verify(&signs(shown.by)?, Protocol::DOMAIN).ok()?;
        let partner = said.partner(post.actor.agency)?;
        if let Some(signed) = &shown.signed {
            let second = said.partner(shown.by)?;
            Protocol::read([(&shown.proposed, &signs(shown.by)?), (signed, &signs(second)?)]).ok()?;
        }
        let name = self.agencies().into_iter().find(|(id, _)| *id == partner.to_string());
        Some((said, name?.1))
    }

    /// What was shown and still waits, with an agency.
    fn shown_with(&self, partner: &str) -> Option<(Protocol, String)> {
        let own = self.post.as_ref()?.actor.agency;
        let shown = &self.desk.protocols;
        let all = shown.protocols.protocols.iter().zip(&shown.read);
        let waiting = all.filter(|(it, _)| it.since.is_none()).filter_map(|(_, read)| read.as_ref());
        waiting
            .into_iter()
            .find(|(said, _)| said.partner(own).is_some_and(|id| id.to_string() == partner))
            .cloned()
    }

    fn word(&self, said: &Protocol) -> Option<Signed<Protocol>> {
        Signed::sign(said, self.secrets.as_ref()?.signing.as_ref()?, Protocol::DOMAIN).ok()
    }

    fn propose(&mut self, kit: &Kit, form: &[(String, String)], turn: &mut Turn<'_>, step: &mut Step) {
        let purposes: Vec<_> = form
            .iter()
            .filter(|(field, _)| field == "purposes")
            .filter_map(|(_, code)| Purpose::from_code(code).ok())
            .collect();
        let kinds = form.iter().filter(|(field, _)| field == "kinds");
        let kinds: Vec<_> = kinds.filter_map(|(_, code)| FileKind::from_code(code).ok()).collect();
        let (with, reference) = (typed(form, "with").parse::<AgencyId>(), typed(form, "reference").trim());
        let error = match &with {
            Err(_) => Some(("with", "protocol-with-required")),
            Ok(_) if purposes.is_empty() => Some(("purposes", "protocol-purposes-required")),
            Ok(_) if kinds.is_empty() => Some(("kinds", "protocol-kinds-required")),
            Ok(_) if reference.is_empty() || reference.chars().count() > Protocol::LONGEST => {
                Some(("reference", "protocol-reference-required"))
            }
            Ok(_) => None,
        };
        let word = with.ok().zip(self.post.as_ref()).and_then(|(with, post)| {
            let own = post.actor.agency;
            let newest = self.desk.protocols.protocols.newest.iter().find(|(id, _)| *id == with);
            let version = newest.map_or(0, |(_, version)| *version) + 1;
            self.word(&Protocol::between(own, with, version, purposes, kinds, reference.to_owned()))
        });
        match (error, word) {
            (None, Some(word)) => {
                self.write("protocols.propose", &Propose { word }, (None, None), turn, step);
                self.list_protocols(kit, step);
            }
            (error, _) => {
                let page = pages::propose(&kit.say, &self.agencies(), form, error);
                self.show(kit, &page, &format!("{BASE}/proposer"), step);
            }
        }
    }
}
