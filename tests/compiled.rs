//! The rulebook that is compiled ahead: it is that of the texts, decides as they do, and is
//! not used where it is not theirs. `MP1039_UPDATE=1` writes it anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::path::PathBuf;

use mp1039::cli::EmbeddedWorld;
use mp1039::compiled::{self, Law};
use mp1039::input::Declaration;
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::Start;
use mp1039::source::{SourceId, SourceMap};
use mp1039::value::Date;
use mp1039::world::{MemoryWorld, World};
use serde_json::{Value, json};

const NAME: &str = "221-2019.pol";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/compiled/embedded.bin")
}

fn law() -> Law {
    Policy::compile(&EmbeddedWorld, NAME).unwrap()
}

fn sealed() -> Vec<u8> {
    compiled::seal(&law(), &EmbeddedWorld::fingerprint()).unwrap()
}

/// What is opened is kept as long as the process.
fn open(bytes: Vec<u8>) -> Option<Law> {
    compiled::open(bytes.leak(), &EmbeddedWorld::fingerprint())
}

/// The policy of the law that was just compiled, with or without its texts.
fn ahead(world: Box<dyn World + Send + Sync>) -> Policy {
    Policy::compiled_ahead(open(sealed()).unwrap(), world)
}

fn read(policy: &Policy, declaration: &Value) -> Declaration {
    let mut sources = SourceMap::default();
    let source = sources.add("d.json", "");
    let text = declaration.to_string();
    mp1039::input::read_bytes(source, text.as_bytes(), &[], policy.schema(), &Default::default()).unwrap()
}

fn names() -> Vec<String> {
    let stem = |name: &String| name.strip_prefix("samples/")?.strip_suffix(".json").map(str::to_owned);
    EmbeddedWorld.list("samples").iter().filter_map(stem).filter(|name| name != "office").collect()
}

fn text(policy: &Policy, declaration: &Declaration, options: &Options) -> String {
    serde_json::to_string_pretty(&policy.decide(declaration, options).unwrap()).unwrap()
}

#[test]
fn what_is_embedded_is_what_the_texts_compile_to() {
    let bytes = sealed();
    if std::env::var_os("MP1039_UPDATE").is_some() {
        std::fs::write(file(), &bytes).unwrap();
        return;
    }
    assert!(
        bytes == std::fs::read(file()).unwrap(),
        "the law of policies, or what it is compiled to, has changed: \
         MP1039_UPDATE=1 cargo test --test compiled what_is_embedded"
    );
}

#[test]
fn what_was_sealed_is_opened_the_same() {
    let (own, opened) = (law(), open(sealed()).unwrap());
    assert_eq!(opened.layout, own.layout);
    assert_eq!((&opened.days, &opened.titles, &opened.chosen), (&own.days, &own.titles, &own.chosen));
    assert!(!own.programs.is_empty());
    for ((own, program), (edition, opened)) in own.programs.iter().zip(&opened.programs) {
        assert_eq!(opened, program);
        let json = |edition| serde_json::to_string(edition).unwrap();
        assert!(json(&**edition) == json(&**own), "an edition is another one");
    }
    let again = compiled::seal(&opened, &EmbeddedWorld::fingerprint()).unwrap();
    assert!(again == sealed(), "what is opened is not sealed the same");
}

/// What the fingerprint leaves out is never read for the law.
#[test]
fn the_law_is_read_of_what_the_fingerprint_covers() {
    let mut sources = SourceMap::default();
    Policy::load(&EmbeddedWorld, Start::File(NAME.to_owned()), &mut sources).unwrap();
    let read: Vec<&str> = (0..).map_while(|id| Some(sources.get(SourceId(id))?.name.as_str())).collect();
    assert!(read.len() > 40, "{read:?}");
    for name in read {
        assert!(!["samples/", "tests/", "texts/"].iter().any(|folder| name.starts_with(folder)), "{name}");
    }
}

