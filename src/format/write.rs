//! Puts what the grammar read into the words of a tongue.
//!
//! A rule is written by its form, where it has one, else as its children in order; here
//! stand only what is more than words: titles, names, numbers, brackets.

use crate::rulebook::{Named, Names};
use crate::source::SourceId;
use crate::syntax::grammar::{Node, Rule, is_word};
use crate::syntax::tongue::{self, COMPARISONS, CURRENCIES, form};
use crate::syntax::{Limits, Tongue, literal, reader};
use crate::value::HsCode;

use super::token::{Break, Token, Tokens};

/// A text with its place in the source.
type Placed = (String, usize);

/// Writes nodes in one tongue.
pub(super) struct Writer<'a> {
    pub tongue: Tongue,
    pub names: &'a Names,
    pub out: Tokens,
    /// Titles that stand as statements of their own below the head, for its title.
    pub below: (Option<Node<'a>>, Option<Node<'a>>),
    /// Brackets that are open.
    depth: usize,
    /// The statement begins with a word, which tells its tongue.
    marked: bool,
}

impl<'a> Writer<'a> {
    pub fn new(tongue: Tongue, names: &'a Names) -> Writer<'a> {
        Writer { tongue, names, out: Tokens::default(), below: (None, None), depth: 0, marked: true }
    }

    /// A head or a statement.
    pub fn statement(mut self, node: &Node<'a>) -> Tokens {
        self.marked = !matches!(node.rule(), Rule::st_entry | Rule::st_fact | Rule::st_aspect);
        match node.rule() {
            Rule::st_zh => self.title_line(node),
            _ => self.node(node, None),
        }
        self.out
    }

    fn node(&mut self, node: &Node<'a>, parent: Option<&Node<'a>>) {
        let within = parent.map(Node::rule);
        match node.rule() {
            Rule::EOI => {}
            Rule::title => self.title(node, parent),
            Rule::path => self.path(node),
            Rule::fact_path => self.fact_path(node, matches!(within, Some(Rule::given_fact | Rule::column))),
            Rule::name => self.name(node, within),
            Rule::number => self.out.word(&number(node.text(), within == Some(Rule::measured))),
            Rule::code => self.out.word(&code(node.text())),
            Rule::measured => self.measured(node),
            Rule::money => self.money(node),
            Rule::currency | Rule::currency_name => self.currency(node),
            Rule::instrument_id => self.instrument_id(node),
            Rule::instrument_ref => self.instrument_ref(node),
            Rule::article_ref => self.article(node),
            Rule::compare_op => self.compare_op(node.text()),
            Rule::mul_op if node.text() == "×" => self.out.word("*"),
            Rule::percent => self.out.word("%"),
            Rule::group => self.group(node),
            Rule::call => self.call(node),
            _ => self.rule(node),
        }
    }

    /// By its form, its children, or its text.
    fn rule(&mut self, node: &Node<'a>) {
        if let Some(form) = form(node) {
            return self.template(node, form.template(self.tongue));
        }
        let mut first = true;
        let mut children = node.all_children().filter(|n| n.rule() != Rule::EOI).peekable();
        if children.peek().is_none() {
            return self.out.word(node.text());
        }
        let lacks_title = !node.has(Rule::title) && (self.below.0.is_some() || self.below.1.is_some());
        for child in children {
            if child.rule() == Rule::grade && lacks_title {
                self.title_below();
            }
            match child.rule() {
                Rule::comma => {
                    self.comma();
                    self.out.brk(Break::List, child.span().end);
                }
                Rule::equals => self.out.word("="),
                Rule::bar => self.out.word("|"),
                _ => {
                    if !first && let Some(kind) = self.break_before(node, &child) {
                        self.out.brk(kind, child.span().start);
                    }
                    self.node(&child, Some(node));
                }
            }
            first = false;
        }
        if lacks_title {
            self.title_below();
        }
    }

    fn template(&mut self, node: &Node<'a>, template: &str) {
        let slots = || template.split(' ').filter_map(|word| word.strip_prefix('$'));
        let is = |n: &Node, slot: &str| format!("{:?}", n.rule()) == slot.trim_end_matches(',');
        let mut taken: Vec<&str> = Vec::new();
        for word in template.split(' ') {
            let Some(slot) = word.strip_prefix('$') else {
                self.out.word(word);
                continue;
            };
            if slot == "rest" {
                for child in node.children().filter(|n| !slots().any(|slot| is(n, slot))) {
                    self.child(node, &child);
                }
                continue;
            }
            // A slot that stands more than once takes one child each time.
            let several = slots().filter(|s| *s == slot).count() > 1;
            let before = taken.iter().filter(|s| **s == slot).count();
            let children: Vec<Node> = node.all_children().filter(|n| is(n, slot)).collect();
            let children = if several { children.get(before..=before).unwrap_or(&[]) } else { &children };
            for (i, child) in children.iter().enumerate() {
                if i > 0 {
                    self.comma();
                    self.out.brk(Break::List, child.span().start);
                    self.node(child, Some(node));
                } else {
                    self.child(node, child);
                }
            }
            taken.push(slot);
        }
        if !node.has(Rule::title) && slots().any(|slot| slot == "title") {
            self.title_below();
        }
    }

    fn child(&mut self, node: &Node<'a>, child: &Node<'a>) {
        if let Some(kind) = self.break_before(node, child) {
            self.out.brk(kind, child.span().start);
        }
        self.node(child, Some(node));
    }

    /// Whether a line may end before a child of a statement.
    fn break_before(&self, node: &Node, child: &Node) -> Option<Break> {
        let parent = node.rule();
        let row = matches!(parent, Rule::st_entry | Rule::st_no_code);
        match child.rule() {
            Rule::otherwise | Rule::exception => Some(Break::Must),
            Rule::grade | Rule::named | Rule::opened | Rule::offices | Rule::published_on
                if parent == Rule::st_market =>
            {
                Some(Break::Must)
            }
            Rule::district if !node.has(Rule::offices) => Some(Break::Must),
            Rule::words | Rule::asks_on | Rule::near | Rule::numbered | Rule::remark if row => {
                Some(Break::Fill)
            }
            Rule::under | Rule::from | Rule::until | Rule::published_on | Rule::when | Rule::grade if row => {
                Some(Break::Fill)
            }
            Rule::stated_in | Rule::known_to | Rule::given => Some(Break::Fill),
            Rule::grade if matches!(parent, Rule::st_aspect | Rule::st_paper) => Some(Break::Fill),
            Rule::grade if !is_head(parent) && parent != Rule::st_grade => Some(Break::Fit),
            Rule::when if matches!(parent, Rule::st_note | Rule::st_permit) => Some(Break::Fit),
            Rule::k_or | Rule::k_and if self.depth == 0 && matches!(parent, Rule::expr | Rule::both) => {
                Some(Break::Fill)
            }
            _ => None,
        }
    }

    fn comma(&mut self) {
        self.out.word(match self.tongue {
            Tongue::En => "^,",
            Tongue::Zh => "^、",
        });
    }

    /// A title; in a message each hole is an expression.
    fn title(&mut self, node: &Node<'a>, parent: Option<&Node<'a>>) {
        let (en, zh) = literal::both(node, parent.map_or(Tongue::En, tongue::of_node));
        let parent = parent.map(Node::rule);
        let hole = matches!(parent, Some(Rule::st_note | Rule::otherwise));
        let kind = match parent {
            Some(Rule::head_policy | Rule::head_notice) => Some(Break::MustTitle),
            Some(rule) if is_head(rule) => None,
            Some(Rule::st_entry | Rule::st_no_code | Rule::st_fact | Rule::st_aspect | Rule::st_paper) => {
                Some(Break::Fill)
            }
            _ => Some(Break::Title),
        };
        let en = en.or_else(|| self.below.0.take());
        let zh = zh.or_else(|| self.below.1.take());
        let en = en.map(|n| (self.string(&n, Tongue::En, hole), n.span().start));
        let zh = zh.map(|n| (self.string(&n, self.tongue, hole), n.span().start));
        self.title_with((en, zh), kind);
    }

    /// The title of a head that has none but below it.
    fn title_below(&mut self) {
        let (en, zh) = (self.below.0.take(), self.below.1.take());
        let text = |n: Node| (n.text().to_owned(), n.span().start);
        if en.is_some() || zh.is_some() {
            self.title_with((en.map(text), zh.map(text)), Some(Break::MustTitle));
        }
    }

    /// `zh "…"` as a statement.
    fn title_line(&mut self, node: &Node<'a>) {
        for clause in node.children() {
            self.out.word(if clause.rule() == Rule::en { "en" } else { "zh" });
            clause.find(Rule::string).iter().for_each(|s| self.out.word(s.text()));
        }
    }

    /// The text in the tongue of the writer first, unmarked where the statement tells it.
    fn title_with(&mut self, (en, zh): (Option<Placed>, Option<Placed>), kind: Option<Break>) {
        let (own, other) = match self.tongue {
            Tongue::En => ((en, "en"), (zh, "zh")),
            Tongue::Zh => ((zh, "zh"), (en, "en")),
        };
        let alone = other.0.is_none();
        if let (Some((text, at)), mark) = own {
            if alone && !self.marked && self.tongue == Tongue::Zh {
                self.out.word(mark);
            }
            self.out.anchor(text);
            if let (Some((_, other)), Some(kind)) = (&other.0, kind) {
                // Whichever comes first here, a comment between the two stays between them.
                self.out.brk(kind, *other.max(&at));
            }
        }
        if let (Some((text, _)), mark) = other {
            self.out.word(mark);
            self.out.word(&text);
        }
    }

    /// A string as it stands; the holes of a message in a tongue.
    fn string(&self, node: &Node<'a>, tongue: Tongue, hole: bool) -> String {
        let raw = node.text();
        if !hole || !raw.contains('{') {
            return raw.to_owned();
        }
        let mut out = String::new();
        let mut rest = raw;
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            out.push_str(before);
            if let Some(after) = from.strip_prefix("{{") {
                out.push_str("{{");
                rest = after;
                continue;
            }
            let end = from.find('}').unwrap_or(from.len());
            let inner = from.get(1..end).unwrap_or("");
            let limits = Limits::default();
            let read = reader::read(Rule::hole, SourceId(0), 0, inner, &limits);
            match read.map(|node| Writer::new(tongue, self.names).statement(&node).flat()) {
                Ok(written) => out.push_str(&format!("{{{written}}}")),
                Err(_) => out.push_str(from.get(..=end).unwrap_or(from)),
            }
            rest = from.get(end + 1..).unwrap_or("");
        }
        out.push_str(rest);
        out
    }

