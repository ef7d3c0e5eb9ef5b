//! The bell: a request the server holds until something comes for the agency, beside whatever else is under way.

use crate::core::Kit;
use crate::notebook::Notebook;
use crate::step::Step;
use danbe_house::notices::Rung;
use danbe_vault::text::from_text;
use danbe_words::Moment;

/// The tag of that request.
pub(crate) const BELL: &str = "bell";

/// Between two requests when nothing rang, milliseconds: as long as a server holds one. A server that has no place left
/// answers at once, one that is not there not at all.
const EVERY: i64 = 20_000;

/// What this device knows of the bell.
#[derive(Default)]
pub(crate) struct Bell {
    /// The line that rang last, as far as this device heard.
    rung: Option<u64>,
    /// The server holds a request.
    held: bool,
    /// Nothing is asked before.
    until: i64,
    /// Something came that she has not looked at.
    news: bool,
}

impl Notebook {
    /// Holds the line, while somebody is signed in here.
    pub(crate) fn listen(&mut self, now: Moment, step: &mut Step) {
        if ["/a/recus", "/a/envoyes"].iter().any(|place| self.at.starts_with(place)) {
            self.bell.news = false;
        }
        let bell = &self.bell;
        if bell.held || now.0 < bell.until || self.post.is_none() {
            return;
        }
        let Some(headers) = self.session_header() else { return };
        let body = serde_json::to_string(&Rung { rung: bell.rung }).unwrap_or_default();
        self.bell.held = true;
        self.bell.until = now.0 + EVERY;
        step.send(BELL, "/session/ring", body, headers);
    }

    /// It rang, or the time was over, or nobody answered.
    pub(crate) fn rang(&mut self, kit: &Kit, status: u16, body: &str, step: &mut Step) {
        self.bell.held = false;
        let answer: Option<Rung> = from_text(body).ok().filter(|_| status == 200);
        let Some(rung) = answer.and_then(|answer| answer.rung) else { return };
        let before = self.bell.rung.replace(rung);
        if before.is_some_and(|before| before >= rung) {
            return;
        }
        self.bell.until = 0;
        if before.is_none() {
            return; // what came before she came in is in her lists
        }
        self.bell.news = true;
        if self.at == "/a/" {
            self.home(kit, step);
            step.again();
        }
    }

    /// Something came that she has not looked at: said in the strip and on the home page.
    pub(crate) const fn rings(&self) -> bool {
        self.bell.news
    }
}
