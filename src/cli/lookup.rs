//! `mp1039 show` and `mp1039 facts`: what the law says and asks, without a
//! declaration.

use super::Exit;
use super::args::{ContractName, FactsArgs, Format, ShowArgs};
use super::policy::{Law, Stop, law};
use super::terminal::Terminal;
use crate::bilingual;
use crate::diagnostic::nearest;
use crate::hir::Edition;
use crate::lookup;
use crate::report::{
    self,
    schema::{Contract, schema},
};
use crate::value::{Date, HsCode};
use crate::world::World;

/// Names of headings in English, for those who cannot read the tariff's own.
const ENGLISH: &str = "tariff/hs2022-en.tsv";

/// Runs `show`. What nothing is known of is no fault of the program, but
/// whoever asked should notice: exit 1.
pub fn show(args: &ShowArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let Law { policy, edition, world } = law(&args.policy, (args.as_of, args.knowledge.known_on), terminal)?;
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
    Ok(exit)
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
pub fn facts(args: &FactsArgs, terminal: &mut Terminal) -> Result<Exit, Stop> {
    let Law { edition, .. } = law(&args.policy, (args.as_of, args.knowledge.known_on), terminal)?;
    if let Some(name) = args.schema {
        let contract = match name {
            ContractName::Declaration => Contract::Declaration,
            ContractName::Decision => Contract::Decision,
            ContractName::Error => Contract::Error,
            ContractName::Envelope => Contract::Envelope,
        };
        terminal.data(&schema(contract, &edition.schema));
        return Ok(Exit::Clean);
    }
    let sheet = lookup::sheet(&edition);
    let text = match args.format {
        Format::Human => report::sheet(&sheet, terminal.lang, terminal.colour()),
        _ => report::sheet_json(&sheet) + "\n",
    };
    terminal.data(&text);
    Ok(Exit::Clean)
}