    fn path(&mut self, node: &Node<'a>) {
        let Ok(path) = literal::path(node) else { return self.out.word(node.text()) };
        let segments: Vec<String> = path.segments.into_iter().map(|s| s.name).collect();
        let written = self.segments(segments);
        self.out.word(&written);
    }

    fn segments(&self, segments: Vec<String>) -> String {
        let english = self.names.english_path(&segments).unwrap_or(segments);
        match self.tongue {
            Tongue::En => english.join("."),
            Tongue::Zh => self.names.chinese_path(&english).unwrap_or_else(|| {
                let first = english.first().map(|first| self.names.chinese_path(std::slice::from_ref(first)));
                match first {
                    Some(Some(good))
                        if matches!(english.first().map(String::as_str), Some("good" | "goods")) =>
                    {
                        let rest = english.get(1..).unwrap_or(&[]).join(".");
                        format!("{good}.{rest}")
                    }
                    _ => english.join("."),
                }
            }),
        }
    }

    /// The name of a declared fact, or of a given one: `goods[1].total`.
    fn fact_path(&mut self, node: &Node<'a>, given: bool) {
        let (true, Ok(path)) = (given, literal::path(node)) else { return self.out.word(node.text()) };
        let segments: Vec<String> = path.segments.into_iter().map(|s| s.name).collect();
        let Some(index) = path.index else {
            let written = self.segments(segments);
            return self.out.word(&written);
        };
        let english = self.names.english_path(&segments).unwrap_or(segments);
        let rest = english.get(1..).unwrap_or(&[]).join(".");
        let written = match self.tongue {
            Tongue::En => format!("goods[{index}].{rest}"),
            Tongue::Zh => {
                let fact = self.names.chinese(Named::LineFact, &rest).unwrap_or(&rest);
                format!("商品[{index}].{fact}")
            }
        };
        self.out.word(written.trim_end_matches('.'));
    }

