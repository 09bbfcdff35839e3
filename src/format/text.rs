//! A whole text: its items with their statements, and between them the comments and the
//! blank lines that its author put there, one at most.

use super::lines::lines;
use super::write::Writer;
use crate::rulebook::Names;
use crate::syntax::Tongue;
use crate::syntax::cst::{Concrete, Piece};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::layout::Comment;

/// A head or a statement at its depth.
struct Unit<'a> {
    node: &'a Node<'a>,
    start: usize,
    end: usize,
    depth: usize,
    /// The titles that stand below it as statements.
    titles: (Option<Node<'a>>, Option<Node<'a>>),
}

/// A text in one tongue.
pub(super) fn text(source: &str, read: &Concrete, tongue: Tongue, names: &Names) -> String {
    let mut units = Vec::new();
    read.items.iter().for_each(|item| unit(item, 0, &mut units));
    let mut out = Out { source, text: String::new(), end: None };
    let mut comments = read.comments.iter().peekable();
    let mut before = 0;
    for (i, unit) in units.iter().enumerate() {
        while let Some(comment) = comments.next_if(|c| c.at < unit.start) {
            let depth = if comment.indent == Some(0) {
                0
            } else if unit.depth > 0 {
                unit.depth
            } else {
                before.max(1)
            };
            out.own(comment, depth);
        }
        let mut within: Vec<Comment> = Vec::new();
        while let Some(comment) = comments.next_if(|c| c.at < unit.end) {
            within.push(comment.clone());
        }
        let mut writer = Writer::new(tongue, names);
        writer.below = unit.titles.clone();
        out.gap(unit.start);
        for line in lines(writer.statement(unit.node), unit.depth * 2, &within) {
            out.line(&line);
        }
        out.end = Some(unit.end);
        // What stands behind it on its line.
        let next = units.get(i + 1).map_or(usize::MAX, |next| next.start);
        let trails = |c: &Comment| c.indent.is_none() && c.at < next;
        if let Some(comment) = comments.next_if(|c| trails(c)) {
            out.trailing(comment);
        }
        before = unit.depth;
    }
    for comment in comments {
        out.own(comment, if comment.indent == Some(0) { 0 } else { before.max(1) });
    }
    out.text
}

fn unit<'a>(piece: &'a Piece<'a>, depth: usize, units: &mut Vec<Unit<'a>>) {
    let title = |rule| {
        let lines = piece.below.iter().filter(|p| p.node.rule() == Rule::st_zh);
        lines.filter_map(|p| p.node.find(rule)?.find(Rule::string)).next()
    };
    units.push(Unit {
        node: &piece.node,
        start: piece.span.start,
        end: piece.span.end,
        depth,
        titles: (title(Rule::en), title(Rule::zh)),
    });
    for below in piece.below.iter().filter(|p| p.node.rule() != Rule::st_zh) {
        unit(below, depth + 1, units);
    }
}

struct Out<'a> {
    source: &'a str,
    text: String,
    /// Where the last of what was written ends in the source.
    end: Option<usize>,
}

impl Out<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A blank line, where there is one before a place of the source.
    fn gap(&mut self, to: usize) {
        let Some(end) = self.end else { return };
        let between = self.source.get(end..to).unwrap_or("");
        let lines: Vec<&str> = between.split('\n').collect();
        let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or(&[]);
        if inner.iter().any(|line| line.trim().is_empty()) {
            self.text.push('\n');
        }
    }

    fn own(&mut self, comment: &Comment, depth: usize) {
        self.gap(comment.at);
        self.line(&format!("{}{}", "  ".repeat(depth), comment.text));
        self.end = Some(comment.at + comment.text.len());
    }

    fn trailing(&mut self, comment: &Comment) {
        self.text.truncate(self.text.trim_end_matches('\n').len());
        self.line(&format!("  {}", comment.text));
        self.end = Some(comment.at + comment.text.len());
    }
}
