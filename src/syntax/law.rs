//! Builds what states law: instruments, definitions, articles and their norms.

use super::Fallible;
use super::ast::{Article, Effect, Instrument, ItemKind, Let, Norm, NormKind, Otherwise, Str, Title};
use super::expr::{self as expression, expr};
use super::grammar::{Node, Rule};
use super::items::{self, Table};
use super::layout::RawItem;
use super::literal::{
    article_number, count, date_of, grade, ident, instrument_id, instrument_ref, string, title, when,
};
use super::message::message;
use super::reader::{Reader, Scope, nameless};
use super::tongue;
use crate::diagnostic::{Code, Diagnostic};
use crate::value::Text;

/// The statements of an instrument.
pub(crate) const INSTRUMENT: Table = &[
    ("language", "语言版本", Rule::st_language),
    ("issued", "发布机关", Rule::st_issued),
    ("published", "公布", Rule::st_published),
    ("in", "自|施行", Rule::st_in_force),
    ("replaces", "同时废止", Rule::st_replaces),
    ("dated", "日期依据", Rule::st_dated_by),
    ("only", "仅限市场", Rule::st_only_in),
    ("applies", "适用于", Rule::st_applies),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
];

/// The statements of an article.
pub(crate) const ARTICLE: Table = &[
    ("require", "应当", Rule::st_require),
    ("forbid", "不得", Rule::st_forbid),
    ("only", "商品仅限", Rule::st_only),
    ("permit", "可以", Rule::st_permit),
    ("note", "提示", Rule::st_note),
    ("cites", "引文", Rule::st_cites),
    ("as", "经", Rule::st_origin),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
];

/// `policy …`.
pub(crate) fn numbered(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    instrument(reader, raw, Rule::head_policy)
}

/// `unnumbered notice …`.
pub(crate) fn unnumbered(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    instrument(reader, raw, Rule::head_notice)
}

fn instrument(reader: &mut Reader, raw: &RawItem, rule: Rule) -> Option<ItemKind> {
    let head = reader.read_head(rule, raw).and_then(|node| {
        let id = node.find(Rule::instrument_id).map(|n| instrument_id(&n)).transpose()?;
        Ok(Instrument { id, title: title(&node)?, ..Instrument::default() })
    });
    let head = reader.keep(head);
    let good = head.is_some();
    let mut law = head.unwrap_or_default();
    let mut scope = Scope::new(reader.limits);
    items::statements(reader, raw, INSTRUMENT, &mut scope, &mut law, say_instrument);
    good.then_some(ItemKind::Instrument(law))
}

fn say_instrument(law: &mut Instrument, node: &Node, scope: &mut Scope) -> Fallible<()> {
    let span = node.span();
    match node.rule() {
        Rule::st_language => {
            scope.once("language", span)?;
            let number = node.need(Rule::count)?;
            law.language = Some((count(&number)?, number.span()));
        }
        Rule::st_issued => {
            scope.once("issued by", span)?;
            law.issued_by = Some(title(node)?);
        }
        Rule::st_published => {
            scope.once("published", span)?;
            let grade = grade(node)?;
            law.published = when(node)?.map(|day| (day, grade));
        }
        Rule::st_in_force => {
            if let Some(day) = when(node)? {
                scope.once("in force", span)?;
                law.in_force = Some((day, grade(node)?));
            }
            if let Some(until) = node.find(Rule::until) {
                scope.once("in force until", span)?;
                law.until = Some(date_of(&until)?);
            }
        }
        Rule::st_replaces => {
            for replaced in node.all(Rule::instrument_ref) {
                law.replaces.push(instrument_ref(&replaced)?);
            }
        }
        Rule::st_dated_by => {
            scope.once("dated by", span)?;
            law.dated_by = Some(ident(&node.need(Rule::name)?));
        }
        Rule::st_only_in => {
            scope.once("only in markets", span)?;
            law.only_in = node.all(Rule::name).map(|n| ident(&n)).collect();
        }
        Rule::st_applies => {
            scope.once("applies when", span)?;
            law.applies = Some(expr(&node.need(Rule::expr)?)?);
        }
        Rule::st_zh => say_zh(&mut law.title, node)?,
        _ => {
            scope.once("verified, reported or unverified", span)?;
            law.grade = grade(node)?;
        }
    }
    Ok(())
}

/// `zh "…"` or `en "…"` as a statement: the title of the item in that language.
pub(crate) fn say_zh(title: &mut Title, node: &Node) -> Fallible<()> {
    let clause = node.first()?;
    let text: Str = string(&clause.need(Rule::string)?)?;
    let (place, message) = match clause.rule() {
        Rule::en => (&mut title.en, Text::new("the English title stands twice", "英文标题重复")),
        _ => (&mut title.zh, Text::new("the Chinese title stands twice", "中文标题重复")),
    };
    if let Some(first) = place {
        let before = Text::new("said here first", "首次出现于此");
        return Err(Box::new(
            Diagnostic::error(Code::Repeated, text.span, message).related(first.span, before),
        ));
    }
    *place = Some(text);
    Ok(())
}

