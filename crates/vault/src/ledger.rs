//! The ledger as a device or a witness sees it: checkpoints, receipts, and the refusal of a second history.
//!
//! Tree hashing, inclusion and consistency follow RFC 6962 §2.1 (`ct-merkle` checks them); the checkpoint text follows
//! C2SP tlog-checkpoint and its signature C2SP signed-note, so that existing witnesses can countersign ours.
//! A receipt is believed for three reasons together: the line is under the root, the root is signed, and the tree
//! contains the one this device saw last.

use base64ct::{Base64, Encoding};
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Signature, SigningKey, VaultError, VerifyingKey, Witnessed, Witnesses, event_digest, text};
use danbe_words::Line;

/// No ledger is longer: 2^48 lines would be a thousand per second for 8,900 years. Keeps index arithmetic from overflowing.
pub(crate) const LONGEST: u64 = 1 << 48;
/// A note is read up to this many bytes; ours has three lines and a few signatures.
const LONGEST_NOTE: usize = 16 * 1024;
/// signed-note: the byte that says Ed25519 in a key id.
const ED25519: u8 = 0x01;

/// The hash of a line: SHA-256 of a zero byte and the line (RFC 6962 §2.1).
pub fn leaf_hash(line: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update([0]).chain_update(line).finalize().into()
}

/// The state of a ledger at one moment: how many lines, and the root over them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Which ledger: a name without space or plus sign, such as `danbe.ml/protection`.
    pub origin: String,
    /// Number of lines.
    pub size: u64,
    /// Root of the tree over them.
    #[serde(with = "text::bytes")]
    pub root: [u8; 32],
}

/// Hashes that show that a tree of `from` lines is the beginning of a longer one (RFC 6962 §2.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consistency {
    /// Size of the earlier tree.
    pub from: u64,
    /// The hashes, in the order of the RFC.
    #[serde(with = "text::hashes")]
    pub proof: Vec<[u8; 32]>,
}

/// The house's answer to a write: the line, and the proof that it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Place of the line, from 0.
    pub index: u64,
    /// The exact text of the line.
    pub line: String,
    /// Inclusion proof (RFC 6962 §2.1.1), leaf to root.
    #[serde(with = "text::hashes")]
    pub proof: Vec<[u8; 32]>,
    /// The signed note of the checkpoint.
    pub checkpoint: String,
    /// From the checkpoint the device knows, if it said one and the ledger has grown.
    pub consistency: Option<Consistency>,
    /// The exact text of the event the line proves, for who is entitled to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// What witnesses countersigned last, where the installation has witnesses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witnessed: Option<Witnessed>,
}

impl Checkpoint {
    /// The three lines of tlog-checkpoint: origin, size in decimal, root in base64.
    #[must_use]
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, Base64::encode_string(&self.root))
    }

    /// The signed note: the body, an empty line, `— origin base64(key id ‖ signature)`.
    pub fn sign(&self, key: &SigningKey) -> String {
        let body = self.body();
        let mut bytes = key_id(&self.origin, &key.verifying()).to_vec();
        bytes.extend_from_slice(&key.sign_bare(body.as_bytes()).to_bytes());
        format!("{body}\n\u{2014} {} {}\n", self.origin, Base64::encode_string(&bytes))
    }

    /// Whether a note of one's own ledger speaks of this very checkpoint; its signature is not looked at.
    #[must_use]
    pub fn is_of(&self, note: &str) -> bool {
        note.split_once("\n\n").is_some_and(|(body, _)| format!("{body}\n") == self.body())
    }

    /// Reads a signed note. Other signatures on it (witnesses) are passed over; the ledger's own must be there and valid.
    ///
    /// [`VaultError::Malformed`], [`VaultError::WrongOrigin`], [`VaultError::BadSignature`].
    pub fn open(note: &str, origin: &str, key: &VerifyingKey) -> Result<Checkpoint, VaultError> {
        if note.len() > LONGEST_NOTE || !is_name(origin) {
            return Err(VaultError::Malformed);
        }
        let (body, signatures) = note.split_once("\n\n").ok_or(VaultError::Malformed)?;
        let checkpoint = Self::parse(&format!("{body}\n"))?;
        if checkpoint.origin != origin {
            return Err(VaultError::WrongOrigin);
        }
        let signature = own_signature(signatures, origin, key)?;
        key.verify_bare(checkpoint.body().as_bytes(), &signature)?;
        Ok(checkpoint)
    }

    /// Strict: what is parsed must be exactly what would be written; extension lines have no meaning here and are refused.
    fn parse(body: &str) -> Result<Checkpoint, VaultError> {
        let mut lines = body.lines();
        let mut line = || lines.next().ok_or(VaultError::Malformed);
        let (origin, size, root) = (line()?, line()?, line()?);
        let root = Base64::decode_vec(root).map_err(|_| VaultError::Malformed)?;
        let checkpoint = Checkpoint {
            origin: origin.to_owned(),
            size: size.parse().map_err(|_| VaultError::Malformed)?,
            root: root.try_into().map_err(|_| VaultError::Malformed)?,
        };
        if checkpoint.size > LONGEST || checkpoint.body() != body {
            return Err(VaultError::Malformed);
        }
        Ok(checkpoint)
    }

    /// Whether this checkpoint may replace the one already known.
    ///
    /// [`VaultError::Rollback`] if shorter, [`VaultError::Forked`] if another history, [`VaultError::NoConsistency`]
    /// if nothing was sent to tell, [`VaultError::WrongOrigin`] for another ledger.
    pub fn follows(&self, known: &Checkpoint, consistency: Option<&Consistency>) -> Result<(), VaultError> {
        if self.origin != known.origin {
            return Err(VaultError::WrongOrigin);
        }
        if self.size < known.size {
            return Err(VaultError::Rollback);
        }
        if self.size == known.size {
            let same = bool::from(self.root.ct_eq(&known.root));
            return if same { Ok(()) } else { Err(VaultError::Forked) };
        }
        if known.size == 0 {
            return Ok(());
        }
        let consistency = consistency.filter(|c| c.from == known.size).ok_or(VaultError::NoConsistency)?;
        self.extends(known, &consistency.proof)
    }

    fn extends(&self, known: &Checkpoint, proof: &[[u8; 32]]) -> Result<(), VaultError> {
        let proof =
            ConsistencyProof::<Sha256>::try_from_bytes(proof.concat()).map_err(|_| VaultError::Malformed)?;
        self.tree()?.verify_consistency(&known.tree()?, &proof).map_err(|_| VaultError::Forked)
    }

    /// [`VaultError::NotIncluded`] unless `proof` leads from `line` at `index` to this root.
    pub fn includes(&self, index: u64, line: &[u8], proof: &[[u8; 32]]) -> Result<(), VaultError> {
        if index >= self.size {
            return Err(VaultError::NotIncluded);
        }
        let proof =
            InclusionProof::<Sha256>::try_from_bytes(proof.concat()).map_err(|_| VaultError::Malformed)?;
        self.tree()?.verify_inclusion(&line, index, &proof).map_err(|_| VaultError::NotIncluded)
    }

    /// The fields are public, so the bound is checked here too: above it `ct-merkle` would panic.
    fn tree(&self) -> Result<RootHash<Sha256>, VaultError> {
        if self.size > LONGEST {
            return Err(VaultError::Malformed);
        }
        Ok(RootHash::new(self.root.into(), self.size))
    }
}

