//! The syntax stage: what reads, what does not and how it is said, and that no
//! text whatsoever makes it panic.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use insta::assert_snapshot;
use mp1039::diagnostic::{Diagnostic, render};
use mp1039::source::SourceMap;
use mp1039::syntax::ast::{ArithOp, Expr, ExprKind, File, Given, ItemKind, NormKind, Piece, Quantifier};
use mp1039::syntax::{self, Limits};
use mp1039::value::Value;
use mp1039::value::text::Lang;
use proptest::prelude::*;

const EXAMPLE: &str = include_str!("syntax/example.pol");
const DATA: &str = include_str!("syntax/data.pol");

fn parse(text: &str) -> (File, Vec<Diagnostic>) {
    let mut sources = SourceMap::default();
    let id = sources.add("a.pol", text);
    syntax::parse(id, text, &Limits::default())
}

/// Everything that is said of a text, in both languages.
fn said(text: &str) -> String {
    let mut sources = SourceMap::default();
    let id = sources.add("a.pol", text);
    let (_, diagnostics) = syntax::parse(id, text, &Limits::default());
    let mut out = Vec::new();
    for lang in [Lang::En, Lang::Zh] {
        out.extend(diagnostics.iter().map(|d| render::human(d, &sources, lang, false)));
    }
    out.join("\n\n")
}

/// What is said of one condition.
fn said_of(condition: &str) -> String {
    said(&format!("article 1 \"条\"\n  require {condition}\n"))
}

/// A condition that reads.
fn condition(text: &str) -> Expr {
    let (file, diagnostics) = parse(&format!("let x = {text}"));
    assert!(diagnostics.is_empty(), "{text}: {}", said(&format!("let x = {text}")));
    match file.items.into_iter().next().map(|i| i.kind) {
        Some(ItemKind::Let(l)) => l.value,
        other => panic!("{other:?}"),
    }
}

