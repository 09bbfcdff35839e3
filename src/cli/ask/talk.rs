//! Questions and answers at the terminal: prompts on stderr, answers from stdin, the
//! report on stdout.

use std::collections::BTreeSet;
use std::io::{self, BufRead, IsTerminal, Write};

use super::{Exit, Stop};
use crate::ask::remember::{self, Fact};
use crate::ask::{Case, Good, Holds, Kind, Question, answer};
use crate::bilingual;
use crate::cli::args::AskArgs;
use crate::cli::eval::around;
use crate::cli::terminal::Terminal;
use crate::cli::{files, office};
use crate::eval::decision::Verdict;
use crate::input::{Kind as NodeKind, Node, with_schema, write};
use crate::pipeline::{Options, Policy};
use crate::report::{self, Context};
use crate::source::{SourceId, SourceMap};
use crate::value::{Text, text::Lang};

/// Asks about one declaration until it is decided, or nobody knows more.
pub(super) fn run(
    args: &AskArgs,
    (policy, options): (&Policy, &Options),
    sources: &mut SourceMap,
    terminal: &mut Terminal,
) -> Result<Exit, Stop> {
    let input = args.inputs.first().map(String::as_str).unwrap_or_default();
    let (record, source) = files::one(input, sources, (options.charset, &options.limits))?;
    let case = Case::new(policy, record, options);
    let case = case.map_err(|error| Stop::judging(error, input, sources, terminal))?;
    let mut talk = Talk {
        terminal,
        case,
        policy,
        remember: args.remember.as_deref(),
        skipped: BTreeSet::new(),
        asked: 0,
        kept: 0,
        lost: Vec::new(),
    };
    let done = talk.questions();
    let done = done.map_err(|error| Stop::judging(error, input, sources, talk.terminal));
    talk.finish(args, (policy, source, sources, input))?;
    done?;
    let failed = !talk.lost.is_empty();
    Ok(match talk.case.judged().decision.verdict {
        _ if failed => Exit::Error,
        Verdict::Admit => Exit::Clean,
        _ => Exit::Findings,
    })
}

struct Talk<'a> {
    terminal: &'a mut Terminal,
    case: Case<'a>,
    policy: &'a Policy,
    /// The office file.
    remember: Option<&'a str>,
    /// What the person does not know.
    skipped: BTreeSet<(Option<String>, String)>,
    /// How many questions were put.
    asked: usize,
    /// How many facts the office file took.
    kept: usize,
    /// Facts that it could not take, since it could not be written.
    lost: Vec<Fact>,
}

/// What a person wrote.
enum Said {
    /// Nothing more is to be asked.
    Stop,
    /// It is not known.
    Unknown,
    /// Why is it asked?
    Why,
    /// This.
    Words(String),
}

type Judged<T> = Result<T, crate::pipeline::JudgeError>;

