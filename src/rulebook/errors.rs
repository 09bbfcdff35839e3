//! The words of the rulebook's problems: one function a problem.

use super::edits::Worded;
use super::links::Link;
use super::{Instrument, InstrumentId, Rulebook};
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::hir::article_order;
use crate::source::Span;
use crate::syntax::ast::{Catalog, Entry, EntryRef, Ident, InstrumentRef};
use crate::value::{Date, Text};

/// Two instruments with one identity.
pub fn one_identity(id: &str, span: Span, first: Span) -> Diagnostic {
    let message = bilingual!("`{id}` is declared twice", "“{id}”重复声明");
    Diagnostic::error(Code::DuplicateName, span, message)
        .label(Text::new("again here", "此处重复"))
        .related(first, Text::new("first here", "首次声明"))
        .help(Text::new(
            "an instrument stands once in a rulebook; what changes it is an instrument of its own, with `amend`",
            "同一文件在规则库中只能出现一次；修订请另立文件，使用 `amend`",
        ))
}

/// A reference to an instrument that the rulebook does not have.
pub fn unknown_instrument<'a>(
    target: &InstrumentRef,
    known: impl Iterator<Item = &'a String> + Clone,
) -> Diagnostic {
    let id = target.id();
    let message = bilingual!("the rulebook has no instrument `{id}`", "规则库中没有“{id}”");
    let error = Diagnostic::error(Code::UnknownInstrument, target.span(), message);
    let names = known.clone().map(String::as_str);
    match nearest(&id, names).or_else(|| same_number(&id, known.clone())) {
        Some(near) => error.help(bilingual!("did you mean `{near}`?", "是否指“{near}”？")),
        None => {
            let some: Vec<&str> = known.map(String::as_str).take(12).collect();
            let some = some.join(", ");
            error.help(bilingual!(
                "it has: {some}; a file beside this one, or one named with `use`, brings others",
                "现有：{some}；同目录文件或 `use` 的文件可引入其他"
            ))
        }
    }
}

fn same_number<'a>(id: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    let number = id.rsplit(' ').next().filter(|n| n.contains('/'))?;
    known.map(String::as_str).find(|k| k.rsplit(' ').next() == Some(number))
}

/// `replaces` of an instrument that may be a slip for one that is there.
pub fn replaces_nothing<'a>(
    target: &InstrumentRef,
    known: impl Iterator<Item = &'a String>,
) -> Option<Diagnostic> {
    let id = target.id();
    // Another issuer of the same number: two authorities may well share one, so that it is only asked.
    let near = same_number(&id, known)?;
    let message = bilingual!(
        "`{id}` is not in the rulebook, so that nothing ends",
        "规则库中没有“{id}”，因此无文件被废止"
    );
    let problem = Diagnostic::error(Code::UnknownInstrument, target.span(), message).warning();
    Some(problem.help(bilingual!("did you mean `{near}`?", "是否指“{near}”？")))
}

/// An end before its beginning.
pub fn until_before_from(span: Span) -> Diagnostic {
    let message = Text::new("this ends before it begins", "止期早于起期");
    Diagnostic::error(Code::DateOrder, span, message)
        .help(Text::new("write the earlier day first", "请先写较早的日期"))
}

/// Instruments that end or suspend each other.
pub fn circle(links: &[Link], book: &Rulebook) -> Diagnostic {
    let mut names: Vec<String> = links.iter().rev().map(|l| book.name(l.by)).collect();
    names.extend(names.first().cloned());
    let names = names.join(" → ");
    let span = links.last().map(|l| l.span).unwrap_or_default();
    let message = bilingual!(
        "instruments end or suspend each other in a circle: {names}",
        "文件循环废止或停止施行：{names}"
    );
    let mut problem = Diagnostic::error(Code::CircularLaw, span, message);
    for link in links.iter().rev().skip(1) {
        problem = problem.related(link.span, Text::new("and here", "以及此处"));
    }
    problem.help(Text::new(
        "an instrument can only end one that was there before it: take one of these out",
        "只能废止在先的文件：请删去其中一处",
    ))
}

/// Two announcements of one day.
pub fn brought_twice(target: &InstrumentRef, span: Span, first: Span) -> Diagnostic {
    let id = target.id();
    let message = bilingual!("`{id}` is brought into force twice", "“{id}”的施行日被公告两次");
    Diagnostic::error(Code::EditClash, span, message)
        .label(Text::new("again here", "此处重复"))
        .related(first, Text::new("first here", "首次见此处"))
        .help(Text::new("leave out the one that did not hold", "请删去未生效的一处"))
}

