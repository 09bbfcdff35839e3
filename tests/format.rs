//! The formatter: one layout for one meaning, comments where they stood, and the same
//! text again when it comes back from the other tongue.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use mp1039::builtins::BUILTINS;
use mp1039::cli::FolderWorld;
use mp1039::format::{format, tongue_of};
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::{Names, Rulebook, Start};
use mp1039::source::{SourceId, SourceMap};
use mp1039::syntax::{self, Limits, Tongue};
use mp1039::value::Date;
use mp1039::world::{MemoryWorld, World};
use proptest::prelude::*;

/// A tree without its places, which layout may change.
fn tree(text: &str) -> String {
    let (file, problems) = syntax::parse(SourceId(0), text, &Limits::default());
    assert!(problems.is_empty(), "{text}\n{problems:?}");
    let shown = format!("{file:?}");
    let mut out = String::new();
    let mut rest = shown.as_str();
    while let Some(at) = rest.find("Span { source: SourceId(0)") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('}').unwrap() + 1..];
    }
    out + rest
}

fn to(text: &str, tongue: Tongue, names: &Names) -> String {
    match format(SourceId(0), text, Some(tongue), names) {
        Ok(text) => text,
        Err(problems) => panic!("{text}\n{problems:?}"),
    }
}

/// Holds everything that is promised of a text; gives it in English and in Chinese.
fn promised(text: &str, names: &Names) -> (String, String) {
    let en = to(text, Tongue::En, names);
    if tongue_of(text) == Tongue::En {
        assert!(tree(&en) == tree(text), "formatting changes no tree:\n{text}\n{en}");
    }
    assert_eq!(to(&en, Tongue::En, names), en, "formatting again changes nothing");
    let zh = to(&en, Tongue::Zh, names);
    assert_eq!(to(&zh, Tongue::Zh, names), zh, "nor in Chinese:\n{text}");
    assert_eq!(to(&zh, Tongue::En, names), en, "and back it is the same text:\n{zh}");
    let comments = |text: &str| text.matches('#').count();
    assert_eq!(comments(&en), comments(text), "no comment is lost:\n{text}\n{en}");
    (en, zh)
}

/// Every policy below a folder, by its path from there.
fn policies(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            policies(root, &path, found);
        } else if path.extension().is_some_and(|x| x == "pol") {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

fn shipped() -> (Vec<(String, String)>, Names) {
    let root = Path::new("policies");
    let mut files = Vec::new();
    policies(root, root, &mut files);
    let world = FolderWorld::new(root).unwrap();
    let (book, _) = Rulebook::load(&world, Start::Folder, &mut SourceMap::default(), &Limits::default());
    let functions: Vec<_> = BUILTINS.iter().map(|b| (b.name, b.zh)).collect();
    (files, Names::of(&book, &functions))
}

/// The shipped rulebook with other texts in the place of its policies.
fn world(texts: &[(String, String)]) -> MemoryWorld {
    let disk = FolderWorld::new(Path::new("policies")).unwrap();
    let mut world = MemoryWorld::default();
    for folder in ["", "catalogs", "codes", "facts", "markets", "rates", "tariff"] {
        for name in disk.list(folder) {
            world.insert(name.clone(), disk.read(&name).unwrap());
        }
    }
    for (name, text) in texts {
        world.insert(name.clone(), text);
    }
    world
}

#[test]
fn the_shipped_policies_keep_layout_meaning_and_decisions_in_both_tongues() {
    let (files, names) = shipped();
    let mut chinese = Vec::new();
    for (name, text) in &files {
        let (en, zh) = promised(text, &names);
        assert_eq!(text, &en, "{name} is not in the layout of `mp1039 fmt`");
        chinese.push((name.clone(), zh));
    }
    let load = |world: &MemoryWorld| {
        Policy::load(world, Start::File("221-2019.pol".into()), &mut SourceMap::default()).unwrap().policy
    };
    let (en, zh) = (load(&world(&files)), load(&world(&chinese)));
    // On every day on which the law changes it is the same law, digest and all.
    for day in en.calendar(None).days() {
        let digest = |policy: &Policy| policy.edition(Some(day), None).unwrap().digest.clone();
        assert_eq!(digest(&en), digest(&zh), "{day}");
    }
    let mut decided = 0;
    for entry in fs::read_dir("policies/samples").unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let options = Options { as_of: Date::parse("2026-03-01"), ..Options::default() };
        let decide = |policy: &Policy| {
            let mut sources = SourceMap::default();
            let id = sources.add("x", "");
            policy
                .judge(id, &bytes, &mut sources, &options)
                .ok()
                .map(|judged| format!("{:?}", judged.decision))
        };
        let decision = decide(&en);
        decided += usize::from(decision.is_some());
        assert_eq!(decision, decide(&zh));
    }
    assert!(decided > 20);
}

