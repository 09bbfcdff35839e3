//! How two editions of the law differ, for people and for programs.

use serde::Serialize;

use super::page::{Page, Style};
use crate::lookup::Difference;
use crate::value::{Text, text::Lang};

/// The page for a person: one sentence a difference, by what differs.
pub fn diff(differences: &[Difference], of: (&str, &str), lang: Lang, colour: bool) -> String {
    let mut page = Page::new(lang, colour);
    let (before, after) = of;
    let count = differences.len();
    let head = match lang {
        Lang::En if count == 1 => format!("{before} → {after}: 1 difference"),
        Lang::En => format!("{before} → {after}: {count} differences"),
        Lang::Zh => format!("{before} → {after}：{count}处不同"),
    };
    page.line(0, &[(Style::Bold, &head)]);
    let mut kind = "";
    for difference in differences {
        if difference.kind != kind {
            page.gap();
            kind = difference.kind;
            let words = page.text(&heading(kind)).to_owned();
            page.line(0, &[(Style::Bold, &words)]);
        }
        let words = page.text(&difference.says).to_owned();
        page.plain(2, &words);
    }
    page.finish()
}

fn heading(kind: &str) -> Text {
    match kind {
        "instrument" => Text::new("Instruments", "文件"),
        "article" => Text::new("Articles", "条文"),
        "value" => Text::new("Values", "数值"),
        "list" => Text::new("Lists", "名录"),
        "market" => Text::new("Markets", "市场"),
        "rates" => Text::new("Rates", "汇率"),
        "tariff" => Text::new("Tariffs", "税则"),
        "fact" => Text::new("Facts", "数据项"),
        _ => Text::new("Texts", "文字"),
    }
}

/// `mp1039/law-diff@1` on one line.
pub fn diff_json(differences: &[Difference], of: (&str, &str)) -> String {
    #[derive(Serialize)]
    struct Record<'a> {
        schema: &'static str,
        before: &'a str,
        after: &'a str,
        differences: &'a [Difference],
    }
    super::json::line(&Record { schema: "mp1039/law-diff@1", before: of.0, after: of.1, differences })
}