/// An expression with all its brackets, to see what binds to what.
fn shape(e: &Expr) -> String {
    let list = |es: &[Expr], word: &str| es.iter().map(shape).collect::<Vec<_>>().join(word);
    match &e.kind {
        ExprKind::Literal(v) => v.to_string(),
        ExprKind::Path(p) => p.dotted(),
        ExprKind::Not(e) => format!("(not {})", shape(e)),
        ExprKind::And(es) => format!("({})", list(es, " and ")),
        ExprKind::Or(es) => format!("({})", list(es, " or ")),
        ExprKind::Compare(op, a, b) => format!("({} {op:?} {})", shape(a), shape(b)),
        ExprKind::Arith(op, a, b) => format!("({} {op:?} {})", shape(a), shape(b)),
        ExprKind::Between(a, b, c) => format!("({} between {} {})", shape(a), shape(b), shape(c)),
        ExprKind::Quantified(q, _, e) => format!("({q:?} {})", shape(e)),
        ExprKind::InCatalog { catalogs, all, negated } => {
            let names: Vec<_> = catalogs.iter().map(|c| c.name.as_str()).collect();
            format!("(in {} all={all} not={negated})", names.join(" "))
        }
        ExprKind::Sum(e, c) => {
            format!("(sum {} {})", shape(e), c.as_ref().map_or(String::new(), |c| shape(c)))
        }
        ExprKind::Count(c) => format!("(count {})", c.as_ref().map_or(String::new(), |c| shape(c))),
        ExprKind::Convert(e, (c, _), r) => format!("({} to {c} at {})", shape(e), r.name),
        ExprKind::Call(f, e) => format!("{}({})", f.name, shape(e)),
        ExprKind::StartsWith(a, b) => format!("({} starts {})", shape(a), shape(b)),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_example_of_the_design_reads() {
    let (file, diagnostics) = parse(EXAMPLE);
    assert!(diagnostics.is_empty(), "{}", said(EXAMPLE));
    assert_eq!(file.items.len(), 1 + 4 + 2 + 8 + 3 + 2);
    let crlf = EXAMPLE.replace('\n', "\r\n");
    assert_eq!(said(&format!("\u{FEFF}{crlf}")), "");
}

/// A debug text without its spans, one item a line.
fn without_places(debug: &str) -> String {
    let mut parts = debug.split("Span { source: SourceId(0), ");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push('@');
        out.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    out.replace(", span: @", "").replace("span: @, ", "").replace("Item { head: @, whole: @, kind: ", "\n\n")
}

#[test]
fn every_item_and_statement_reads() {
    let (file, diagnostics) = parse(DATA);
    assert!(diagnostics.is_empty(), "{}", said(DATA));
    insta::assert_snapshot!(without_places(&format!("{:?}", file.items)));
}

#[test]
fn operators_bind_as_documented() {
    let cases = [
        ("a or b and not c = 1", "(a or (b and (not (c Eq 1))))"),
        ("a - b * c + d <= 2", "(((a Sub (b Mul c)) Add d) Le 2)"),
        ("value-cap - x", "(value-cap Sub x)"),
        ("a between 1 and 2 and b", "((a between 1 2) and b)"),
        ("a converted to USD at r + b", "((a to USD at r) Add b)"),
        ("each good.x = \"y\" and b", "((Each (good.x Eq y)) and b)"),
        ("any good not in any of a, b", "(Any (in a b all=false not=true))"),
        ("no good where good.x = 1 or good in c", "(No ((good.x Eq 1) or (in c all=false not=false)))"),
        ("sum of (goods.a * 2) where goods.b = 1 >= 5", "((sum (good.a Mul 2) (good.b Eq 1)) Ge 5)"),
        ("count of goods >= 5", "((count ) Ge 5)"),
        ("chapter of good.hs_code = 94", "(chapter(good.hs_code) Eq 94)"),
        ("x starts with 9404", "(x starts 9404)"),
        ("（a + b） * c", "((a Add b) Mul c)"),
        ("a is yes or b is not no", "((a Eq yes) or (b Ne no))"),
        ("USD150000", "USD 150,000.00"),
        ("99.9%", "99.9 %"),
        ("1.73 g/cm3", "1.73 g/cm3"),
    ];
    for (text, expected) in cases {
        assert_eq!(shape(&condition(text)), expected, "{text}");
    }
}

#[test]
fn digits_are_codes_where_they_look_like_codes() {
    let is_code = |text| matches!(condition(text).kind, ExprKind::Literal(Value::Code(_)));
    for code in ["9404.2100.10", "9404210010", "94042100", "9404.21", "0101", "9404.2100"] {
        assert!(is_code(code), "{code}");
    }
    for number in ["9404", "150,000", "12.5", "0", "0.5", "5", "123.4567"] {
        assert!(!is_code(number), "{number}");
    }
}

#[test]
fn holes_know_their_place() {
    let text = "article 1\n  note \"货值{value - cap}。\"\n";
    let (file, _) = parse(text);
    let Some(ItemKind::Article(article)) = file.items.first().map(|i| &i.kind) else { panic!() };
    let NormKind::Note { message, .. } = &article.norms[0].kind else { panic!() };
    let Piece::Hole(hole) = &message.en.as_ref().unwrap()[1] else { panic!() };
    assert_eq!(&text[hole.span.range()], "value - cap");
    assert!(matches!(&hole.kind, ExprKind::Arith(ArithOp::Sub, a, _) if &text[a.span.range()] == "value"));
}

#[test]
fn quantifiers_and_given_values_keep_their_places() {
    let text = "let x = each good.a = 1";
    let (file, _) = parse(text);
    let Some(ItemKind::Let(l)) = file.items.first().map(|i| &i.kind) else { panic!() };
    let ExprKind::Quantified(Quantifier::Each, span, _) = &l.value.kind else { panic!() };
    assert_eq!(&text[span.range()], "each good");
    let text = "test \"t\"\n  given goods[2].total is bad \"x\"\n";
    let (file, _) = parse(text);
    let Some(ItemKind::Test(test)) = file.items.first().map(|i| &i.kind) else { panic!() };
    assert_eq!((test.start.given[0].0.index, &test.start.given[0].1), (Some(2), &Given::Raw("x".into())));
}

#[test]
fn one_mistake_is_one_diagnostic() {
    let text = EXAMPLE.replace("value <= cap", "value <= = cap").replace("language 1", "langauge 1");
    let (file, diagnostics) = parse(&text);
    assert_eq!(diagnostics.len(), 2, "{}", said(&text));
    assert_eq!(file.items.len(), parse(EXAMPLE).0.items.len());
}

macro_rules! mistakes {
    ($($name:ident: $text:expr;)*) => { $(
        #[test]
        fn $name() {
            assert_snapshot!(stringify!($name), $text);
        }
    )* };
}

mistakes! {
    unknown_item: said("polcy GACC 1/2020 \"x\"\n");
    statement_at_the_margin: said("article 1\nrequire a = 1\n");
    unknown_statement: said("article 1\n  requires a = 1\n  flub\n");
    otherwise_not_indented: said("article 1\n  require a = 1\n  otherwise review\n");
    indent_before_any_item: said("  require a = 1\n");
    empty_file: said("# nothing\n\n");
    not_yet: said("claim only tightens\n条 1\n");
    double_equals_after_chinese: said_of("名称 = \"玩具\" and 方式 == \"市场采购\"");
    ampersands: said_of("a = 1 && b = 2");
    single_quotes: said_of("货物方式 = '1039'");
    curly_quotes: said_of("a = “市场”");
    unclosed_string: said_of("a = \"市场采购");
    thousands_by_four: said_of("value <= USD 150,0000");
    no_such_day: said_of("day <= 2026-02-31");
    unknown_unit: said_of("good.weight > 5 KG");
    small_currency: said_of("value <= usd 150,000");
    missing_operand: said_of("value <= ");
    unclosed_bracket: said_of("(a or b and c = 1");
    word_misspelt: said("policy GACC 1/2020\n  published betwen 2020-01-01 and 2020-01-02\n");
    missing_zh: said("article 1 \"x\" \"条\"\n");
    repeated_statement: said("policy GACC 1/2020 \"x\"\n  language 1\n  language 1\n");
    broken_hole: said("article 1\n  note \"货值{value - }。\"\n");
    lone_brace: said("article 1\n  note zh \"货值{value。\"\n");
    bad_escape: said("use \"a\\n\"\n");
    index_in_a_rule: said_of("goods[1].total > USD 5");
    too_deep: said_of(&format!("{}a", "not ".repeat(80)));
    not_a_code: said("catalog c\n  codes 9404.2100.1055\n");
    code_list_without_space: said("catalog c\n  codes 9404,9405\n");
    unknown_type: said("facts f\n  good.total munny in USD\n");
    quantifier_alone: said_of("any good");
    value_in_catalog: said_of("market.id in pilot-markets");
    full_width_digits: said_of("a > ５");
    semicolon: said_of("a > 5;");
    reserved_name: said("let where = 5\n");
    bare_amendment: said("amend GACC 221/2019\n");
    edits_at_the_margin: said("amend GACC 221/2019\nset cap = USD 5\n");
    edits_of_unequal_indent: said("amend GACC 221/2019\n    insert article 1.4 \"x\"\n  set cap = USD 5\n");
    article_beside_its_edit: said("amend GACC 221/2019\n  insert article 1.4 \"x\"\n  require a = 1\n");
    unknown_edit: said("amend GACC 221/2019\n  article 1.4 \"x\"\n  flub\n");
    lists_of_nothing: said("amend\n  add to catalog x\n  remove from catalog x\n  add to markets y\n");
    several_in_one_edit: said("amend\n  add catalog x\n    ex mask\n    6307 ex\n  replace 1.2 \"x\"\n    require a =\n");
    suspended_since: said("suspend GACC 5/2020 since 2026-01-01\n");
    repealed_article: said("repeal article 1.3(2)\n");
    brought_in_force: said("bring GACC 7/2027 in force\n");
    in_force_on_a_known_day: said("policy GACC 1/2027 \"x\"\n  in force on 2027-03-01\n");
    number_and_year: said("policy GACC 221/19 \"x\"\n");
}

#[test]
fn bytes_that_are_no_text() {
    let id = SourceMap::default().add("a.pol", "");
    assert_eq!(syntax::decode(id, b"a\xff".to_vec()).unwrap_err().code.as_str(), "S0107");
    assert_eq!(
        syntax::decode(id, b"ab\0".to_vec()).unwrap_err().message.en,
        "this is not text: byte 2 is NUL"
    );
    assert_eq!(parse("a\0").1[0].code.as_str(), "S0107");
    let small = Limits { bytes: 3, ..Limits::default() };
    assert_eq!(syntax::parse(id, "abcd", &small).1[0].code.as_str(), "S0106");
}

#[test]
fn the_deepest_text_that_is_allowed_reads() {
    let nested = |n: usize| format!("let x = {}a{}", "(".repeat(n), ")".repeat(n));
    assert!(parse(&nested(64)).1.is_empty());
    assert_eq!(parse(&nested(65)).1[0].code.as_str(), "S0106");
    for piece in ["not ", "chapter of ", "any good where not ", "sum of (", "not (", "((", "[", "-"] {
        let (_, diagnostics) = parse(&format!("let x = {}a", piece.repeat(50_000)));
        assert!(!diagnostics.is_empty(), "{piece}");
        parse(&format!("let x = {}a", piece.repeat(30)));
    }
}

#[test]
fn no_truncation_panics() {
    for text in [EXAMPLE, DATA] {
        for end in 0..text.len() {
            let bytes = text.as_bytes()[..end].to_vec();
            let cut = String::from_utf8_lossy(&bytes).into_owned();
            for d in parse(&cut).1 {
                assert!(d.span.end <= cut.len() && cut.get(d.span.range()).is_some(), "{d:?}");
                assert!(!d.message.zh.is_empty());
            }
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        parse(&text);
    }

    #[test]
    fn no_mixture_of_words_panics(words in proptest::collection::vec(
        prop::sample::select(&[
            "policy", "article", "catalog", "test", "1.3(1)", "\"x\"", "zh", "\n  ", "\n    ", "\n", "require",
            "forbid", "any", "each", "no", "good", "where", "in", "not", "(", ")", "（", "a", "=", "5", "kg",
            "%", "USD", "2026-01-31", "and", "or", "sum", "of", "is", "between", "otherwise", "reject", "given",
            "expect", "facts", "market", "markets", "\"{a\"", "，", "#", "\"", "from", "until", "货", "amend", "insert",
            "repeal", "set", "add", "remove", "extend", "suspend", "notice", "GACC", "5/2020", "on", "catalog x",
        ][..]), 0..40))
    {
        let text = words.join(" ");
        for d in parse(&text).1 {
            prop_assert!(text.get(d.span.range()).is_some());
        }
    }
}

#[test]
fn a_large_text_takes_no_longer_than_its_size() {
    let rows: String =
        (0..9_000).map(|i| format!("  {:04}.2100.10 ex a{i} \"x\" zh \"货\" words \"y\"\n", i)).collect();
    let codes: String = (1000..9999).map(|i| format!("{i}, ")).collect();
    let text = format!("catalog c\n{rows}  codes {codes}9999\n");
    let began = std::time::Instant::now();
    assert_eq!(said(&text), "");
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
}