#[test]
fn every_sample_on_every_day_of_change() {
    let (own, plain) = (ahead(Box::new(EmbeddedWorld)), support::policy());
    let days: Vec<Option<Date>> = plain.calendar(None).days().map(Some).chain([None]).collect();
    for name in names() {
        let sample = support::sample(&name);
        let (declaration, other) = (read(&own, &sample), read(&plain, &sample));
        assert_eq!(format!("{declaration:?}"), format!("{other:?}"), "{name}");
        for as_of in &days {
            let options = Options { as_of: *as_of, ..Options::default() };
            let what = format!("{name} on {as_of:?}");
            assert_eq!(text(&own, &declaration, &options), text(&plain, &declaration, &options), "{what}");
            assert_eq!(own.titles(*as_of, None), plain.titles(*as_of, None), "{what}");
        }
    }
    let known = Options { known_on: Date::parse("2020-02-01"), ..Options::default() };
    let declaration = read(&own, &support::sample("mask-2020"));
    assert_eq!(text(&own, &declaration, &known), text(&plain, &declaration, &known));
}

#[test]
fn codes_of_the_tariff() {
    let (own, plain) = (ahead(Box::new(EmbeddedWorld)), support::policy());
    let tariff = String::from_utf8(EmbeddedWorld.read("tariff/2026.tsv").unwrap()).unwrap();
    let codes = tariff.lines().skip(1).filter_map(|line| line.split('\t').next());
    let short = ["9404", "940421", "94042100", "9999999999", "0101210011"];
    let mut sample = support::sample("one-toy");
    for code in codes.step_by(23).chain(short) {
        sample["items"][0]["hs_code"] = json!(code);
        let declaration = read(&plain, &sample);
        let options = Options::default();
        assert_eq!(text(&own, &declaration, &options), text(&plain, &declaration, &options), "{code}");
    }
}

/// What is decided by a day that was compiled needs no text; any other is not decided where
/// there is none.
#[test]
fn without_its_texts() {
    let (own, plain) = (ahead(Box::new(MemoryWorld::default())), support::policy());
    let options = Options::default();
    let (mut decided, mut not) = (0, 0);
    for name in names() {
        let declaration = read(&own, &support::sample(&name));
        let decisions = [own.decide(&declaration, &options), own.decide_by_reference(&declaration, &options)];
        for decision in decisions {
            match decision {
                Ok(decision) => {
                    decided += 1;
                    let own = serde_json::to_string_pretty(&decision).unwrap();
                    assert_eq!(own, text(&plain, &declaration, &options), "{name}");
                }
                Err(problems) => {
                    not += 1;
                    assert!(!problems.is_empty(), "{name}");
                }
            }
        }
    }
    // Two samples are of 2020.
    assert!(not <= 6 && decided > 30, "{decided}, {not}");
    let toys = read(&own, &support::sample("toys"));
    for options in [
        Options { as_of: Date::parse("2019-06-01"), ..Options::default() },
        Options { known_on: Date::parse("2026-01-15"), ..Options::default() },
    ] {
        assert!(own.decide(&toys, &options).is_err());
    }
}

#[test]
fn what_is_damaged_or_of_other_texts_is_not_opened() {
    let bytes = sealed();
    for cut in [0, 1, 10, 40, 100, bytes.len() / 2, bytes.len() - 1] {
        assert!(open(bytes[..cut].to_vec()).is_none(), "cut at {cut}");
    }
    for at in (0..120).chain((120..bytes.len()).step_by(bytes.len() / 12)) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(open(damaged).is_none(), "changed at {at}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(open(longer).is_none());
    let other = compiled::fingerprint([("221-2019.pol", [0; 32])].into_iter());
    assert!(compiled::open(bytes.leak(), &other).is_none());
    assert!(EmbeddedWorld::compiled("221-2019").is_none(), "a name that is not quite the file's");
}

/// Bytes that are no law, though their sum is right, give nothing; none of them is a panic.
#[test]
fn bytes_that_are_none_are_read_as_none() {
    let bytes = sealed();
    let body = &bytes[115..];
    for at in (0..2_000).chain((2_000..body.len()).step_by(9_973)) {
        let mut damaged = body[..body.len().min(40_000)].to_vec();
        if let Some(byte) = damaged.get_mut(at) {
            *byte = byte.wrapping_add(1 + (at % 250) as u8);
        }
        assert!(compiled::pack::whole::<Law>(damaged.leak()).is_none());
    }
}
