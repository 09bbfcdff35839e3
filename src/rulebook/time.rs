//! Dates of law: windows, publication, and the days on which something changes.

use crate::syntax::ast::{Entry, Instrument, When};
use crate::value::{Date, Truth};

/// The first day of force lies between these days; `None` before the first is no bound.
fn window(instrument: &Instrument) -> Option<(Option<Date>, Date)> {
    let (when, _) = instrument.in_force.as_ref()?;
    match when {
        When::FromPublication(_) => days(&instrument.published.as_ref()?.0),
        other => days(other),
    }
}

fn days(when: &When) -> Option<(Option<Date>, Date)> {
    match when {
        When::On((day, _)) => Some((Some(*day), *day)),
        When::Between((first, _), (last, _)) => Some((Some(*first), *last)),
        When::NoLaterThan((last, _)) => Some((None, *last)),
        When::FromPublication(_) | When::Announced(..) => None,
    }
}

/// Whether an instrument is in force on a day: unknown inside the window of its
/// beginning, and on a day that is not known.
pub fn in_force(instrument: &Instrument, day: Option<Date>) -> Truth {
    let Some(day) = day else { return Truth::Unknown };
    let ended = instrument.until.is_some_and(|(until, _)| until < day);
    let begun = match window(instrument) {
        Some((_, last)) if last <= day => Truth::True,
        Some((Some(first), _)) if day < first => Truth::False,
        _ => Truth::Unknown,
    };
    begun.and(Truth::from(!ended))
}

/// The first days of what changes with an instrument.
pub fn changes(instrument: &Instrument) -> Vec<Date> {
    let mut dates = Vec::new();
    if let Some((first, last)) = window(instrument) {
        dates.extend(first);
        dates.push(last);
    }
    dates.extend(instrument.until.map(|(until, _)| until.next()));
    dates
}

/// Whether a catalog entry is in force on a day.
pub fn entry_in_force(entry: &Entry, day: Option<Date>) -> Truth {
    let Some(day) = day else {
        return if entry.from.is_none() && entry.until.is_none() { Truth::True } else { Truth::Unknown };
    };
    let begun = entry.from.is_none_or(|(from, _)| from <= day);
    let ended = entry.until.is_some_and(|(until, _)| until < day);
    Truth::from(begun && !ended)
}
