//! Files at work on the device: list, open, answer, note, choose, history. Opened files live in memory.

#[cfg(feature = "whole")]
mod shared;

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit, typed};
use danbe_guard::Relation;
use danbe_house::posts::Secrets;
use danbe_protection::cases::fold::{Folded, Head, OpenedRecord, fold};
use danbe_protection::cases::pages::{self, FileShown, Identity, ListShown};
use danbe_protection::cases::steps::{self, Fault, Values};
use danbe_protection::cases::{
    Answer, AnswerBody, Content, Cursor, FactChange, History, HistoryOf, Keyring, List, Listed, NameCard,
    Named, NoteBody, Open, OpenIdentity, Opened,
};
use danbe_vault::{Json, SecretKey};
#[cfg(feature = "whole")]
use danbe_words::FileState;
use danbe_words::{
    FileId, FileKind, Form, KeyId, Manner, Moment, Nationality, RecordId, Region, Sex, Shelf, Stage, Tier,
};

/// The team's newest files.
const LIST: &str = "/a/equipe";

/// A file opened on this device, in memory only.
pub(crate) struct OpenFile {
    keyring: Keyring,
    kind: FileKind,
    stage: Stage,
    beside: Option<FileId>,
    #[cfg(feature = "whole")]
    state: FileState,
    registered: i64,
    account: Side,
    identity: Option<Side>,
}

/// One tier of an opened file.
#[derive(Default)]
struct Side {
    keys: Shelf<KeyId, SecretKey>,
    records: Vec<OpenedRecord>,
    damaged: usize,
}

impl Side {
    /// Opens what can be opened; what cannot is set apart and counted.
    fn open(opened: &Opened, secrets: &Secrets) -> Self {
        let mut side = Self::default();
        for key in &opened.keys {
            if let Some(secret) = secrets.opening_keys().find_map(|k| opened.keyring.open_key(key, k).ok()) {
                side.keys.insert(key.id, secret);
            }
        }
        for record in &opened.records {
            let content =
                side.keys.get(&record.record.key).map(|key| opened.keyring.open(&record.record, key));
            match content {
                Some(Ok(content)) => side.records.push(OpenedRecord {
                    id: record.record.id,
                    content,
                    author: record.author.clone(),
                    at: Some(record.at),
                }),
                _ => side.damaged += 1,
            }
        }
        side
    }

    fn fold(&self) -> Folded {
        fold(&self.records)
    }
}

/// What an answer changes outside the sealed record.
#[derive(Default)]
struct Change {
    fact: Option<FactChange>,
    named: Option<Named>,
}

