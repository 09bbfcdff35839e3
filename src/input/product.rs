//! Whether quantity times unit price is the total of a line. It is no rule, and
//! changes nothing; but where they differ by more than rounding, one of them is wrong.

use rust_decimal::Decimal;

use super::node::Node;
use super::notes::Notes;
use crate::bilingual;
use crate::value::{Number, decimal};

/// Warns where the three are stated and do not go together.
pub(super) fn check(line: &Node, pointer: &str, notes: &mut Notes) {
    let written = |key: &str| line.get(key)?.written();
    let number = |text: &str| decimal::parse(text).ok();
    let (Some(price), Some(total)) = (written("unit_price"), written("total")) else { return };
    let Some(quantity) = written("quantity").and_then(number) else { return };
    let (Some(each), Some(sum)) = (number(price), number(total)) else { return };
    if go_together(quantity, (each, places(price)), sum) == Some(true) {
        return;
    }
    let (quantity, each, sum) = (Number::from(quantity), Number::from(each), Number::from(sum));
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

/// Whether the three go together, in whole numbers of 128 bits; `None` where these do not
/// hold them.
fn go_together(quantity: Decimal, (each, written): (Decimal, usize), sum: Decimal) -> Option<bool> {
    let (own, product) = (quantity.scale(), quantity.scale() + each.scale());
    let half = own + u32::try_from(written).ok()? + 1;
    let most = product.max(sum.scale()).max(half).max(2);
    let at = |value: i128, scale: u32| value.checked_mul(10i128.checked_pow(most - scale)?);
    let off = at(quantity.mantissa().checked_mul(each.mantissa())?, product)?
        .checked_sub(at(sum.mantissa(), sum.scale())?)?;
    let limit = at(quantity.mantissa().checked_mul(5)?, half)?.max(at(1, 2)?);
    Some(-limit <= off && off <= limit)
}

/// So many decimal places a number is written with; no more than twenty count.
fn places(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(20)
}

/// A cent, or what rounding the unit price to its last digit makes of the quantity.
fn tolerance(price: &str, quantity: &Number) -> Number {
    let unit = (0..places(price)).fold(Number::from(1i64), |unit, _| {
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
    fn whole_numbers_say_what_fractions_say() {
        let texts = ["0", "1", "3", "-3", "0.005", "0.01", "0.0149", "3.33", "3.330", "9.99", "10", "10.00"];
        let texts =
            texts.iter().chain(["1200", "2.35", "2820", "2825.99", "2826.01", "99999999999999.99"].iter());
        let texts: Vec<&str> = texts.copied().chain(["0.0000000000000000000000000001"]).collect();
        for (quantity, price) in texts.iter().flat_map(|q| texts.iter().map(move |p| (*q, *p))) {
            for sum in &texts {
                let of = |text: &str| decimal::parse(text).unwrap_or_default();
                let (q, p, s) = (Number::from(of(quantity)), Number::from(of(price)), Number::from(of(sum)));
                let (off, limit) = (q.times(&p).minus(&s), tolerance(price, &q));
                let together = off <= limit && Number::zero().minus(&limit) <= off;
                if let Some(found) = go_together(of(quantity), (of(price), places(price)), of(sum)) {
                    assert_eq!(found, together, "{quantity} {price} {sum}");
                }
            }
        }
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