impl Receipt {
    /// Checks everything and gives the checkpoint to keep from now on.
    ///
    /// `known` is the last checkpoint this device kept; `None` only on the very first contact.
    /// Errors as [`Checkpoint::open`], [`Checkpoint::includes`] and [`Checkpoint::follows`].
    pub fn verify(
        &self,
        origin: &str,
        key: &VerifyingKey,
        known: Option<&Checkpoint>,
    ) -> Result<Checkpoint, VaultError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, origin, key)?;
        checkpoint.includes(self.index, self.line.as_bytes(), &self.proof)?;
        if let Some(known) = known {
            checkpoint.follows(known, self.consistency.as_ref())?;
        }
        if let Some(event) = &self.event {
            let proved =
                Line::parse(&self.line).is_some_and(|line| line.digest == text::hex(&event_digest(event)));
            proved.then_some(()).ok_or(VaultError::NotIncluded)?;
        }
        Ok(checkpoint)
    }

    /// The checkpoint enough witnesses saw lately, in the history this receipt stands in. `now` in seconds since 1970.
    ///
    /// # Errors
    /// [`VaultError::Unwitnessed`]; as [`Witnesses::cover`].
    pub fn seen_by(
        &self,
        witnesses: &Witnesses,
        origin: &str,
        key: &VerifyingKey,
        now: u64,
    ) -> Result<Checkpoint, VaultError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, origin, key)?;
        let witnessed = self.witnessed.as_ref().ok_or(VaultError::Unwitnessed)?;
        witnesses.cover(&checkpoint, witnessed, key, now)
    }
}

/// signed-note: a key name is not empty and has no white space and no plus sign.
pub(crate) fn is_name(origin: &str) -> bool {
    !origin.is_empty() && !origin.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// signed-note: the first four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key).
pub(crate) fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let hash = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', ED25519])
        .chain_update(key.to_bytes())
        .finalize();
    let [a, b, c, d, ..]: [u8; 32] = hash.into();
    [a, b, c, d]
}

/// The one signature line that carries this name and this key's id.
fn own_signature(lines: &str, name: &str, key: &VerifyingKey) -> Result<Signature, VaultError> {
    if !lines.ends_with('\n') {
        return Err(VaultError::Malformed);
    }
    for line in lines.lines() {
        let rest = line.strip_prefix("\u{2014} ").ok_or(VaultError::Malformed)?;
        let (signer, encoded) = rest.split_once(' ').ok_or(VaultError::Malformed)?;
        let bytes = Base64::decode_vec(encoded).map_err(|_| VaultError::Malformed)?;
        let (id, signature) = bytes.split_first_chunk::<4>().ok_or(VaultError::Malformed)?;
        if signer == name && *id == key_id(name, key) {
            return Signature::from_bytes(signature);
        }
    }
    Err(VaultError::BadSignature)
}
