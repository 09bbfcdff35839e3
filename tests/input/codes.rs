//! Facts that a table codes: current codes, old codes, names, what several rows
//! share, and what a table does not know.

use super::*;
use mp1039::catalog::codes::Found;
use mp1039::cli::EmbeddedWorld;
use mp1039::hir::Edition;
use mp1039::pipeline::Policy;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::world::{Layered, MemoryWorld, World};
use std::sync::{Arc, OnceLock};

fn edition(world: &dyn World) -> Arc<Edition> {
    let mut sources = SourceMap::default();
    let loaded = Policy::load(world, Start::File("221-2019.pol".into()), &mut sources).unwrap();
    loaded.policy.edition(Date::parse("2026-08-20"), None).unwrap()
}

/// The shipped schema with its tables.
pub fn shipped() -> &'static Schema {
    static SHIPPED: OnceLock<Arc<Edition>> = OnceLock::new();
    &SHIPPED.get_or_init(|| edition(&EmbeddedWorld)).schema
}

pub fn shipped_line(members: &str) -> Declaration {
    shipped_head(&format!(
        r#""declared_on": "2026-08-20", "simplified": false, "items": [{{"line_no": 1, {members}}}]"#
    ))
}

pub fn shipped_head(members: &str) -> Declaration {
    read(SourceId(0), &format!("{{{members}}}"), &[], shipped(), &Limits::default()).unwrap()
}

pub fn of_line(declaration: &Declaration, path: &str) -> Fact {
    declaration.goods.lines[0].facts.0[shipped().find(path).unwrap()].clone()
}

/// What is written for a fact of the head: its value or why there is none, and the warnings.
fn written(path: &str, text: &str) -> (Result<String, String>, String) {
    let members: Vec<String> = path.split('.').map(|key| format!("{{\"{key}\": ")).collect();
    let json = format!("{}\"{text}\"{}", members.concat(), "}".repeat(members.len()));
    let declaration = read(SourceId(0), &json, &[], shipped(), &Limits::default()).unwrap();
    let fact = declaration.head.0[shipped().find(path).unwrap()].clone();
    let value = match fact {
        Fact::Known(value) => Ok(value.to_string()),
        Fact::Unknown(cause) => {
            assert_eq!(cause.kind, CauseKind::Malformed, "{path} {text}");
            Err(cause.detail.en)
        }
    };
    (value, warnings(&declaration).join("\n"))
}

#[test]
fn current_codes_stay_without_a_word() {
    for (path, code) in [
        ("supervision_mode", "1039"),
        ("exit_customs", "2921"),
        ("destination_country", "ARE"),
        ("settlement.currency", "USD"),
        ("transaction_mode", "FOB"),
        ("transport.mode", "2"),
    ] {
        assert_eq!(written(path, code), (Ok(code.to_owned()), String::new()), "{path}");
    }
}

#[test]
fn old_codes_and_names_become_current_codes_with_a_warning() {
    for (path, text, code) in [
        ("settlement.currency", "502", "USD"),
        ("settlement.currency", "142", "CNY"),
        ("destination_country", "142", "CHN"),
        ("settlement.currency", "美元", "USD"),
        ("settlement.currency", "美金", "USD"),
        ("settlement.currency", "RMB", "CNY"),
        ("destination_country", "阿联酋", "ARE"),
        ("destination_country", "朝鲜", "PRK"),
        ("destination_country", "north korea", "PRK"),
        ("supervision_mode", "市场采购", "1039"),
        ("supervision_mode", "市场采购(1039)", "1039"),
        ("supervision_mode", "市场采购（1039）", "1039"),
        ("exit_customs", "义乌海关", "2921"),
        ("exit_customs", "沙湾海关(5340)", "5340"),
        ("transaction_mode", "3", "FOB"),
        ("transaction_mode", "CFR", "C&F"),
        ("transport.mode", "水路运输", "2"),
    ] {
        let (value, warnings) = written(path, text);
        assert_eq!(value.as_deref(), Ok(code), "{path} {text}");
        assert!(warnings.contains(text) && warnings.contains(code), "{path} {text}: {warnings}");
    }
}

