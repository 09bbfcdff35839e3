//! The reader of streams against the plain reader: what it puts into a batch is what the
//! plain reader would have put there, and of that the plain reader says nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::fmt::Write;

use mp1039::cli::EmbeddedWorld;
use mp1039::eval::law_day;
use mp1039::input::{Limits, Read, Stream, push, read_bytes};
use mp1039::ir::{Batch, Layout};
use mp1039::pipeline::Policy;
use mp1039::source::SourceMap;
use mp1039::value::Date;
use mp1039::world::World;
use serde_json::{Map, Value, json};
use support::random::{Random, cases, seed};

/// Both readers, each with its batch.
struct Both<'p> {
    policy: &'p Policy,
    layout: std::sync::Arc<Layout>,
    stream: Stream,
    limits: Limits,
    fast: Batch,
    plain: Batch,
    all: usize,
    pushed: usize,
    /// Records of which the plain reader says nothing.
    clean: usize,
}

impl<'p> Both<'p> {
    fn new(policy: &'p Policy) -> Both<'p> {
        Both::within(policy, Limits::default())
    }

    fn within(policy: &'p Policy, limits: Limits) -> Both<'p> {
        let layout = policy.layout();
        Both {
            policy,
            stream: Stream::new(policy.schema(), &layout, &limits),
            limits,
            fast: Batch::new(&layout),
            plain: Batch::new(&layout),
            layout,
            all: 0,
            pushed: 0,
            clean: 0,
        }
    }

    /// Reads a record both ways; says whether it was read fast.
    fn read(&mut self, record: &[u8], as_of: Option<Date>) -> bool {
        let shown = || String::from_utf8_lossy(record).into_owned();
        let source = SourceMap::default().add("d.json", "");
        let plain = read_bytes(source, record, &[], self.policy.schema(), &self.limits);
        let before = self.fast.clone();
        let read = self.stream.push(record, as_of, &mut self.fast);
        self.all += 1;
        self.clean += usize::from(plain.as_ref().is_ok_and(|read| read.warnings.is_empty()));
        if read == Read::Plain {
            assert_eq!(self.fast, before, "the batch is not as it was: {}", shown());
            assert_eq!(self.fast.words, before.words, "{}", shown());
            return false;
        }
        self.pushed += 1;
        let plain = plain.unwrap_or_else(|error| panic!("{error:?}: {}", shown()));
        assert_eq!(read == Read::Warned, !plain.warnings.is_empty(), "{:?}: {}", plain.warnings, shown());
        let day = law_day(self.policy.schema(), &plain, as_of);
        push(&mut self.plain, &self.layout, &plain, day);
        assert_eq!(self.fast, self.plain, "{}", shown());
        assert_eq!(self.stream.id(), plain.id.as_deref(), "{}", shown());
        if self.fast.len() > 40 {
            self.fast.clear();
            self.plain.clear();
        }
        true
    }

    fn value(&mut self, value: &Value) -> bool {
        self.read(value.to_string().as_bytes(), None)
    }

    fn text(&mut self, text: &str) -> bool {
        self.read(text.as_bytes(), None)
    }
}

/// A value as JSON, written in a way of its own.
fn write(value: &Value, random: &mut Random, wild: bool, out: &mut String) {
    let blanks = |random: &mut Random, out: &mut String| {
        while wild && random.below(4) == 0 {
            out.push(*random.pick(&[' ', '\t', '\r', '\n']));
        }
    };
    blanks(random, out);
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            for at in (1..members.len()).rev() {
                members.swap(at, random.below(at + 1));
            }
            out.push('{');
            for (at, (key, value)) in members.into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                blanks(random, out);
                write!(out, "{}", json!(key)).unwrap();
                blanks(random, out);
                out.push(':');
                write(value, random, wild, out);
            }
            blanks(random, out);
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write(value, random, wild, out);
            }
            blanks(random, out);
            out.push(']');
        }
        Value::String(text) => {
            out.push('"');
            for c in text.chars() {
                match random.below(40) {
                    0 if wild => {
                        let mut units = [0; 2];
                        c.encode_utf16(&mut units)
                            .iter()
                            .for_each(|unit| write!(out, "\\u{unit:04X}").unwrap());
                    }
                    _ => {
                        let quoted = json!(c.to_string()).to_string();
                        out.push_str(&quoted[1..quoted.len() - 1]);
                    }
                }
            }
            out.push('"');
        }
        _ => write!(out, "{value}").unwrap(),
    }
    blanks(random, out);
}

