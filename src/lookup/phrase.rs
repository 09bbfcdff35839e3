//! Norms and conditions in words, as their author would say them, with the
//! labels of facts and the titles of lists.

use crate::bilingual;
use crate::hir::{CatalogId, Demand, Edition, Expr, ExprId, FactId, Message, Norm, NormKind, Piece, Type};
use crate::syntax::ast::{ArithOp, CompareOp, Effect};
use crate::value::{Text, Value, text::Lang};

/// Whether an expression looks into a list.
pub fn looks_into(edition: &Edition, id: ExprId, list: CatalogId) -> bool {
    match edition.exprs.get(id) {
        Some(Expr::InCatalog(catalog)) => *catalog == list,
        Some(expr) => expr.parts().iter().any(|part| looks_into(edition, *part, list)),
        None => false,
    }
}

/// A statement in words.
pub fn norm(edition: &Edition, norm: &Norm) -> Text {
    match &norm.kind {
        NormKind::Demand(demand) => self::demand(edition, demand),
        NormKind::Permit { name, condition, per_line } => {
            let when = expr(edition, *condition);
            let each = if *per_line { Text::new("each good: ", "每项商品：") } else { Text::default() };
            bilingual!("permits {name} when {each}{when}", "下列情形可以{name}：{each}{when}"; each, when)
        }
        NormKind::Note { message, when } => {
            let words = self::message(edition, message);
            match when.map(|w| expr(edition, w)) {
                Some(when) => {
                    bilingual!("notes, when {when}: {words}", "提示（{when}时）：{words}"; when, words)
                }
                None => bilingual!("notes: {words}", "提示：{words}"; words),
            }
        }
        NormKind::NoteEach { condition, .. } => {
            let when = expr(edition, *condition);
            bilingual!("notes what the list says, when {when}", "提示名录所载内容（{when}时）"; when)
        }
    }
}

fn demand(edition: &Edition, demand: &Demand) -> Text {
    let condition = expr(edition, demand.condition);
    let effect = match demand.effect {
        Effect::Review => Text::new("sends to a person", "须人工复核"),
        _ => Text::new("rules the mode out", "不得以本方式申报"),
    };
    let mut text = match demand.violated_if {
        true => bilingual!("{effect} when {condition}", "{condition}时，{effect}"; effect, condition),
        false => bilingual!("{effect} unless {condition}", "除非{condition}，{effect}"; effect, condition),
    };
    for exception in &demand.exceptions {
        let lifted = expr(edition, *exception);
        text.push(&bilingual!("; lifted when {lifted}", "；{lifted}时除外"; lifted));
    }
    text
}

/// A message with its placeholders named.
pub fn message(edition: &Edition, message: &Message) -> Text {
    let fill = |pieces: &[Piece], lang| {
        let piece = |piece: &Piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Hole(id) => format!("{{{}}}", expr(edition, *id).get(lang)),
        };
        pieces.iter().map(piece).collect::<String>()
    };
    Text { en: fill(&message.en, Lang::En), zh: fill(&message.zh, Lang::Zh) }
}

/// What a person calls a fact.
fn label(edition: &Edition, fact: FactId) -> Text {
    edition.schema.get(fact).map(|d| d.label.clone()).unwrap_or_default()
}

fn catalog(edition: &Edition, id: CatalogId) -> Text {
    let title = edition.catalogs.get(id).map(|c| c.title.clone()).unwrap_or_default();
    bilingual!("“{title}”", "《{title}》"; title)
}

/// A condition or a value in words.
pub fn expr(edition: &Edition, id: ExprId) -> Text {
    let Some(expr) = edition.exprs.get(id) else { return Text::default() };
    if let (Some((name, _)), false) =
        (edition.lets.iter().find(|(_, e)| *e == id), matches!(expr, Expr::Literal(_)))
    {
        return Text::same(name);
    }
    definition(edition, id)
}

