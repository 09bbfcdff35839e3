//! What names a declaration, and what a summary counts of it: so little that it need not
//! be read as a whole for that.

use super::Declaration;
use crate::hir::Schema;
use crate::ir::{Batch, Column, Layout, UNKNOWN};
use crate::value::Value;

/// The name of a declaration, its market, and the chapters of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Particulars {
    /// `declaration_no`, else `client_ref`, where there is one.
    pub id: Option<String>,
    /// The market (`market.id`); empty where it is not known.
    pub market: String,
    /// The number of each line, with the chapter of the tariff that its code begins with.
    pub lines: Vec<(u64, Option<u8>)>,
}

impl Particulars {
    /// Those of a declaration that was read.
    pub fn of(declaration: &Declaration, schema: &Schema) -> Particulars {
        let market = match schema.find("market.id").and_then(|fact| declaration.head.known(fact)) {
            Some(Value::Text(id)) => id.clone(),
            _ => String::new(),
        };
        let code = schema.find("good.hs_code");
        let lines = declaration.goods.lines.iter().map(|line| {
            let chapter = match code.and_then(|fact| line.facts.known(fact)) {
                Some(Value::Code(code)) => chapter(code.first()),
                _ => None,
            };
            (line.number, chapter)
        });
        Particulars { id: declaration.id.clone(), market, lines: lines.collect() }
    }

    /// Those of a declaration of a batch, apart from its name; `None` where the batch does
    /// not hold a code as it is written.
    pub fn in_batch(batch: &Batch, layout: &Layout, at: usize) -> Option<Particulars> {
        let lines = batch.lines_of(at).map(|line| {
            let code = batch.codes.get(line).copied().filter(|code| *code != 0)?;
            Some((*batch.numbers.get(line)?, chapter(code)))
        });
        let lines = lines.collect::<Option<_>>()?;
        let slot = layout.market.and_then(|fact| layout.slot(fact));
        let slot = slot.filter(|slot| !slot.line && matches!(slot.column, Column::Text(_)));
        let market = slot.and_then(|slot| {
            let symbol = batch.head.texts.get(slot.at)?.symbols.get(at)?;
            let place = batch.head.words.get(slot.words?)?.get(at)?;
            (*symbol != UNKNOWN).then(|| batch.text(*place).to_owned())
        });
        Some(Particulars { id: None, market: market.unwrap_or_default(), lines })
    }
}

/// The chapter of a code, by the first of the ten-digit codes that it stands for.
fn chapter(code: u64) -> Option<u8> {
    u8::try_from(code / 100_000_000).ok()
}
