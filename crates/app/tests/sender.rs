//! A sender's place and no more: it sends on what it brings, follows states, and opens nothing, not even what it sent.

use crate::rig::http::refused;
use crate::rig::people::{Replied, SignedIn, enrolment, invented, on_each_engine};
use crate::rig::sharing::{House, Order, agreed, followed, handed};
use crate::rig::{Stage, chance};
use danbe_protection::bases::{Review, Reviewing, Reviews, Said};
use danbe_protection::referrals::{Brought, OpenPackages, Revoke, Send};
use danbe_store::Clock;
use danbe_vault::{Length, wrap};
use danbe_words::{AgencyClass, AgencyId, Ground, Purpose, Referral, ReferralId, Section};

const DAY: i64 = 86_400_000;

/// A post, a centre it has a protocol with, and a third agency.
struct Border {
    post: House,
    centre: House,
    third: House,
}

impl Border {
    async fn on(stage: &Stage) -> Self {
        let pins = enrolment(stage.address(), "gao-1").await.pins.unwrap();
        let post = House::found(stage, "poste", AgencyClass::Sender, &pins).await;
        let centre = House::found(stage, "centre", AgencyClass::ProtectionService, &pins).await;
        let third = House::found(stage, "ong", AgencyClass::ProtectionService, &pins).await;
        agreed(stage, post.id, centre.id, Purpose::Support).await;
        Self { post, centre, third }
    }

    fn officer(&self) -> &SignedIn {
        self.post.post("worker-a")
    }

    fn says(&self, stage: &Stage, ground: Ground) -> Said {
        let until = stage.clock.now().0 + 30 * DAY;
        let sections = [Section::Profile, Section::Account];
        self.post.says(ground, self.centre.id, Purpose::Support, &sections, until)
    }

    /// What a post's device sends.
    fn sends(&self, stage: &Stage, said: Said, reviewer: Option<AgencyId>) -> (Send, ReferralId) {
        let mut terms = said.terms(stage.clock.now(), self.officer().member, danbe_words::AgeBand::Y18);
        // What the device would refuse to seal is sealed as a consent would be, and says what it says.
        let ground = std::mem::replace(&mut terms.ground, Ground::Consent);
        let giver = std::mem::replace(&mut terms.giver, danbe_words::Giver::Herself);
        if ground == Ground::VitalInterest {
            (terms.ground, terms.giver) = (ground, giver);
        }
        let order = Order::new(&terms);
        let package = self.post.package(self.officer(), Some(&invented(1)), &order, &self.centre.to);
        let reason =
            reviewer.map(|_| wrap(&self.third.to, "review", b"", b"danger", Length::Hidden, &mut chance()));
        (Send { file: None, said: Some(Brought { said, reviewer, reason }), package }, order.referral)
    }
}

#[test]
fn a_post_sends_follows_and_opens_nothing_not_even_its_own() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let border = Border::on(&stage).await;
        let (officer, nurse) = (border.officer(), border.centre.post("worker-a"));
        let (send, referral) = border.sends(&stage, border.says(&stage, Ground::Consent), None);
        let _: Replied<()> = officer.done(address, "referrals.send", &send).await;
        let state = || async { followed(&stage, officer).await.remove(0) };
        assert_eq!(
            (state().await.id, state().await.state, state().await.file),
            (referral, Referral::Sent, None)
        );
        assert_eq!(handed(&stage, nurse, referral).await.packages.len(), 1);
        assert_eq!(state().await.state, Referral::Opened);
        let _: Replied<()> = nurse.done(address, "referrals.accept", &border.centre.takes(referral)).await;
        assert_eq!(state().await.state, Referral::Accepted);

        // What it sent, what others have, what is nowhere: one answer, to the byte.
        let absent = ReferralId::from_bytes([9; 16]);
        let ask = |referral| async move {
            officer.act(address, "referrals.open", &OpenPackages { referral }).await
        };
        let (own, nothing) = (ask(referral).await, ask(absent).await);
        refused(&own, 404, "not-found");
        assert_eq!((own.status, own.body), (nothing.status, nothing.body));
        for verb in ["referrals.inbox", "cases.list", "bases.reviews"] {
            refused(&officer.act(address, verb, &serde_json::json!({})).await, 404, "not-found");
        }
        // The team's other post takes back what was sent; another team's does not.
        let revoke = Revoke { referral };
        refused(
            &border.post.post("worker-b").act(address, "referrals.revoke", &revoke).await,
            404,
            "not-found",
        );
        let _: Replied<()> = border.post.post("second-a").done(address, "referrals.revoke", &revoke).await;
        assert_eq!(state().await.state, Referral::Withdrawn);
    });
}

#[test]
fn a_post_brings_a_consent_or_a_danger_to_life_that_a_third_agency_reviews_and_nothing_else() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let border = Border::on(&stage).await;
        let (officer, third) = (border.officer(), border.third.id);
        let malformed = |send: Send| async move {
            refused(&officer.act(address, "referrals.send", &send).await, 400, "envelope-malformed");
        };
        // What two workers of a service decide, or a judge orders, no post brings; nor a danger nobody else looks at.
        for ground in [Ground::BestInterest, Ground::LegalOrder] {
            malformed(border.sends(&stage, border.says(&stage, ground), None).0).await;
        }
        for nobody in [None, Some(border.post.id), Some(border.centre.id)] {
            malformed(border.sends(&stage, border.says(&stage, Ground::VitalInterest), nobody).0).await;
        }
        malformed(border.sends(&stage, border.says(&stage, Ground::Consent), Some(third)).0).await;

        let said = border.says(&stage, Ground::VitalInterest);
        let basis = said.id;
        let (send, referral) = border.sends(&stage, said, Some(third));
        let _: Replied<()> = officer.done(address, "referrals.send", &send).await;
        let reviewer = border.third.post("worker-a");
        let waiting: Replied<Vec<Reviewing>> = reviewer.done(address, "bases.reviews", &Reviews {}).await;
        let waiting = waiting.answer.unwrap();
        assert_eq!((waiting.len(), waiting[0].agency, waiting[0].terms.id), (1, border.post.id, basis));
        let refuse = Review { basis, upheld: false };
        let _: Replied<()> = reviewer.done(address, "bases.review", &refuse).await;
        let line = followed(&stage, officer).await.remove(0);
        assert_eq!((line.id, line.state), (referral, Referral::Withdrawn), "a refused review takes all back");
    });
}
