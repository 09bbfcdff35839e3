//! Reports as people and programs see them, from decisions built by hand.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use mp1039::eval::decision::{
    CatalogRef, Checked, Decision, Finding, Note, Permit, PolicyRef, RateRef, Unknown, Verdict,
};
use mp1039::report::{Context, Notice, human, json};
use mp1039::syntax::ast::{Effect, GradeLevel};
use mp1039::value::{Text, text::Lang};

fn decision(verdict: Verdict, best: Verdict, worst: Verdict) -> Decision {
    Decision {
        schema: "mp1039/decision@1",
        declaration: Some("YW-2026-000123".to_owned()),
        policy: PolicyRef {
            id: "GACC 221/2019".to_owned(),
            digest: "sha256:0123456789abcdef0123456789abcdef".to_owned(),
        },
        as_of: Some("2026-08-20".to_owned()),
        known_on: None,
        verdict,
        best,
        worst,
        refined: true,
        findings: Vec::new(),
        unknowns: Vec::new(),
        checked: Checked {
            norms: 14,
            lines: 40,
            instruments: vec!["GACC 221/2019".to_owned()],
            catalogs: vec![
                CatalogRef { id: "needs-export-licence".to_owned(), tariff: Some("2026".to_owned()) },
                CatalogRef { id: "not-for-market-procurement".to_owned(), tariff: None },
            ],
            not_checkable: 275,
            rates: Vec::new(),
            stated: Vec::new(),
        },
        permits: BTreeMap::new(),
        notes: Vec::new(),
        holds_until: None,
    }
}

fn finding(effect: Effect, article: &str, norm: usize, title: Text) -> Finding {
    Finding {
        effect,
        best: effect,
        worst: effect,
        policy: "GACC 221/2019".to_owned(),
        article: article.to_owned(),
        norm,
        line: None,
        catalog: None,
        title,
        message: Text::default(),
        pointer: "/items".to_owned(),
        cites: None,
        grade: GradeLevel::Verified,
        values: BTreeMap::new(),
        cause: None,
        amended_by: None,
    }
}

fn banned(line: u64, name: &str, code: &str) -> Finding {
    let title = Text::new("Goods the State bans or restricts", "国家禁止或限制出口的商品");
    Finding {
        line: Some(line),
        catalog: Some("needs-export-licence".to_owned()),
        message: Text::new(
            format!("{name} is in “Goods under export licence”; the tariff of 2026 asks for paper 4"),
            format!("{name}属于《出口许可证管理货物》；2026年税则监管证件代码4"),
        ),
        pointer: format!("/items/{}/hs_code", line - 1),
        cites: Some("国家禁止或限制出口".to_owned()),
        values: BTreeMap::from([
            ("hs_code".to_owned(), code.to_owned()),
            ("name".to_owned(), name.to_owned()),
        ]),
        ..finding(Effect::Reject, "1.3(1)", 2, title)
    }
}

fn cap() -> Finding {
    Finding {
        message: Text::new(
            "The goods are worth USD 162,300.00, which is USD 12,300.00 above the cap of USD 150,000.00 for one declaration.",
            "货值USD 162,300.00，超出单票限额USD 150,000.00，超出USD 12,300.00。",
        ),
        ..finding(Effect::Reject, "1.2", 1, Text::new("Value cap of one declaration", "单票报关单货值限额"))
    }
}

fn rate() -> RateRef {
    RateRef {
        table: "customs-monthly".to_owned(),
        month: "2026-08".to_owned(),
        currency: "USD".to_owned(),
        cny: "7.0012".to_owned(),
        tolerance: Some("2 %".to_owned()),
        grade: GradeLevel::Reported,
        source: "mean of the daily reference rates".to_owned(),
    }
}

fn context() -> Context {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    Context {
        source: "decl.json".to_owned(),
        record: 1,
        places: BTreeMap::from([
            pair("/items", "decl.json:40:12"),
            pair("/items/2/hs_code", "decl.json:64:18"),
            pair("/items/6/hs_code", "decl.json:130:18"),
            pair("/operator", "decl.json:15:15"),
        ]),
        stated: BTreeMap::from([
            pair("/market/id", "office"),
            pair("/operator/customs_filing/no", "office"),
            pair("/simplified", "--set"),
        ]),
        warnings: Vec::new(),
        titles: BTreeMap::from([
            (
                "GACC 221/2019".to_owned(),
                Text::new("Market procurement trade", "关于修订市场采购贸易监管办法的公告"),
            ),
            (
                "needs-export-licence".to_owned(),
                Text::new("Goods under export licence", "出口许可证管理货物"),
            ),
            ("simplified".to_owned(), Text::new("Simplified declaration", "简化申报")),
        ]),
    }
}

fn reject() -> Decision {
    let mut decision = decision(Verdict::Reject, Verdict::Reject, Verdict::Reject);
    decision.findings = vec![cap(), banned(3, "灯心草床垫", "9404210010"), banned(7, "蚊香", "3808911100")];
    decision.unknowns = vec![Unknown {
        fact: "/items/9/spec".to_owned(),
        cause: "absent".to_owned(),
        asks: Text::new("state the spec of line 10", "请填写第10项的规格型号"),
    }];
    decision.checked.rates = vec![rate()];
    decision.permits.insert(
        "simplified".to_owned(),
        Permit { answer: "no".to_owned(), because: vec!["3".to_owned(), "/items/6".to_owned()] },
    );
    decision.notes = vec![Note {
        policy: "GACC 221/2019".to_owned(),
        article: "5".to_owned(),
        message: Text::new(
            "The customs of exit, 3104, supervises the transit.",
            "由出境地海关3104负责途中监管。",
        ),
        line: None,
        grade: GradeLevel::Verified,
    }];
    decision.holds_until = Some("2026-08-31".to_owned());
    decision
}

