//! What an office file keeps of answers: those about a good by its goods code, or by
//! its tariff code where a person said that they hold for every good under it; those
//! about the office at the top. What stands there already is never changed.

use super::case::{fact_at, holds};
use super::{Good, Holds, Question, answer};
use crate::bilingual;
use crate::hir::{Place, Schema};
use crate::input::{Kind, Node, child, goods_code, set, tariff_code};
use crate::value::Text;

/// The key of facts by the market's goods code.
const BY_GOODS: &str = "by_goods_code";
/// The key of facts by tariff code.
const BY_HS: &str = "by_hs_code";

/// A fact for an office file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Where it stands in the file: `/by_goods_code/G0001/answers/mask`.
    pub pointer: String,
    /// Its value.
    pub value: Node,
}

/// Where an office file keeps the answer to a question by goods code, or at the top.
pub fn place(question: &Question) -> Option<String> {
    match (question.holds, &question.good) {
        _ if question.corrects && !is_code(question) => None,
        (Holds::Office | Holds::IfOffice, None) => Some(question.fact.clone()),
        (Holds::Good, Some(good)) => by_goods_code(good, question.end()),
        _ => None,
    }
}

/// Where it keeps the answer for every good under the tariff code.
pub fn place_by_hs_code(question: &Question) -> Option<String> {
    let kept = question.holds == Holds::Good && (!question.corrects || is_code(question));
    let good = question.good.as_ref().filter(|_| kept)?;
    Some(format!("/{BY_HS}/{}{}", good.hs_code.as_ref()?, question.end()))
}

/// Eight digits of the declaration are not corrected by ten, but completed.
fn is_code(question: &Question) -> bool {
    let eight = |good: &Good| good.hs_code.as_ref().is_some_and(|code| code.len() == 8);
    question.end() == "/hs_code" && question.good.as_ref().is_some_and(eight)
}

/// Where an office file keeps a fact of a good with a goods code.
pub fn by_goods_code(good: &Good, end: &str) -> Option<String> {
    Some(format!("{}{end}", child(&format!("/{BY_GOODS}"), good.goods_code.as_ref()?)))
}

/// Puts facts into an office file; says which were not, since something else stands there.
pub fn put(office: &mut Node, facts: &[Fact]) -> Vec<Text> {
    let mut refused = Vec::new();
    for fact in facts {
        let pointer = as_spelt(office, &fact.pointer);
        let held = office.at(&pointer).filter(|held| !held.is_null()).map(|held| held.kind.clone());
        match held {
            Some(held) if held == fact.value.kind => {}
            Some(_) => refused.push(bilingual!(
                "{pointer}: the office file says something else, which was kept",
                "{pointer}：企业资料文件中另有记载，予以保留"
            )),
            None if has_place(office, &pointer) && set(office, &pointer, Some(fact.value.clone())) => {}
            None => refused.push(bilingual!(
                "{pointer}: something stands in the office file where an object belongs",
                "{pointer}：企业资料文件中该处应为对象"
            )),
        }
    }
    refused
}

/// Whether nothing but objects stands on the way.
fn has_place(office: &Node, pointer: &str) -> bool {
    let ends = pointer.match_indices('/').map(|(end, _)| pointer.get(..end).unwrap_or_default());
    ends.filter_map(|above| office.at(above)).all(|n| matches!(n.kind, Kind::Object(_) | Kind::Null))
}

/// The pointer with the code of a table as the file spells it.
fn as_spelt(office: &Node, pointer: &str) -> String {
    let mut steps = pointer.splitn(4, '/').skip(1);
    let (Some(table), Some(code)) = (steps.next(), steps.next()) else { return pointer.to_owned() };
    let rest = steps.next().map(|rest| format!("/{rest}")).unwrap_or_default();
    let spell: fn(&str) -> Result<String, Text> = match table {
        BY_GOODS => goods_code,
        BY_HS => tariff_code,
        _ => return pointer.to_owned(),
    };
    let own = code.replace("~1", "/").replace("~0", "~");
    let members = office.get(table).map_or(&[][..], Node::members);
    let held = members.iter().find(|m| spell(&m.key).ok() == spell(&own).ok());
    let key = held.map_or(own, |m| m.key.clone());
    format!("{}{rest}", child(&format!("/{table}"), &key))
}

/// Reads an answer for a place in an office file.
///
/// # Errors
/// That the place is none where an office keeps answers, or why the answer is none.
pub fn read(schema: &Schema, pointer: &str, text: &str) -> Result<Fact, Text> {
    let kind = kind_at(schema, pointer).ok_or_else(|| {
        bilingual!("{pointer} is no place of an office file", "{pointer}不是企业资料文件中的位置")
    })?;
    Ok(Fact { pointer: pointer.to_owned(), value: answer::read(&kind, schema, text)? })
}

/// What answers the question of a place in an office file.
fn kind_at(schema: &Schema, pointer: &str) -> Option<super::Kind> {
    let mut steps = pointer.splitn(4, '/').skip(1);
    let (table, code, rest) = (steps.next()?, steps.next(), steps.next());
    let spell: fn(&str) -> Result<String, Text> = match table {
        BY_GOODS => goods_code,
        BY_HS => tariff_code,
        _ => {
            let (id, def) = fact_at(schema, Place::Head, pointer)?;
            return (holds(def) != Holds::Here).then_some(super::Kind::Fact(id));
        }
    };
    spell(code?).ok()?;
    let end = format!("/{}", rest?);
    if end.strip_prefix("/answers/").is_some_and(|id| !id.is_empty() && !id.contains('/')) {
        return Some(super::Kind::YesNo);
    }
    let (id, def) = fact_at(schema, Place::Line, &end)?;
    (holds(def) == Holds::Good).then_some(super::Kind::Fact(id))
}
