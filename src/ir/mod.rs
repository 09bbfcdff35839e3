//! The law of one stretch of days as flat data: what [`lower`](crate::lower) makes of an
//! edition, and what the fast evaluator runs.
//!
//! A [`Layout`] says which facts of a declaration are read at all, and into which
//! column each goes; it is the same for every edition of a rulebook, so that a
//! declaration can be read before its day is known. A [`Program`] is a list of
//! [`Op`]s, each of which fills one register: a truth value for each declaration of a
//! batch, or for each line of goods. What an edition says and no operation can carry
//! out is [`Op::Open`]: not known here, so that the reference evaluator is asked.

mod batch;
mod beside;
mod bits;
mod layout;
mod op;
mod print;
mod table;

pub use batch::{Answer, Batch, Columns, Document, Mark, Place, Texts};
pub use beside::{Beside, Looks, NotePlace, Permission, Remark, Watch};
pub use bits::{Bits, Planes, ones};
pub use layout::{Column, Domain, Layout, OTHER, PLACES, Slot, Symbol, UNKNOWN};
pub use op::{
    Bounds, Compute, Computed, Converted, DocumentProof, Norm, Office, Op, Opening, Operand, Program, Rate,
    RateMonths, Reg, Scope, Series, Space, Sum, TextTest,
};
pub use print::{print, summary};
pub use table::{Ask, Class, Entry, Lists, Table};