impl Talk<'_> {
    /// Puts one question after the other.
    fn questions(&mut self) -> Judged<()> {
        loop {
            let open = self.case.questions()?;
            let asked =
                |q: &&Question| !matches!(q.kind, Kind::Nobody(_)) && !self.skipped.contains(&owned(q));
            let Some(question) = open.iter().find(asked).cloned() else { return Ok(()) };
            if self.asked == 0 {
                self.terminal.say(&Text::new(
                    "Facts are missing. ? says why it is asked, - means not known, q stops.",
                    "资料不足。输入 ? 了解缘由，- 表示不详，q 结束。",
                ));
            }
            self.asked += 1;
            if !self.put(&question, &open)? {
                return Ok(());
            }
        }
    }

    /// Puts a question until it is answered or not known; false to stop.
    fn put(&mut self, question: &Question, open: &[Question]) -> Judged<bool> {
        let (number, asks) = (self.asked, &question.asks);
        self.terminal.say(&bilingual!("\n{number}. {asks}", "\n{number}. {asks}"; asks));
        let about = self.about(question);
        self.terminal.say(&indented(&about));
        loop {
            let words = match self.hear() {
                Said::Stop => return Ok(false),
                Said::Unknown => {
                    self.skipped.insert(owned(question));
                    return Ok(true);
                }
                Said::Why => {
                    let why = why(question);
                    self.terminal.say(&why);
                    continue;
                }
                Said::Words(words) => words,
            };
            let value = match self.case.read(question, &words) {
                Ok(value) => self.more_papers(question, value),
                Err(why) => {
                    self.terminal.say(&indented(&why));
                    continue;
                }
            };
            let (same, under) = self.case.alike(question, open);
            if let Some(still) = self.case.take(question, &value, &same)? {
                let still = bilingual!("that does not settle it: {still}", "仍不能判断：{still}"; still);
                self.terminal.say(&indented(&still));
                continue;
            }
            self.settled(question, &value, &same, under)?;
            return Ok(true);
        }
    }

    /// Says for which lines an answer holds as well, asks about those under the same
    /// tariff code, and keeps what an office file keeps.
    fn settled(&mut self, question: &Question, value: &Node, same: &[Good], under: Vec<Good>) -> Judged<()> {
        if !same.is_empty() {
            let lines = lines(same);
            let also = bilingual!("taken for other lines with this goods code, too: {lines}", "商品编码相同的其他项同此：第{lines}项"; lines);
            self.terminal.say(&indented(&also));
        }
        let mut facts = Vec::new();
        let fact = |pointer: String| Fact { pointer, value: value.clone() };
        let by_goods = remember::place(question);
        let by_hs = remember::place_by_hs_code(question);
        // Only a line without a goods code has to be remembered by its tariff code.
        let ask_hs = self.remember.is_some() && by_goods.is_none() && by_hs.is_some();
        if question.holds == Holds::IfOffice {
            let holds = self.remember.is_some()
                && by_goods.is_some()
                && self.yes(&Text::new(
                    "does this hold for every declaration of this office? no: for this one only (yes or no)",
                    "是否适用于本企业的全部申报？否则仅限此票（是或否）",
                ));
            facts.extend(by_goods.filter(|_| holds).map(fact));
        } else {
            facts.extend(by_goods.map(fact));
        }
        if (ask_hs || !under.is_empty()) && self.yes(&hs_question(question, &under, ask_hs)) {
            self.case.take(question, value, &under)?;
            let with_code = under.iter().filter_map(|good| remember::by_goods_code(good, question.end()));
            facts.extend(with_code.map(fact));
            let without = ask_hs || under.iter().any(|good| good.goods_code.is_none());
            facts.extend(by_hs.filter(|_| without).map(fact));
        }
        self.keep(facts);
        Ok(())
    }

    /// Puts facts into the office file at once, so that none is lost later.
    fn keep(&mut self, facts: Vec<Fact>) {
        let Some(path) = self.remember.filter(|_| !facts.is_empty()) else { return };
        match office::keep(path, &facts) {
            Ok(refused) => {
                self.kept += facts.len().saturating_sub(refused.len());
                refused.iter().for_each(|text| self.terminal.say(&indented(text)));
            }
            Err(text) => {
                self.terminal.error(&text);
                self.lost.extend(facts);
            }
        }
    }

    /// Further papers, until an empty line.
    fn more_papers(&mut self, question: &Question, first: Node) -> Node {
        let NodeKind::List(mut papers) = first.kind else { return first };
        while question.kind == Kind::Papers && !papers.is_empty() {
            self.terminal
                .say(&indented(&Text::new("another paper? an empty line ends", "还有其他单证吗？空行结束")));
            match self.hear() {
                Said::Words(words) => match answer::paper(&words) {
                    Ok(paper) => papers.push(paper),
                    Err(why) => self.terminal.say(&indented(&why)),
                },
                Said::Why => {}
                Said::Stop | Said::Unknown => break,
            }
        }
        Node::list(papers)
    }

    /// Asks for a yes or no; the end of the answers is a no.
    fn yes(&mut self, asks: &Text) -> bool {
        self.terminal.say(&indented(asks));
        loop {
            match self.hear() {
                Said::Words(words) => match answer::yes_no(&words) {
                    Some(yes) => return yes,
                    None => self.terminal.say(&indented(&Text::new("yes or no", "请答是或否"))),
                },
                Said::Why => self.terminal.say(&indented(asks)),
                Said::Stop | Said::Unknown => return false,
            }
        }
    }

    /// A line of the person.
    fn hear(&mut self) -> Said {
        self.terminal.prompt(None);
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut bytes);
        if !matches!(read, Ok(count) if count > 0) {
            self.terminal.prompt(Some(""));
            return Said::Stop;
        }
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        if !io::stdin().is_terminal() {
            self.terminal.prompt(Some(&text));
        }
        match text.as_str() {
            "q" => Said::Stop,
            "" => Said::Unknown,
            words if answer::not_known(words) => Said::Unknown,
            "?" | "？" => Said::Why,
            _ => Said::Words(text),
        }
    }

    /// The good, the kind of answer, and how much waits for it.
    fn about(&self, question: &Question) -> Text {
        let mut parts = Vec::new();
        if let Some(good) = &question.good {
            let code = good.hs_code.as_deref().and_then(crate::value::HsCode::parse);
            parts.extend(code.map(|code| Text::same(code.to_string())));
            parts
                .extend(good.goods_code.iter().map(|code| bilingual!("goods code {code}", "商品编码{code}")));
        }
        parts.push(answer::expected(&question.kind, self.policy.schema()));
        parts.push(match question.norms.len() {
            1 => Text::new("1 rule waits for it", "1条规定待此判断"),
            count => bilingual!("{count} rules wait for it", "{count}条规定待此判断"),
        });
        Text::join(&parts, "; ", "；")
    }

    /// The report, and what became of the answers.
    fn finish(
        &mut self,
        args: &AskArgs,
        (policy, source, sources, input): (&Policy, SourceId, &SourceMap, &str),
    ) -> Result<(), Stop> {
        if self.asked > 0 {
            // The report begins a line of its own.
            let _ = writeln!(io::stderr());
        }
        let judged = self.case.judged();
        let context = Context { source: input.to_owned(), record: 1, ..Context::default() };
        let names = Some((policy, args.judging.knowledge.known_on));
        let mut context = around::context(judged, source, sources, names, &context);
        context.stated.extend(self.case.answered().iter().map(|at| (at.clone(), "ask".to_owned())));
        let text = report::human(&judged.decision, &context, self.terminal.lang, self.terminal.colour());
        self.terminal.data(&text);
        if let Some(path) = &args.out {
            files::save(path, write(&with_schema(self.case.node().clone())).as_bytes())?;
        }
        self.conclude(args);
        Ok(())
    }

    /// What was kept, and what nobody here can answer.
    fn conclude(&mut self, args: &AskArgs) {
        let left = self.case.questions().unwrap_or_default();
        for question in &left {
            if let Kind::Nobody(who) = &question.kind {
                let asks = &question.asks;
                self.terminal.say(&bilingual!("not to be answered here: {asks} ({who})", "此处无法作答：{asks}（{who}）"; asks, who));
            }
        }
        let (answered, kept) = (self.case.answered().len(), self.kept);
        if let Some(path) = &args.remember {
            self.terminal.say(&bilingual!("{path}: answers kept: {kept}", "{path}：已保存答复{kept}项"));
        }
        if answered > 0 && args.remember.is_none() && args.out.is_none() {
            self.terminal.say(&Text::new(
                "nothing was kept: --remember office.json keeps what holds for the office and its goods, --out declaration.json the completed declaration",
                "答复未保存：--remember office.json可保存适用于本企业及其商品的答复，--out declaration.json可保存补全后的申报数据",
            ));
        }
        if !self.lost.is_empty() {
            let mut node = Node::object::<String>([]);
            remember::put(&mut node, &self.lost);
            let facts = write(&node);
            self.terminal
                .say(&bilingual!("these answers could not be kept:\n{facts}", "以下答复未能保存：\n{facts}"));
        }
    }
}