fn undecided() -> Decision {
    let mut decision = decision(Verdict::Undecided, Verdict::Admit, Verdict::Reject);
    let title = Text::new("Two filings of the operator", "经营者备案");
    decision.refined = false;
    decision.findings = vec![Finding {
        best: Effect::Admit,
        message: Text::new(
            "not decided: state the last day of the customs filing",
            "尚不能判断：请填写海关备案有效期",
        ),
        pointer: "/operator/customs_filing/valid_until".to_owned(),
        grade: GradeLevel::Unverified,
        cause: Some("absent".to_owned()),
        ..finding(Effect::Reject, "2", 3, title)
    }];
    let ask = |fact: &str, cause: &str, asks: Text| Unknown {
        fact: fact.to_owned(),
        cause: cause.to_owned(),
        asks,
    };
    decision.unknowns = vec![
        ask(
            "/operator/customs_filing/valid_until",
            "absent",
            Text::new("state the last day of the customs filing", "请填写海关备案有效期"),
        ),
        ask(
            "/items/2/total",
            "malformed",
            Text::new("correct the total of line 3: “12,3”", "请更正第3项的总价：“12,3”"),
        ),
    ];
    decision
}

fn review() -> Decision {
    let mut decision = decision(Verdict::Review, Verdict::Review, Verdict::Review);
    let title = Text::new("Declared where bought", "采购地海关申报");
    decision.findings = vec![Finding {
        message: Text::new(
            "customs office 3101 is not an office of market yiwu",
            "海关3101不是市场“yiwu”的采购地海关",
        ),
        pointer: "/declaring_customs".to_owned(),
        grade: GradeLevel::Reported,
        ..finding(Effect::Review, "5", 1, title)
    }];
    for line in 1..=12 {
        let good = banned(line, "manual good", "6301400000");
        decision.findings.push(Finding {
            effect: Effect::Review,
            best: Effect::Review,
            worst: Effect::Review,
            ..good
        });
    }
    decision
}

fn both(decision: &Decision, context: &Context) -> String {
    let pages = [Lang::En, Lang::Zh].map(|lang| human(decision, context, lang, false));
    pages.join("\n==========\n\n")
}

#[test]
fn reject_page() {
    insta::assert_snapshot!(both(&reject(), &context()));
}

#[test]
fn undecided_page() {
    insta::assert_snapshot!(both(&undecided(), &context()));
}

#[test]
fn review_page() {
    insta::assert_snapshot!(both(&review(), &Context { stated: BTreeMap::new(), ..context() }));
}

#[test]
fn admit_page() {
    let admit = decision(Verdict::Admit, Verdict::Admit, Verdict::Admit);
    let warnings = vec![Notice {
        pointer: "/items/0/total".to_owned(),
        place: "decl.json:44:16".to_owned(),
        message: Text::new(
            "a number was read as it is written; write \"2820.00\"",
            "数字按原文读取，建议写作\"2820.00\"",
        ),
    }];
    insta::assert_snapshot!(both(&admit, &Context { warnings, ..context() }));
}

#[test]
fn out_of_scope_page() {
    let mut out = decision(Verdict::OutOfScope, Verdict::OutOfScope, Verdict::OutOfScope);
    out.as_of = None;
    out.checked = Checked { norms: 0, lines: 1, instruments: out.checked.instruments, ..Checked::default() };
    insta::assert_snapshot!(both(&out, &Context { source: "-".to_owned(), ..Context::default() }));
}

#[test]
fn no_advice_to_split_or_to_get_a_licence() {
    for decision in [reject(), undecided(), review()] {
        let text = both(&decision, &context()).to_lowercase();
        let told = text.split("what to do").nth(1).unwrap_or_default();
        for word in ["split", "apply for", "拆分", "分票", "分单", "申领", "办理许可证"] {
            assert!(!told.contains(word), "{word}");
        }
    }
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let mut decision = reject();
    decision.declaration = Some("\u{1b}[2Jx\u{202e}".to_owned());
    let text = human(&decision, &context(), Lang::En, false);
    assert!(!text.contains(['\u{1b}', '\u{202e}']));
    assert!(human(&decision, &context(), Lang::En, true).contains("\u{1b}[1;31mmay not use 1039\u{1b}[0m"));
}

#[test]
fn keys_keep_the_order_of_the_contract() {
    let value: serde_json::Value = serde_json::from_str(&json::json(&reject())).expect("valid JSON");
    let keys = |v: &serde_json::Value| v.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>().join(" "));
    let top = "schema declaration policy as_of known_on verdict best worst refined findings unknowns checked permits notes holds_until";
    assert_eq!(keys(&value).as_deref(), Some(top));
    let finding =
        "effect best worst policy article norm line catalog title message pointer cites grade values cause";
    assert_eq!(keys(&value["findings"][1]).as_deref(), Some(finding));
    assert!(!json::json(&reject()).contains('\n'));
}

#[test]
fn records_around_a_decision() {
    let message = Text::new("this is not JSON", "不是JSON");
    insta::assert_snapshot!(json::error_record("decl.json", "decl.json:1:1", &message));
    let error = json::Outcome::Error("decl.json:1:1", &message);
    let context = Context { source: "decl.json".to_owned(), record: 1, ..Context::default() };
    insta::assert_snapshot!(json::envelope(&context, &error));
    let admit = decision(Verdict::Admit, Verdict::Admit, Verdict::Admit);
    let line = json::envelope(&Context { record: 2, ..context }, &json::Outcome::Decision(&admit));
    let start = r#"{"schema":"mp1039/envelope@1","source":"decl.json","record":2,"warnings":[],"places":{},"decision":{"schema":"mp1039/decision@1","#;
    assert!(line.starts_with(start));
}
