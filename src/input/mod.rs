//! Input: bytes → a [`Declaration`] bound to the schema, every problem with its
//! place.
//!
//! [`formats`] has a reader for each form in which declarations arrive, and makes
//! [`Node`]s of them: values as they were written, with places. [`bind`] lays the
//! [`Standing`] facts under a node and gives every fact its type. What is no
//! declaration at all is an [`InputError`]; anything smaller makes facts unknown,
//! for a cause, or is a [`Warning`].

mod agree;
mod bind;
mod by_goods;
mod coded;
mod columns;
mod declaration;
mod decode;
mod documents;
mod error;
pub mod formats;
mod forms;
mod goods;
mod json;
mod keys;
mod node;
mod notes;
mod particulars;
mod product;
mod spec;
mod standing;
mod stream;
mod typed;
mod write;

pub use bind::{SCHEMA, bind, with_schema};
pub use by_goods::{goods_code, tariff_code};
pub use coded::with_current_codes;
pub use columns::push;
pub use declaration::{Cause, CauseKind, Declaration, Document, Fact, Facts, Goods, Line, Lines, Warning};
pub use decode::{Charset, Decoded, decode};
pub use error::{InputError, Limits};
pub use json::parse;
pub use node::{Kind, Member, Node, child, set};
pub use particulars::Particulars;
pub use standing::{Standing, parse_set};
pub use stream::{Read, Stream};
pub use typed::{read_value, yes_no_said};
pub use write::{write, write_line};

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

/// Reads bytes as one canonical declaration. Places are bytes of the [`decode`]d text,
/// which is without its byte order mark.
pub fn read_bytes(
    source: SourceId,
    bytes: &[u8],
    standing: &[Standing],
    schema: &Schema,
    limits: &Limits,
) -> Result<Declaration, InputError> {
    read(source, &decode(bytes, None, limits)?.text, standing, schema, limits)
}
