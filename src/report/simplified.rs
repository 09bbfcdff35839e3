//! A simplified declaration: which goods became which line, and how it was decided,
//! for a person; the declaration itself for a program.

use super::human::{self, law_of};
use super::page::{Page, Style};
use super::{article, findings};
use crate::eval::decision::{Decision, Verdict};
use crate::input::write_line;
use crate::simplify::{Ground, Item, Part, Refused, Simplified};
use crate::syntax::ast::GradeLevel;
use crate::value::text::Lang;

/// `mp1039/declaration@1` on one line.
pub fn simplified_json(simplified: &Simplified) -> String {
    write_line(&simplified.declaration)
}

/// The lines and what they stand for.
pub fn simplified(
    simplified: &Simplified,
    decision: &Decision,
    source: &str,
    lang: Lang,
    colour: bool,
) -> String {
    let mut page = Page::new(lang, colour);
    let style = (Style::Good, page.say("simplified declaration", "简化申报"));
    head(&mut page, style.0, style.1, decision, source);
    let (kinds, goods, items) = (simplified.kinds, simplified.goods, simplified.items.len());
    let words = match lang {
        Lang::En => format!(
            "{} of goods, {}, become {}",
            count(kinds, "kind"),
            count(goods, "line"),
            count(items, "line")
        ),
        Lang::Zh => format!("货物{kinds}种、{goods}项，归并为{items}项"),
    };
    page.plain(0, &words);
    if decision.verdict != Verdict::Admit {
        let verdict = human::verdict(decision.verdict);
        let words = match lang {
            Lang::En => format!(
                "The declaration itself: {}. Merging lines changes nothing in that; see mp1039 eval.",
                verdict.en
            ),
            Lang::Zh => format!("该票核查结论：{}。归并不改变该结论，详见 mp1039 eval。", verdict.zh),
        };
        page.plain(0, &words);
    }
    items_of(&mut page, simplified);
    sums(&mut page, simplified);
    decided(&mut page, simplified);
    page.finish()
}

/// Why there is none.
pub fn refused(refused: &Refused, decision: &Decision, source: &str, lang: Lang, colour: bool) -> String {
    let mut page = Page::new(lang, colour);
    let words = page.say("not simplified", "未简化");
    head(&mut page, Style::Doubt, words, decision, source);
    let why = page.text(&refused.why).to_owned();
    page.plain(2, &why);
    refused.ground.iter().for_each(|g| ground(&mut page, g));
    page.finish()
}

fn head(page: &mut Page, style: Style, words: &str, decision: &Decision, source: &str) {
    let number = decision.declaration.as_deref().map(|n| page.brackets(n)).unwrap_or_default();
    let law = law_of(page.lang, &decision.policy.id, decision.as_of.as_deref());
    let rest = format!(" · {source}{number} · {law}");
    page.line(0, &[(style, words), (Style::Plain, &rest)]);
}

fn count(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

fn items_of(page: &mut Page, simplified: &Simplified) {
    // The lines stand in this order, so that each part is one run of them.
    for run in simplified.items.chunk_by(|a, b| heading(&a.part) == heading(&b.part)) {
        if let Some(first) = run.first() {
            let (en, zh) = heading(&first.part);
            page.heading(en, zh);
        }
        run.iter().for_each(|i| item(page, i));
    }
}

/// What a part of the lines is called, in both languages.
fn heading(part: &Part) -> (&'static str, &'static str) {
    match part {
        Part::Dearest(_) => ("The dearest kinds, one by one", "货值最高的品种，逐项申报"),
        Part::Alone => (
            "Alone: they may not be merged, or it is not known whether they may",
            "单列：不得归并，或可否归并不详",
        ),
        Part::Chapter(_) => ("The rest, merged by chapter", "其余按章归并"),
    }
}

fn item(page: &mut Page, item: &Item) {
    let number = format!("{}  ", item.number);
    let code = item.code.map(|code| format!("{code} ")).unwrap_or_default();
    let mut words = format!("{code}{} · {} {}", item.name, item.currency, item.total.to_text(2));
    if let Some((quantity, unit)) = &item.quantity {
        let unit = format!("{}{unit}", page.say("unit ", "单位"));
        words.push_str(&format!(" · {}{}", quantity.to_text(0), page.brackets(&unit)));
    }
    if let Part::Chapter(chapter) = &item.part {
        words.push_str(&match page.lang {
            Lang::En => format!(" · chapter {chapter}"),
            Lang::Zh => format!(" · 第{chapter}章"),
        });
    }
    let lines = item.lines.iter().map(u64::to_string).collect::<Vec<_>>().join(page.comma());
    let from = match page.lang {
        Lang::En => format!("  from {} {lines}", if item.lines.len() == 1 { "line" } else { "lines" }),
        Lang::Zh => format!("  原第{lines}项"),
    };
    page.line(2, &[(Style::Bold, &number), (Style::Plain, &words), (Style::Dim, &from)]);
    if !item.open.is_empty() {
        let keys = item.open.join(page.comma());
        let words = match page.lang {
            Lang::En => format!("left open, since its goods do not agree: {keys}"),
            Lang::Zh => format!("所含货物不一致，留空：{keys}"),
        };
        page.line(5, &[(Style::Dim, &words)]);
    }
}

fn sums(page: &mut Page, simplified: &Simplified) {
    page.heading("Sums", "货值合计");
    for sum in &simplified.sums {
        let (currency, goods, items) = (sum.currency, sum.goods.to_text(2), sum.items.to_text(2));
        let words = match page.lang {
            Lang::En => {
                format!("{currency} {goods} on the goods list, {currency} {items} on the lines declared")
            }
            Lang::Zh => format!("货物清单{currency} {goods}，申报商品项{currency} {items}"),
        };
        page.plain(2, &words);
    }
}

fn decided(page: &mut Page, simplified: &Simplified) {
    page.heading("How it was decided", "处理依据");
    simplified.granted.iter().chain(&simplified.alone).for_each(|g| ground(page, g));
    for note in &simplified.notes {
        let words = page.text(note).to_owned();
        page.plain(2, &words);
    }
}

/// An article, what it says, and how sure it is.
fn ground(page: &mut Page, ground: &Ground) {
    let number = format!("{} {}", page.text(&ground.policy), article(&ground.article, page.lang));
    let says = format!("{}{}", page.colon(), page.text(&ground.says));
    let grade = match (ground.grade, &ground.reason) {
        (GradeLevel::Verified, _) => String::new(),
        (grade, None) => page.brackets(findings::grade_word(page, grade)),
        (grade, Some(reason)) => {
            page.brackets(&format!("{}{}{reason}", findings::grade_word(page, grade), page.colon()))
        }
    };
    page.line(2, &[(Style::Bold, &number), (Style::Plain, &says), (Style::Dim, &grade)]);
}