#[test]
fn samples_are_read_fast() {
    let policy = support::policy();
    let mut both = Both::new(&policy);
    for name in support::names() {
        let bytes = EmbeddedWorld.read(&format!("samples/{name}.json")).unwrap();
        let clean = both.clean;
        let fast = both.read(&bytes, None);
        both.read(&bytes, Date::parse("2026-05-01"));
        println!("{name}: {fast}, {}", both.clean > clean);
    }
    println!("{} of {}, {} without warnings", both.pushed, both.all, both.clean);
    // All of which the plain reader says nothing, but one with both lists of goods.
    assert!(both.pushed + 2 >= both.clean, "{} of {}", both.pushed, both.clean);
    assert!(both.clean * 10 > both.all * 8, "{} of {}", both.clean, both.all);
}

/// Samples with their keys in any order, blanks anywhere, and escapes.
#[test]
fn samples_written_in_other_ways() {
    let policy = support::policy();
    let mut both = Both::new(&policy);
    let mut random = Random(seed());
    for (case, name) in support::names().iter().cycle().take(cases(400)).enumerate() {
        let mut text = String::new();
        write(&support::sample(name), &mut random, case % 3 > 0, &mut text);
        both.text(&text);
    }
    println!("{} of {}, {} without warnings", both.pushed, both.all, both.clean);
    assert!(both.pushed * 10 >= both.clean * 9, "{} of {}", both.pushed, both.clean);
}

/// Texts that facts may have: with blanks, signs, digits, escapes.
fn odd_texts() -> Vec<Value> {
    let texts = [
        "",
        " ",
        "x",
        " x",
        "x ",
        "\u{3000}x",
        "x\u{a0}",
        "\u{200b}",
        "\u{feff}x",
        "0",
        "1",
        "01",
        "1.0",
        "-1",
        "1.50",
        "1.2345678",
        "0.00000001",
        "123456789012",
        "1234567890123",
        "99999999999999999999999999999",
        "1.",
        ".5",
        "1,000",
        "１２",
        "1２",
        "1e3",
        "+1",
        "12 kg",
        "5%",
        "0.5",
        "0.5%",
        "open",
        "2026-02-29",
        "2024-02-29",
        "9999-12-31",
        "0000-01-01",
        "2026-1-1",
        "9503001000",
        "95030010",
        "9503.0010.00",
        "9503001000101",
        "950300100",
        "yes",
        "否",
        "USD",
        "502",
        "美元",
        "XXX",
        "1039",
        "export",
        "all",
        "无",
        "N/A",
        "|",
        "0|0|玩具|无品牌",
        "4|3|石墨|纯度99.95%",
        "7782-42-5",
        "Panthera tigris",
        "a\u{0}b",
        "line\nbreak",
        "quote\"back\\slash/",
        "emoji 🚢",
        "🚢",
        "é",
        "（x）",
        "yiwu",
        "2921",
        "confirmed",
        "004",
        "CHN",
    ];
    texts
        .into_iter()
        .map(|text| json!(text))
        .chain([json!("长".repeat(1_500)), json!("长".repeat(4_001))])
        .collect()
}

fn odd_values(random: &mut Random) -> Value {
    let others = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(7),
        json!(-1),
        json!(1.5),
        json!(1e3),
        json!([]),
        json!([1]),
        json!(["1", 2]),
        json!({}),
        json!({"no": "1"}),
        json!({"mask": true, "x": null}),
    ];
    let texts = odd_texts();
    if random.below(4) == 0 { random.pick(&others).clone() } else { random.pick(&texts).clone() }
}

/// Every place of a value, with the objects around it.
fn places(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| places(value, format!("{pointer}/{key}"), found));
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(at, value)| places(value, format!("{pointer}/{at}"), found));
        }
        _ => {}
    }
    found.push(pointer);
}

