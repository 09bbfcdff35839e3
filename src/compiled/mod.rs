//! A rulebook compiled ahead: what an ordinary declaration needs, read without any text.
//!
//! A [`Law`] holds the facts, the layout, and for stretches of days the edition with its
//! program. [`seal`] writes it as bytes ([`pack`]) behind a head that says of which texts,
//! by which program and in which form; [`open`] reads it, and gives nothing where any of
//! that is different or a byte is damaged: then the texts are read, as they would be
//! without it ([decision 34](../../docs/decisions/0034-a-rulebook-compiled-ahead.md)).

mod law;
pub mod pack;
mod program;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::hir::{Edition, Schema};
use crate::ir::{Layout, Program};
use crate::value::Text;

use pack::{Pack, Writer, packed};

/// A rulebook compiled ahead. No fact dates its instruments, it has no warnings, and nothing
/// was left out by a day of knowledge.
#[derive(Debug)]
pub struct Law {
    /// The file that was asked for, with every instrument beside it.
    pub start: String,
    /// The instrument that was asked for.
    pub chosen: Option<String>,
    /// Every fact that any version of the law knows.
    pub schema: Schema,
    /// Which of them are read.
    pub layout: Layout,
    /// Names for people, of every version.
    pub titles: BTreeMap<String, Text>,
    /// First and last days, packed, on which the law is one of [`Law::programs`], by position.
    pub days: Vec<(i64, i64, usize)>,
    /// Editions with their programs.
    pub programs: Vec<(Arc<Edition>, Program)>,
}

packed! {
    Law { start, chosen, schema, layout, titles, days, programs }
}

/// Which texts there are: a hash over their names and their own hashes.
pub type Fingerprint = [u8; 32];

/// The fingerprint of texts, each by its name and its hash, sorted by name.
pub fn fingerprint<'n>(texts: impl Iterator<Item = (&'n str, [u8; 32])>) -> Fingerprint {
    let mut hash = Sha256::new();
    for (name, own) in texts {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update(own);
    }
    hash.finalize().into()
}

/// The form of what [`seal`] writes; it counts up with every change of it.
const FORM: u32 = 4;

/// What stands before the body: what this is, its form, the program, the texts, and a check
/// of the body.
fn head(texts: &Fingerprint, body: &[u8]) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend(b"mp1039 law\n");
    head.extend(FORM.to_le_bytes());
    head.extend(Sha256::digest(env!("CARGO_PKG_VERSION")));
    head.extend(texts);
    head.extend((body.len() as u64).to_le_bytes());
    head.extend(check(body).to_le_bytes());
    head
}

/// A sum over all bytes, against damage and not against anybody.
fn check(body: &[u8]) -> u64 {
    let (words, rest) = body.as_chunks::<8>();
    let step = |sum: u64, word: u64| (sum.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let sum = words.iter().fold(0, |sum, word| step(sum, u64::from_le_bytes(*word)));
    rest.iter().fold(sum, |sum, byte| step(sum, u64::from(*byte)))
}

/// A law as bytes, made of texts with this fingerprint; `None` where something in it has no
/// form.
pub fn seal(law: &Law, texts: &Fingerprint) -> Option<Vec<u8>> {
    let mut to = Writer::default();
    law.put(&mut to);
    let body = to.finish()?;
    let mut bytes = head(texts, &body);
    bytes.extend(body);
    Some(bytes)
}

/// The law of such bytes; `None` where they are of other texts, of another program, in another
/// form, or damaged.
///
/// ```
/// assert!(mp1039::compiled::open(b"mp1039 law\n", &[0; 32]).is_none());
/// ```
pub fn open(bytes: &'static [u8], texts: &Fingerprint) -> Option<Law> {
    let (own, body) = bytes.split_at_checked(head(texts, &[]).len())?;
    if own != head(texts, body) {
        return None;
    }
    pack::whole(body)
}