#[test]
fn every_text_of_the_suite_keeps_its_meaning() {
    let mut files = Vec::new();
    policies(Path::new("tests"), Path::new("tests"), &mut files);
    let mut formatted = 0;
    for (name, text) in files {
        let (_, problems) = syntax::parse(SourceId(0), &text, &Limits::default());
        if problems.is_empty() {
            // The names of a text are those that it defines itself.
            let mut world = MemoryWorld::default();
            world.insert("a.pol", &text);
            let (book, _) =
                Rulebook::load(&world, Start::Folder, &mut SourceMap::default(), &Limits::default());
            promised(&text, &Names::of(&book, &[]));
            formatted += 1;
        } else {
            assert!(format(SourceId(0), &text, None, &Names::default()).is_err(), "{name}");
        }
    }
    assert!(formatted > 20, "{formatted}");
}

/// What a person writes, and what becomes of it.
#[test]
fn layout_as_an_author_sees_it() {
    let text = "\u{FEFF}# a file\n\n\n\npolicy   GACC 1/2027 \"Rules\" zh \"规则\"  # the head\n    language 1   # said once\n\n\n    # in force soon\n    in force from 2027-01-01   reported \"news\"\n# of nobody\nlet cap=USD 1500000\narticle 1.2 （ 3 ）\"A\"\n   require a!=1 and （ b ＞ 2 ）\n".replace('＞', ">");
    let longer = "article 2 \"Long\"\n    require transit # why\n       otherwise review \"A rather long message that says what is wrong with it, so that it does not fit.\" zh \"较长的说明。\"\n       # an exception\n       except when direction is not one of \"import\" , \"transit\"\n    note \"short\" zh \"短\" when transit\n    cites \"一\",\"二\"\n";
    let data = "catalog c \"C\"\n  zh \"丙\" # moved\n  9404210010 ex mask \"mask\" zh \"口罩\" words \"口罩\",\"医用口罩\" near 6307, 9404.21 from 2027-01-01 reported \"a source whose name is long\"\n  codes 01 to 05, 9404.2100.10\n";
    let (en, zh) = promised(&format!("{text}{longer}{data}"), &Names::of(&Rulebook::default(), &[]));
    insta::assert_snapshot!(format!("{en}\n――――\n{zh}"));
}

/// Chinese as a person may type it: without spaces where none are needed, with words of
/// the other tongue in between.
#[test]
fn chinese_as_it_is_typed() {
    let text = "公告 海关总署公告 2027年第12号 \"关于调整限额的公告\"\n  语言版本1\n  自2027-03-01起施行\n同时废止海关总署 2014年第54号\n";
    let text = text.replace("\n同时", "\n  同时");
    let more = "条 1 \"限额\"\n  应当货值 <= 美元\n  require 货值 不超过150,000美元\n    否则人工复核\"超出。\"\n    但 有 商品 列入《黄金》的除外\n  可以简化申报 当商品品种数 >= 5时\n  提示\"注意\" 当 转关 时\n第2条\"空\"\n";
    let more = more.replace("  应当货值 <= 美元\n", "");
    let (en, zh) = promised(&format!("{text}{more}"), &Names::of(&Rulebook::default(), &[]));
    insta::assert_snapshot!(format!("{en}\n――――\n{zh}"));
}

#[test]
fn what_cannot_be_read_is_not_formatted() {
    let problems = format(SourceId(0), "article 1\n  require\n", None, &Names::default()).unwrap_err();
    assert_eq!(problems.len(), 1);
}

/// A Chinese title is a name only where it can be nothing else: no word of the language,
/// no name that something bears by itself, no title that two share.
#[test]
fn titles_that_are_no_names() {
    let text = "facts more \"More\" zh \"更多\"\n  a.kinds count zh \"商品品种数\"\n  a.good text zh \"商品\"\n  a.flag yes/no zh \"是否\"\n  a.old date zh \"有效期\"\n  a.not yes/no zh \"并非有效\"\n  a.one text zh \"共名\"\n  a.two text zh \"共名\"\n  a.ascii text zh \"cap\"\n  有名 text zh \"另名\"\n  a.own text zh \"有名\"\nlet cap zh \"上限\" = 5\nlet other zh \"cap\" = 100\nlet first zh \"同\" = 1\nlet second zh \"同\" = 2\narticle 1 \"A\"\n  forbid a.kinds > cap and a.good = a.one or a.two = a.ascii\n  forbid a.flag or a.not and a.old > 2026-01-01 and a.own = 有名\n  forbid other > first + second\n";
    let mut world = MemoryWorld::default();
    world.insert("a.pol", text);
    let (book, _) = Rulebook::load(&world, Start::Folder, &mut SourceMap::default(), &Limits::default());
    let (_, zh) = promised(text, &Names::of(&book, &[]));
    let article = zh.split("第 1 条").nth(1).unwrap();
    insta::assert_snapshot!(article);
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "value-cap", "货值", "operator.filing", "good.total", "x_1", "market.id"])
        .prop_map(str::to_owned)
}

