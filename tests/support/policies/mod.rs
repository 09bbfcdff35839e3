//! Policies made up at random: texts of the language that reach whatever can be compiled,
//! and what cannot, with declarations that lie near to what they ask.
//!
//! | file | does |
//! |---|---|
//! | `schema` | facts, tables of codes |
//! | `expr` | expressions |
//! | `lists` | tariffs, lists of goods, rates, markets |
//! | `law` | instruments that judge, articles |
//! | `changes` | instruments that change others |
//! | `declaration` | declarations |
//! | `standing` | what an office states for all declarations |
//! | `shrink` | what fails, made small |

mod changes;
pub mod declaration;
mod expr;
mod law;
mod lists;
mod schema;
pub mod shrink;
pub mod standing;

use mp1039::diagnostic::Diagnostic;
use mp1039::pipeline::Policy;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::world::MemoryWorld;

use super::random::Random;

/// Days on which something may change; the first three far away, and the first no day of law.
const DAYS: &[&str] = &[
    "9999-12-31",
    "0001-01-01",
    "1999-12-31",
    "2026-01-10",
    "2026-02-01",
    "2026-03-15",
    "2026-04-30",
    "2026-05-01",
    "2026-06-30",
    "2026-07-01",
    "2026-12-31",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "10",
    "99.9",
    "100",
    "0.01",
    "0.0001",
    "0.000001",
    "0.0000001",
    "1000",
    "150,000",
    "9223372036854.775807",
    "99,999,999,999,999",
    "-1",
    "-0.5",
];

const TEXTS: &[&str] =
    &["1039", "0110", "2921", "2923", "5165", "yiwu", "keqiao", "mask", "玩具", "USD", "A", "无"];

/// What the law of a policy may do over time, and how which of its texts says so.
pub const CONSTRUCTS: &[(&str, usize, &str)] = &[
    ("replaces", 0, "\n  replaces EXAMPLE"),
    ("repeal", 0, "\nrepeal "),
    ("suspend instrument", 0, "\nsuspend EXAMPLE"),
    ("suspend article", 0, "\nsuspend article"),
    ("suspend catalog", 0, "\nsuspend catalog"),
    ("suspend from", 0, " from 2026-07-02\n"),
    ("announced", 0, " on a day to be announced by "),
    ("bring", 0, "\nbring EXAMPLE"),
    ("insert", 0, "\n  insert article"),
    ("replace", 0, "\n  replace article"),
    ("repeal article", 0, "\n  repeal article"),
    ("set", 0, "\n  set limit"),
    ("add to catalog", 0, "\n  add to catalog"),
    ("remove from catalog", 0, "\n  remove from catalog"),
    ("extend catalog", 0, "\n  extend catalog"),
    ("add to markets", 0, "\n  add to markets"),
    ("notice", 0, "\nunnumbered notice"),
    ("from publication", 0, "\n  in force from publication"),
    ("between", 0, "\n  in force between"),
    ("no later than", 0, "\n  in force no later than"),
    ("dated by", 0, "\n  dated by export_date"),
    ("only in markets", 0, "\n  only in markets"),
    ("own limit", 0, "\nlet limit zh"),
    ("consolidated", 0, "consolidated from"),
    ("as amended by", 0, "\n  as amended by"),
    ("except codes", 1, "\n  except codes"),
    ("suspended", 1, "\n  suspended\n"),
    ("explained by", 1, "\n  explained by"),
];

/// A rulebook of its own: its files, the first is the one that is asked for.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// Name and text of each file.
    pub files: Vec<(String, String)>,
}

impl Rulebook {
    /// Reads and checks it.
    pub fn load(&self, sources: &mut SourceMap) -> Result<Policy, Vec<Diagnostic>> {
        let start = Start::File(self.files[0].0.clone());
        Policy::load(&self.world(), start, sources).map(|loaded| loaded.policy)
    }

    /// What its law does over time.
    pub fn constructs(&self) -> impl Iterator<Item = &'static str> {
        let stands = |(_, file, part): &&(_, usize, &str)| self.files[*file].1.contains(part);
        CONSTRUCTS.iter().filter(stands).map(|(name, ..)| *name)
    }

    /// Its files.
    pub fn world(&self) -> MemoryWorld {
        let mut world = MemoryWorld::default();
        self.files.iter().for_each(|(name, text)| world.insert(name.as_str(), text));
        world
    }
}

