//! Runs the `test` items of a rulebook: a named sample, changed as the test
//! says, judged, and compared with what the test expects.

use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::eval::decision::{Decision, Finding};
use crate::input::{self, Kind, Limits, Node};
use crate::pipeline::{JudgeError, Options, Policy};
use crate::source::{Layout, SourceMap, Span};
use crate::syntax::ast::{Effect, Expect, Given, Path, Test};
use crate::value::{Text, Value};
use crate::world::World;

/// What a run of tests came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Names of tests that passed.
    pub passed: Vec<String>,
    /// What was expected and not met, each at its place.
    pub failed: Vec<Diagnostic>,
}

/// Runs the tests of a policy's rulebook whose name `wanted` takes.
pub fn run(
    policy: &Policy,
    world: &dyn World,
    sources: &mut SourceMap,
    mut wanted: impl FnMut(&str) -> bool,
) -> Outcome {
    let mut outcome = Outcome::default();
    for test in policy.tests().filter(|t| wanted(&t.name.text)) {
        match run_test(policy, world, sources, test) {
            Ok(()) => outcome.passed.push(test.name.text.clone()),
            Err(diagnostics) => outcome.failed.extend(diagnostics),
        }
    }
    outcome
}

fn run_test(
    policy: &Policy,
    world: &dyn World,
    sources: &mut SourceMap,
    test: &Test,
) -> Result<(), Vec<Diagnostic>> {
    let bad = |d: Diagnostic| vec![d];
    let mut node = sample(world, sources, test).map_err(bad)?;
    for (path, given, span) in &test.given {
        state(&mut node, path, given).map_err(|text| bad(Diagnostic::error(Code::BadTest, *span, text)))?;
    }
    let options = Options {
        as_of: test.on.map(|(d, _)| d),
        known_on: test.known_on.map(|(d, _)| d),
        ..Options::default()
    };
    let judged = policy.judge_node(&node, &options).map_err(|e| match e {
        JudgeError::Input(error) => bad(Diagnostic::error(Code::BadTest, test.name.span, error.message)),
        JudgeError::Policy(diagnostics) => diagnostics,
    })?;
    let decision = judged.decision;
    let unmet = test.expect.iter().filter_map(|(expect, span)| unmet(&decision, expect, *span, test));
    let unmet: Vec<Diagnostic> = unmet.collect();
    if unmet.is_empty() { Ok(()) } else { Err(unmet) }
}

/// The sample that a test starts from.
#[allow(clippy::result_large_err, reason = "called once a test")]
fn sample(world: &dyn World, sources: &mut SourceMap, test: &Test) -> Result<Node, Diagnostic> {
    let Some(from) = &test.from else {
        let message = bilingual!("a test says which sample it starts from", "测试须写明所用样例");
        let help = Text::new("write `from one-toy`", "请写 `from one-toy`");
        return Err(Diagnostic::error(Code::BadTest, test.name.span, message).help(help));
    };
    let name = &from.name;
    let path = format!("samples/{name}.json");
    let Ok(bytes) = world.read(&path) else {
        let error = Diagnostic::error(
            Code::NoSuchFile,
            from.span,
            bilingual!("there is no sample `{name}`", "没有样例“{name}”"),
        );
        let known = world.list("samples");
        let stems: Vec<&str> =
            known.iter().filter_map(|f| f.rsplit('/').next()?.strip_suffix(".json")).collect();
        return Err(match nearest(name, stems.into_iter()) {
            Some(near) => error.help(bilingual!("did you mean `{near}`?", "是否指“{near}”？")),
            None => error,
        });
    };
    let source = sources.add(path, "");
    let limits = Limits::default();
    let node = input::decode(&bytes, None, &limits).and_then(|decoded| {
        sources.fill(source, &decoded.text, Layout::default());
        input::parse(source, &decoded.text, &limits)
    });
    node.map_err(|error| Diagnostic::error(Code::BadTest, from.span, error.message))
}

