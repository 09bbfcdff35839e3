//! Whether quantity times unit price is the total of a line. It is no rule, and
//! changes nothing; but where they differ by more than rounding, one of them is wrong.

use super::node::Node;
use super::notes::Notes;
use crate::bilingual;
use crate::value::{Number, decimal};

/// Warns where the three are stated and do not go together.
pub(super) fn check(line: &Node, pointer: &str, notes: &mut Notes) {
    let written = |key: &str| line.get(key)?.written();
    let number = |text: &str| decimal::parse(text).ok().map(Number::from);
    let (Some(price), Some(total)) = (written("unit_price"), written("total")) else { return };
    let Some(quantity) = written("quantity").and_then(number) else { return };
    let (Some(each), Some(sum)) = (number(price), number(total)) else { return };
    let product = quantity.times(&each);
    let (off, limit) = (product.minus(&sum), tolerance(price, &quantity));
    if off > limit || Number::zero().minus(&limit) > off {
        let (product, sum) = (product.to_text(2), sum.to_text(2));
        let message = bilingual!(
            "quantity × unit price is {product}, and the total {sum}",
            "数量×单价为{product}，总价为{sum}，两者不符"
        );
        notes.warn(format!("{pointer}/total"), line.get("total").and_then(|n| n.span), message);
    }
}

/// A cent, or what rounding the unit price to its last digit makes of the quantity.
fn tolerance(price: &str, quantity: &Number) -> Number {
    let places = price.split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(20);
    let unit = (0..places).fold(Number::from(1i64), |unit, _| {
        unit.divided_by(&Number::from(10i64)).unwrap_or_else(Number::zero)
    });
    let half = unit.divided_by(&Number::from(2i64)).unwrap_or_else(Number::zero);
    let cent = Number::from(1i64).divided_by(&Number::from(100i64)).unwrap_or_else(Number::zero);
    half.times(quantity).max(cent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warned(quantity: &str, price: &str, total: &str) -> bool {
        let texts = [("quantity", quantity), ("unit_price", price), ("total", total)];
        let line = Node::object(texts.map(|(key, text)| (key, Node::text(text))));
        let mut notes = Notes::default();
        check(&line, "/items/0", &mut notes);
        !notes.warnings.is_empty()
    }

    #[test]
    fn rounding_is_no_difference() {
        assert!(!warned("1200", "2.35", "2820.00"));
        assert!(!warned("3", "3.33", "10.00"), "a third of ten");
        assert!(!warned("1200", "2.35", "2825.99"), "a price rounded to cents");
        assert!(warned("1200", "2.35", "2826.01"));
        assert!(warned("10000", "20", "20"));
        assert!(!warned("x", "20", "20"), "what cannot be read is said elsewhere");
    }
}
