//! Which kinds are dearest. Goods in one currency are compared as they are; goods in
//! several by the conversion that the policy itself uses for their worth.

use super::kinds::{Good, Kind};
use super::{Asked, ONE_BY_ONE, lines, some};
use crate::bilingual;
use crate::eval;
use crate::hir::Expr;
use crate::value::{Currency, End, Interval, Number, Text, Truth};

/// Kinds from the dearest to the cheapest; those that are worth the same in the order
/// of the list. Notes ties that decide what is declared one by one, or in what order.
pub(super) fn rank<'a>(
    mut kinds: Vec<Kind<'a>>,
    asked: &Asked,
    notes: &mut Vec<Text>,
) -> Result<Vec<Kind<'a>>, Text> {
    let currency = common(&mut kinds, asked)?;
    kinds.sort_by_key(|kind| std::cmp::Reverse(middle(&kind.worth)));
    ties(&kinds, currency, notes);
    doubts(&kinds, notes);
    Ok(kinds)
}

/// Sets the worth of each kind in a currency that all have.
fn common(kinds: &mut [Kind], asked: &Asked) -> Result<Option<Currency>, Text> {
    let mut currencies = kinds.iter().flat_map(|kind| &kind.goods).map(|good| good.currency);
    let first = currencies.next();
    if currencies.all(|currency| Some(currency) == first) {
        for kind in kinds {
            kind.worth = sum(kind.goods.iter().map(|good| Interval::point(good.total.clone())));
        }
        return Ok(first);
    }
    let (to, amounts) = converted(asked)?;
    let of = |good: &Good| amounts.get(good.at).cloned().unwrap_or_else(Interval::any);
    for kind in kinds.iter_mut() {
        kind.worth = sum(kind.goods.iter().map(of));
    }
    let open =
        |good: &&Good| matches!(of(good).high, End::Unbounded) || matches!(of(good).low, End::Unbounded);
    let open: Vec<u64> =
        kinds.iter().flat_map(|kind| &kind.goods).filter(open).map(|good| good.line).collect();
    if open.is_empty() {
        return Ok(Some(to));
    }
    let lines = lines(&open);
    Err(bilingual!(
        "the goods are in several currencies, and for {lines} there is no rate or no day of a rate: which kinds are dearest cannot be told",
        "货物使用多种币制，{lines}没有可用汇率或汇率日期，无法确定货值最高的品种"; lines
    ))
}

/// The worth of each line as the policy converts it.
fn converted(asked: &Asked) -> Result<(Currency, Vec<Interval<Number>>), Text> {
    let total = asked.edition.schema.find("good.total");
    let exprs = &asked.edition.exprs;
    let of_total = |expr: &Expr| matches!(expr, Expr::Fact(fact) if Some(*fact) == total);
    let conversion = exprs
        .find(|expr| matches!(expr, Expr::Convert(amount, ..) if exprs.get(*amount).is_some_and(of_total)));
    match conversion.map(|id| (id, exprs.get(id))) {
        Some((id, Some(Expr::Convert(_, to, _)))) => {
            Ok((*to, eval::amounts(asked.edition, asked.declaration, asked.as_of, id)))
        }
        _ => Err(Text::new(
            "the goods are in several currencies, and the policy does not say by which rates their worth is compared",
            "货物使用多种币制，而规则未说明按何种汇率折算货值",
        )),
    }
}

fn sum(parts: impl Iterator<Item = Interval<Number>>) -> Interval<Number> {
    parts.fold(Interval::point(Number::zero()), |sum, part| Interval {
        low: sum.low.combine(&part.low, Number::plus),
        high: sum.high.combine(&part.high, Number::plus),
    })
}

/// What a worth is ordered by: itself, or the middle of its ends.
fn middle(worth: &Interval<Number>) -> Number {
    match (worth.low.value(), worth.high.value()) {
        (Some(low), Some(high)) => {
            low.plus(high).divided_by(&Number::from(2i64)).unwrap_or_else(Number::zero)
        }
        _ => Number::zero(),
    }
}

/// Notes kinds of one worth, where one of them is among the dearest.
fn ties(kinds: &[Kind], currency: Option<Currency>, notes: &mut Vec<Text>) {
    let mut at = 0;
    for run in kinds.chunk_by(|a, b| middle(&a.worth) == middle(&b.worth)) {
        let last = at + run.len();
        if run.len() > 1 && at < ONE_BY_ONE {
            let called: Vec<Text> = run.iter().map(Kind::called).collect();
            let called = some(&called, ", ", "、");
            let worth = run.first().map(|kind| middle(&kind.worth).to_text(2)).unwrap_or_default();
            let currency = currency.map(|c| c.to_string()).unwrap_or_default();
            let edge = if last > ONE_BY_ONE {
                Text::new(", which decides what is among the five dearest", "，并据以确定前五个品种")
            } else {
                Text::default()
            };
            notes.push(bilingual!(
                "tie: {called} are each worth {currency} {worth}; taken in the order of the list{edge}",
                "货值相同：{called}，各为{currency} {worth}；按清单顺序排列{edge}"; called, edge
            ));
        }
        at = last;
    }
}

/// Notes kinds whose order among the dearest an approximate rate leaves open.
fn doubts(kinds: &[Kind], notes: &mut Vec<Text>) {
    let mut doubtful: Vec<Text> = Vec::new();
    for (at, dear) in kinds.iter().enumerate().take(ONE_BY_ONE) {
        for cheap in kinds.iter().skip(at + 1) {
            let known = dear.worth.known().is_some() && cheap.worth.known().is_some();
            if !known && cheap.worth.at_most(&dear.worth) != Truth::True {
                let (a, b) = (dear.called(), cheap.called());
                doubtful.push(bilingual!("{a} and {b}", "{a}与{b}"; a, b));
            }
        }
    }
    if !doubtful.is_empty() {
        let pairs = some(&doubtful, "; ", "；");
        notes.push(bilingual!(
            "in doubt: a rate is only approximate, and the official one may put these the other way round: {pairs}; ordered by the rate as it stands",
            "存疑：所用汇率为近似值，按官方汇率下列品种的先后可能相反：{pairs}；现按所用汇率排列"; pairs
        ));
    }
}