/// Puts an odd value anywhere, or under any key of the schema.
fn distort(policy: &Policy, sample: &mut Value, random: &mut Random) {
    let value = odd_values(random);
    let mut pointers = Vec::new();
    places(sample, String::new(), &mut pointers);
    let pointer = random.pick(&pointers).clone();
    match random.below(6) {
        0 => {
            let defs = &policy.schema().facts;
            let def = random.pick(defs);
            let lines = sample["items"].as_array().map_or(1, |lines| lines.len().max(1));
            let mut at = match def.place {
                mp1039::hir::Place::Head => sample,
                mp1039::hir::Place::Document => {
                    sample["documents"] = json!([{"letter": "B", "number": "1", "lines": "all"}]);
                    &mut sample["documents"][0]
                }
                mp1039::hir::Place::Container => {
                    sample["containers"] = json!([{}]);
                    &mut sample["containers"][0]
                }
                mp1039::hir::Place::Line => {
                    match sample.get_mut("items").and_then(|i| i.get_mut(random.below(lines))) {
                        Some(line) => line,
                        None => return,
                    }
                }
            };
            for key in &def.keys {
                if !at.is_object() {
                    *at = json!({});
                }
                at = at.as_object_mut().unwrap().entry(key.clone()).or_insert(Value::Null);
            }
            *at = value;
        }
        1 => {
            let keys =
                ["documents", "goods_list", "containers", "simplified", "declaration_no", "client_ref", "x"];
            if let Value::Object(members) = sample {
                let numbers = json!([{"letter": "B", "lines": [1]}, {"number": "无", "lines": ["2", 3]}, {"lines": "all"}]);
                let other = members.get("items").cloned().unwrap_or_default();
                let values = [numbers, other, value, json!([])];
                members.insert((*random.pick(&keys)).to_owned(), random.pick(&values).clone());
            }
        }
        2 => {
            let line = sample.pointer_mut("/items/0").and_then(Value::as_object_mut);
            let keys = ["answers", "attributes", "line_no", "spec", "x"];
            let values = [
                json!({"mask": true, "charcoal": "是", "purity": "99.95%", "flexural_strength": "5 MPa"}),
                json!({"mask": false, "电池": true, "x": [{"y": {}}], "brand": " yes "}),
                value,
            ];
            line.into_iter().for_each(|line| {
                line.insert((*random.pick(&keys)).to_owned(), random.pick(&values).clone());
            });
        }
        3 => {
            if let Some((parent, key)) = pointer.rsplit_once('/')
                && let Some(members) = sample.pointer_mut(parent).and_then(Value::as_object_mut)
            {
                members.remove(key);
            }
        }
        _ => {
            if let Some(place) = sample.pointer_mut(&pointer).filter(|_| !pointer.is_empty()) {
                *place = value;
            }
        }
    }
}

#[test]
fn samples_changed_at_random() {
    let policy = support::policy();
    let days: Vec<Date> = policy.calendar(None).days().collect();
    let samples: Vec<Value> = support::names().iter().map(|name| support::sample(name)).collect();
    let mut both = Both::new(&policy);
    let mut random = Random(seed());
    for case in 0..cases(6_000) {
        let mut sample = random.pick(&samples).clone();
        for _ in 0..=random.below(3) {
            if random.below(3) == 0 {
                random.change(&mut sample);
            } else {
                distort(&policy, &mut sample, &mut random);
            }
        }
        let as_of = (case % 5 == 0).then(|| *random.pick(&days));
        let mut text = String::new();
        write(&sample, &mut random, case % 4 == 0, &mut text);
        both.read(text.as_bytes(), as_of);
    }
    println!("{} of {}, {} without warnings", both.pushed, both.all, both.clean);
    assert!(both.pushed * 10 >= both.clean * 7, "{} of {}", both.pushed, both.clean);
}

/// Bytes changed, taken away, put in and repeated; records cut off.
#[test]
fn records_damaged_at_random() {
    let policy = support::policy();
    let samples: Vec<String> = ["one-toy", "toys", "other-paper", "mask-2026"]
        .iter()
        .map(|n| support::sample(n).to_string())
        .collect();
    let mut both = Both::new(&policy);
    let mut random = Random(seed());
    let bytes: Vec<&[u8]> = vec![
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b" ",
        b"0",
        b"-",
        b".",
        b"e",
        b"\0",
        b"\x1f",
        b"\xff",
        b"\xe4\xb8",
        b"\\u00e9",
        b"\\ud83d\\ude00",
        b"\\ud83d",
        b"\\udc00",
        b"\\u12",
        b"\\x",
        b"null",
        b"true",
        b"\"line_no\":1,",
        b"\"x\":{\"y\":[]},",
        b"\xef\xbb\xbf",
        b"\x7f",
        b"\n",
    ];
    for case in 0..cases(12_000) {
        let mut text = random.pick(&samples).clone().into_bytes();
        for _ in 0..=random.below(2) {
            let at = random.below(text.len());
            match random.below(5) {
                0 => text.truncate(at + 1),
                1 => drop(text.remove(at)),
                2 => text[at] = u8::try_from(random.below(256)).unwrap(),
                3 => {
                    let end = (at + random.below(40)).min(text.len());
                    let part = text[at..end].to_vec();
                    let to = random.below(text.len());
                    text.splice(to..to, part);
                }
                _ => {
                    let new = random.pick(&bytes).to_vec();
                    text.splice(at..at, new);
                }
            }
            if text.is_empty() {
                text.push(b'{');
            }
        }
        if case % 50 == 0 {
            text.splice(0..0, *b"\xef\xbb\xbf");
        }
        both.read(&text, None);
    }
    println!("{} of {}, {} without warnings", both.pushed, both.all, both.clean);
    assert!(both.pushed > 0 && both.pushed < both.all);
}