/// Writes what a test states into the declaration.
fn state(node: &mut Node, path: &Path, given: &Given) -> Result<(), Text> {
    let pointer = pointer(node, path)?;
    let there = match given {
        Given::Missing => input::set(node, &pointer, None),
        Given::Raw(text) => input::set(node, &pointer, Some(Node::text(text))),
        Given::Value(Value::Money(money)) => {
            let (object, _) = pointer.rsplit_once('/').unwrap_or(("", ""));
            let currency = Node::text(money.currency.as_str());
            input::set(node, &format!("{object}/currency"), Some(currency))
                && input::set(node, &pointer, Some(Node::text(money.amount.to_plain())))
        }
        Given::Value(value) => {
            let value = match value {
                Value::Bool(b) => Node::bool(*b),
                Value::Number(n) | Value::Percent(n) => Node::text(n.to_plain()),
                Value::Code(c) => Node::text(c.digits()),
                Value::Quantity(q) => Node::text(format!("{} {}", q.amount.to_plain(), q.unit.symbol())),
                other => Node::text(other.to_string()),
            };
            input::set(node, &pointer, Some(value))
        }
    };
    if there {
        Ok(())
    } else {
        Err(bilingual!("the sample has no place for {pointer}", "样例中没有{pointer}"))
    }
}

/// `goods[2].hs_code` is `/items/1/hs_code`, or in `/goods_list` where there is one.
fn pointer(node: &Node, path: &Path) -> Result<String, Text> {
    let mut keys: Vec<&str> = path.segments.iter().map(|s| s.name.as_str()).collect();
    let mut pointer = String::new();
    if matches!(keys.first(), Some(&"goods" | &"good")) {
        keys.remove(0);
        let is_list = matches!(node.at("/goods_list").map(|n| &n.kind), Some(Kind::List(_)));
        let list = if is_list { "/goods_list" } else { "/items" };
        pointer.push_str(list);
        match path.index {
            Some(0) => return Err(Text::new("lines are counted from 1", "商品项从1起计")),
            Some(index) => pointer.push_str(&format!("/{}", index - 1)),
            None if !keys.is_empty() => {
                return Err(Text::new("say which line: `goods[1]`", "请写明第几项：`goods[1]`"));
            }
            None => {}
        }
    }
    for key in keys {
        pointer = input::child(&pointer, key);
    }
    Ok(pointer)
}

/// What an expectation has against the decision, if anything.
fn unmet(decision: &Decision, expect: &Expect, span: Span, test: &Test) -> Option<Diagnostic> {
    let name = &test.name.text;
    let verdict = decision.verdict.as_str().replace('_', " ");
    let met = match expect {
        Expect::Verdict { word, article, line } => {
            let article = article.as_ref().map(|a| a.name.as_str());
            *word == verdict && (article.is_none() && line.is_none() || found(decision, article, *line))
        }
        Expect::Between(best, worst) => {
            verdict == "undecided" && ends(decision) == (best.as_str().to_owned(), worst.as_str().to_owned())
        }
        Expect::Permit(question, answer) => {
            decision.permits.get(&question.name).is_some_and(|p| p.answer == *answer)
        }
        Expect::Note { wanted, by } => {
            let by = by.as_ref().map(|by| by.id());
            let shown = decision.notes.iter().any(|n| by.as_ref().is_none_or(|by| n.policy == *by));
            shown == *wanted
        }
    };
    if met {
        return None;
    }
    let message =
        bilingual!("test “{name}” failed: the verdict is {verdict}", "测试“{name}”未通过：结论为 {verdict}");
    let (mut first, open): (Vec<&Finding>, Vec<&Finding>) =
        decision.findings.iter().partition(|f| f.best == f.worst);
    first.extend(open);
    let mut reasons: Vec<Text> = first.iter().take(5).map(|f| reason(f)).collect();
    let more = first.len().saturating_sub(5);
    if more > 0 {
        reasons.push(bilingual!("… and {more} more", "……另有{more}项"));
    }
    let error =
        Diagnostic::error(Code::BadTest, span, message).label(Text::new("this was expected", "预期如此"));
    Some(if reasons.is_empty() { error } else { error.help(Text::join(&reasons, "\n", "\n")) })
}

fn ends(decision: &Decision) -> (String, String) {
    (decision.best.as_str().to_owned(), decision.worst.as_str().to_owned())
}

fn found(decision: &Decision, article: Option<&str>, line: Option<usize>) -> bool {
    let fits = |f: &&Finding| {
        f.worst > Effect::Admit
            && article.is_none_or(|a| f.article == a)
            && line.is_none_or(|l| f.line == u64::try_from(l).ok())
    };
    decision.findings.iter().any(|f| fits(&f))
}

fn reason(finding: &Finding) -> Text {
    let (article, message) = (&finding.article, &finding.message);
    bilingual!("article {article}: {message}", "第{article}条：{message}"; message)
}