/// What a policy names, so that declarations can lie near to it.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Numbers in the smallest unit of a fact, without signs between digits.
    pub numbers: Vec<String>,
    /// Days.
    pub days: Vec<String>,
    /// Questions of entries.
    pub questions: Vec<String>,
    /// Table, month, currency and CNY for one unit.
    pub rates: Vec<[String; 4]>,
    /// Sums: the table and the currency by which they are converted, and their limit.
    pub sums: Vec<[String; 3]>,
    /// Codes of ten digits.
    pub codes: Vec<String>,
}

impl Named {
    /// Adds a number that was written in another unit, times such a power of ten.
    fn scaled(&mut self, number: &str, power: i32) {
        let number = number.replace(',', "");
        let (sign, digits) = number.strip_prefix('-').map_or(("", number.as_str()), |rest| ("-", rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let nought = "0".repeat(3);
        let text = match power {
            3 => {
                let fraction = format!("{fraction}{nought}");
                format!("{sign}{whole}{}.{}0", &fraction[..3], &fraction[3..])
            }
            -3 => {
                let whole = format!("{nought}{whole}");
                let cut = whole.len() - 3;
                format!("{sign}{}.{}{fraction}", &whole[..cut], &whole[cut..])
            }
            _ => return,
        };
        self.numbers.push(text);
    }
}

/// Who writes a policy.
pub struct Author<'r> {
    random: &'r mut Random,
    /// What was named so far.
    pub named: Named,
    /// Lists of goods, and tables of rates.
    lists: Vec<String>,
    rates: Vec<String>,
    /// What later instruments can change.
    later: changes::Later,
    /// Files of rows beside the lists.
    rows: Vec<(String, String)>,
    /// Codes of the tariff, ten digits each; years of its editions; whether the newer is complete.
    codes: Vec<String>,
    years: Vec<u16>,
    complete: bool,
    /// Questions, with the lists that ask them.
    asked: Vec<(String, String)>,
    /// The currency of `worth` and `limit`.
    currency_of_worth: &'static str,
    /// Whether names of expressions may be used.
    may_name: bool,
    /// Whether only what can be compiled is used, mostly.
    plain: bool,
}

/// A policy at random, and what it names.
pub fn policy(random: &mut Random) -> (Rulebook, Named) {
    let plain = random.below(3) > 0;
    let mut author = Author {
        random,
        plain,
        named: Named::default(),
        lists: Vec::new(),
        rates: Vec::new(),
        later: changes::Later::default(),
        rows: Vec::new(),
        codes: Vec::new(),
        years: Vec::new(),
        complete: true,
        asked: Vec::new(),
        currency_of_worth: "USD",
        may_name: false,
    };
    let files = author.files();
    (Rulebook { files }, author.named)
}

impl Author<'_> {
    fn files(&mut self) -> Vec<(String, String)> {
        let (tariffs, mut files) = self.tariffs();
        self.named.codes = self.codes.clone();
        let (rates, more) = self.rate_tables();
        files.extend(more);
        let markets = self.markets();
        let mut lists = format!("use \"facts.pol\"\n\n{tariffs}{rates}{markets}\n");
        for at in 1..=1 + self.random.below(4) {
            let name = format!("list{at}");
            lists.push_str(&self.catalog(&name));
            lists.push('\n');
            self.lists.push(name);
        }
        let law = self.law();
        let own = [("law.pol".to_owned(), law), ("lists.pol".to_owned(), lists)];
        own.into_iter().chain(files).chain(self.rows.drain(..)).chain(schema::tables()).collect()
    }

    /// A number as a text names it.
    fn number(&mut self) -> String {
        let number = match self.random.below(3) {
            0 => format!("{}", self.random.below(5_000)),
            1 => format!("{}.{:02}", self.random.below(500), self.random.below(100)),
            _ => (*self.random.pick(NUMBERS)).to_owned(),
        };
        self.named.numbers.push(number.replace(',', ""));
        number
    }

    fn day(&mut self) -> String {
        let far = self.random.below(20) == 0;
        let day = (*self.random.pick(if far { &DAYS[1..] } else { &DAYS[3..] })).to_owned();
        self.named.days.push(day.clone());
        day
    }

    fn text(&mut self) -> String {
        (*self.random.pick(TEXTS)).to_owned()
    }

    /// A code of ten digits.
    fn ten(&mut self) -> String {
        self.random.pick(&self.codes).clone()
    }

    /// A code of two to ten digits.
    fn code(&mut self) -> String {
        let length = *self.random.pick(&[2, 4, 6, 8, 8, 10]);
        self.ten()[..length].to_owned()
    }
}
