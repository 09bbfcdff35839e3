//! The facts of made-up policies: each kind of fact at the head and on the lines, and
//! the files that say so.

/// What a fact holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Day,
    Text,
    /// One of these texts.
    Choice(&'static [&'static str]),
    Number,
    Percent,
    /// A quantity in kg.
    Mass,
    /// An amount in a currency that is always the same.
    Money(&'static str),
    /// An amount whose currency another fact states.
    MoneyIn,
    Code,
}

/// A fact: its path, its kind, and how the schema writes its type.
pub type Fact = (&'static str, Kind, &'static str);

const WAYS: &[&str] = &["bank", "cash"];
const STATUS: &[&str] = &["confirmed", "pending", "absent"];
const DIRECTION: &[&str] = &["export", "import"];

/// Facts of the head.
pub const HEAD: &[Fact] = &[
    ("supervision_mode", Kind::Text, "4 digits"),
    ("direction", Kind::Choice(DIRECTION), "one of \"export\", \"import\""),
    ("declared_on", Kind::Day, "date"),
    ("accepted_on", Kind::Day, "date"),
    ("export_date", Kind::Day, "date"),
    ("contract_date", Kind::Day, "date"),
    ("declaring_customs", Kind::Text, "4 digits"),
    ("exit_customs", Kind::Text, "4 digits coded by offices"),
    ("transit", Kind::Bool, "yes/no"),
    ("simplified", Kind::Bool, "yes/no"),
    ("bonded", Kind::Bool, "yes/no"),
    ("market.id", Kind::Text, "text"),
    ("market.customs", Kind::Text, "4 digits"),
    ("market.open_since", Kind::Day, "date"),
    ("filing.valid_from", Kind::Day, "date"),
    ("filing.valid_until", Kind::Day, "date"),
    ("settlement", Kind::Choice(WAYS), "one of \"bank\", \"cash\""),
    ("destination", Kind::Text, "text"),
    ("remark", Kind::Text, "text"),
    ("gross", Kind::Mass, "quantity kg at least 0"),
    ("net", Kind::Mass, "quantity kg"),
    ("share", Kind::Percent, "percentage"),
    ("score", Kind::Number, "decimal"),
    ("pieces", Kind::Number, "count at least 1"),
    ("deposit", Kind::Money("USD"), "money in USD"),
    ("freight", Kind::MoneyIn, "money in freight_currency at least 0"),
    ("freight_currency", Kind::Text, "text coded by currencies"),
];

/// Facts of a line.
pub const LINE: &[Fact] = &[
    ("good.hs_code", Kind::Code, "hs code"),
    ("good.name", Kind::Text, "text"),
    ("good.spec", Kind::Text, "text"),
    ("good.brand", Kind::Text, "text"),
    ("good.quantity", Kind::Number, "decimal at least 0"),
    ("good.delta", Kind::Number, "decimal"),
    ("good.unit_price", Kind::Number, "decimal at least 0"),
    ("good.total", Kind::MoneyIn, "money in good.currency at least 0"),
    ("good.rebate", Kind::MoneyIn, "money in good.currency"),
    ("good.currency", Kind::Text, "text coded by currencies"),
    ("good.duty", Kind::Money("CNY"), "money in CNY"),
    ("good.fee", Kind::Money("USD"), "money in USD at least 0"),
    ("good.weight", Kind::Mass, "quantity kg at least 0"),
    ("good.tare", Kind::Mass, "quantity kg"),
    ("good.fresh", Kind::Bool, "yes/no"),
    ("good.made_on", Kind::Day, "date"),
    ("good.sold_on", Kind::Day, "date"),
    ("good.origin", Kind::Text, "text"),
    ("good.status", Kind::Choice(STATUS), "one of \"confirmed\", \"pending\", \"absent\""),
    ("good.attributes.purity", Kind::Percent, "percentage at least 0 stated in \"purity\""),
    ("good.attributes.power", Kind::Number, "decimal at least 0"),
];

/// Facts that no expression names.
const MORE: &[&str] = &[
    "client_ref text",
    "filing record",
    "document.letter text",
    "document.number text",
    "document.valid_until date",
    "document.lines list",
    "good.line_no count at least 1",
];

/// The file of facts.
pub fn facts() -> String {
    let mut text = "use \"codes.pol\"\n\nfacts made-up \"Facts\" zh \"数据项\"\n".to_owned();
    for (path, _, ty) in HEAD.iter().chain(LINE) {
        let (ty, stated) = ty.split_once(" stated in ").unwrap_or((ty, ""));
        let stated = if stated.is_empty() { "" } else { " stated in \"纯度\"" };
        text.push_str(&format!("  {path} {ty} \"{path}\" zh \"{path}\"{stated}\n"));
    }
    MORE.iter().for_each(|more| text.push_str(&format!("  {more}\n")));
    text
}

/// Tables of codes, and what the parts of a specification mean: name and text of each file.
pub fn tables() -> Vec<(String, String)> {
    let codes = "codes currencies \"Currencies\" zh \"币制\"\n  complete on 2026-01-01\n  \
                 rows in \"currencies.tsv\"\n  reported \"made up\"\n\n\
                 codes offices \"Offices\" zh \"海关\"\n  partial on 2026-01-01\n  \
                 rows in \"offices.tsv\"\n  reported \"made up\"\n\n\
                 elements 2026 \"Elements\" zh \"申报要素\"\n  complete from 2026-01-01 until 2026-12-31\n  \
                 rows in \"elements.tsv\"\n  templates in \"templates.tsv\"\n  reported \"made up\"\n";
    let currencies = "code\told\tzh\ten\tsource\nUSD\t502\t美元\tDollar\tmade up\n\
                      CNY\t142\t人民币\tYuan\tmade up\nEUR\t300\t欧元\tEuro\tmade up\n\
                      JPY\t116\t日元\tYen\tmade up\nHKD\t110\t港元\tHong Kong dollar\tmade up\n";
    let offices = "code\told\tzh\ten\tsource\n2921\t\t义乌海关\tYiwu\tmade up\n\
                   2923\t\t甲海关\tFirst\tmade up\n5165\t\t乙海关\tSecond\tmade up\n";
    let elements = "from\tto\ttemplate\n95030010\t95030089\t1\n";
    let templates = "template\telements\n1\t品名;纯度;其他\n";
    let files = [
        ("codes.pol", codes),
        ("currencies.tsv", currencies),
        ("offices.tsv", offices),
        ("elements.tsv", elements),
        ("templates.tsv", templates),
    ];
    let own = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    own.into_iter().chain([("facts.pol".to_owned(), facts())]).collect()
}
