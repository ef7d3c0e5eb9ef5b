//! Adding the phone's own lock to an open container, and taking it away.

use super::{Asked, Credential, Passkey};
use crate::container::HEADER;
use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::rooms::News;
use crate::step::{Method, Step, Visit};
use danbe_house::posts::pages::passkey;
use danbe_vault::{Ceremony, Chance, Touched, VaultError, seal_local, text};

/// Where its page stands.
const BASE: &str = "/a/empreinte";

/// Asks for a credential of this phone: nothing it could be recognised by elsewhere, no name, no attestation.
fn make(origin: &str, chance: &mut Chance, step: &mut Step) -> Asked {
    let ceremony = Ceremony::new(origin, chance);
    let nobody = text::write(&chance.bytes::<16>());
    step.touch = Some(format!(
        r#"{{"create":{{"challenge":"{}","rp":{{"id":"{}","name":"Carnet"}},"user":{{"id":"{nobody}","name":"Carnet","displayName":"Carnet"}},"pubKeyCredParams":[{{"type":"public-key","alg":-7}}],"timeout":120000,"attestation":"none","authenticatorSelection":{{"authenticatorAttachment":"platform","residentKey":"discouraged","userVerification":"required"}},"extensions":{{"prf":{{}}}}}}}}"#,
        ceremony.challenge,
        ceremony.party()
    ));
    Asked { ceremony, credential: None }
}

impl Notebook {
    /// Everything under `/a/empreinte`.
    pub(crate) fn passkey(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        match (visit.method, visit.rest) {
            _ if !self.may_touch(kit) => self.nothing_here(kit, BASE, step),
            (Method::Post, []) => self.desk.touching = Some(make(&kit.origin, turn.chance, step)),
            (Method::Post, ["enlever"]) => {
                self.header.passkey = None;
                self.keep_header(step);
                self.show_lock(kit, Some("passkey-removed"), step);
            }
            _ => self.show_lock(kit, None, step),
        }
    }

    fn show_lock(&mut self, kit: &Kit, said: Option<&str>, step: &mut Step) {
        let page = passkey(&kit.say, self.header.lock_shown(), said);
        self.show(kit, &page, BASE, step);
    }

    fn keep_header(&self, step: &mut Step) {
        step.put(HEADER, Some(self.header.text()));
    }

    /// The phone answered.
    pub(crate) fn hear_of_phone(
        &mut self,
        kit: &Kit,
        news: &News<'_>,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) -> bool {
        let News::Touched(answer) = *news else { return false };
        let Some(asked) = self.desk.touching.take() else { return true };
        let made = match &asked.credential {
            None => self.try_new(&asked.ceremony, answer, turn, step),
            Some(credential) => self.add_lock(&asked.ceremony, credential, answer, turn, step),
        };
        match made {
            Ok(()) if self.desk.touching.is_some() => {}
            Ok(()) => self.show_lock(kit, Some("passkey-taken"), step),
            Err(_) if self.header.unable => {
                self.show_lock(kit, Some("passkey-unable"), step);
            }
            Err(_) => self.show_lock(kit, Some("passkey-not-made"), step),
        }
        true
    }

    /// A credential was made: it is asked for its secret at once.
    fn try_new(
        &mut self,
        asked: &Ceremony,
        answer: &Touched,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) -> Result<(), VaultError> {
        asked.made(answer)?;
        if !answer.able {
            self.header.unable = true;
            self.keep_header(step);
            return Err(VaultError::Malformed);
        }
        let salt = text::write(&turn.chance.bytes::<32>());
        let credential = Credential { id: answer.id.clone(), salt };
        self.desk.touching = Some(credential.ask(&asked.origin, turn.chance, step));
        Ok(())
    }

    /// It gave its secret: the container's key is sealed once more.
    fn add_lock(
        &mut self,
        asked: &Ceremony,
        credential: &Credential,
        answer: &Touched,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) -> Result<(), VaultError> {
        let key = asked.key(answer, &credential.id, &self.header.secret()?)?;
        let label = Passkey::label(&asked.origin, credential);
        let sealed = seal_local(&key, &label, &self.key.expose()[..], turn.chance);
        let (credential, origin) = (credential.clone(), asked.origin.clone());
        self.header.passkey = Some(Passkey { credential, origin, sealed });
        self.keep_header(step);
        Ok(())
    }
}
