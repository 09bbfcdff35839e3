//! Builds the tree of an expression from what the grammar read.

use super::Fallible;
use super::ast::{ArithOp, CompareOp, Expr, ExprKind, Ident, Path, Quantifier};
use super::grammar::{Node, Rule};
use super::literal::{currency, ident, literal, path, string};
use super::tongue;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::Text;

/// Whether `goods.x` stands for the line that an aggregate looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Rule,
    Aggregate,
}

/// The expression of any rule of the grammar's expressions.
pub(crate) fn expr(node: &Node) -> Fallible<Expr> {
    build(node, Inside::Rule)
}

fn build(node: &Node, inside: Inside) -> Fallible<Expr> {
    let span = node.span();
    let kind = match node.rule() {
        Rule::expr => return many(node, inside, ExprKind::Or),
        Rule::both => return many(node, inside, ExprKind::And),
        Rule::denial if node.has(Rule::k_not) => ExprKind::Not(boxed(&node.first()?, inside)?),
        Rule::denial | Rule::primary | Rule::group => return build(&node.first()?, inside),
        Rule::quantified => quantified(node, inside)?,
        Rule::comparison => return comparison(node, inside),
        Rule::total | Rule::product => return arithmetic(node, inside),
        Rule::converted => return converted(node, inside),
        Rule::sum => {
            let of = match node.find(Rule::group) {
                Some(group) => group,
                None => node.need(Rule::path)?,
            };
            ExprKind::Sum(boxed(&of, Inside::Aggregate)?, such_that(node)?)
        }
        Rule::tally => ExprKind::Count(such_that(node)?),
        Rule::kinds => ExprKind::Kinds,
        Rule::call => {
            let of = node.find(Rule::primary).or_else(|| node.find(Rule::group));
            let of = of.ok_or_else(|| node.broken())?;
            ExprKind::Call(ident(&node.need(Rule::name)?), boxed(&of, inside)?)
        }
        Rule::path => ExprKind::Path(line_path(node, inside)?),
        Rule::literal | Rule::code => ExprKind::Literal(literal(node)?),
        Rule::string => ExprKind::Literal(literal(node)?),
        _ => return Err(node.broken()),
    };
    Ok(Expr { span, kind })
}

fn boxed(node: &Node, inside: Inside) -> Fallible<Box<Expr>> {
    build(node, inside).map(Box::new)
}

/// One operand, or several joined by `and` or `or`.
fn many(node: &Node, inside: Inside, join: fn(Vec<Expr>) -> ExprKind) -> Fallible<Expr> {
    let mut parts = node.children().map(|n| build(&n, inside)).collect::<Fallible<Vec<_>>>()?;
    match parts.len() {
        1 => parts.pop().ok_or_else(|| node.broken()),
        _ => Ok(Expr { span: node.span(), kind: join(parts) }),
    }
}

/// The condition of an aggregate.
fn such_that(node: &Node) -> Fallible<Option<Box<Expr>>> {
    let Some(clause) = node.find(Rule::such_that) else { return Ok(None) };
    boxed(&clause.need(Rule::expr)?, Inside::Aggregate).map(Some)
}

/// A path; `goods.x` in an aggregate is `good.x`.
fn line_path(node: &Node, inside: Inside) -> Fallible<Path> {
    let mut path = path(node)?;
    if let Some(first) = path.segments.first_mut()
        && inside == Inside::Aggregate
        && first.name == "goods"
    {
        "good".clone_into(&mut first.name);
    }
    Ok(path)
}

