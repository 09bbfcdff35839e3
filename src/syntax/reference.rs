//! Builds what a report or a person looks up, and no verdict rests on: the
//! papers behind the letters, trade modes compared, and advice.

use super::Fallible;
use super::ast::{Advice, Aspects, ItemKind, Mode, Norm, Paper, Papers, Point, Title};
use super::data::{item, letter_marks};
use super::grammar::{Node, Rule};
use super::items::Table;
use super::law::{note, say_zh};
use super::layout::RawItem;
use super::literal::{grade, ident, title};
use super::reader::{Reader, Scope, nameless};

const PAPERS: Table = &[
    ("paper", Rule::st_paper),
    ("verified", Rule::st_grade),
    ("reported", Rule::st_grade),
    ("unverified", Rule::st_grade),
    ("zh", Rule::st_zh),
];
const ASPECTS: Table = &[("zh", Rule::st_zh), ("*", Rule::st_aspect)];
const MODE: Table = &[
    ("verified", Rule::st_grade),
    ("reported", Rule::st_grade),
    ("unverified", Rule::st_grade),
    ("zh", Rule::st_zh),
    ("*", Rule::st_aspect),
];
const ADVICE: Table = &[
    ("note", Rule::st_note),
    ("verified", Rule::st_grade),
    ("reported", Rule::st_grade),
    ("unverified", Rule::st_grade),
    ("zh", Rule::st_zh),
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