    fn name(&mut self, node: &Node<'a>, parent: Option<Rule>) {
        let text = node.text();
        let Some(kind) = parent.and_then(named) else { return self.out.word(text) };
        let english = self.names.english(kind, text).unwrap_or(text);
        let written = match self.tongue {
            Tongue::En => english,
            Tongue::Zh => self.names.chinese(kind, english).unwrap_or(english),
        };
        self.out.word(written);
    }

    fn measured(&mut self, node: &Node<'a>) {
        let with_unit = node.children().nth(1).map(|_| node);
        for child in node.children() {
            self.node(&child, with_unit);
        }
    }

    fn money(&mut self, node: &Node<'a>) {
        let code = node.find(Rule::currency).or_else(|| node.find(Rule::currency_name));
        let (Some(code), Some(amount)) = (code, node.find(Rule::number)) else { return };
        let amount = number(amount.text(), true);
        match (self.tongue, chinese_currency(code.text())) {
            (Tongue::Zh, Some(zh)) => {
                self.out.word(&amount);
                self.out.word(zh);
            }
            _ => {
                self.out.word(english_currency(code.text()));
                self.out.word(&amount);
            }
        }
    }

    fn currency(&mut self, node: &Node<'a>) {
        let code = english_currency(node.text());
        self.out.word(match self.tongue {
            Tongue::En => code,
            Tongue::Zh => chinese_currency(code).unwrap_or(code),
        });
    }