/// `let name = expr`.
pub(crate) fn binding(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    assignment(reader, raw, Rule::head_let).map(ItemKind::Let)
}

/// A name and what it stands for, by the rule of its head.
pub(crate) fn assignment(reader: &mut Reader, raw: &RawItem, rule: Rule) -> Option<Let> {
    let node = items::whole(reader, raw, rule)?;
    let result = node.need(Rule::expr).and_then(|value| {
        let name = ident(&node.need(Rule::name)?);
        Ok(Let { name, title: title(&node)?, value: expr(&value)? })
    });
    reader.keep(result)
}

/// `article …`.
pub(crate) fn article_item(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    article(reader, raw, Rule::head_article).map(ItemKind::Article)
}

/// An article with its statements, by the rule of its head: an item, or what an
/// amendment inserts.
pub(crate) fn article(reader: &mut Reader, raw: &RawItem, rule: Rule) -> Option<Article> {
    let mut scope = Scope::new(reader.limits);
    let mut article = Article {
        number: nameless(raw.head),
        title: Title::default(),
        grade: None,
        origin: None,
        cites: Vec::new(),
        norms: Vec::new(),
    };
    let head = reader.read_head(rule, raw).and_then(|node| {
        article.number = article_number(&node)?;
        article.title = title(&node)?;
        article.grade = grade(&node)?;
        Ok(())
    });
    let good = reader.keep(head).is_some();
    if let Some(grade) = &article.grade {
        let first = scope.once("verified, reported or unverified", grade.span);
        reader.keep(first);
    }
    items::statements(reader, raw, ARTICLE, &mut scope, &mut article, say_article);
    good.then_some(article)
}

fn say_article(article: &mut Article, node: &Node, scope: &mut Scope) -> Fallible<()> {
    let kind = match node.rule() {
        Rule::st_require | Rule::st_forbid | Rule::st_only => demand(node, scope)?,
        Rule::st_permit => NormKind::Permit {
            name: ident(&node.need(Rule::name)?),
            condition: match node.find(Rule::when) {
                Some(when) => expr(&when.need(Rule::expr)?)?,
                None => expr(&node.need(Rule::expr)?)?,
            },
        },
        Rule::st_note => note(node, scope)?,
        Rule::st_cites => {
            for words in node.all(Rule::string) {
                article.cites.push(string(&words)?);
            }
            return Ok(());
        }
        Rule::st_origin => {
            scope.once("as amended by", node.span())?;
            article.origin = Some(instrument_ref(&node.need(Rule::instrument_ref)?)?);
            return Ok(());
        }
        Rule::st_zh => return say_zh(&mut article.title, node),
        _ => {
            scope.once("verified, reported or unverified", node.span())?;
            article.grade = grade(node)?;
            return Ok(());
        }
    };
    article.norms.push(Norm { span: node.span(), kind });
    Ok(())
}

/// `note "…" when …`, or `note each good in A`.
pub(crate) fn note(node: &Node, scope: &Scope) -> Fallible<NormKind> {
    if let Some(each) = node.find(Rule::each_in) {
        return Ok(NormKind::NoteEach(expression::listed(&each)?));
    }
    let when = match node.find(Rule::when) {
        Some(clause) => Some(expr(&clause.need(Rule::expr)?)?),
        None => None,
    };
    let message = message(&node.need(Rule::title)?, tongue::of_node(node), scope.limits)?;
    Ok(NormKind::Note { message, when, grade: grade(node)? })
}

/// `require …`, `forbid …` or `only …` with what stands below it.
fn demand(node: &Node, scope: &Scope) -> Fallible<NormKind> {
    let mut own = scope.inner();
    let mut answer = None;
    let mut exceptions = Vec::new();
    for clause in node.children() {
        match clause.rule() {
            Rule::otherwise => {
                own.once("otherwise", clause.span())?;
                answer = Some(otherwise(&clause, scope)?);
            }
            Rule::exception => exceptions.push(expr(&clause.need(Rule::expr)?)?),
            Rule::grade => own.once("verified, reported or unverified", clause.span())?,
            _ => {}
        }
    }
    Ok(NormKind::Demand {
        forbid: node.rule() == Rule::st_forbid,
        condition: match node.rule() {
            Rule::st_only => expression::only(node)?,
            _ => expr(&node.need(Rule::expr)?)?,
        },
        otherwise: answer,
        exceptions,
        grade: grade(node)?,
    })
}

fn otherwise(clause: &Node, scope: &Scope) -> Fallible<Otherwise> {
    let effect = clause.find(Rule::effect).map(|e| {
        let effect = if e.has(Rule::k_reject) { Effect::Reject } else { Effect::Review };
        (effect, e.span())
    });
    let message =
        clause.find(Rule::title).map(|t| message(&t, tongue::of_node(clause), scope.limits)).transpose()?;
    Ok(Otherwise { effect, message })
}
