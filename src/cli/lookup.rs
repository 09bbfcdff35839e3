//! `mp1039 show` and `mp1039 facts`: what the law says and asks, without a
//! declaration.

use std::sync::Arc;

use super::args::{ContractName, FactsArgs, Format, ShowArgs};
use super::terminal::Terminal;
use super::{Exit, find};
use crate::bilingual;
use crate::diagnostic::nearest;
use crate::hir::Edition;
use crate::lookup;
use crate::pipeline::Policy;
use crate::report::{
    self,
    schema::{Contract, schema},
};
use crate::rulebook::FactDay;
use crate::source::SourceMap;
use crate::value::{Date, HsCode};
use crate::world::World;

/// Names of headings in English, for those who cannot read the tariff's own.
const ENGLISH: &str = "tariff/hs2022-en.tsv";

/// A policy's law of a day, and where its texts are; what is wrong has been said.
pub(super) fn law(
    policy: &str,
    (day, known_on): (Option<Date>, Option<Date>),
    terminal: &mut Terminal,
) -> Option<(Policy, Arc<Edition>, Box<dyn World>)> {
    let found = find::policy(policy, false).map_err(|text| terminal.error(&text)).ok()?;
    let mut sources = SourceMap::default();
    let policy = match Policy::load(&*found.world, found.start, &mut sources) {
        Ok(loaded) => loaded.policy,
        Err(diagnostics) => {
            terminal.diagnostics(&diagnostics, &sources);
            return None;
        }
    };
    if let Some(day) = day {
        for open in policy.versions(day, known_on, &|_| FactDay::Known(day)).open {
            let name = policy.rulebook().called(open);
            terminal.say(&bilingual!(
                "mp1039: it is not known whether “{name}” was in force on {day}; what follows takes it to have been",
                "mp1039：“{name}”在{day}是否已施行不详，以下按已施行处理"; name
            ));
        }
    }
    match policy.edition(day, known_on) {
        Ok(edition) => Some((policy, edition, found.world)),
        Err(diagnostics) => {
            terminal.diagnostics(&diagnostics, &sources);
            None
        }
    }
}

/// Runs `show`. What nothing is known of is no fault of the program, but
/// whoever asked should notice: exit 1.
pub fn show(args: &ShowArgs, terminal: &mut Terminal) -> Exit {
    let Some((policy, edition, world)) = law(&args.policy, (args.as_of, args.knowledge.known_on), terminal)
    else {
        return Exit::Error;
    };
    let english = headings(&*world);
    let mut exit = Exit::Clean;
    for (number, what) in args.what.iter().enumerate() {
        let cards = lookup::cards(&edition, what, args.as_of);
        if cards.is_empty() {
            let ever = policy.edition(None, None).is_ok_and(|e| !lookup::cards(&e, what, None).is_empty());
            unknown(&edition, what, args.as_of.filter(|_| ever), terminal);
            exit = Exit::Findings;
            continue;
        }
        let known = cards.iter().any(|c| !matches!(c, lookup::Card::Code(card) if card.rows.is_empty()));
        if !known {
            exit = Exit::Findings;
        }
        let text = match args.format {
            Format::Human => {
                let gap = if number > 0 { "\n" } else { "" };
                let name = |code: &str| heading(&english, code);
                let text = report::cards(&cards, &name, terminal.lang, terminal.colour());
                format!("{gap}{text}")
            }
            _ => cards.iter().map(|card| report::card_json(card) + "\n").collect(),
        };
        terminal.data(&text);
    }
    exit
}

fn unknown(edition: &Edition, what: &str, day: Option<Date>, terminal: &mut Terminal) {
    if let Some(day) = day {
        return terminal.error(&bilingual!(
            "{what} is not in force on {day}: it had not begun, had ended or is suspended; without --as-of it is shown",
            "“{what}”在{day}不施行：尚未施行、已终止或停止执行；去掉 --as-of 可查看"
        ));
    }
    let mut text = bilingual!(
        "nothing in the policy is called {what}: give a code (9404.2100.10), an article (1.2), a list (gold), a market (yiwu) or a letter (B)",
        "规则库中没有“{what}”：请写商品编码（9404.2100.10）、条款（1.2）、名录（gold）、市场（yiwu）或监管证件代码（B）"
    );
    if let Some(near) = nearest(what, lookup::cards::names(edition).into_iter()) {
        text.push(&bilingual!("; did you mean {near}?", "；是否指{near}？"));
    }
    terminal.error(&text);
}

/// The table of English names, where the policy has one.
fn headings(world: &dyn World) -> Vec<(String, String)> {
    let bytes = world.read(ENGLISH).unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    let rows = text.lines().skip(1).filter_map(|line| line.split_once('\t'));
    rows.map(|(code, name)| (code.to_owned(), name.to_owned())).collect()
}

/// The English name of the six-digit heading of a code.
fn heading(rows: &[(String, String)], code: &str) -> Option<String> {
    let six = HsCode::parse(code)?.prefix(6).digits();
    let at = rows.binary_search_by(|(code, _)| code.as_str().cmp(&six)).ok()?;
    rows.get(at).map(|(_, name)| name.clone())
}

/// Runs `facts`.
pub fn facts(args: &FactsArgs, terminal: &mut Terminal) -> Exit {
    let Some((_, edition, _)) = law(&args.policy, (args.as_of, args.knowledge.known_on), terminal) else {
        return Exit::Error;
    };
    if let Some(name) = args.schema {
        let contract = match name {
            ContractName::Declaration => Contract::Declaration,
            ContractName::Decision => Contract::Decision,
            ContractName::Error => Contract::Error,
            ContractName::Envelope => Contract::Envelope,
        };
        terminal.data(&schema(contract, &edition.schema));
        return Exit::Clean;
    }
    let sheet = lookup::sheet(&edition);
    let text = match args.format {
        Format::Human => report::sheet(&sheet, terminal.lang, terminal.colour()),
        _ => report::sheet_json(&sheet) + "\n",
    };
    terminal.data(&text);
    Exit::Clean
}