    fn instrument_id(&mut self, node: &Node<'a>) {
        let Ok(id) = literal::instrument_id(node) else { return self.out.word(node.text()) };
        let english = self.names.english(Named::Issuer, &id.issuer).unwrap_or(&id.issuer);
        match (self.tongue, self.names.chinese(Named::Issuer, english), id.number.split_once('/')) {
            (Tongue::Zh, Some(issuer), Some((number, year))) => {
                self.out.word(issuer);
                self.out.word(&format!("{year}年第{number}号"));
            }
            _ => {
                self.out.word(english);
                self.out.word(&id.number);
            }
        }
    }

    fn instrument_ref(&mut self, node: &Node<'a>) {
        let Some(title) = node.find(Rule::string) else { return self.rule(node) };
        let Ok(text) = literal::string(&title) else { return self.rule(node) };
        let english = self.names.english(Named::Notice, &text.text).unwrap_or(&text.text);
        let (word, title) = match self.tongue {
            Tongue::En => ("notice", english),
            Tongue::Zh => ("通知", self.names.chinese(Named::Notice, english).unwrap_or(english)),
        };
        self.out.word(word);
        self.out.word(&format!("\"{}\"", title.replace('\\', "\\\\").replace('"', "\\\"")));
    }

    /// `article 1.2`, 第 1.2 条.
    fn article(&mut self, node: &Node<'a>) {
        let Ok(number) = literal::article_number_of(node) else { return self.rule(node) };
        let words = match self.tongue {
            Tongue::En => vec!["article", &number.name],
            Tongue::Zh => vec!["第", &number.name, "条"],
        };
        words.into_iter().for_each(|word| self.out.word(word));
    }

    fn compare_op(&mut self, text: &str) {
        let row = COMPARISONS.iter().find(|(en, zh)| *en == text || *zh == text);
        let (en, zh) = row.copied().unwrap_or(("=", "等于"));
        self.out.word(match self.tongue {
            Tongue::En if en == "!=" => "<>",
            Tongue::En => en,
            Tongue::Zh => zh,
        });
    }

    fn group(&mut self, node: &Node<'a>) {
        self.bracketed(node.find(Rule::expr).as_ref());
    }