/// A condition or a value written out, even where it has a name.
pub fn definition(edition: &Edition, id: ExprId) -> Text {
    let say = |id: ExprId| expr(edition, id);
    let Some(expr) = edition.exprs.get(id) else { return Text::default() };
    match expr {
        Expr::Literal(value) => literal(value),
        Expr::Fact(fact) => label(edition, *fact),
        Expr::Day => Text::new("the day", "当日"),
        Expr::Not(inner) => negated(edition, *inner),
        Expr::And(parts) => joined(edition, parts, " and ", "且"),
        Expr::Or(parts) => joined(edition, parts, " or ", "或"),
        Expr::Compare(op, a, b) => compare(say(*a), *op, say(*b), edition.exprs.ty(*a) == Type::Date),
        Expr::Arith(op, a, b) => {
            let (a, b) = (say(*a), say(*b));
            let sign = match op {
                ArithOp::Add => "+",
                ArithOp::Sub => "-",
                ArithOp::Mul => "×",
                ArithOp::Div => "/",
            };
            bilingual!("{a} {sign} {b}", "{a} {sign} {b}"; a, b)
        }
        Expr::Convert(amount, to, _) => {
            let amount = say(*amount);
            bilingual!("{amount} in {to}", "{amount}（折合{to}）"; amount)
        }
        Expr::Contains(text, part) | Expr::TextStarts(text, part) => {
            let text = say(*text);
            bilingual!("{text} has “{part}”", "{text}含“{part}”"; text)
        }
        Expr::CodeStarts(code, prefix) => {
            let code = say(*code);
            bilingual!("{code} is under {prefix}", "{code}属{prefix}项下"; code)
        }
        Expr::Sum(body, _) => {
            let body = say(*body);
            bilingual!("the sum of {body}", "{body}合计"; body)
        }
        Expr::Count(_) => Text::new("the number of lines", "商品项数"),
        Expr::Kinds => Text::new("the number of kinds of goods", "商品品种数"),
        Expr::Call(name, argument) => {
            let argument = say(*argument);
            bilingual!("the {name} of {argument}", "{argument}的{name}"; argument)
        }
        Expr::AnyLine(body) => {
            let body = say(*body);
            bilingual!("for any line, {body}", "任一项{body}"; body)
        }
        _ => place(edition, expr),
    }
}

/// What is asked of lists, papers, markets and statements.
fn place(edition: &Edition, of: &Expr) -> Text {
    let say = |id: ExprId| expr(edition, id);
    match of {
        Expr::InCatalog(list) => {
            let list = catalog(edition, *list);
            bilingual!("a good is in {list}", "商品属于{list}"; list)
        }
        Expr::HasDocument(letter) => {
            let paper = edition.paper_text(letter);
            bilingual!("a valid paper {paper} covers it", "附有有效的{paper}"; paper)
        }
        Expr::HasNumber(letter) => {
            let paper = edition.paper_text(letter);
            bilingual!("the number of a paper {paper} is stated for it", "填报了{paper}的编号"; paper)
        }
        Expr::IsStated(fact) => {
            let label = label(edition, *fact);
            bilingual!("the {label} is stated", "填写了{label}"; label)
        }
        Expr::IsOpen(market, _, since) => {
            let market = say(*market);
            match since.map(|fact| label(edition, fact)) {
                Some(since) => bilingual!(
                    "the {market} is open, by the list or by the {since}",
                    "{market}已开展该方式（依名录，或依{since}）"; market, since
                ),
                None => bilingual!("the {market} is open", "{market}已开展该方式"; market),
            }
        }
        Expr::IsOffice(office, market, ..) => {
            let (office, market) = (say(*office), say(*market));
            bilingual!("the {office} is an office of the {market}", "{office}为{market}的采购地海关"; office, market)
        }
        _ => Text::default(),
    }
}

fn negated(edition: &Edition, inner: ExprId) -> Text {
    match edition.exprs.get(inner) {
        Some(Expr::InCatalog(list)) => {
            let list = catalog(edition, *list);
            bilingual!("a good is not in {list}", "商品不属于{list}"; list)
        }
        Some(Expr::IsStated(fact)) => {
            let label = label(edition, *fact);
            bilingual!("the {label} is not stated", "未填写{label}"; label)
        }
        _ => {
            let inner = expr(edition, inner);
            bilingual!("not ({inner})", "并非（{inner}）"; inner)
        }
    }
}

fn joined(edition: &Edition, parts: &[ExprId], en: &str, zh: &str) -> Text {
    let part = |id: &ExprId| {
        let text = expr(edition, *id);
        match edition.exprs.get(*id) {
            Some(Expr::And(_) | Expr::Or(_)) => bilingual!("({text})", "（{text}）"; text),
            _ => text,
        }
    };
    Text::join(&parts.iter().map(part).collect::<Vec<_>>(), en, zh)
}

fn compare(a: Text, op: CompareOp, b: Text, days: bool) -> Text {
    let (en, zh) = match op {
        CompareOp::Lt if days => ("is before", "早于"),
        CompareOp::Le if days => ("is not after", "不晚于"),
        CompareOp::Gt if days => ("is after", "晚于"),
        CompareOp::Ge if days => ("is not before", "不早于"),
        CompareOp::Eq => ("is", "为"),
        CompareOp::Ne => ("is not", "不为"),
        CompareOp::Lt => ("is below", "小于"),
        CompareOp::Le => ("is at most", "不超过"),
        CompareOp::Gt => ("is above", "大于"),
        CompareOp::Ge => ("is at least", "不少于"),
    };
    Text::new(format!("{} {en} {}", a.en, b.en), format!("{}{zh}{}", a.zh, b.zh))
}

fn literal(value: &Value) -> Text {
    match value {
        Value::Bool(true) => Text::new("yes", "是"),
        Value::Bool(false) => Text::new("no", "否"),
        Value::Text(text) => Text::new(format!("“{text}”"), format!("“{text}”")),
        other => Text::same(other.to_string()),
    }
}
