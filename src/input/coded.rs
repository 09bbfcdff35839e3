//! Facts whose values are codes of a table: a current code stays, an old code or a
//! name becomes the current one, with a warning.
//!
//! What looks like a code and is not in the table stays as it is: it is not known
//! here, and not wrong. What is neither a code nor a name can be no value of the
//! fact; it is unknown, so that a rule about a code never takes it for another.

use super::declaration::{Cause, Warning};
use super::formats::Record;
use super::node::{Kind, Node, quote, set};
use super::typed::{Doubts, malformed};
use crate::bilingual;
use crate::catalog::CodeRow;
use crate::catalog::codes::{Codes, Found};
use crate::diagnostic::nearest;
use crate::hir::{FactDef, Place, Schema};
use crate::value::Text;

/// The current code of what is written for a fact.
pub(super) fn code(def: &FactDef, text: String, doubts: &mut Doubts) -> Result<String, Cause> {
    let Some(codes) = &def.coded else { return Ok(text) };
    let shown = quote(&text);
    match codes.rows.find(&text) {
        Found::Code(_) => Ok(text),
        Found::Old(row) => {
            let (code, row_name) = (&row.code, named(row));
            doubts.push(bilingual!(
                "{shown} is the old code of {row_name}; read as {code}",
                "{shown}为{row_name}的旧代码，按{code}读取"; row_name
            ));
            Ok(code.clone())
        }
        Found::Name(row) => {
            let code = &row.code;
            doubts.push(bilingual!("{shown} is read as the code {code}", "{shown}按代码{code}读取"));
            Ok(code.clone())
        }
        Found::Several(rows) => {
            let rows: Vec<Text> = rows.into_iter().map(named).collect();
            let rows = Text::join(&rows, " or ", "或");
            Err(malformed(bilingual!("{shown} may be {rows}", "{shown}可能为{rows}"; rows)))
        }
        Found::Unlisted => {
            let table = codes.called();
            let mut doubt = bilingual!("{shown} is not known here: {table} lacks it", "{shown}未知：{table}未收录"; table);
            doubt.push(&meant(codes, &text));
            doubts.push(doubt);
            Ok(text)
        }
        Found::Nothing => {
            let table = codes.called();
            let mut detail = bilingual!(
                "{shown} is neither a code nor a name in {table}",
                "{shown}既非{table}中的代码，亦非其中的名称"; table
            );
            detail.push(&meant(codes, &text));
            Err(malformed(detail))
        }
    }
}

/// The current code of a text, or the text.
pub(super) fn current<'t>(codes: Option<&'t Codes>, text: &'t str) -> &'t str {
    match codes.map(|codes| codes.rows.find(text)) {
        Some(Found::Code(row) | Found::Old(row) | Found::Name(row)) => &row.code,
        _ => text,
    }
}

/// A record with current codes in place of old ones and of names; what was changed is
/// among its warnings. What cannot be read is left as it stands.
pub fn with_current_codes(mut record: Record, schema: &Schema) -> Record {
    for def in schema.facts.iter().filter(|def| def.coded.is_some()) {
        let lists: &[&str] = match def.place {
            Place::Head => &[],
            Place::Line => &["items", "goods_list"],
            Place::Document => &["documents"],
            Place::Container => &["containers"],
        };
        let keys = format!("/{}", def.keys.join("/"));
        let of = |list: &&str| match record.node.get(list).map(|node| &node.kind) {
            Some(Kind::List(nodes)) => (0..nodes.len()).map(|i| format!("/{list}/{i}{keys}")).collect(),
            _ => Vec::new(),
        };
        let below: Vec<String> = lists.iter().flat_map(of).collect();
        let own = (def.place == Place::Head).then_some(keys.clone());
        for pointer in own.into_iter().chain(below) {
            let Some(Node { kind: Kind::Text(text), span }) = record.node.at(&pointer) else { continue };
            let (mut doubts, span) = (Doubts::new(), *span);
            let Ok(code) = code(def, text.trim().to_owned(), &mut doubts) else { continue };
            let node = Node { span, kind: Kind::Text(code) };
            set(&mut record.node, &pointer, Some(node));
            let warning = |message| Warning { pointer: pointer.clone(), span, message };
            record.warnings.extend(doubts.into_iter().map(warning));
        }
    }
    record
}

/// A code with its name.
fn named(row: &CodeRow) -> Text {
    let (code, name) = (&row.code, row.name());
    if name.zh.is_empty() || name.zh == *code {
        Text::same(code)
    } else {
        bilingual!("{code} ({name})", "{code}（{name}）"; name)
    }
}

/// What may be meant by a text that is not there. Numbers are all alike.
fn meant(codes: &Codes, text: &str) -> Text {
    if text.chars().count() > 64 || text.bytes().all(|b| b.is_ascii_digit()) {
        return Text::default();
    }
    let rows = codes.rows.rows();
    let known = rows.flat_map(|row| row.zh.iter().chain(&row.en).chain([&row.code]));
    match nearest(text, known.map(String::as_str)).map(quote) {
        Some(near) => bilingual!("; {near} may be meant", "；或应为{near}"),
        None => Text::default(),
    }
}
