//! Builds `test` items: what is given, and what is expected.

use super::Fallible;
use super::ast::{Effect, Expect, Given, ItemKind, Test};
use super::grammar::{Node, Rule};
use super::items::{self, Table};
use super::layout::RawItem;
use super::literal::{article_number, count, date_of, ident, instrument_ref, literal, path, string};
use super::reader::{Reader, Scope};
use super::tongue::{self, Tongue};

/// The statements of a test.
pub(crate) const TEST: Table = &[
    ("from", "取自", Rule::st_from),
    ("given", "给定", Rule::st_given),
    ("on", "于", Rule::st_on),
    ("known", "已知至", Rule::st_known),
    ("expect", "预期", Rule::st_expect),
];

/// `test "name"`.
pub(crate) fn test(reader: &mut Reader, raw: &RawItem) -> Option<ItemKind> {
    let head = reader.read(Rule::head_test, raw.head).and_then(|node| string(&node.need(Rule::string)?));
    let head = reader.keep(head);
    let good = head.is_some();
    let name = head.unwrap_or_else(|| super::ast::Str { text: String::new(), span: raw.head });
    let mut test = Test { name, from: None, on: None, known_on: None, given: Vec::new(), expect: Vec::new() };
    let mut scope = Scope::new(reader.limits);
    items::statements(reader, raw, TEST, &mut scope, &mut test, say);
    good.then_some(ItemKind::Test(test))
}

fn say(test: &mut Test, node: &Node, scope: &mut Scope) -> Fallible<()> {
    if node.rule() == Rule::st_expect {
        test.expect.push((expect(&node.first()?)?, node.span()));
        return Ok(());
    }
    if node.rule() == Rule::st_from {
        scope.once("from", node.span())?;
        test.from = Some(ident(&node.need(Rule::name)?));
    }
    if let Some(on) = node.find(Rule::on) {
        scope.once("on", on.span())?;
        test.on = Some(date_of(&on)?);
    }
    if let Some(known) = node.find(Rule::known_on) {
        scope.once("known on", known.span())?;
        test.known_on = Some(date_of(&known)?);
    }
    for fact in node.find(Rule::given).iter().flat_map(|g| g.all(Rule::given_fact)) {
        let given = match (fact.find(Rule::bad), fact.find(Rule::literal)) {
            (Some(bad), _) => Given::Raw(string(&bad.need(Rule::string)?)?.text),
            (None, Some(value)) => Given::Value(literal(&value)?),
            (None, None) => Given::Missing,
        };
        test.given.push((path(&fact.need(Rule::fact_path)?)?, given, fact.span()));
    }
    Ok(())
}

fn expect(node: &Node) -> Fallible<Expect> {
    Ok(match node.rule() {
        Rule::expect_note => Expect::Note {
            wanted: !node.has(Rule::k_no),
            by: match node.find(Rule::by_instrument) {
                Some(by) => Some(instrument_ref(&by.need(Rule::instrument_ref)?)?),
                None => None,
            },
        },
        Rule::expect_permit => {
            Expect::Permit(ident(&node.need(Rule::name)?), english(&node.need(Rule::answer)?))
        }
        Rule::expect_between => {
            let mut ends = node.all(Rule::outcome).map(|n| match () {
                () if n.has(Rule::k_admit) => Effect::Admit,
                () if n.has(Rule::k_review) => Effect::Review,
                () => Effect::Reject,
            });
            let (Some(low), Some(high)) = (ends.next(), ends.next()) else { return Err(node.broken()) };
            Expect::Between(low, high)
        }
        _ => Expect::Verdict {
            word: english(&node.need(Rule::verdict)?),
            article: node.find(Rule::by_article).map(|by| article_number(&by)).transpose()?,
            line: match node.find(Rule::at_line) {
                Some(at) => Some(count(&at.need(Rule::count)?)?),
                None => None,
            },
        },
    })
}

/// The English word of a node that is one word.
fn english(node: &Node) -> String {
    let word = node.all_children().next();
    word.and_then(|word| tongue::begins(word.rule(), Tongue::En)).unwrap_or_default()
}
