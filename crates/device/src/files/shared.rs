//! What the rooms of the whole program ask of a file that is open here.

use super::Side;
use crate::core::Turn;
use crate::notebook::Notebook;
use danbe_protection::cases::fold::Folded;
use danbe_protection::cases::{Content, Keyring, PersonKey, SealedRecord};
use danbe_words::{FileId, FileKind, FileState, Tier};

impl Notebook {
    /// What a file open here says: its account, and its identity where that was opened too.
    pub(crate) fn says(&self, id: FileId) -> Option<(Folded, Option<Folded>)> {
        let file = self.files.get(&id)?;
        Some((file.account.fold(), file.identity.as_ref().map(Side::fold)))
    }

    /// What a file open here is about.
    pub(crate) fn kind_of(&self, id: FileId) -> FileKind {
        self.files.get(&id).map(|file| file.kind).unwrap_or_default()
    }

    /// What the seals of a file open here are bound to.
    pub(crate) fn keyring_of(&self, id: FileId) -> Option<Keyring> {
        self.files.get(&id).map(|file| file.keyring)
    }

    /// What may still be done with a file open here.
    pub(crate) fn state_of(&self, id: FileId) -> Option<FileState> {
        self.files.get(&id).map(|file| file.state)
    }

    /// Seals something for a file open here, under a key of its own.
    pub(crate) fn seal_in(
        &self,
        id: FileId,
        tier: Tier,
        content: &Content,
        turn: &mut Turn<'_>,
    ) -> Option<(SealedRecord, PersonKey)> {
        let (file, (_, to)) = (self.files.get(&id)?, self.post.as_ref()?.agency()?);
        let (key, wrapped) = file.keyring.new_key(tier, &to, turn.chance);
        Some((file.keyring.seal(content, tier, (&key, wrapped.id), turn.chance), wrapped))
    }
}
