//! What a policy asks for, for a person.

use serde::Serialize;

use super::article;
use super::page::{Page, Style};
use crate::lookup::Sheet;
use crate::lookup::facts::FactCard;
use crate::value::{Text, text::Lang};

/// `mp1039/facts@1` on one line.
pub fn sheet_json(sheet: &Sheet) -> String {
    #[derive(Serialize)]
    struct Record<'a> {
        schema: &'static str,
        #[serde(flatten)]
        sheet: &'a Sheet,
    }
    super::json::line(&Record { schema: "mp1039/facts@1", sheet })
}

/// The facts of a policy: those that its rules look at first, with who usually
/// knows; then the questions of its lists.
pub fn sheet(sheet: &Sheet, lang: Lang, colour: bool) -> String {
    let mut page = Page::new(lang, colour);
    let (asked, others): (Vec<_>, Vec<_>) = sheet.facts.iter().partition(|f| !f.asked_by.is_empty());
    let words = page.say("Facts that the rules look at", "规则所用的数据项").to_owned();
    page.line(0, &[(Style::Bold, &words)]);
    asked.iter().for_each(|f| fact(&mut page, f));
    page.heading("Facts that are kept, and that no rule looks at", "仅留存、规则不用的数据项");
    for fact in others {
        let words = format!("{}{}{}", fact.path, page.colon(), page.text(&fact.label));
        page.plain(2, &words);
    }
    page.heading(
        "Questions of lists, answered yes or no under `answers` of a line",
        "名录中的询问（在商品项的 answers 中答是或否）",
    );
    for question in &sheet.questions {
        let list = format!("  {}", question.catalog);
        let words = format!("{}{}{}", question.id, page.colon(), page.text(&question.asks));
        page.line(2, &[(Style::Plain, &words), (Style::Dim, &list)]);
    }
    page.finish()
}

fn fact(page: &mut Page, fact: &FactCard) {
    let choices =
        if fact.choices.is_empty() { String::new() } else { format!(" {}", fact.choices.join(", ")) };
    let words = format!("{}{}{}{choices}", page.text(&fact.label), page.semicolon(), page.text(&fact.ty));
    let path = format!("{}  ", fact.path);
    page.line(2, &[(Style::Bold, &path), (Style::Plain, &words)]);
    let by: Vec<String> = fact.asked_by.iter().map(|by| said(by, page.lang)).collect();
    let mut words = format!("{}{}{}", page.say("asked by", "用于"), page.colon(), by.join(page.comma()));
    if let Some(known) = &fact.known_to {
        let known: &Text = known;
        words.push_str(&format!(
            "{}{}{}{}",
            page.semicolon(),
            page.say("usually known to", "通常由其提供"),
            page.colon(),
            page.text(known)
        ));
    }
    page.line(4, &[(Style::Dim, &words)]);
}

/// `GACC 221/2019 1.2` with the number as the language writes it.
fn said(by: &str, lang: Lang) -> String {
    match by.rsplit_once(' ') {
        Some((_, "when")) if lang == Lang::Zh => by.replace("applies when", "适用条件"),
        Some((policy, number)) if number != "when" => format!("{policy} {}", article(number, lang)),
        _ => by.to_owned(),
    }
}
