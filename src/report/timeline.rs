//! The law through time, drawn: a bar for each instrument over the years, then
//! what changes when. For programs the same as one record.

use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::page::{Page, Style};
use crate::bilingual;
use crate::rulebook::timeline::{Change, Life, Timeline, What};
use crate::rulebook::{Stretch, Window};
use crate::value::{Date, Text, text::Lang};

/// Columns of a name, and of a bar.
const NAME: usize = 32;
const BAR: usize = 46;
/// Columns of a day, or of a window.
const DAYS: usize = 24;

/// The page for a person.
pub fn timeline(timeline: &Timeline, known_on: Option<Date>, lang: Lang, colour: bool) -> String {
    let mut page = Page::new(lang, colour);
    let count = timeline.lives.len();
    let known = known_on.map(|day| match lang {
        Lang::En => format!(", as known on {day}"),
        Lang::Zh => format!("（截至{day}已公布）"),
    });
    let head = match lang {
        Lang::En => format!("The law through time: {count} instruments{}", known.unwrap_or_default()),
        Lang::Zh => format!("法规沿革：共{count}件{}", known.unwrap_or_default()),
    };
    page.line(0, &[(Style::Bold, &head)]);
    if let Some(scale) = Scale::of(timeline) {
        page.gap();
        page.line(0, &[(Style::Dim, &format!("{}{}", " ".repeat(NAME + 1), scale.years()))]);
        for life in &timeline.lives {
            let name = timeline.titles.get(&life.id).map_or(life.id.as_str(), |t| page.text(t));
            let name = fitted(name, NAME);
            page.line(0, &[(Style::Plain, &format!("{name} ")), (style(life), &scale.bar(life))]);
        }
        let legend = page.say(
            "█ in force   ▒ not known whether it had begun   ░ suspended",
            "█ 施行   ▒ 是否已施行不详   ░ 停止执行",
        );
        page.gap();
        page.line(0, &[(Style::Dim, legend)]);
    }
    page.gap();
    let mut last = String::new();
    for change in &timeline.changes {
        let day = day_text(&change.day);
        let shown = if day == last { String::new() } else { day.clone() };
        last = day;
        let says = says(change, timeline);
        let words = page.text(&says).to_owned();
        page.line(0, &[(Style::Bold, &padded(&shown, DAYS)), (Style::Plain, " "), (Style::Plain, &words)]);
    }
    page.finish()
}

/// `mp1039/timeline@1` on one line.
pub fn timeline_json(timeline: &Timeline, known_on: Option<Date>) -> String {
    #[derive(Serialize)]
    struct Days {
        first: Option<Date>,
        last: Option<Date>,
    }
    #[derive(Serialize)]
    struct Part {
        from: Date,
        until: Option<Date>,
    }
    #[derive(Serialize)]
    struct Instrument<'a> {
        id: &'a str,
        title: &'a Text,
        published: Days,
        begins: Days,
        in_force: Vec<Part>,
    }
    #[derive(Serialize)]
    struct Line<'a> {
        day: Days,
        what: &'a What,
        of: &'a str,
        by: Option<&'a str>,
        says: Text,
    }
    #[derive(Serialize)]
    struct Record<'a> {
        schema: &'static str,
        known_on: Option<Date>,
        instruments: Vec<Instrument<'a>>,
        changes: Vec<Line<'a>>,
    }
    let days = |w: &Window| Days { first: w.first, last: w.last };
    let instruments = timeline.lives.iter().map(|life| Instrument {
        id: &life.id,
        title: &life.title,
        published: days(&life.published),
        begins: days(&life.begins),
        in_force: life.in_force.iter().map(|s| Part { from: s.from, until: s.until }).collect(),
    });
    let changes = timeline.changes.iter().map(|change| Line {
        day: days(&change.day),
        what: &change.what,
        of: &change.of,
        by: change.by.as_deref(),
        says: says(change, timeline),
    });
    let (instruments, changes) = (instruments.collect(), changes.collect());
    super::json::line(&Record { schema: "mp1039/timeline@1", known_on, instruments, changes })
}

