//! `mp1039 config`: each setting, and who made it.

use clap::parser::ValueSource;
use clap::{ArgMatches, ValueEnum};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::Exit;
use super::args::{ConfigArgs, Format, When};
use super::settings::{KEYS, Key, Settings};
use super::terminal::Terminal;
use crate::value::{Text, text::Lang};

/// What holds for a setting.
#[derive(Serialize)]
struct Row {
    key: &'static str,
    value: Vec<String>,
    /// A line of a file, a variable, an option; `locale`, or `default`.
    from: String,
}

#[derive(Serialize)]
struct Record {
    schema: &'static str,
    file: Option<String>,
    settings: Vec<Row>,
}

/// Runs the command.
pub fn run(args: &ConfigArgs, matches: &ArgMatches, settings: &Settings, terminal: &mut Terminal) -> Exit {
    let rows = KEYS.iter().map(|key| row(key, matches, settings, terminal.lang)).collect();
    let file = settings.file.as_ref().map(|path| path.display().to_string());
    let record = Record { schema: "mp1039/config@1", file, settings: rows };
    let text = match args.format {
        Format::Human => human(&record, terminal.lang),
        // Texts and lists of texts always have a JSON form.
        _ => serde_json::to_string(&record).unwrap_or_default() + "\n",
    };
    terminal.data(&text);
    Exit::Clean
}

fn row(key: &'static Key, matches: &ArgMatches, settings: &Settings, lang: Lang) -> Row {
    // Of the options only those of every command are given here.
    let own = matches.subcommand().map(|(_, own)| own);
    let given = own.filter(|own| {
        own.ids().any(|id| id.as_str() == key.name)
            && own.value_source(key.name) == Some(ValueSource::CommandLine)
    });
    let lang = || match lang {
        Lang::Zh => "zh".to_owned(),
        Lang::En => "en".to_owned(),
    };
    let (value, from) = match (given, settings.get(key.name)) {
        (Some(_), _) if key.name == "lang" => (vec![lang()], "--lang".to_owned()),
        (Some(own), _) => (vec![colour(own)], format!("--{}", key.name)),
        (None, Some(set)) => (set.values.clone(), set.place.clone()),
        (None, None) if key.name == "lang" => (vec![lang()], "locale".to_owned()),
        (None, None) => (key.default.iter().map(|word| (*word).to_owned()).collect(), "default".to_owned()),
    };
    Row { key: key.name, value, from }
}

fn colour(matches: &ArgMatches) -> String {
    let when = matches.get_one::<When>("color").and_then(ValueEnum::to_possible_value);
    when.map_or_else(String::new, |word| word.get_name().to_owned())
}

fn human(record: &Record, lang: Lang) -> String {
    let none = Text::new("no mp1039.toml was found", "未找到mp1039.toml");
    let file = record.file.clone().unwrap_or_else(|| none.get(lang).to_owned());
    let value = |row: &Row| if row.value.is_empty() { "-".to_owned() } else { row.value.join(", ") };
    let width = record.settings.iter().map(|row| value(row).width()).max().unwrap_or(0);
    let mut text = file + "\n";
    for row in &record.settings {
        let value = value(row);
        let gap = " ".repeat(width.saturating_sub(value.width()));
        let from = match (row.from.as_str(), lang) {
            ("default", Lang::Zh) => "缺省",
            ("locale", Lang::Zh) => "系统区域设置",
            (from, _) => from,
        };
        text.push_str(&format!("  {:<8} {value}{gap}  {from}\n", row.key));
    }
    text
}
