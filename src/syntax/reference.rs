//! Builds what a report or a person looks up, and no verdict rests on: the
//! papers behind the letters, tables of codes, elements of specifications, trade
//! modes compared, and advice.

use super::Fallible;
use super::ast::{Advice, Aspects, Codes, Elements, ItemKind, Mode, Norm, Paper, Papers, Point, Title};
use super::data::{item, letter_marks};
use super::grammar::{Node, Rule};
use super::items::Table;
use super::law::{note, say_zh};
use super::layout::RawItem;
use super::literal::{date_of, dates, grade, ident, string, title, year};
use super::reader::{Reader, Scope, nameless};

pub(crate) const PAPERS: Table = &[
    ("paper", "单证", Rule::st_paper),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
];
pub(crate) const CODES: Table = &[
    ("complete", "完整", Rule::st_held),
    ("partial", "不完整", Rule::st_held),
    ("rows", "数据文件", Rule::st_rows),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
];
pub(crate) const ELEMENTS: Table = &[
    ("complete", "完整", Rule::st_complete),
    ("rows", "数据文件", Rule::st_rows),
    ("templates", "模板文件", Rule::st_templates),
    ("element", "要素", Rule::st_element),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
];
pub(crate) const ASPECTS: Table = &[("zh", "en", Rule::st_zh), ("*", "", Rule::st_aspect)];
pub(crate) const MODE: Table = &[
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
    ("*", "", Rule::st_aspect),
];
pub(crate) const ADVICE: Table = &[
    ("note", "提示", Rule::st_note),
    ("verified", "已核实", Rule::st_grade),
    ("reported", "据报道", Rule::st_grade),
    ("unverified", "未核实", Rule::st_grade),
    ("zh", "en", Rule::st_zh),
];

const GRADE: &str = "verified, reported or unverified";

/// `papers …`.
pub(crate) fn papers(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank = Papers { name: nameless(raw.head), title: Title::default(), papers: Vec::new(), grade: None };
    let head = |p: &mut Papers, node: &Node| {
        p.name = ident(&node.need(Rule::name)?);
        p.title = title(node)?;
        Ok(())
    };
    let say = |p: &mut Papers, node: &Node, scope: &mut Scope| {
        match node.rule() {
            Rule::st_paper => {
                let letters = letter_marks(node)?;
                let letter = letters.first().copied().ok_or_else(|| node.broken())?;
                p.papers.push(Paper { letter, title: title(node)?, grade: grade(node)? });
            }
            Rule::st_zh => say_zh(&mut p.title, node)?,
            _ => {
                scope.once(GRADE, node.span())?;
                p.grade = grade(node)?;
            }
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_papers, PAPERS), blank, head, say).map(ItemKind::Papers)
}

/// `codes …`.
pub(crate) fn codes(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank =
        Codes { name: nameless(raw.head), title: Title::default(), held: None, rows: None, grade: None };
    let head = |c: &mut Codes, node: &Node| {
        c.name = ident(&node.need(Rule::name)?);
        c.title = title(node)?;
        Ok(())
    };
    let say = |c: &mut Codes, node: &Node, scope: &mut Scope| {
        match node.rule() {
            Rule::st_held => {
                scope.once("complete or partial", node.span())?;
                c.held = Some((!node.has(Rule::partial), date_of(&node.need(Rule::on)?)?));
            }
            Rule::st_rows => {
                scope.once("rows in", node.span())?;
                c.rows = Some(string(&node.need(Rule::string)?)?);
            }
            Rule::st_zh => say_zh(&mut c.title, node)?,
            _ => {
                scope.once(GRADE, node.span())?;
                c.grade = grade(node)?;
            }
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_codes, CODES), blank, head, say).map(ItemKind::Codes)
}

/// `elements 2026 …`.
pub(crate) fn elements(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank = Elements {
        year: (0, raw.head),
        title: Title::default(),
        complete: None,
        rows: None,
        templates: None,
        coded: Vec::new(),
        grade: None,
    };
    let head = |e: &mut Elements, node: &Node| {
        e.year = year(&node.need(Rule::year)?)?;
        e.title = title(node)?;
        Ok(())
    };
    let say = |e: &mut Elements, node: &Node, scope: &mut Scope| {
        match node.rule() {
            Rule::st_complete => {
                scope.once("complete", node.span())?;
                e.complete = Some(dates(node)?);
            }
            Rule::st_rows => {
                scope.once("rows in", node.span())?;
                e.rows = Some(string(&node.need(Rule::string)?)?);
            }
            Rule::st_templates => {
                scope.once("templates in", node.span())?;
                e.templates = Some(string(&node.need(Rule::string)?)?);
            }
            Rule::st_element => {
                let table = node.need(Rule::coded_by)?.need(Rule::name)?;
                e.coded.push((string(&node.need(Rule::string)?)?, ident(&table)));
            }
            Rule::st_zh => say_zh(&mut e.title, node)?,
            _ => {
                scope.once(GRADE, node.span())?;
                e.grade = grade(node)?;
            }
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_elements, ELEMENTS), blank, head, say).map(ItemKind::Elements)
}

fn point(node: &Node) -> Fallible<Point> {
    Ok(Point { aspect: ident(&node.need(Rule::segment)?), title: title(node)?, grade: grade(node)? })
}

/// `aspects …`.
pub(crate) fn aspects(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank = Aspects { title: Title::default(), aspects: Vec::new() };
    let head = |a: &mut Aspects, node: &Node| {
        a.title = title(node)?;
        Ok(())
    };
    let say = |a: &mut Aspects, node: &Node, _: &mut Scope| {
        match node.rule() {
            Rule::st_zh => say_zh(&mut a.title, node)?,
            _ => a.aspects.push(point(node)?),
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_aspects, ASPECTS), blank, head, say).map(ItemKind::Aspects)
}

/// `mode 1039 …`.
pub(crate) fn mode(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank =
        Mode { code: (String::new(), raw.head), title: Title::default(), points: Vec::new(), grade: None };
    let head = |m: &mut Mode, node: &Node| {
        let code = node.need(Rule::mode_code)?;
        m.code = (code.text().to_owned(), code.span());
        m.title = title(node)?;
        Ok(())
    };
    let say = |m: &mut Mode, node: &Node, scope: &mut Scope| {
        match node.rule() {
            Rule::st_zh => say_zh(&mut m.title, node)?,
            Rule::st_aspect => m.points.push(point(node)?),
            _ => {
                scope.once(GRADE, node.span())?;
                m.grade = grade(node)?;
            }
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_mode, MODE), blank, head, say).map(ItemKind::Mode)
}

/// `advice …`.
pub(crate) fn advice(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let blank = Advice { name: nameless(raw.head), title: Title::default(), notes: Vec::new(), grade: None };
    let head = |a: &mut Advice, node: &Node| {
        a.name = ident(&node.need(Rule::name)?);
        a.title = title(node)?;
        Ok(())
    };
    let say = |a: &mut Advice, node: &Node, scope: &mut Scope| {
        match node.rule() {
            Rule::st_note => a.notes.push(Norm { span: node.span(), kind: note(node, scope)? }),
            Rule::st_zh => say_zh(&mut a.title, node)?,
            _ => {
                scope.once(GRADE, node.span())?;
                a.grade = grade(node)?;
            }
        }
        Ok(())
    };
    item(reader, raw, (Rule::head_advice, ADVICE), blank, head, say).map(ItemKind::Advice)
}
