//! Texts of a form of their own: the number of a substance, the name of a species.

use super::declaration::Cause;
use super::node::quote;
use super::typed::malformed;
use crate::bilingual;
use crate::hir::{FactDef, Form};

/// A text in the form of its fact.
pub(super) fn formed(def: &FactDef, text: String) -> Result<String, Cause> {
    let shown = quote(&text);
    match def.form {
        Some(Form::Cas) if !is_cas(&text) => Err(malformed(bilingual!(
            "{shown} is not one CAS number such as 7782-42-5",
            "{shown}不是7782-42-5式的单个CAS号"
        ))),
        Some(Form::Species) if !is_species(&text) => Err(malformed(bilingual!(
            "{shown} is not the Latin name of one species, such as Panthera tigris",
            "{shown}不是Panthera tigris式的单个物种拉丁学名"
        ))),
        _ => Ok(text),
    }
}

/// Two to seven digits, two digits, and one that checks the others.
fn is_cas(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [body, middle, check] = parts.as_slice() else { return false };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let lengths = (2..=7).contains(&body.len()) && middle.len() == 2 && check.len() == 1;
    if !lengths || ![body, middle, check].iter().all(|part| digits(part)) {
        return false;
    }
    let weighed = body.chars().chain(middle.chars()).rev().zip(1u32..);
    let sum: u32 = weighed.filter_map(|(c, place)| Some(c.to_digit(10)? * place)).sum();
    check.parse() == Ok(sum % 10)
}

/// A genus with a capital letter, a species without, and perhaps a subspecies.
fn is_species(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let small = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let genus =
        |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase()) && word.get(1..).is_some_and(small);
    match words.as_slice() {
        [first, rest @ ..] => {
            genus(first) && (1..=2).contains(&rest.len()) && rest.iter().all(|word| small(word))
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_substances() {
        for good in ["7782-42-5", "7732-18-5", "50-00-0", "9002-93-1"] {
            assert!(is_cas(good), "{good}");
        }
        for bad in [
            "7782-42-4",
            "7782-42-5;50-00-0",
            "CAS 7782-42-5",
            "7782425",
            "7782-4-25",
            "1-00-0",
            "",
            "٣٣-00-0",
        ] {
            assert!(!is_cas(bad), "{bad}");
        }
    }

    #[test]
    fn names_of_species() {
        for good in ["Panthera tigris", "Ginkgo biloba", "Panthera tigris altaica", "Arctostaphylos uva-ursi"]
        {
            assert!(is_species(good), "{good}");
        }
        for bad in [
            "Panthera",
            "panthera tigris",
            "Panthera Tigris",
            "Panthera tigris L.",
            "虎",
            "Panthera  tigris",
            "",
        ] {
            assert!(!is_species(bad), "{bad}");
        }
    }
}