/// A change in a sentence.
fn says(change: &Change, timeline: &Timeline) -> Text {
    let called = |id: &str| timeline.titles.get(id).cloned().unwrap_or_else(|| Text::same(id));
    let of = called(&change.of);
    let by = match &change.by {
        Some(by) if *by != change.of => {
            let by = called(by);
            bilingual!(" (by {by})", "（依{by}）"; by)
        }
        _ => Text::default(),
    };
    let until = |until: &Option<Date>| match until {
        Some(day) => bilingual!(" until {day}", "至{day}"),
        None => Text::new(" until further notice", "，期限未定"),
    };
    match &change.what {
        What::Begins => {
            let life = timeline.lives.iter().find(|l| l.id == change.of);
            let late = life.and_then(|l| l.published.exact().filter(|p| Some(*p) > l.begins.last));
            let late = match late {
                Some(day) => bilingual!(" (published on {day} only)", "（{day}方公布）"),
                None => Text::default(),
            };
            let title = life.map(|l| l.title.clone());
            let of = bilingual!("{of}{late}", "{of}{late}"; of, late);
            match title.filter(|title| !of.en.starts_with(title.en.as_str())) {
                Some(title) => bilingual!("{of} begins: {title}", "{of}施行：{title}"; of, title),
                None => bilingual!("{of} begins", "{of}施行"; of),
            }
        }
        What::Expires => bilingual!("{of} ends by its own terms", "{of}期满"; of),
        What::Ends => bilingual!("{of} ends{by}", "{of}废止{by}"; of, by),
        What::Suspended(day) => {
            let until = until(day);
            bilingual!("{of} is suspended{until}{by}", "{of}停止执行{until}{by}"; of, until, by)
        }
        What::Resumes => bilingual!("{of} comes back", "{of}恢复施行"; of),
        What::Inserted(n) => bilingual!("{of}: article {n} is new{by}", "{of}：新增第{n}条{by}"; of, by),
        What::Replaced(n) => {
            bilingual!("{of}: article {n} reads otherwise{by}", "{of}：第{n}条修改{by}"; of, by)
        }
        What::Repealed(n) => bilingual!("{of}: article {n} goes{by}", "{of}：第{n}条删去{by}"; of, by),
        What::Paused(n, day) => {
            let until = until(day);
            bilingual!(
                "{of}: article {n} is suspended{until}{by}",
                "{of}：第{n}条停止执行{until}{by}"; of, until, by
            )
        }
        What::Back(n) => bilingual!("{of}: article {n} comes back", "{of}：第{n}条恢复施行"; of),
        What::Undone => {
            bilingual!("{of}: what was changed comes back{by}", "{of}：修订失效，恢复原文{by}"; of, by)
        }
        What::Set(name) => bilingual!("{of}: `{name}` is set{by}", "{of}：“{name}”重新规定{by}"; of, by),
        What::Added(n) => bilingual!("“{of}”: {n} added{by}", "《{of}》：增加{n}项{by}"; of, by),
        What::Removed(n) => bilingual!("“{of}”: {n} removed{by}", "《{of}》：删去{n}项{by}"; of, by),
        What::Extended(day) => {
            bilingual!("“{of}” is complete until {day}{by}", "《{of}》完整期间延至{day}{by}"; of, by)
        }
        What::EntriesBegin(n) => bilingual!("“{of}”: {n} entries begin", "《{of}》：{n}个条目生效"; of),
        What::EntriesEnd(n) => bilingual!("“{of}”: {n} entries end", "《{of}》：{n}个条目失效"; of),
    }
}

/// `2019-12-26 … 2019-12-30`; an open end has nothing.
fn day_text(window: &Window) -> String {
    let day = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
    match window.exact() {
        Some(exact) => exact.to_string(),
        None => format!("{} … {}", day(window.first), day(window.last)).trim().to_owned(),
    }
}

/// Years over columns.
struct Scale {
    first: Date,
    days: i64,
    years: (i16, i16),
}

impl Scale {
    /// From the first year in which anything happens to the year after the last.
    fn of(timeline: &Timeline) -> Option<Scale> {
        let lives = timeline.lives.iter().flat_map(|life| {
            let stretches = life.in_force.iter().flat_map(|s| [Some(s.from), s.until]);
            stretches.chain([life.begins.first, life.begins.last]).flatten()
        });
        let days: Vec<Date> = lives
            .chain(timeline.changes.iter().filter_map(|c| c.day.last))
            .filter(|d| *d != Date::OPEN)
            .collect();
        let years = (days.iter().min()?.year(), days.iter().max()?.year().saturating_add(1));
        let after = Date::first_of_year(years.1.saturating_add(1))?;
        let first = Date::first_of_year(years.0)?;
        Some(Scale { first, days: after.days_after(first).max(1), years })
    }

    fn column(&self, day: Date) -> i64 {
        let bar = i64::try_from(BAR).unwrap_or(0);
        (day.days_after(self.first) * bar / self.days).clamp(0, bar - 1)
    }

    /// The years that fit, at their columns.
    fn years(&self) -> String {
        let mut line = String::new();
        for year in self.years.0..=self.years.1 {
            let Some(day) = Date::first_of_year(year) else { continue };
            let column = usize::try_from(self.column(day)).unwrap_or(0);
            if column + 4 <= BAR && (line.is_empty() && column == 0 || line.len() < column) {
                line.push_str(&" ".repeat(column - line.len()));
                line.push_str(&year.to_string());
            }
        }
        line
    }

    fn bar(&self, life: &Life) -> String {
        let touches = |from: Option<Date>, until: Option<Date>, column: i64| {
            from.is_none_or(|f| self.column(f) <= column) && until.is_none_or(|u| column <= self.column(u))
        };
        let open = |column: i64| {
            life.begins.exact().is_none() && touches(life.begins.first, life.begins.last, column)
        };
        let on = |s: &Stretch, column: i64| touches(Some(s.from), s.until, column);
        let between = |column: i64| {
            let (first, last) = (life.in_force.first(), life.in_force.last());
            first.zip(last).is_some_and(|(a, b)| touches(Some(a.from), b.until, column))
        };
        let bar = i64::try_from(BAR).unwrap_or(0);
        let cell = |column: i64| match () {
            () if life.in_force.iter().any(|s| on(s, column)) => '█',
            () if between(column) => '░',
            () if open(column) => '▒',
            () => '·',
        };
        (0..bar).map(cell).collect()
    }
}

fn style(life: &Life) -> Style {
    if life.regime { Style::Good } else { Style::Plain }
}

/// A text cut to a width, and padded to it.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return padded(text, width);
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + c.width().unwrap_or(0) + 1 > width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    padded(&out, width)
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
