//! Lists of markets, and rate tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Checker, errors, title_text};
use crate::catalog::RateTable;
use crate::hir::{FactId, Market, MarketList, Rates, Type};
use crate::syntax::ast::{self, GradeLevel, When};
use crate::value::{Date, End, Interval, Text};

impl Checker<'_> {
    /// Every list of markets, sorted by name.
    pub fn markets(&mut self) -> Vec<MarketList> {
        let lists: Vec<&ast::Markets> = self.names.markets.values().copied().collect();
        lists.into_iter().map(|list| self.market_list_of(list)).collect()
    }

    fn market_list_of(&mut self, list: &ast::Markets) -> MarketList {
        self.graded(list.grade.as_ref(), list.markets.iter().map(|m| m.grade.as_ref()), &list.name);
        let default = self.grade(list.grade.as_ref(), GradeLevel::Unverified);
        let mut seen = BTreeMap::new();
        let mut markets = Vec::new();
        for market in &list.markets {
            self.once(&mut seen, 0, &market.id.name, market.id.span);
            markets.push(self.market(market, &default));
        }
        markets.sort_by(|a, b| a.id.cmp(&b.id));
        let title = title_text(&list.title, &list.name.name);
        MarketList { id: list.name.name.clone(), title, markets, reason: default.1 }
    }

    fn market(&mut self, market: &ast::Market, default: &(GradeLevel, Option<String>)) -> Market {
        let named = market.named_on.map(|(day, _)| day);
        let since = named.map_or(End::Unbounded, End::Closed);
        let opened = match &market.open {
            Some(When::On((day, _))) => Interval::point(*day),
            Some(When::Between((first, _), (last, _))) => Interval::between(*first, *last),
            Some(When::NoLaterThan((last, _))) => Interval { low: since, high: End::Closed(*last) },
            Some(When::FromPublication(_) | When::Announced(..)) | None => {
                Interval { low: since, high: End::Unbounded }
            }
        };
        if opened.is_empty() {
            self.report(errors::date_order(market.id.span));
        }
        let (grade, reason) = self.grade_or(market.grade.as_ref(), default);
        Market {
            id: market.id.name.clone(),
            title: title_text(&market.title, &market.id.name),
            named_on: named,
            opened,
            offices: market.offices.iter().map(|(code, _)| code.clone()).collect(),
            district: market.district.as_ref().map(|(code, _)| code.clone()),
            partial: market.partial,
            grade,
            reason,
        }
    }

    /// Every rate table, sorted by name.
    pub fn rates(&mut self) -> Vec<Rates> {
        let tables: Vec<&ast::Rates> = self.names.rates.values().copied().collect();
        tables.into_iter().map(|table| self.rate_table(table)).collect()
    }

    fn rate_table(&mut self, table: &ast::Rates) -> Rates {
        let name = &table.name.name;
        if table.grade.is_none() {
            self.report(errors::ungraded(table.name.span, name));
        }
        self.grade(table.grade.as_ref(), GradeLevel::Unverified);
        if table.dated_by.is_empty() {
            let help = Text::new("write `dated by declared_on`", "请写 `dated by declared_on`");
            self.report(errors::missing(
                table.name.span,
                &Text::new("the day by which rates are chosen", "选用汇率所依据的日期"),
                help,
            ));
        }
        if table.rows.is_none() {
            let help = Text::new("write `rows in \"FILE.tsv\"`", "请写 `rows in \"文件.tsv\"`");
            self.report(errors::missing(
                table.name.span,
                &Text::new("the file of its rows", "数据文件"),
                help,
            ));
        }
        let mut dated_by: Vec<(FactId, Option<Date>)> = Vec::new();
        for (fact, from) in &table.dated_by {
            match self
                .schema
                .find(&fact.name)
                .filter(|id| self.schema.get(*id).is_some_and(|d| d.ty == Type::Date))
            {
                Some(id) => dated_by.push((id, from.map(|(day, _)| day))),
                None => {
                    let dates =
                        self.schema.facts.iter().filter(|f| f.ty == Type::Date).map(|f| f.path.as_str());
                    let problem =
                        errors::unknown_name(fact.span, &fact.name, dates.chain(self.chinese()), &[]);
                    self.report(problem);
                }
            }
        }
        dated_by.sort_by_key(|(_, from)| *from);
        Rates {
            id: name.clone(),
            title: title_text(&table.title, name),
            dated_by,
            table: self.known_rates(name),
        }
    }

    /// The rows of a table, as far as they were known.
    fn known_rates(&self, name: &str) -> Arc<RateTable> {
        let table = self.resolved.rulebook.rates.get(name).cloned().unwrap_or_default();
        match self.resolved.version.as_ref().and_then(|v| v.known_on) {
            Some(day) => Arc::new(table.known_on(day)),
            None => table,
        }
    }
}
