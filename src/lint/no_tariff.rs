//! F0405 in a rule: a code that no tariff of the rulebook has. Codes of lists are
//! checked against the tariff of their list, where they are built.

use super::Law;
use super::walk::each;
use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::ExprKind;
use crate::value::{HsCode, Text, Value};

/// Codes that rules compare with, and that are nowhere.
pub fn check(law: &Law) -> Vec<Diagnostic> {
    let tariffs = &law.book.tariffs;
    // A partial edition cannot say what is not there.
    let years: Vec<String> =
        tariffs.values().filter(|t| t.complete.is_some()).map(|t| t.year.to_string()).collect();
    if years.is_empty() {
        return Vec::new();
    }
    let nowhere = |code: HsCode| tariffs.values().all(|tariff| tariff.under(code).is_empty());
    let mut found = Vec::new();
    for (_, root) in law.expressions() {
        each(root, &mut |expr| {
            let ExprKind::Literal(Value::Code(code)) = &expr.kind else { return };
            if nowhere(*code) {
                let years = years.join(", ");
                let message =
                    bilingual!("no tariff here has code {code} ({years})", "现有税则（{years}）中没有{code}");
                found.push(Diagnostic::error(Code::NotInTariff, expr.span, message).warning().help(
                    Text::new(
                        "see whether the code is mistyped: `mp1039 show CODE` shows those near it",
                        "请核对编码：可用 `mp1039 show 编码` 查看相近编码",
                    ),
                ));
            }
        });
    }
    found
}
