//! Specifications, split by the template of their code: which part says what, what
//! is not split, and what is no value.

use super::codes::{of_line, shipped, shipped_head, shipped_line};
use super::*;

/// 用途 状态 加工工艺 成分含量 品牌 型号 GTIN CAS 其他 stand behind the two coded elements.
const GRAPHITE: &str = "3801100090";

fn spec(code: &str, spec: &str) -> Declaration {
    shipped_line(&format!(r#""hs_code": "{code}", "spec": "{spec}""#))
}

fn elements(declaration: &Declaration) -> Vec<(&str, &str)> {
    declaration.goods.lines[0].elements.iter().map(|(name, part)| (name.as_str(), part.as_str())).collect()
}

fn said(declaration: &Declaration, words: &str) -> bool {
    warnings(declaration).iter().any(|w| w.contains(words))
}

#[test]
fn parts_belong_to_the_elements_of_the_code() {
    let declaration =
        spec(GRAPHITE, "0|1|耐火材料|块状|石墨化|纯度99.95%，密度1.80 g/cm3|品牌:无|型号：A-1||7782-42-5");
    assert_eq!(
        elements(&declaration),
        [
            ("品牌类型", "0"),
            ("出口享惠情况", "1"),
            ("用途", "耐火材料"),
            ("状态", "块状"),
            ("加工工艺", "石墨化"),
            ("成分含量", "纯度99.95%，密度1.80 g/cm3"),
            ("品牌（中文或外文名称）", "无"),
            ("型号", "A-1"),
            ("CAS", "7782-42-5"),
        ]
    );
    assert_eq!(known(of_line(&declaration, "good.attributes.purity")), "99.95 %");
    assert_eq!(known(of_line(&declaration, "good.attributes.density")), "1.8 g/cm3");
    assert_eq!(known(of_line(&declaration, "good.attributes.cas")), "7782-42-5");
    assert_eq!(cause(of_line(&declaration, "good.brand")).0, CauseKind::Absent, "no brand is no name of one");
    assert_eq!(cause(of_line(&declaration, "good.attributes.energy")).0, CauseKind::Absent);
    assert_eq!(warnings(&declaration), Vec::<String>::new());
    let places = &declaration.places;
    assert_eq!(
        places["/items/0/attributes/purity"], places["/items/0/spec"],
        "it stands in the specification"
    );
}

#[test]
fn the_words_of_codes_wide_bars_and_short_codes_do_as_well() {
    for text in ["0|0|用途", "0｜0｜用途", "无品牌|不享惠|用途", "品牌类型:0｜出口享惠情况：0｜用途"]
    {
        let found = spec("38011000", text);
        assert_eq!(elements(&found).last(), Some(&("用途", "用途")), "{text}: {:?}", warnings(&found));
    }
}

#[test]
fn an_element_states_its_fact() {
    let value = |code: &str, text: &str, path: &str| known(of_line(&spec(code, text), path));
    let brand = spec(GRAPHITE, "4|0|||||ON牌");
    assert_eq!(known(of_line(&brand, "good.brand")), "ON牌");
    let with = |element: &str| {
        let table = &shipped().elements[0].table;
        let codes = tariff();
        let find = |code: &String| {
            let names = table.of(HsCode::parse(code)?)?;
            Some((code.clone(), names.iter().position(|name| *name == element)?))
        };
        codes.iter().find_map(find).unwrap()
    };
    for (element, text, path, read) in [
        ("纯度", "99.95%", "good.attributes.purity", "99.95 %"),
        ("纯度", "纯度：99.95%", "good.attributes.purity", "99.95 %"),
        ("密度（克/立方厘米）", "0.92", "good.attributes.density", "0.92 g/cm3"),
        ("密度（克/立方厘米）", "密度0.92g/cm3", "good.attributes.density", "0.92 g/cm3"),
        ("CAS", "CAS：7732-18-5", "good.attributes.cas", "7732-18-5"),
        ("拉丁学名", "Ginkgo biloba", "good.attributes.species", "Ginkgo biloba"),
    ] {
        let (code, place) = with(element);
        let text = format!("0|0{}{text}", "|".repeat(place - 1));
        assert_eq!(value(&code, &text, path), read, "{code} {text}");
    }
}

#[test]
fn what_is_no_exact_value_leaves_the_fact_unknown_and_says_so() {
    for (part, path) in [
        ("纯度≥99.9%", "good.attributes.purity"),
        ("纯度：99.9%以上", "good.attributes.purity"),
        ("纯度99.9-99.95%", "good.attributes.purity"),
        ("纯度0.999", "good.attributes.purity"),
        ("密度约1.8g/cm3", "good.attributes.density"),
        ("密度1,8g/cm3", "good.attributes.density"),
        ("密度1.8kg", "good.attributes.density"),
        ("密度：1.8克/立方厘米", "good.attributes.density"),
    ] {
        let found = spec(GRAPHITE, &format!("0|0||||{part}"));
        let (kind, detail) = cause(of_line(&found, path));
        assert_eq!(kind, CauseKind::Malformed, "{part}");
        assert!(detail.contains("in the specification: "), "{detail}");
        assert!(warnings(&found).iter().any(|w| w.starts_with("/items/0/attributes/")), "{part}");
    }
    for cas in ["7782-42-6", "7782-42-5/50-00-0", "CAS No. 7782-42-5", "石墨"] {
        let found = spec(GRAPHITE, &format!("0|0||||||||{cas}"));
        assert_eq!(cause(of_line(&found, "good.attributes.cas")).0, CauseKind::Malformed, "{cas}");
    }
    for nothing in ["", "无", "/", "-", "CAS:无"] {
        let found = spec(GRAPHITE, &format!("0|0||||||||{nothing}"));
        assert_eq!(cause(of_line(&found, "good.attributes.cas")).0, CauseKind::Absent, "{nothing}");
    }
    for other in ["高纯度99.9%", "含密度计", "密度板", "99.95%"] {
        let found = spec(GRAPHITE, &format!("0|0||||{other}"));
        for path in ["good.attributes.purity", "good.attributes.density"] {
            assert_eq!(cause(of_line(&found, path)).0, CauseKind::Absent, "{other}");
        }
    }
}

#[test]
fn what_the_declaration_states_is_never_overruled() {
    let both = |attributes: &str, part: &str| {
        shipped_line(&format!(
            r#""hs_code": "{GRAPHITE}", "spec": "0|0||||{part}", "brand": "SONY", "attributes": {{{attributes}}}"#
        ))
    };
    let agreed = both(r#""purity": "99.950 %", "density": "1800 kg/m3""#, "纯度99.95%;密度1.8g/cm3|索尼");
    assert_eq!(warnings(&agreed), Vec::<String>::new());
    assert_eq!(known(of_line(&agreed, "good.attributes.density")), "1,800 kg/m3");
    assert_eq!(known(of_line(&agreed, "good.brand")), "SONY", "a name may be written in two ways");
    for (attributes, part) in [(r#""purity": "99.8 %""#, "纯度99.95%"), ("", "纯度99.95%;纯度99.8%")] {
        let (kind, detail) = cause(of_line(&both(attributes, part), "good.attributes.purity"));
        assert_eq!(kind, CauseKind::Malformed);
        assert!(detail.contains("99.95") && detail.contains("99.8"), "{detail}");
    }
    let unclear = both(r#""purity": "99.8 %""#, "纯度≥99.95%");
    assert_eq!(known(of_line(&unclear, "good.attributes.purity")), "99.8 %");
    let broken = both(r#""purity": "high""#, "纯度99.95%");
    assert!(cause(of_line(&broken, "good.attributes.purity")).1.contains("high"));
}

#[test]
fn what_does_not_follow_its_template_is_not_split() {
    for (text, words) in [
        ("型号A|纯度99.95%", "is no value of “品牌类型”"),
        ("|0|纯度99.95%", "is no value of “品牌类型”"),
        ("5|0||||纯度99.95%", "is no value of “品牌类型”"),
        ("0|9||||纯度99.95%", "is no value of “出口享惠情况”"),
        ("0|0|||||||||||纯度99.95%", "has 13 parts"),
    ] {
        let found = spec(GRAPHITE, text);
        assert_eq!(elements(&found), [], "{text}");
        assert_eq!(cause(of_line(&found, "good.attributes.purity")).0, CauseKind::Absent);
        assert!(said(&found, words), "{text}: {:?}", warnings(&found));
    }
    assert!(elements(&spec(GRAPHITE, "0|0|用途||||||||||")).len() == 3, "empty parts at the end are none");
    let plain = spec(GRAPHITE, "纯度99.95%");
    assert!(
        elements(&plain).is_empty() && warnings(&plain).is_empty(),
        "without bars there is nothing to split"
    );
    let no_code = spec("0000000000", "0|0|纯度99.95%");
    assert!(elements(&no_code).is_empty() && warnings(&no_code).is_empty());
}

#[test]
fn templates_hold_in_their_year() {
    let on = |day: &str| {
        shipped_head(&format!(
            r#"{day} "simplified": false, "items": [{{"hs_code": "{GRAPHITE}", "spec": "0|0|用途"}}]"#
        ))
    };
    assert_eq!(elements(&on("")).len(), 3, "without a day, the latest");
    assert_eq!(elements(&on(r#""accepted_on": "2026-01-01","#)).len(), 3);
    let old = on(r#""declared_on": "2025-12-31","#);
    assert!(elements(&old).is_empty() && warnings(&old).is_empty(), "{:?}", warnings(&old));
    let new = on(r#""declared_on": "2027-01-01","#);
    assert!(elements(&new).is_empty() && said(&new, "no declaration elements of 2027-01-01"));
}

#[test]
fn every_code_but_six_has_a_template_that_opens_with_the_coded_elements() {
    let elements = &shipped().elements[0];
    let mut without = 0;
    for code in tariff() {
        match elements.table.of(HsCode::parse(&code).unwrap()) {
            Some(names) => assert_eq!(names[..2], ["品牌类型", "出口享惠情况"], "{code}"),
            None => without += 1,
        }
    }
    assert_eq!(without, 6, "98.03 and others have no elements in the source");
    for gone in ["00000000", "01011000", "99999999", "0101"] {
        assert_eq!(elements.table.of(HsCode::parse(gone).unwrap()), None, "{gone}");
    }
}

/// Every code of the tariff.
fn tariff() -> Vec<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/tariff/2026.tsv"));
    text.unwrap().lines().skip(1).map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}