    fn bracketed(&mut self, inner: Option<&Node<'a>>) {
        let (open, close) = match self.tongue {
            Tongue::En => ("(", "^)"),
            Tongue::Zh => ("（", "^）"),
        };
        self.out.word(open);
        self.depth += 1;
        inner.iter().for_each(|inner| self.node(inner, None));
        self.depth -= 1;
        self.out.word(close);
    }

    /// `chapter of good.hs_code`, 章（商品的商品编号）.
    fn call(&mut self, node: &Node<'a>) {
        let Some(name) = node.find(Rule::name) else { return };
        self.name(&name, Some(Rule::call));
        let operand = node.find(Rule::primary).or_else(|| node.find(Rule::group));
        let operand = operand.as_ref().map(bare);
        match self.tongue {
            Tongue::En => {
                self.out.word("of");
                // Its `where` would reach beyond it.
                match &operand {
                    Some(sum) if matches!(sum.rule(), Rule::sum | Rule::tally) => self.bracketed(Some(sum)),
                    operand => operand.iter().for_each(|operand| self.node(operand, None)),
                }
            }
            Tongue::Zh => {
                let inner = operand
                    .as_ref()
                    .map(|o| if o.rule() == Rule::group { o.find(Rule::expr) } else { Some(o.clone()) });
                let at = self.out.0.len();
                self.bracketed(inner.flatten().as_ref());
                if let Some(Token::Word(word)) = self.out.0.get_mut(at) {
                    word.glued = true;
                }
            }
        }
    }
}

/// An operand without brackets that it does not need.
fn bare<'i>(node: &Node<'i>) -> Node<'i> {
    let mut at = node.clone();
    let mut found = node.clone();
    loop {
        let children: Vec<Node> = match at.rule() {
            Rule::group => at.find(Rule::expr).into_iter().collect(),
            _ => at.all_children().filter(|n| !is_word(n.rule())).collect(),
        };
        let (Some(child), 1) = (children.first(), children.len()) else { return found };
        at = child.clone();
        match at.rule() {
            Rule::path | Rule::literal | Rule::call | Rule::sum | Rule::kinds | Rule::tally => return at,
            Rule::group => found = at.clone(),
            _ => {}
        }
    }
}

fn is_head(rule: Rule) -> bool {
    let name = format!("{rule:?}");
    name.starts_with("head_") || name.starts_with("edit_")
}

/// What a name in a rule is the name of.
fn named(rule: Rule) -> Option<Named> {
    Some(match rule {
        Rule::in_catalog | Rule::edit_add | Rule::edit_remove | Rule::edit_extend | Rule::of_catalog => {
            Named::Catalog
        }
        Rule::is_open | Rule::is_office | Rule::to_markets => Named::Markets,
        Rule::conversion => Named::Rates,
        Rule::call => Named::Function,
        Rule::edit_set => Named::Let,
        Rule::st_dated | Rule::st_dated_by => Named::Fact,
        Rule::st_permit | Rule::expect_permit => Named::Permit,
        _ => return None,
    })
}

fn english_currency(text: &str) -> &str {
    CURRENCIES.iter().find(|(_, zh)| *zh == text).map_or(text, |(code, _)| code)
}

fn chinese_currency(code: &str) -> Option<&'static str> {
    CURRENCIES.iter().find(|(c, zh)| *c == code || *zh == code).map(|(_, zh)| *zh)
}

/// Thousands by three, of amounts and of numbers that are large; digits that stand alone
/// are a code where they look like one.
fn number(text: &str, amount: bool) -> String {
    if !amount && let Some(code) = literal::code_shaped(text) {
        return code.to_string();
    }
    let plain = text.replace(',', "");
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let digits = whole.trim_start_matches('-').len();
    if !amount && digits < 5 {
        return text.to_owned();
    }
    let sign = whole.len() - digits;
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > sign && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    fraction.map_or(out.clone(), |fraction| format!("{out}.{fraction}"))
}

fn code(text: &str) -> String {
    HsCode::parse(text).map_or_else(|| text.to_owned(), |code| code.to_string())
}