fn literal() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "USD 150,000",
        "CNY 1500.50",
        "5",
        "12345",
        "99.9 %",
        "1.73 g/cm3",
        "2026-01-31",
        "9404.2100.10",
        "yes",
        "no",
        "\"a \\\"b\\\" #\"",
        "\"中文\"",
        "-3",
        "EUR 1",
        "CHF 2",
    ])
    .prop_map(str::to_owned)
}

/// A value, then a condition, of the grammar's own shapes.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![name(), literal(), Just("count of kinds of goods".to_owned())];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["+", "-", "*", "×", "/"]), inner.clone())
                .prop_map(|(a, op, b)| format!("{a} {op} {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            name().prop_map(|a| format!("{a} converted to USD at customs-monthly")),
            name().prop_map(|a| format!("chapter of {a}")),
            inner.clone().prop_map(|a| format!("year of ({a})")),
            (name(), name()).prop_map(|(a, b)| format!("sum of {a} where {b}")),
        ]
    })
}

fn condition() -> impl Strategy<Value = String> {
    let compare = prop::sample::select(vec!["=", "<>", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        (value(), compare, value()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (value(), value(), value()).prop_map(|(a, b, c)| format!("{a} between {b} and {c}")),
        (name(), any::<bool>(), literal(), literal())
            .prop_map(|(a, n, b, c)| format!("{a} is{} one of {b}, {c}", if n { " not" } else { "" })),
        (name(), any::<bool>(), prop::sample::select(vec!["valid", "stated", "\"1\"", "yes"]))
            .prop_map(|(a, n, b)| format!("{a} is{} {b}", if n { " not" } else { "" })),
        (name(), any::<bool>()).prop_map(|(a, n)| format!(
            "{a} is{} open in pilots or since market.open",
            if n { " not" } else { "" }
        )),
        (name(), any::<bool>()).prop_map(|(a, n)| format!(
            "{a} is{} an office of market.id in pilots or stated as b",
            if n { " not" } else { "" }
        )),
        name().prop_map(|a| format!("{a} contains \"x\"")),
        name().prop_map(|a| format!("{a} starts with 9404")),
        prop::sample::select(vec![
            "any good in gold",
            "each good not in any of gold, jewels",
            "no good in all of gold, jewels",
            "any good where good in gold",
            "each good has document \"E\"",
            "no good has number of document \"B\"",
            "each good.total > USD 5",
            "count of goods where good in gold > 3",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 10, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} and {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} or {b}")),
            inner.clone().prop_map(|a| format!("not ({a})")),
            inner.prop_map(|a| format!("({a})")),
        ]
    })
}

fn comment() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "", "", "  # why", " #说明"]).prop_map(str::to_owned)
}

fn gap() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "",
        "\n",
        "\n\n\n",
        "  # of its own\n",
        "# at the margin\n",
        "\n  # after a blank\n",
    ])
    .prop_map(str::to_owned)
}

/// An article with statements, comments and blank lines wherever they may stand.
fn article() -> impl Strategy<Value = String> {
    let tail = prop::sample::select(vec![
        "",
        "\n      otherwise review",
        "\n     otherwise reject \"worth {a} {{b}}\" zh \"货值{a - 货值}\"  # said",
        "\n     otherwise reject \"worth\" # en\n      zh \"货值\"  # zh",
        "\n      # lifted\n      except when a is valid",
        " reported \"somewhere\"",
        "\n   except when b\n   except when not c # or",
    ]);
    let lead =
        prop::sample::select(vec!["  ", " ", "  # first\n      ", "\n    # first\n    # second\n    "]);
    let norm = (prop::sample::select(vec!["require", "forbid"]), lead, condition(), tail)
        .prop_map(|(word, lead, condition, tail)| format!("{word}{lead}{condition}{tail}"));
    let other = (prop::sample::select(vec![
        "note \"a note\" zh \"提示\"",
        "note zh \"仅中文\" when a = 1",
        "note each good in gold",
        "cites \"一\", \"二\"",
        "permit simplified when count of kinds of goods >= 5",
        "permit merging each good in gold",
        "only goods in gold, jewels where a",
    ]),)
        .prop_map(|(text,)| text.to_owned());
    let statement = (gap(), prop_oneof![norm, other], comment())
        .prop_map(|(gap, text, comment)| format!("{gap}  {text}{comment}\n"));
    let head = prop::sample::select(vec![
        "article 1.3(1) \"One\" zh \"一\"",
        "article 2 zh \"二\" reported \"x\"",
        "article 4a \"Four\"",
        "第 5 条 \"五\"",
        "article 6",
    ]);
    (gap(), head, comment(), prop::collection::vec(statement, 1..5))
        .prop_map(|(gap, head, comment, lines)| format!("{gap}{head}{comment}\n{}", lines.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_texts_keep_their_meaning(articles in prop::collection::vec(article(), 1..4)) {
        let text = articles.concat();
        let (_, problems) = syntax::parse(SourceId(0), &text, &Limits::default());
        // What cannot be read, such as `a between b and c and d`, is not formatted.
        prop_assume!(problems.is_empty());
        promised(&text, &Names::default());
    }
}