/// What goes to the plain reader, and what need not; of a wrong total it warns.
#[test]
fn each_thing_by_itself() {
    let policy = support::policy();
    let mut both = Both::new(&policy);
    let toy = support::sample("one-toy").to_string();
    let with = |from: &str, to: &str| {
        assert!(toy.contains(from), "{from} in {toy}");
        toy.replacen(from, to, 1)
    };
    let fast = [
        toy.clone(),
        format!("  {toy} \r\n"),
        with("\"client_ref\":\"", "\"client_ref\":\"\\u0041\\n\\\"\\/\\ud83d\\ude00 "),
        with("\"line_no\":1", "\"line_no\":\"1\""),
        with("\"line_no\":1", "\"line_no\":7"),
        with("\"total\":\"", "\"total\":\"9"),
        with("\"line_no\":1,", ""),
        with("\"line_no\":1", "\"line_no\":null"),
        with("\"line_no\":1", "\"line_no\":1,\"answers\":{\"mask\":true,\"x\":null,\"y\":false}"),
        with(
            "\"line_no\":1",
            "\"line_no\":1,\"attributes\":{\"mask\":\"是\",\"z\":[{}],\"purity\":\"99.5%\"}",
        ),
        with("\"simplified\":false", "\"simplified\":null"),
        with("\"simplified\":false,", ""),
        // A total that is not the product, on a line that nothing looks at.
        with("\"simplified\":false,", "").replacen("2820.00", "2821.00", 1),
        with("\"documents\":[]", "\"documents\":[{\"letter\":\"B\",\"number\":\"12\",\"lines\":[1]}]"),
        with(
            "\"documents\":[]",
            "\"documents\":[{\"letter\":\"B\",\"valid_until\":\"open\",\"lines\":\"all\"}]",
        ),
        with("\"documents\":[]", "\"containers\":[{\"id\":\"X\",\"lines\":[1,{}]}]"),
        with("\"transit\":", "\"market\":{\"id\":\"yiwu\"},\"transit\":").replacen(
            "\"market\":{\"id\":\"yiwu\",\"customs\":\"2921\"},",
            "",
            1,
        ),
        with("\"line_no\":1", "\"line_no\":1,\"attributes\":{\"of its own\":[1,-2.5e-3,{\"a\":null}]}"),
        "{}".to_owned(),
    ];
    for record in fast {
        assert!(both.text(&record), "{record}");
    }
    let plain = [
        with("\"transit\":true", "\"transit\":true,\"transit\":true"),
        with("\"line_no\":1", "\"line_no\":1,\"line_no\":1"),
        with("\"transit\"", "\"tr\\u0061nsit\""),
        with("\"transit\":true", "\"transit\":\"yes\""),
        with("\"transit\":", "\"extra\":1,\"transit\":"),
        with("\"line_no\":1", "\"line_no\":0"),
        with("\"no\":\"SC-0001\"", "\"no\":\"SC-0001\",\"of its own\":1"),
        with("\"line_no\":1", "\"line_no\":1.0e0,\"x\":1"),
        with("\"schema\":\"mp1039/declaration@1\"", "\"schema\":\"mp1039/declaration@2\""),
        with("\"documents\":[]", "\"documents\":[{\"letter\":\"B\",\"lines\":[2]}]"),
        with("\"documents\":[]", "\"documents\":[{\"letter\":\"许可证\"}]"),
        with("\"line_no\":1", "\"line_no\":1,\"answers\":{\"mask\":true,\"mask\":true}"),
        format!("\u{feff}{toy}"),
        format!("{toy}{toy}"),
        format!("[{toy}]"),
        String::new(),
        "{\"items\":".to_owned() + &"[".repeat(200_000),
        "{\"containers\":[{\"lines\":".to_owned() + &"[".repeat(80) + &"]".repeat(80) + "}]}",
    ];
    for record in plain {
        assert!(!both.text(&record), "{record}");
    }
    let deep = |depth: usize| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        format!("{{\"containers\":[{{\"lines\":{open}{close}}}]}}")
    };
    assert!(both.text(&deep(61)) && !both.text(&deep(62)));
}

