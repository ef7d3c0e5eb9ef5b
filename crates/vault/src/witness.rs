//! Witnesses: other people's machines that keep the last checkpoint and countersign only one history.
//!
//! Formats of C2SP: tlog-cosignature (`cosignature/v1`, Ed25519, with a time) and the request of tlog-witness. What a
//! witness sees is a size and a hash. A server that shows two histories needs every witness of the quorum on its side.

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ledger::is_name;
use crate::{Checkpoint, Consistency, Signature, SigningKey, VaultError, VerifyingKey};

/// tlog-cosignature: the byte that says cosignature/v1 in a key id.
const COSIGNATURE: u8 = 0x04;
/// A request is read up to this many bytes: 63 hashes, a note.
const LONGEST_REQUEST: usize = 32 * 1024;
/// Witnesses one installation names at most.
const MOST: usize = 16;

/// A witness, as devices know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// Its name on notes: no space, no plus sign.
    pub name: String,
    /// Its key.
    pub key: VerifyingKey,
}

/// Who must have seen a checkpoint, and how recently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witnesses {
    /// How many of them are needed.
    pub quorum: usize,
    /// All of them.
    pub list: Vec<Witness>,
    /// Seconds after which a countersignature no longer shows that this is the history of today.
    pub within: u64,
}

/// A checkpoint with countersignatures, and the proof that a newer tree begins with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witnessed {
    /// The signed note, with the lines of the witnesses.
    pub note: String,
    /// From its size to the size of the checkpoint it stands beside; none when they are the same.
    pub consistency: Option<Consistency>,
}

/// What is signed: `cosignature/v1`, the time, the three lines of the checkpoint.
fn signed(checkpoint: &Checkpoint, at: u64) -> String {
    format!("cosignature/v1\ntime {at}\n{}", checkpoint.body())
}

/// tlog-cosignature: the first four bytes of SHA-256(name ‖ newline ‖ 0x04 ‖ public key).
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let hash = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', COSIGNATURE])
        .chain_update(key.to_bytes())
        .finalize();
    let [a, b, c, d, ..]: [u8; 32] = hash.into();
    [a, b, c, d]
}

/// The line of a witness: `— name base64(key id ‖ time ‖ signature)`, with its newline. `at` in seconds since 1970.
#[must_use]
pub fn cosign(checkpoint: &Checkpoint, name: &str, key: &SigningKey, at: u64) -> String {
    let signature = key.sign_bare(signed(checkpoint, at).as_bytes());
    let bytes = [&key_id(name, &key.verifying())[..], &at.to_be_bytes(), &signature.to_bytes()].concat();
    format!("\u{2014} {name} {}\n", Base64::encode_string(&bytes))
}

impl Witness {
    /// The time at which this witness countersigned a note's checkpoint; the newest, if it did more than once.
    fn time(&self, checkpoint: &Checkpoint, lines: &str) -> Option<u64> {
        let times = lines.lines().filter_map(|line| {
            let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
            let bytes = Base64::decode_vec(encoded).ok().filter(|_| name == self.name)?;
            let (id, rest) = bytes.split_first_chunk::<4>()?;
            let (time, signature) = rest.split_first_chunk::<8>()?;
            let (at, signature) = (u64::from_be_bytes(*time), Signature::from_bytes(signature).ok()?);
            let ours = *id == key_id(&self.name, &self.key);
            let text = signed(checkpoint, at);
            (ours && self.key.verify_bare(text.as_bytes(), &signature).is_ok()).then_some(at)
        });
        times.max()
    }
}

impl Witnesses {
    /// Whether the list makes sense: a quorum it can reach, no name or key twice.
    #[must_use]
    pub fn holds(&self) -> bool {
        let alone = |place: usize, witness: &Witness| {
            self.list
                .iter()
                .skip(place + 1)
                .all(|other| other.name != witness.name && other.key != witness.key)
        };
        (1..=self.list.len()).contains(&self.quorum)
            && self.list.len() <= MOST
            && self
                .list
                .iter()
                .enumerate()
                .all(|(place, witness)| is_name(&witness.name) && alone(place, witness))
    }

    /// The checkpoint of a note enough witnesses countersigned, recently enough. `now` in seconds since 1970.
    ///
    /// # Errors
    /// As [`Checkpoint::open`]; [`VaultError::Unwitnessed`] for fewer than the quorum.
    pub fn check(
        &self,
        note: &str,
        origin: &str,
        key: &VerifyingKey,
        now: u64,
    ) -> Result<Checkpoint, VaultError> {
        let checkpoint = Checkpoint::open(note, origin, key)?;
        let (_, lines) = note.split_once("\n\n").ok_or(VaultError::Malformed)?;
        let recent = |witness: &&Witness| {
            witness.time(&checkpoint, lines).is_some_and(|at| now.saturating_sub(at) <= self.within)
        };
        let seen = self.list.iter().filter(recent).count();
        if self.holds() && seen >= self.quorum { Ok(checkpoint) } else { Err(VaultError::Unwitnessed) }
    }

    /// The checkpoint enough witnesses saw, if this one continues its history.
    ///
    /// # Errors
    /// As [`Self::check`] and [`Checkpoint::follows`].
    pub fn cover(
        &self,
        checkpoint: &Checkpoint,
        witnessed: &Witnessed,
        key: &VerifyingKey,
        now: u64,
    ) -> Result<Checkpoint, VaultError> {
        let seen = self.check(&witnessed.note, &checkpoint.origin, key, now)?;
        checkpoint.follows(&seen, witnessed.consistency.as_ref())?;
        Ok(seen)
    }
}

/// What a ledger asks of a witness (tlog-witness, `add-checkpoint`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size the witness is believed to hold, and the proof from it.
    pub old: Consistency,
    /// The signed note.
    pub note: String,
}

impl AddCheckpoint {
    /// The body: `old <size>`, one hash a line, an empty line, the note.
    #[must_use]
    pub fn write(&self) -> String {
        let proof: String =
            self.old.proof.iter().map(|hash| format!("{}\n", Base64::encode_string(hash))).collect();
        format!("old {}\n{proof}\n{}", self.old.from, self.note)
    }

    /// Reads a body; [`VaultError::Malformed`] for anything else.
    pub fn read(body: &str) -> Result<Self, VaultError> {
        let bad = VaultError::Malformed;
        if body.len() > LONGEST_REQUEST {
            return Err(bad);
        }
        let (head, note) = body.split_once("\n\n").ok_or(bad)?;
        let mut lines = head.lines();
        let from = lines.next().and_then(|line| line.strip_prefix("old ")).ok_or(bad)?;
        let from = from.parse().map_err(|_| bad)?;
        let hash = |line: &str| Base64::decode_vec(line).ok()?.try_into().ok();
        let proof: Option<Vec<[u8; 32]>> = lines.map(hash).collect();
        let proof = proof.filter(|proof| proof.len() <= 63).ok_or(bad)?;
        Ok(Self { old: Consistency { from, proof }, note: note.to_owned() })
    }
}