#[test]
fn what_several_rows_share_is_unknown_and_names_them() {
    let (value, _) = written("exit_customs", "沙湾海关");
    let detail = value.unwrap_err();
    assert!(detail.contains("5308") && detail.contains("5340"), "{detail}");
    let unit = of_line(&shipped_line(r#""unit": "PCS""#), "good.unit");
    let detail = cause(unit).1;
    assert!(detail.contains("007") && detail.contains("011"), "{detail}");
    assert!(written("exit_customs", "义乌海关 2921").0.is_ok());
    assert!(
        written("exit_customs", "义乌海关 2922").0.is_err(),
        "name and code disagree, or one is not known"
    );
}

#[test]
fn a_code_that_a_table_lacks_is_kept_and_not_known_here() {
    for (path, text) in
        [("exit_customs", "9999"), ("supervision_mode", "1040"), ("settlement.currency", "XYZ")]
    {
        let (value, warnings) = written(path, text);
        assert_eq!(value.as_deref(), Ok(text), "{path}");
        assert!(warnings.contains("not known here") && warnings.contains("2018-08-01"), "{warnings}");
    }
    assert!(written("exit_customs", "9999").1.contains("partial"));
    assert!(!written("settlement.currency", "XYZ").1.contains("partial"));
    assert!(written("settlement.currency", "USB").1.contains("\"USD\" may be meant"));
}

#[test]
fn what_is_no_code_at_all_is_unknown_so_that_no_rule_takes_it_for_another_country() {
    for (path, text, meant) in [
        ("destination_country", "朝鲜国", ""),
        ("settlement.currency", "usd", ""),
        ("supervision_mode", "市场采构", "市场采购"),
    ] {
        let detail = written(path, text).0.unwrap_err();
        assert!(detail.contains("neither a code nor a name") && detail.contains(meant), "{detail}");
    }
}

#[test]
fn papers_are_named_by_letter_or_by_name_and_case_counts() {
    let papers = r#""documents": [{"letter": "出口许可证", "number": "1"}, {"letter": "x"}, {"letter": "X"}, {"letter": "?"}]"#;
    let declaration = shipped_head(papers);
    let letters: Vec<String> = declaration
        .documents
        .as_ref()
        .unwrap()
        .iter()
        .map(|d| match &d.letter {
            Fact::Known(value) => value.to_string(),
            Fact::Unknown(cause) => format!("{:?}", cause.kind),
        })
        .collect();
    assert_eq!(letters, ["4", "x", "X", "Malformed"]);
    assert!(warnings(&declaration).iter().any(|w| w.starts_with("/documents/0/letter: ")));
}

#[test]
fn lists_of_goods_are_compared_in_current_currencies() {
    let lists = |own: &str, other: &str| {
        let line = |currency: &str, total: &str| {
            format!(
                r#"[{{"line_no": 1, "hs_code": "9503001000", "total": "{total}", "currency": "{currency}"}}]"#
            )
        };
        shipped_head(&format!(
            r#""simplified": true, "items": {}, "goods_list": {}"#,
            line(own, "100.00"),
            line(other, "90.00")
        ))
    };
    for (own, other) in [("USD", "USD"), ("502", "USD"), ("美元", "502")] {
        let unknown = lists(own, other).goods.unknown.expect("the lists are worth different amounts");
        assert!(unknown.detail.en.contains("100.00"), "{own} {other}");
    }
    let unknown = lists("EUR", "USD").goods.unknown.expect("merging keeps the sum in each currency");
    assert!(unknown.detail.en.contains("EUR 100.00, the goods list EUR 0"), "{}", unknown.detail.en);
}

#[test]
fn every_row_is_found_by_its_code_and_leads_nowhere_else() {
    assert!(shipped().codes.len() >= 10);
    for table in &shipped().codes {
        assert!(table.day.is_some() && table.reason.is_some(), "{}", table.id);
        assert!(table.rows.rows().count() > 3, "{}", table.id);
        for row in table.rows.rows() {
            assert!(matches!(table.rows.find(&row.code), Found::Code(found) if found == row), "{}", row.code);
            for text in row.old.iter().chain(&row.zh).chain(&row.en) {
                match table.rows.find(text) {
                    Found::Code(found) | Found::Old(found) | Found::Name(found) => {
                        assert_eq!(found, row, "{} {text}", table.id);
                    }
                    Found::Several(rows) => assert!(rows.contains(&row), "{} {text}", table.id),
                    other => panic!("{} {text}: {other:?}", table.id),
                }
            }
        }
    }
}

#[test]
fn a_row_more_does_not_change_the_edition() {
    let file = "codes/currencies.tsv";
    let with = |more: &str| {
        let mut text = EmbeddedWorld.read(file).unwrap();
        text.extend_from_slice(more.as_bytes());
        let mut memory = MemoryWorld::default();
        memory.insert(file, text);
        edition(&Layered(memory, EmbeddedWorld))
    };
    let (before, after) = (with(""), with("XYZ\t\t某币\tSome money\ttest\n"));
    let rows = |edition: &Edition| edition.schema.codes.iter().map(|c| c.rows.rows().count()).sum::<usize>();
    assert_eq!(rows(&after), rows(&before) + 1);
    assert_eq!(after.digest, before.digest);
}

#[test]
fn the_office_may_write_a_code_in_another_way_than_the_declaration() {
    let office = |text: &str| standing("office", text);
    let bound = |declaration: &str, facts: &str| {
        read(SourceId(0), declaration, &[office(facts)], shipped(), &Limits::default())
    };
    let same = [
        (r#"{"supervision_mode": "市场采购(1039)"}"#, r#"{"supervision_mode": "1039"}"#),
        (r#"{"settlement": {"currency": "502"}}"#, r#"{"settlement": {"currency": "USD"}}"#),
        (r#"{"declaring_customs": "2921"}"#, r#"{"declaring_customs": "义乌海关"}"#),
    ];
    for (declaration, facts) in same {
        assert!(bound(declaration, facts).is_ok(), "{facts} does not contradict {declaration}");
    }
    let other = [
        (r#"{"supervision_mode": "一般贸易"}"#, r#"{"supervision_mode": "1039"}"#),
        (r#"{"settlement": {"currency": "502"}}"#, r#"{"settlement": {"currency": "CNY"}}"#),
        (r#"{"operator": {"name": "甲"}}"#, r#"{"operator": {"name": "乙"}}"#),
    ];
    for (declaration, facts) in other {
        assert!(bound(declaration, facts).is_err(), "{facts} contradicts {declaration}");
    }
}