fn quantified(node: &Node, inside: Inside) -> Fallible<ExprKind> {
    let word = node.need(Rule::quantifier)?;
    let quantifier = if word.has(Rule::k_any) {
        Quantifier::Any
    } else if word.has(Rule::k_each) {
        Quantifier::Each
    } else {
        Quantifier::No
    };
    let (subject, predicate) = match node.find(Rule::good_where) {
        Some(clause) => {
            let condition = clause.need(Rule::such_that)?.need(Rule::expr)?;
            (clause.span().start, build(&condition, inside)?)
        }
        None => {
            let comparison = node.need(Rule::comparison)?;
            (comparison.span().start, build(&comparison, inside)?)
        }
    };
    let good = node.find(Rule::good_where).and_then(|clause| clause.find(Rule::good));
    let length = good.map_or("good".len(), |good| good.text().len());
    let words = Span::new(word.span().source, word.span().start, subject + length);
    if is_good(&predicate) {
        let message = Text::new("what the goods must be like is missing", "缺少对商品的条件");
        let help = Text::new(
            "write `any good in CATALOG`, `any good where …`, or `each good.fact = …`",
            "请写 `any good in 目录`、`any good where …` 或 `each good.数据 = …`",
        );
        return Err(Box::new(Diagnostic::error(Code::Syntax, words, message).help(help)));
    }
    Ok(ExprKind::Quantified(quantifier, words, Box::new(predicate)))
}

/// Whether an expression is the word `good` alone.
fn is_good(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Path(p) if p.dotted() == "good")
}

fn comparison(node: &Node, inside: Inside) -> Fallible<Expr> {
    let mut parts = node.children();
    let subject = build(&parts.next().ok_or_else(|| node.broken())?, inside)?;
    let Some(tail) = parts.next() else { return Ok(subject) };
    let negated = tongue::denied(&tail);
    let operand = |n: Node| boxed(&n, inside);
    let kind = match tail.rule() {
        Rule::compare => {
            ExprKind::Compare(compare_op(&tail)?, Box::new(subject), operand(tail.need(Rule::total)?)?)
        }
        Rule::is_value => {
            let op = if negated { CompareOp::Ne } else { CompareOp::Eq };
            ExprKind::Compare(op, Box::new(subject), operand(tail.need(Rule::literal)?)?)
        }
        Rule::between => {
            let mut ends = tail.all(Rule::total);
            let (Some(low), Some(high)) = (ends.next(), ends.next()) else { return Err(tail.broken()) };
            ExprKind::Between(Box::new(subject), operand(low)?, operand(high)?)
        }
        Rule::is_one_of => {
            let list = tail.all(Rule::literal).map(|n| build(&n, inside)).collect::<Fallible<_>>()?;
            ExprKind::OneOf { subject: Box::new(subject), list, negated }
        }
        Rule::contains => ExprKind::Contains(Box::new(subject), string(&tail.need(Rule::string)?)?),
        Rule::starts_with => ExprKind::StartsWith(Box::new(subject), operand(tail.first()?)?),
        Rule::is_valid => match subject.kind {
            ExprKind::Path(path) => ExprKind::IsValid(path, negated),
            _ => return Err(not_a_paper(subject.span)),
        },
        Rule::is_stated => match subject.kind {
            ExprKind::Path(path) => ExprKind::IsStated(path, negated),
            _ => return Err(not_a_fact(subject.span)),
        },
        Rule::is_open => ExprKind::IsOpen {
            market: Box::new(subject),
            list: ident(&tail.need(Rule::name)?),
            since: match tail.find(Rule::or_since) {
                Some(clause) => Some(path(&clause.need(Rule::path)?)?),
                None => None,
            },
            negated,
        },
        Rule::is_office => {
            let market = operand(tail.need(Rule::total)?)?;
            let stated = match tail.find(Rule::or_stated) {
                Some(clause) => Some(path(&clause.need(Rule::path)?)?),
                None => None,
            };
            let list = ident(&tail.need(Rule::name)?);
            ExprKind::IsOffice { office: Box::new(subject), market, list, stated, negated }
        }
        Rule::in_catalog if is_good(&subject) => in_catalog(&tail),
        Rule::has_document if is_good(&subject) => ExprKind::HasDocument(
            string(&tail.need(Rule::string)?)?,
            tail.has(Rule::k_number) || tail.has(Rule::z_has_number),
        ),
        _ => return Err(only_good(subject.span)),
    };
    Ok(Expr { span: node.span(), kind })
}

fn in_catalog(node: &Node) -> ExprKind {
    let catalogs: Vec<Ident> = node.all(Rule::name).map(|n| ident(&n)).collect();
    ExprKind::InCatalog { catalogs, all: node.has(Rule::all_of), negated: tongue::denied(node) }
}

