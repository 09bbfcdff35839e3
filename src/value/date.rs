//! Calendar days, as the law counts them: no hour, no zone.

use std::fmt;

use jiff::civil;
use serde::{Serialize, Serializer};

/// A day of the calendar.
///
/// ```
/// use mp1039::value::Date;
/// assert!(Date::parse("2026-02-28").is_some());
/// assert!(Date::parse("2026-02-31").is_none());
/// assert!(Date::parse("2026-2-3").is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(civil::Date);

impl Date {
    /// After every day of law: what `open` means as an end.
    pub const OPEN: Date = Date(civil::Date::MAX);
    /// Before every day of law.
    pub const FIRST: Date = Date(civil::Date::MIN);

    /// Reads `YYYY-MM-DD` of a day that exists.
    pub fn parse(text: &str) -> Option<Date> {
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| match i {
                4 | 7 => *b == b'-',
                _ => b.is_ascii_digit(),
            });
        if !shape {
            return None;
        }
        text.parse().ok().map(Date).filter(|day| *day != Date::OPEN)
    }

    /// The first day of a year, where the calendar has it.
    ///
    /// ```
    /// use mp1039::value::Date;
    /// assert_eq!(Date::first_of_year(2026), Date::parse("2026-01-01"));
    /// ```
    pub fn first_of_year(year: i16) -> Option<Date> {
        civil::Date::new(year, 1, 1).ok().map(Date)
    }

    /// The day after, where the calendar has one.
    pub fn next(self) -> Date {
        Date(self.0.tomorrow().unwrap_or(civil::Date::MAX))
    }

    /// The day before, where the calendar has one.
    pub fn previous(self) -> Date {
        Date(self.0.yesterday().unwrap_or(civil::Date::MIN))
    }

    /// The last day of its month.
    pub fn last_of_month(self) -> Date {
        Date(self.0.last_of_month())
    }

    /// The last day of its year.
    pub fn last_of_year(self) -> Date {
        Date(self.0.last_of_year())
    }

    /// How many days it is after another day; below nought before it.
    ///
    /// ```
    /// use mp1039::value::Date;
    /// let day = |text| Date::parse(text).unwrap();
    /// assert_eq!(day("2020-03-01").days_after(day("2020-02-28")), 2);
    /// ```
    pub fn days_after(self, other: Date) -> i64 {
        self.0.duration_since(other.0).as_hours() / 24
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Year, month and day as the digits of one number, in the order of days.
    ///
    /// ```
    /// use mp1039::value::Date;
    /// assert_eq!(Date::parse("2026-03-01").unwrap().packed(), 20_260_301);
    /// ```
    pub fn packed(self) -> i64 {
        (i64::from(self.0.year()) * 100 + i64::from(self.0.month())) * 100 + i64::from(self.0.day())
    }

    /// The day with these digits, as [`Date::packed`] gives them.
    ///
    /// ```
    /// use mp1039::value::Date;
    /// assert_eq!(Date::of_packed(20_260_301), Date::parse("2026-03-01"));
    /// assert_eq!(Date::of_packed(20_260_230), None);
    /// ```
    pub fn of_packed(packed: i64) -> Option<Date> {
        let (year, month, day) = (packed / 10_000, packed / 100 % 100, packed % 100);
        let date = civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
        date.ok().map(Date)
    }

    /// Its month as `YYYY-MM`.
    pub fn month(self) -> String {
        format!("{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Date::OPEN { f.write_str("open") } else { self.0.fmt(f) }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