impl Notebook {
    /// `/a/equipe`, `/a/equipe/<registered>/<file>`.
    pub(crate) fn list(&mut self, kit: &Kit, visit: &Visit<'_>, _: &mut Turn<'_>, step: &mut Step) {
        let path = visit.path;
        let after = match visit.rest {
            [registered, file] => match (registered.parse(), file.parse()) {
                (Ok(registered), Ok(file)) => Some(Cursor { registered, file }),
                _ => return self.nothing_here(kit, path, step),
            },
            _ => None,
        };
        let held = self.listed.clone().filter(|_| after.is_none());
        let at = path.to_owned();
        let then = move |it: &mut Self, kit: &Kit, listed: Json, _: &mut Turn<'_>, step: &mut Step| {
            it.show_files(kit, listed.read().ok(), &at, step);
        };
        self.ask(kit, "cases.list", &List { after }, then, path, step);
        if let Some(listed) = held {
            self.show_list(kit, listed, path, step);
        }
    }

    /// Everything under `/a/dossier/<file>`.
    pub(crate) fn file(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, form, .. } = *visit;
        let Some((id, rest)) = visit.file() else { return self.nothing_here(kit, path, step) };
        match (method, rest) {
            (Method::Get, []) => self.ask_to_open(kit, id, path, step),
            (Method::Post, ["identite"]) => {
                let then =
                    move |it: &mut Self, kit: &Kit, opened: Json, _: &mut Turn<'_>, step: &mut Step| {
                        it.opened(kit, id, Tier::Identity, opened.read().ok(), step);
                    };
                self.ask(kit, "cases.open-identity", &OpenIdentity { file: id }, then, path, step);
            }
            (Method::Get, ["identite"]) if self.has_identity(id) => self.show_identity(kit, id, step),
            (Method::Get, ["historique"]) => {
                let at = path.to_owned();
                let then = move |it: &mut Self, kit: &Kit, lines: Json, _: &mut Turn<'_>, step: &mut Step| {
                    it.show_history(kit, id, lines.read().ok(), &at, step);
                };
                self.ask(kit, "cases.history", &HistoryOf { file: id }, then, path, step);
            }
            // What follows works on a file open in memory, with or without a network.
            _ if !self.files.contains_key(&id) => {
                self.ask_to_open(kit, id, &format!("/a/dossier/{id}"), step);
            }
            (Method::Get, ["note"]) => self.show(kit, &pages::note(&kit.say, id, "", None), path, step),
            (Method::Post, ["note"]) => self.add_note(kit, id, path, form, turn, step),
            (Method::Get, ["reponse", name]) => self.ask_again(kit, id, name, path, step),
            (Method::Post, ["reponse", name]) => self.change(kit, id, name, path, form, turn, step),
            (Method::Get, ["choisir", name]) => self.choose_page(kit, id, name, path, step),
            (Method::Post, ["choisir", name]) => self.choose(kit, id, name, form, turn, step),
            _ => self.nothing_here(kit, path, step),
        }
    }

    pub(crate) fn ask_to_open(&mut self, kit: &Kit, id: FileId, path: &str, step: &mut Step) {
        let then = move |it: &mut Self, kit: &Kit, opened: Json, _: &mut Turn<'_>, step: &mut Step| {
            it.opened(kit, id, Tier::Account, opened.read().ok(), step);
        };
        self.ask(kit, "cases.open", &Open { file: id }, then, path, step);
    }

    fn show_files(&mut self, kit: &Kit, listed: Option<Listed>, path: &str, step: &mut Step) {
        let Some(listed) = listed else { return };
        #[cfg(feature = "whole")]
        self.index_soon(listed.unfound);
        if path != LIST {
            return self.show_list(kit, listed, path, step);
        }
        let before = self.listed.replace(listed.clone());
        if before.as_ref() == Some(&listed) {
            return; // it is in front already
        }
        self.show_list(kit, listed, path, step);
        if before.is_some() {
            step.again();
        }
    }

    fn show_list(&mut self, kit: &Kit, listed: Listed, path: &str, step: &mut Step) {
        if let Some(view) = self.view(kit, "cases.list", Relation::Own, ListShown { listed }) {
            let page = pages::listed(&kit.say, &view);
            self.show(kit, &page, path, step);
        }
    }

    pub(crate) fn opened(
        &mut self,
        kit: &Kit,
        id: FileId,
        tier: Tier,
        opened: Option<Opened>,
        step: &mut Step,
    ) {
        // Another file in the place of the one asked for would be read, and answered, as hers.
        let Some(opened) = opened.filter(|opened| opened.keyring.file == id) else {
            return self.nothing_here(kit, &format!("/a/dossier/{id}"), step);
        };
        let Some(secrets) = self.secrets.as_ref().filter(|secrets| secrets.opening.is_some()) else { return };
        let mut side = Side::open(&opened, secrets);
        #[cfg(feature = "whole")]
        self.desk.on.clone_from(&opened.on);
        let before = self.files.remove(&id);
        let waiting = before.as_ref().map(|file| match tier {
            Tier::Account => file.account.records.iter(),
            Tier::Identity => file.identity.as_ref().map_or(&[][..], |side| &side.records).iter(),
        });
        // What this device wrote and has not sent stays in sight.
        for record in waiting.into_iter().flatten().filter(|record| record.at.is_none()) {
            if !side.records.iter().any(|known| known.id == record.id) {
                side.records.push(record.clone());
            }
        }
        let (mut account, mut identity) =
            before.map_or_else(Default::default, |file| (file.account, file.identity));
        match tier {
            Tier::Account => account = side,
            Tier::Identity => identity = Some(side),
        }
        let file = OpenFile {
            keyring: opened.keyring,
            kind: opened.kind,
            stage: opened.stage,
            beside: opened.beside,
            #[cfg(feature = "whole")]
            state: opened.state,
            registered: opened.registered,
            account,
            identity,
        };
        self.files.insert(id, file);
        match tier {
            Tier::Account => self.show_file(kit, id, step),
            Tier::Identity => self.show_identity(kit, id, step),
        }
    }

    fn shown(&self, id: FileId, file: &OpenFile, side: &Side) -> FileShown {
        let names = self.post.as_ref().map(|post| post.names.clone()).unwrap_or_default();
        let &OpenFile { kind, stage, beside, registered, .. } = file;
        FileShown {
            file: id,
            kind,
            stage,
            beside,
            folded: side.fold(),
            registered,
            damaged: side.damaged,
            names,
        }
    }

    pub(crate) fn show_file(&mut self, kit: &Kit, id: FileId, step: &mut Step) {
        let Some(file) = self.files.get(&id) else { return };
        let shown = self.shown(id, file, &file.account);
        if let Some(view) = self.view(kit, "cases.open", Relation::Team, shown) {
            let page = pages::file(&kit.say, &view, |verb| !self.is_without(kit, verb));
            self.show(kit, &page, &format!("/a/dossier/{id}"), step);
        }
    }

    fn has_identity(&self, id: FileId) -> bool {
        self.files.get(&id).is_some_and(|file| file.identity.is_some())
    }

    fn show_identity(&mut self, kit: &Kit, id: FileId, step: &mut Step) {
        let Some(file) = self.files.get(&id) else { return };
        let Some(side) = &file.identity else { return };
        let shown = Identity { shown: self.shown(id, file, side) };
        if let Some(view) = self.view(kit, "cases.open-identity", Relation::Team, shown) {
            let page = pages::identity(&kit.say, &view, |verb| !self.is_without(kit, verb));
            self.show(kit, &page, &format!("/a/dossier/{id}/identite"), step);
        }
    }

    fn show_history(&mut self, kit: &Kit, id: FileId, history: Option<History>, path: &str, step: &mut Step) {
        let Some(History { lines }) = history else { return };
        let names = self.post.as_ref().map(|post| post.names.clone()).unwrap_or_default();
        if let Some(view) = self.view(kit, "cases.history", Relation::Team, lines) {
            let page = pages::history(&kit.say, id, &view, &names);
            self.show(kit, &page, path, step);
        }
    }

    /// Without a network, or refused, what is in memory is shown as it was.
    pub(crate) fn show_from_memory(&mut self, kit: &Kit, path: &str, why: &str, step: &mut Step) -> bool {
        if self.goes_on_without(kit, path, why, step) {
            return true;
        }
        if path == LIST && self.listed.is_some() {
            return true; // it is in front already
        }
        self.refresh_file(kit, path, step);
        step.page.is_some()
    }

    /// A page of a file in front is shown again after its answers were received.
    pub(crate) fn refresh_file(&mut self, kit: &Kit, at: &str, step: &mut Step) {
        let Some(rest) = at.strip_prefix("/a/dossier/") else { return };
        let mut parts = rest.split('/');
        let id = parts.next().and_then(|id| id.parse().ok());
        match (id, parts.next(), parts.next()) {
            (Some(id), None, None) => self.show_file(kit, id, step),
            (Some(id), Some("identite"), None) => self.show_identity(kit, id, step),
            _ => {}
        }
    }

    /// The server has a record: it is no longer waiting.
    pub(crate) fn received(&mut self, file: Option<FileId>, record: Option<RecordId>, at: Moment) {
        let Some(file) = file.and_then(|id| self.files.get_mut(&id)) else { return };
        let sides = std::iter::once(&mut file.account).chain(file.identity.as_mut());
        for known in sides.flat_map(|side| side.records.iter_mut()) {
            if Some(known.id) == record {
                known.at = Some(at.0);
            }
        }
    }

    fn side(&self, id: FileId, tier: Tier) -> Option<(&OpenFile, &Side)> {
        let file = self.files.get(&id)?;
        let side = match tier {
            Tier::Account => Some(&file.account),
            Tier::Identity => file.identity.as_ref(),
        };
        Some((file, side?))
    }

    /// Seals a content into a file open in memory, shows it at once, keeps it for sending.
    fn add(
        &mut self,
        id: FileId,
        tier: Tier,
        content: Content,
        change: Change,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) -> Option<()> {
        let (file, _) = self.side(id, tier)?;
        // Never under a key that came from the server: anyone can wrap one of his own to the agency.
        let (_, to) = self.post.as_ref()?.agency()?;
        let (key, wrapped) = file.keyring.new_key(tier, &to, turn.chance);
        let record = file.keyring.seal(&content, tier, (&key, wrapped.id), turn.chance);
        let key = Some(wrapped);
        let author = self.post.as_ref()?.actor.member.to_string();
        let opened = OpenedRecord { id: record.id, content: content.clone(), author, at: None };
        let about = (Some(id), Some(record.id));
        match content {
            Content::Note(_) => {
                self.write("cases.note", &NoteBody { file: id, record, key }, about, turn, step)?
            }
            Content::Answers(_) => {
                let Change { fact, named } = change;
                let body = AnswerBody { file: id, record, key, fact, named };
                self.write("cases.answer", &body, about, turn, step)?
            }
            // Comes with what it rests on, by a verb of its own.
            Content::Basis(_) | Content::Mark(_) => return None,
        };
        let file = self.files.get_mut(&id)?;
        match tier {
            Tier::Account => file.account.records.push(opened),
            Tier::Identity => file.identity.as_mut()?.records.push(opened),
        }
        Some(())
    }

    fn add_note(
        &mut self,
        kit: &Kit,
        id: FileId,
        path: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let text = typed(form, "note").trim();
        let why = match text.chars().count() {
            0 => Some("required"),
            n if n > steps::LONGEST => Some("long"),
            _ => None,
        };
        if let Some(why) = why {
            let fault = Fault { question: "note", why };
            return self.show(kit, &pages::note(&kit.say, id, text, Some(&fault)), path, step);
        }
        self.add(id, Tier::Account, Content::Note(text.to_owned()), Change::default(), turn, step);
        self.show_file(kit, id, step);
    }

    fn ask_again(&mut self, kit: &Kit, id: FileId, name: &str, path: &str, step: &mut Step) {
        let values = self.values(id, name);
        match values.and_then(|values| pages::change(&kit.say, id, name, &values, &[], &[])) {
            Some(page) => self.show(kit, &page, path, step),
            None => self.nothing_here(kit, path, step),
        }
    }

    /// What stands for a question, when it is one answer.
    fn values(&self, id: FileId, name: &str) -> Option<Values> {
        let question = steps::question(name)?;
        let (_, side) = self.side(id, question.tier)?;
        let folded = side.fold();
        let value = folded.questions.get(name).and_then(|heads| heads.first()).map(|head| head.value.clone());
        Some(value.into_iter().map(|value| (name.to_owned(), value)).collect())
    }

    #[expect(clippy::too_many_arguments, reason = "what a form brings, as it comes")]
    fn change(
        &mut self,
        kit: &Kit,
        id: FileId,
        name: &str,
        path: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let Some(question) = steps::question(name) else { return self.nothing_here(kit, path, step) };
        match steps::parse(question, form) {
            Err(why) => {
                let fault = Fault { question: question.name, why };
                let values = Values::new();
                if let Some(page) = pages::change(&kit.say, id, name, &values, form, &[fault]) {
                    self.show(kit, &page, path, step);
                }
            }
            Ok(value) => self.answer_with(kit, id, question, value, turn, step),
        }
    }

    /// The card and tokens of a corrected name; nothing for any other question.
    fn named(&self, id: FileId, question: &str, value: &str, turn: &mut Turn<'_>) -> Option<Named> {
        NameCard::QUESTIONS.contains(&question).then_some(())?;
        let (_, side) = self.side(id, Tier::Identity)?;
        let folded = side.fold();
        let standing = |name: &str| match name == question {
            true => Some(value.to_owned()),
            false => Some(folded.questions.get(name)?.first()?.value.clone()),
        };
        let card = NameCard::of(standing).unwrap_or_default();
        let (_, to) = self.post.as_ref()?.agency()?;
        let tokens = card.kept_tokens(self.token_key()?);
        Some(Named { card: card.seal(id, &to, turn.chance), tokens })
    }

    fn answer_with(
        &mut self,
        kit: &Kit,
        id: FileId,
        question: &steps::Question,
        value: String,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let Some((_, side)) = self.side(id, question.tier) else { return };
        let from = side.fold().standing(question.name);
        let change =
            Change { fact: fact(question.name, &value), named: self.named(id, question.name, &value, turn) };
        let answer = Answer { question: question.name.to_owned(), value, from };
        self.add(id, question.tier, Content::Answers(vec![answer]), change, turn, step);
        match question.tier {
            Tier::Account => self.show_file(kit, id, step),
            Tier::Identity => self.show_identity(kit, id, step),
        }
    }

    fn heads(&self, id: FileId, name: &str) -> Option<(&'static steps::Question, Vec<Head>)> {
        let question = steps::question(name)?;
        let (_, side) = self.side(id, question.tier)?;
        Some((question, side.fold().questions.remove(name).unwrap_or_default()))
    }

    fn choose_page(&mut self, kit: &Kit, id: FileId, name: &str, path: &str, step: &mut Step) {
        let names = self.post.as_ref().map(|post| post.names.clone()).unwrap_or_default();
        let page = self.heads(id, name).and_then(|(_, heads)| {
            let view = self.view(kit, "cases.answer", Relation::Team, heads)?;
            pages::conflict(&kit.say, id, name, &view, &names)
        });
        match page {
            Some(page) => self.show(kit, &page, path, step),
            None => self.nothing_here(kit, path, step),
        }
    }

    fn choose(
        &mut self,
        kit: &Kit,
        id: FileId,
        name: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let Some((question, heads)) = self.heads(id, name) else { return };
        let chosen = heads.into_iter().find(|head| head.record.to_string() == typed(form, "record"));
        match chosen {
            Some(head) => self.answer_with(kit, id, question, head.value, turn, step),
            None => self.show_file(kit, id, step),
        }
    }
}

/// The coded fact an answer changes, if it is one.
fn fact(name: &str, value: &str) -> Option<FactChange> {
    Some(match name {
        "sex" => FactChange::Sex(Sex::from_code(value).unwrap_or(Sex::Unknown)),
        "age" => FactChange::Band(steps::band(value)),
        "form" => FactChange::Form(Form::from_code(value).unwrap_or(Form::Unknown)),
        "nationality" => {
            FactChange::Nationality(Nationality::from_code(value).unwrap_or(Nationality::Unknown))
        }
        // What was seen is told or not: there is no unknown to fall back to, so nothing changes.
        "date" => FactChange::Month(value.get(..7)?.parse().ok()?),
        "region" => FactChange::Region(Region::from_code(value).ok()?),
        "manner" => FactChange::Manner(Manner::from_code(value).ok()?),
        _ => return None,
    })
}