/// `in A, B` of a statement about goods.
pub(crate) fn listed(node: &Node) -> Fallible<Expr> {
    let list = node.need(Rule::in_catalog)?;
    Ok(Expr { span: list.span(), kind: in_catalog(&list) })
}

/// `goods in A where C`, of every line: it is in A, or C does not hold.
pub(crate) fn only(node: &Node) -> Fallible<Expr> {
    let within = listed(node)?;
    let span = within.span;
    let body = match such_that(node)? {
        Some(filter) => {
            let not = Expr { span: filter.span, kind: ExprKind::Not(filter) };
            Expr { span: span.to(not.span), kind: ExprKind::Or(vec![not, within]) }
        }
        None => within,
    };
    let whole = body.span;
    Ok(Expr { span: whole, kind: ExprKind::Quantified(Quantifier::Each, span, Box::new(body)) })
}

fn compare_op(tail: &Node) -> Fallible<CompareOp> {
    let op = tail.need(Rule::compare_op)?;
    let chinese = tongue::COMPARISONS.iter().find(|(_, zh)| *zh == op.text());
    Ok(match chinese.map_or(op.text(), |(en, _)| en) {
        "=" => CompareOp::Eq,
        "<>" | "!=" => CompareOp::Ne,
        "<" => CompareOp::Lt,
        "<=" => CompareOp::Le,
        ">" => CompareOp::Gt,
        _ => CompareOp::Ge,
    })
}

/// Sums and products, from left to right.
fn arithmetic(node: &Node, inside: Inside) -> Fallible<Expr> {
    let mut parts = node.children();
    let mut left = build(&parts.next().ok_or_else(|| node.broken())?, inside)?;
    while let (Some(op), Some(right)) = (parts.next(), parts.next()) {
        let op = match op.text() {
            "+" => ArithOp::Add,
            "-" => ArithOp::Sub,
            "/" => ArithOp::Div,
            _ => ArithOp::Mul,
        };
        let right = build(&right, inside)?;
        let span = left.span.to(right.span);
        left = Expr { span, kind: ExprKind::Arith(op, Box::new(left), Box::new(right)) };
    }
    Ok(left)
}

fn converted(node: &Node, inside: Inside) -> Fallible<Expr> {
    let amount = build(&node.need(Rule::primary)?, inside)?;
    let Some(to) = node.find(Rule::conversion) else { return Ok(amount) };
    let into = currency(&to.need(Rule::currency)?)?;
    let rates = ident(&to.need(Rule::name)?);
    Ok(Expr { span: node.span(), kind: ExprKind::Convert(Box::new(amount), into, rates) })
}

fn not_a_paper(span: Span) -> Box<Diagnostic> {
    let message = Text::new("only a fact can be valid", "只有数据可以判断是否有效");
    let help = Text::new(
        "write the name of a filing, as `operator.customs_filing is valid`",
        "请写备案名称，如 `operator.customs_filing is valid`",
    );
    Box::new(Diagnostic::error(Code::Syntax, span, message).help(help))
}

fn not_a_fact(span: Span) -> Box<Diagnostic> {
    let message = Text::new("only a fact can be stated", "只有数据可以判断是否申报");
    let help = Text::new(
        "write the name of a fact, as `good.control_exemption.basis is stated`",
        "请写数据名称，如 `good.control_exemption.basis is stated`",
    );
    Box::new(Diagnostic::error(Code::Syntax, span, message).help(help))
}

fn only_good(span: Span) -> Box<Diagnostic> {
    let message =
        Text::new("only a good is in a catalog or has a document", "只有商品可以列入目录或附有单证");
    let help = Text::new(
        "write `any good in CATALOG`, or `good in CATALOG` behind `where`; for values, `is one of 1, 2`",
        "请写 `any good in 目录`，或在 `where` 之后写 `good in 目录`；比较数值请用 `is one of 1, 2`",
    );
    Box::new(Diagnostic::error(Code::Syntax, span, message).help(help))
}
