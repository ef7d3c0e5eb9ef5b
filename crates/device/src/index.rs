//! Files nobody finds by name yet, made findable while their team is at work: cards taken over, or from a field phone.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::Step;
use danbe_protection::cases::{CARDS, Index, Indexed, NameCard, Named, ToIndex, Unfound};
use danbe_vault::Json;

const INDEX: &str = "cases.index";

impl Notebook {
    /// The team has such files: when this device makes tokens and is not at it already, it asks for their cards.
    pub(crate) fn index_soon(&mut self, unfound: bool) {
        let at_it = self.outbox.values().any(|item| item.verb == INDEX);
        if unfound && !at_it && self.token_key().is_some() {
            self.ask_for_cards(&Unfound::default());
        }
    }

    fn ask_for_cards(&mut self, body: &Unfound) {
        let then = |it: &mut Self, _: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
            it.index(came.read().ok(), turn, step);
        };
        self.ask_quietly("cases.unfound", body, then);
    }

    /// Each card this device opens is sealed to its own agency, with tokens of its own; what it cannot open stays.
    fn index(&mut self, found: Option<ToIndex>, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(ToIndex { cards }) = found else { return };
        let files: Vec<_> = cards
            .iter()
            .filter_map(|hit| {
                let (secrets, key) = (self.secrets.as_ref()?, self.token_key()?);
                let (_, to) = self.post.as_ref()?.agency()?;
                let open = |key| NameCard::open(&hit.card, hit.file, key).ok();
                let card = secrets.opening_keys().find_map(open)?;
                let tokens = card.kept_tokens(key);
                let named = Named { card: card.seal(hit.file, &to, turn.chance), tokens };
                Some(Indexed { file: hit.file, named })
            })
            .collect();
        if !files.is_empty() {
            self.write(INDEX, &Index { files }, (None, None), turn, step);
        }
        if let Some(last) = cards.last().filter(|_| cards.len() == CARDS) {
            self.ask_for_cards(&Unfound { after: Some(last.file) });
        }
    }
}