fn owned(question: &Question) -> (Option<String>, String) {
    let (good, end) = question.key();
    (good.map(str::to_owned), end.to_owned())
}

fn indented(text: &Text) -> Text {
    bilingual!("   {text}", "   {text}"; text)
}

/// `2, 5`.
fn lines(goods: &[Good]) -> Text {
    let numbers: Vec<String> = goods.iter().map(|good| good.line.to_string()).collect();
    Text::new(numbers.join(", "), numbers.join("、"))
}

/// Whether an answer holds for other goods under the same tariff code.
fn hs_question(question: &Question, under: &[Good], keeps: bool) -> Text {
    let code = question.good.as_ref().and_then(|g| g.hs_code.as_deref());
    let code = code.and_then(crate::value::HsCode::parse).map(|c| c.to_string()).unwrap_or_default();
    let lines = lines(under);
    let mut asks = match keeps {
        true => bilingual!(
            "does this hold for every good under {code}, whatever it is? it is remembered by that code, since the line has no goods code",
            "是否适用于{code}项下的任何商品？该项无商品编码，将按此编号保存"
        ),
        false => {
            bilingual!("does this hold for the other goods under {code}?", "是否适用于{code}项下的其他商品？")
        }
    };
    if !under.is_empty() {
        asks.push(&bilingual!("; here also lines {lines}", "；此票另有第{lines}项"; lines));
    }
    asks.push(&Text::new(" (yes or no)", "（是或否）"));
    asks
}

/// The articles that wait, in the words of the law.
fn why(question: &Question) -> Text {
    let mut seen = BTreeSet::new();
    let mut each = Vec::new();
    for norm in &question.norms {
        if !seen.insert((&norm.policy, &norm.article)) {
            continue;
        }
        let (policy, title) = (&norm.policy, &norm.title);
        let article = |lang| report::article(&norm.article, lang);
        let mut line = Text::new(
            format!("   {}, {}: {}", policy.en, article(Lang::En), title.en),
            format!("   {}{}：{}", policy.zh, article(Lang::Zh), title.zh),
        );
        if let Some(cites) = &norm.cites {
            line.push(&bilingual!("\n     the text says: “{cites}”", "\n     原文：“{cites}”"));
        }
        each.push(line);
    }
    if each.is_empty() {
        return Text::new(
            "   it decides whether the law is about this declaration at all",
            "   用以判断该规定是否适用于此票申报",
        );
    }
    Text::join(&each, "\n", "\n")
}