/// Numbers of lines, in order and out of it, taken twice, and left out.
#[test]
fn numbers_of_lines() {
    let policy = support::policy();
    let mut both = Both::new(&policy);
    let mut random = Random(seed());
    let mut sample = support::sample("one-toy");
    let line = sample["items"][0].clone();
    for _ in 0..cases(1_500) {
        let count = 1 + random.below(5);
        let items = (0..count).map(|at| {
            let mut line = line.clone();
            line["line_no"] = match random.below(8) {
                0 => Value::Null,
                1 => json!(random.below(9)),
                2 => json!((random.below(3) + 1).to_string()),
                _ => json!(at + 1),
            };
            line
        });
        sample["items"] = items.collect();
        let numbers = |random: &mut Random| json!([random.below(4) + 1, random.below(4) + 1]);
        sample["documents"] = json!([{"letter": "B", "lines": numbers(&mut random)}, {"lines": [1]}]);
        both.value(&sample);
    }
    assert!(both.pushed * 10 > both.clean * 9 && both.pushed > 100, "{} of {}", both.pushed, both.clean);
}

#[test]
fn limits_are_kept() {
    let policy = support::policy();
    let toys = support::sample("toys").to_string();
    for limits in [
        Limits { bytes: 100, ..Limits::default() },
        Limits { lines: 3, ..Limits::default() },
        Limits { depth: 3, ..Limits::default() },
        Limits { values: 40, ..Limits::default() },
    ] {
        assert!(!Both::within(&policy, limits).text(&toys), "{limits:?}");
    }
    let mut both = Both::within(&policy, Limits { lines: 4, depth: 16, ..Limits::default() });
    assert!(both.text(&toys));
}

/// Ten thousand lines.
#[test]
fn many_lines() {
    let policy = support::policy();
    let mut sample = support::sample("one-toy");
    let line = sample["items"][0].clone();
    let items = (1..=10_000).map(|number| {
        let mut line = line.clone();
        line["line_no"] = json!(number);
        line
    });
    sample["items"] = items.collect();
    assert!(Both::new(&policy).value(&sample));
}

/// Policies with facts of their own.
#[test]
fn the_suite_with_every_sample() {
    let samples: Vec<Value> = support::names().iter().map(|name| support::sample(name)).collect();
    let mut random = Random(seed());
    let (mut pushed, mut all) = (0, 0);
    for file in support::cases("eval") {
        let Some(policy) = support::lone(&file).policy else { continue };
        let mut both = Both::new(&policy);
        for sample in &samples {
            both.value(sample);
            let mut sample = sample.clone();
            distort(&policy, &mut sample, &mut random);
            both.value(&sample);
        }
        (pushed, all) = (pushed + both.pushed, all + both.all);
    }
    println!("{pushed} of {all}");
    assert!(pushed * 4 > all, "{pushed} of {all}");
}

/// A schema in which keys that the reader looks at mean something else is read plainly.
#[test]
fn a_schema_that_is_not_fit() {
    for facts in [
        "simplified text \"simplified\" zh \"简化\"",
        "declaration_no count \"number\" zh \"号\"",
        "good.total text \"total\" zh \"总价\"",
        "good.quantity.x text \"x\" zh \"数\"",
    ] {
        let text = format!(
            "policy EXAMPLE 1/2026 \"X\" zh \"例\"\n  language 1\n  published on 2026-01-01\n  \
             in force from 2026-01-01\n  applies when mode = \"1\"\nfacts own \"X\" zh \"例\"\n  \
             mode text \"mode\" zh \"方式\"\n  {facts}\narticle 1 \"X\" zh \"例\"\n  require mode = \"1\"\n"
        );
        let policy = support::made_up(&[("x.pol", &text)]);
        let mut both = Both::new(&policy);
        for value in [json!("1"), json!(1), json!(true), json!({"x": "1"})] {
            both.value(&json!({"mode": "1", "simplified": value, "declaration_no": value}));
            both.value(
                &json!({"mode": "1", "items": [{"total": value, "quantity": value, "unit_price": value}]}),
            );
        }
        let mut members = Map::new();
        members.insert("mode".to_owned(), json!("1"));
        assert!(!both.value(&Value::Object(members)), "{facts}");
    }
}