/// `bring` of what begins by itself.
pub fn not_announced(id: &str, span: Span) -> Diagnostic {
    let message = bilingual!("`{id}` does not begin on a day to be announced", "“{id}”的施行日无须另行公告");
    Diagnostic::error(Code::EditMatch, span, message).help(Text::new(
        "write `in force on a day to be announced by \"…\"` in it, or leave this out",
        "请在该文件中写 `in force on a day to be announced by \"…\"`，或删去此处",
    ))
}

/// A day of force before the day of publication.
pub fn before_publication(span: Span) -> Diagnostic {
    let message = Text::new("this day is before the instrument was published", "该日期早于文件的公布日");
    Diagnostic::error(Code::DateOrder, span, message).help(Text::new("write a later day", "请写较晚的日期"))
}

/// Too many instruments that may or may not be in force.
pub fn too_open(day: Date, open: &[InstrumentId], book: &Rulebook) -> Diagnostic {
    let names: Vec<String> = open.iter().map(|i| book.name(*i)).collect();
    let names = Text::join(&names.iter().map(|n| Text::same(n.as_str())).collect::<Vec<_>>(), ", ", "、");
    let most = super::MOST_OPEN;
    let message = bilingual!(
        "on {day} it is not known of more than {most} instruments whether they are in force: {names}",
        "{day}有超过{most}件文件无法确定是否施行：{names}"; names
    );
    let span = open.last().and_then(|i| book.instruments.get(*i)).map(|i| i.span).unwrap_or_default();
    Diagnostic::error(Code::TooOpen, span, message).help(Text::new(
        "narrow their windows: an announcement of a number and a year is not older than that year",
        "请缩小日期区间：公告不会早于其编号所载年份",
    ))
}

/// An edit of an article that is not there.
pub fn no_article<'a>(
    number: &Ident,
    known: impl Iterator<Item = &'a str>,
    target: &Instrument,
) -> Diagnostic {
    let mut known: Vec<&str> = known.collect();
    known.sort_by(|a, b| article_order(a).cmp(&article_order(b)));
    let (name, id) = (&number.name, target.id());
    let message =
        bilingual!("{id} has no article {name} while this holds", "此修订施行期间，{id}没有第{name}条");
    let some = known.join(", ");
    let near = nearest(name, known.iter().copied());
    let help = match near {
        Some(near) => bilingual!("did you mean {near}? it has: {some}", "是否指第{near}条？现有：{some}"),
        None => bilingual!("it has: {some}", "现有：{some}"),
    };
    Diagnostic::error(Code::EditMatch, number.span, message).related(target.span, whose()).help(help)
}

fn whose() -> Text {
    Text::new("this instrument", "该文件")
}

/// An article that is there already.
pub fn article_there(number: &Ident, there: &Worded, target: &Instrument) -> Diagnostic {
    let (name, id) = (&number.name, target.id());
    let message = bilingual!("{id} has an article {name} already", "{id}已有第{name}条");
    Diagnostic::error(Code::EditMatch, number.span, message)
        .related(there.article.number.span, Text::new("here", "见此处"))
        .help(bilingual!(
            "write `replace article {name}`, or give the new one another number",
            "请写 `replace article {name}`，或另取条号"
        ))
}

/// `set` of a name that is not there.
pub fn no_let<'a>(name: &Ident, known: impl Iterator<Item = &'a str>, target: &Instrument) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    let (own, id) = (&name.name, target.id());
    let message = bilingual!("{id} defines no `{own}`", "{id}没有定义“{own}”");
    let some = known.join(", ");
    let help = match nearest(own, known.iter().copied()) {
        Some(near) => bilingual!("did you mean `{near}`?", "是否指“{near}”？"),
        None if known.is_empty() => Text::new(
            "a `let` that stands above several instruments belongs to none of them: write it below its own",
            "位于多个文件之上的 `let` 不属于其中任何一个：请写在所属文件之下",
        ),
        None => bilingual!("its file defines: {some}", "该文件定义了：{some}"),
    };
    Diagnostic::error(Code::EditMatch, name.span, message).related(target.span, whose()).help(help)
}

/// A list that is not there.
pub fn no_list<'a>(name: &Ident, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    let own = &name.name;
    let message = bilingual!("there is no list `{own}`", "没有名录“{own}”");
    let some = known.join(", ");
    let help = match nearest(own, known.iter().copied()) {
        Some(near) => bilingual!("did you mean `{near}`?", "是否指“{near}”？"),
        None => bilingual!("there are: {some}", "现有：{some}"),
    };
    Diagnostic::error(Code::EditMatch, name.span, message).help(help)
}

/// An entry as people write it.
fn entry_text(e: &Entry) -> String {
    let code = e.code.map_or("no code".to_owned(), |(code, _)| code.to_string());
    let id = match (&e.ex, e.code) {
        (Some(id), Some(_)) => format!(" ex {}", id.name),
        (Some(id), None) => format!(" {}", id.name),
        _ => String::new(),
    };
    let tariff = e.tariff.map(|(year, _)| format!(" under tariff {year}")).unwrap_or_default();
    format!("{code}{id}{tariff}")
}

