//! Input: bytes → a [`Declaration`] bound to the schema, every problem with its
//! place.
//!
//! [`decode`] reads bytes as text, [`parse`] the text as a [`Node`] (as it was
//! written, with places), and [`bind`] lays the [`Standing`] facts under it and
//! gives every fact its type. What is no declaration at all is an
//! [`InputError`]; anything smaller makes facts unknown, for a cause, or is a
//! [`Warning`].

mod agree;
mod bind;
mod declaration;
mod documents;
mod error;
mod goods;
mod json;
mod keys;
mod node;
mod notes;
mod standing;
mod typed;
mod write;

pub use bind::{SCHEMA, bind};
pub use declaration::{Cause, CauseKind, Declaration, Document, Fact, Facts, Goods, Line, Lines, Warning};
pub use error::{InputError, Limits};
pub use json::{decode, parse};
pub use node::{Kind, Member, Node, child, set};
pub use standing::{Standing, parse_set};

use crate::hir::Schema;
use crate::source::SourceId;

/// Reads a text as one declaration. Places are bytes of `text`, as the source.
pub fn read(
    source: SourceId,
    text: &str,
    standing: &[Standing],
    schema: &Schema,
    limits: &Limits,
) -> Result<Declaration, InputError> {
    bind(&parse(source, text, limits)?, standing, schema, limits)
}

/// Reads bytes as one declaration. Places are bytes of the [`decode`]d text,
/// which is without its byte order mark.
pub fn read_bytes(
    source: SourceId,
    bytes: &[u8],
    standing: &[Standing],
    schema: &Schema,
    limits: &Limits,
) -> Result<Declaration, InputError> {
    read(source, decode(bytes, limits)?, standing, schema, limits)
}
