//! Before the work: a member who is new or being brought back, the terms of her agency, keys it took over.

use crate::container::{ASKING, HEADER, OWNER, WAITING};
use crate::core::{Kit, Turn};
use crate::notebook::{Notebook, Post};
use crate::step::{Method, Step, Visit};
use danbe_house::agencies::Inherited;
use danbe_house::posts::pages as posts;
use danbe_house::posts::{Acknowledge, Enrolment, KeepCapsule, Secrets, Terms};
use danbe_house::recovery::pages;
use danbe_vault::{AgencyCharter, CHARTER, Capsule, OpeningKey};

impl Notebook {
    /// Everything under `/a/retrouver`.
    pub(crate) fn returning(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        match (visit.method, visit.rest) {
            (Method::Post, ["essayer"]) => self.try_again(kit, step),
            (Method::Post, ["croire"]) => self.believe(kit, turn, step),
            _ => self.nothing_here(kit, visit.path, step),
        }
    }

    /// Everything under `/a/invitation`.
    pub(crate) fn invitation(&mut self, kit: &Kit, visit: &Visit<'_>, _: &mut Turn<'_>, step: &mut Step) {
        match (visit.method, visit.rest) {
            (Method::Post, ["recommencer"]) => self.start_again(step),
            _ => self.nothing_here(kit, visit.path, step),
        }
    }

    /// The member waits for her holders: her fingerprint to read aloud.
    pub(crate) fn show_asked(&mut self, kit: &Kit, refused: bool, step: &mut Step) {
        let fingerprint = self.signing.verifying().fingerprint();
        if self.waits {
            let page = danbe_house::enrolment::pages::waiting(&kit.say, &fingerprint, refused);
            return self.show(kit, &page, "/a/retrouver", step);
        }
        let page = pages::asked(&kit.say, &fingerprint, refused);
        self.show(kit, &page, "/a/retrouver", step);
    }

    /// She is back, if the root is the one her officer reads to her.
    pub(crate) fn show_root(&mut self, kit: &Kit, found: (Post, Secrets), step: &mut Step) {
        let name = danbe_vault::text::from_text(&found.0.charter.text)
            .map(|c: AgencyCharter| c.name)
            .unwrap_or_default();
        let page = pages::compare(&kit.say, &name, &found.0.pins.root.fingerprint());
        self.unproved = Some(found);
        self.show(kit, &page, "/a/retrouver", step);
    }

    /// She has compared: from here on nothing the server says replaces it.
    fn believe(&mut self, kit: &Kit, turn: &mut Turn<'_>, step: &mut Step) {
        let Some((post, secrets)) = self.unproved.take() else { return self.home(kit, step) };
        self.keep_post(post, turn, step);
        self.keep_capsule(turn, step);
        self.secrets = Some(secrets);
        self.home(kit, step);
    }

    /// The server holds nothing her words open on another device: it gets it, while what they were derived to is at hand.
    /// Salt and cost are those this device chose for its own lock.
    pub(crate) fn keep_capsule(&mut self, turn: &mut Turn<'_>, step: &mut Step) {
        let (Some(words), Some(_)) = (self.words.take(), &self.post) else { return };
        let enrolment = Enrolment::new(&self.handle, &self.opening, &self.signing, self.pins.clone());
        let lock = self.header.lock();
        let capsule = Capsule::lock_with(&words, lock.salt, lock.params, &enrolment.plain(), turn.chance);
        self.write("posts.keep-capsule", &KeepCapsule { capsule }, (None, None), turn, step);
    }

    /// She tries to come in.
    fn try_again(&mut self, kit: &Kit, step: &mut Step) {
        self.wake();
        let page = posts::moment_please(&kit.say);
        self.show(kit, &page, "/a/retrouver", step);
    }

    /// The terms of her agency, before anything else.
    pub(crate) fn show_terms(&mut self, kit: &Kit, step: &mut Step) {
        if let Some(terms) = &self.terms {
            let page = posts::people::read_terms(&kit.say, terms);
            self.show(kit, &page, "/a/conditions", step);
        }
    }

    /// She has read them.
    pub(crate) fn acknowledge(&mut self, kit: &Kit, turn: &mut Turn<'_>, step: &mut Step) {
        if let Some(Terms { version, .. }) = self.terms.take() {
            self.write("posts.acknowledge", &Acknowledge { version }, (None, None), turn, step);
        }
        self.home(kit, step);
    }

    /// A code that serves no more: this device is as new again.
    fn start_again(&mut self, step: &mut Step) {
        if self.waits {
            for row in [HEADER, OWNER, ASKING, WAITING] {
                step.put(row, None);
            }
            step.lock = true;
        }
    }

    /// The keys of agencies this one took over: what they sealed is read by who reads here.
    pub(crate) fn inherit(&self, inherited: &[Inherited], secrets: &mut Secrets) {
        let Some(post) = self.post.as_ref().filter(|_| secrets.opening.is_some()) else { return };
        let Ok(own) = post.charter.verify(&post.pins.root, CHARTER) else { return };
        for estate in inherited {
            let with = secrets.opening_keys();
            let keys = estate.open(&post.pins.root, (post.actor.agency, &own.signing), with);
            let new = keys.unwrap_or_default().into_iter();
            let known: Vec<OpeningKey> = secrets.opening_keys().cloned().collect();
            secrets.earlier.extend(new.filter(|key| !known.contains(key)));
        }
    }
}