/// An entry that matches nothing, or several.
pub fn no_entry(meant: &EntryRef, found: Vec<&Entry>, catalog: &Catalog) -> Diagnostic {
    let list = &catalog.name.name;
    let several = found.len();
    let message = match several {
        0 => bilingual!("`{list}` has no such entry", "“{list}”没有该条目"),
        _ => bilingual!("`{list}` has {several} such entries", "“{list}”有{several}个此类条目"),
    };
    let alike = |e: &&Entry| {
        let near = match (e.code, meant.code) {
            (Some((a, _)), Some((b, _))) => a.prefix(4) == b.prefix(4),
            _ => false,
        };
        near || e.ex.is_some() && e.ex.as_ref().map(|i| &i.name) == meant.ex.as_ref().map(|i| &i.name)
    };
    let candidates: Vec<&Entry> =
        if several > 0 { found } else { catalog.entries.iter().filter(alike).collect() };
    let names: Vec<String> = candidates.iter().take(6).map(|e| format!("`{}`", entry_text(e))).collect();
    let names = names.join(", ");
    let problem = Diagnostic::error(Code::EditMatch, meant.span, message)
        .related(catalog.name.span, Text::new("this list", "该名录"));
    match names.is_empty() {
        true => problem,
        false => problem.help(bilingual!("name one of: {names}", "请写明其中之一：{names}")),
    }
}

/// An entry that is there already.
pub fn entry_there(entry: &Entry, there: &Entry) -> Diagnostic {
    let name = entry_text(entry);
    let message = bilingual!("the list has `{name}` already", "名录中已有“{name}”");
    Diagnostic::error(Code::EditMatch, entry.span, message)
        .related(there.span, Text::new("here", "见此处"))
        .help(Text::new("leave it out, or remove the other one first", "请删去此条目，或先移除原有条目"))
}

/// A market that is there already.
pub fn market_there(market: &Ident, there: &Ident) -> Diagnostic {
    let name = &market.name;
    let message = bilingual!("the list has the market `{name}` already", "名录中已有市场“{name}”");
    Diagnostic::error(Code::EditMatch, market.span, message).related(there.span, Text::new("here", "见此处"))
}

/// `extend` of a list that claims no completeness.
pub fn nothing_to_extend(span: Span, catalog: &Ident) -> Diagnostic {
    let name = &catalog.name;
    let message = bilingual!(
        "`{name}` claims to be complete for no days, so that nothing can be extended",
        "“{name}”未声明完整期间，无从延长"
    );
    Diagnostic::error(Code::EditMatch, span, message).related(catalog.span, Text::new("this list", "该名录"))
}

/// An edit of an article or a value, and nobody is named.
pub fn no_target(span: Span) -> Diagnostic {
    let message = Text::new(
        "this edits an article or a value, and `amend` does not say whose",
        "此处修订条文或数值，但 `amend` 未写明对象",
    );
    Diagnostic::error(Code::EditMatch, span, message)
        .help(Text::new("write `amend GACC 221/2019`", "请写 `amend GACC 221/2019`"))
}

/// Two edits of one thing of which it is not certain which comes first.
pub fn clash(a: (InstrumentId, Span), b: (InstrumentId, Span), book: &Rulebook) -> Diagnostic {
    let (first, second) = (book.name(a.0), book.name(b.0));
    let message = if a.0 == b.0 {
        bilingual!("{second} edits the same thing twice", "{second}对同一内容修订两次")
    } else {
        bilingual!(
            "{first} and {second} edit the same thing, and it is not certain which comes first",
            "{first}与{second}修订同一内容，先后无法确定"
        )
    };
    Diagnostic::error(Code::EditClash, b.1, message)
        .label(Text::new("this edit", "此处修订"))
        .related(a.1, Text::new("and this one", "与此处修订"))
        .help(Text::new(
            "state days of beginning or of publication that tell them apart, or leave one of the two out",
            "请写明可区分先后的施行日或公布日，或删去其一",
        ))
}

/// An instrument that ends others, of which it is not certain that it did so before it
/// was ended or suspended itself.
pub fn uncertain_act(link: &Link, book: &Rulebook) -> Diagnostic {
    let (by, on) = (book.name(link.by), book.name(link.on));
    let message = bilingual!(
        "whether {on} acted on others before {by} acted on it is not certain",
        "{on}作用于其他文件，{by}又作用于{on}，孰先孰后无法确定"
    );
    Diagnostic::error(Code::UncertainEnd, link.span, message)
        .label(Text::new("before or after", "先后不明"))
        .help(Text::new(
            "state days of beginning that tell the two apart, or leave out what would be ended twice",
            "请写明可区分先后的施行日，或删去重复的废止",
        ))
}
