//! The rules of the grammar in the words of its users: what a message may say
//! was expected. No message ever shows the name of a rule.

use pest::Parser;

use super::grammar::{Grammar, Rule, is_word};
use super::tongue::{self, Tongue};
use crate::value::Text;

/// What stands for a rule in a message about a text of some tongue: several texts where
/// any of them could stand there, none for a rule that is never asked for.
pub(crate) fn expected(rule: Rule, tongue: Tongue) -> Vec<Text> {
    if tongue == Tongue::Zh && is_operator(rule) {
        return vec![Text::new(
            "an operator such as `等于`, `不超过`, `列入` or `且`",
            "`等于`、`不超过`、`列入`、`且` 等运算",
        )];
    }
    if tongue == Tongue::Zh
        && let Some(words) = tongue::begins(rule, tongue)
    {
        return vec![Text::same(format!("`{words}`"))];
    }
    if tongue == Tongue::Zh
        && is_word(rule)
        && !matches!(rule, Rule::open | Rule::close | Rule::comma | Rule::equals)
    {
        return Vec::new();
    }
    match table(rule) {
        // The table parts what it says by bars.
        _ if rule == Rule::bar => vec![Text::same("`|`")],
        Some((en, zh)) => {
            let said =
                |text| if tongue == Tongue::Zh { tongue::chinese_words(text) } else { text.to_owned() };
            en.split('|').zip(zh.split('|')).map(|(en, zh)| Text::new(said(en), said(zh))).collect()
        }
        None => keyword(rule, tongue).iter().map(|word| Text::same(format!("`{word}`"))).collect(),
    }
}

/// What a piece that an entry rule reads looks like, for those that are short
/// and alike: shown where one cannot be read.
pub(crate) fn model(rule: Rule) -> Option<&'static [&'static str]> {
    Some(match rule {
        Rule::head_amend => &["amend GACC 221/2019"],
        Rule::head_suspend => &[
            "suspend GACC 5/2020 from 2026-05-01 until 2026-12-31 review by 2026-10-01",
            "suspend article 1.3(3) of GACC 221/2019 from 2026-05-01",
        ],
        Rule::head_repeal => &["repeal GACC 5/2020, notice \"…\""],
        Rule::head_bring => &["bring GACC 7/2027 into force from 2027-03-01"],
        Rule::head_consolidated => &["consolidated from 2026-01-01 until 2026-12-31"],
        Rule::edit_insert => &["insert article 1.4 \"…\" zh \"…\""],
        Rule::edit_replace => &["replace article 1.2 \"…\" zh \"…\""],
        Rule::edit_repeal => &["repeal article 1.3(2)"],
        Rule::edit_set => &["set cap = USD 200,000"],
        Rule::edit_add => &["add to catalog NAME", "add to markets NAME"],
        Rule::edit_remove => &["remove from catalog NAME"],
        Rule::edit_extend => &["extend catalog NAME until 2027-12-31"],
        Rule::st_entry_ref => &["6307.9000.10 ex mask under tariff 2020", "no code test-reagent"],
        Rule::st_replaces => &["replaces GACC 54/2014, notice \"…\""],
        Rule::st_dated_by => &["dated by export_date"],
        Rule::st_only_in => &["only in markets yiwu, keqiao"],
        Rule::st_origin => &["as amended by GACC 12/2027"],
        Rule::st_except => &["except codes 9404.21, 2501 to 2504"],
        Rule::st_held => &["complete on 2018-08-01", "partial on 2018-08-01"],
        Rule::st_element => &["element \"品牌类型\" coded by brand-types"],
        Rule::head_cases => &["cases goods[1].total | on | expect"],
        Rule::st_known => &["known on 2026-07-01"],
        _ => return None,
    })
}

/// The first words of the types of facts.
pub(crate) const TYPES: &[&str] = &[
    "text",
    "cas number",
    "scientific name",
    "yes/no",
    "date",
    "decimal",
    "count",
    "percentage",
    "hs code",
    "money",
    "quantity",
    "one of",
    "list",
    "record",
];

/// The word that a rule of the last block of the grammar reads.
pub(crate) fn keyword(rule: Rule, tongue: Tongue) -> Option<String> {
    if !is_word(rule) {
        return None;
    }
    if tongue == Tongue::Zh {
        return tongue::begins(rule, tongue);
    }
    let name = format!("{rule:?}");
    name.strip_prefix("k_").map(|word| word.replace('_', "/"))
}

/// Whether a word cannot be a name.
pub(crate) fn is_reserved(word: &str) -> bool {
    Grammar::parse(Rule::reserved, word).is_ok_and(|pairs| pairs.as_str() == word)
}

/// Whether a rule goes on with a condition that could also end here.
pub(crate) fn is_operator(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::compare
            | Rule::compare_op
            | Rule::between
            | Rule::is_one_of
            | Rule::is_valid
            | Rule::is_open
            | Rule::is_stated
            | Rule::or_since
            | Rule::or_stated
            | Rule::is_office
            | Rule::is_value
            | Rule::contains
            | Rule::starts_with
            | Rule::in_catalog
            | Rule::has_document
            | Rule::add_op
            | Rule::mul_op
            | Rule::conversion
            | Rule::k_converted
            | Rule::k_and
            | Rule::k_or
            | Rule::k_between
            | Rule::k_contains
            | Rule::k_starts
            | Rule::k_has
    )
}

/// Rules that are not single words; `|` separates what could stand there.
fn table(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        rule if is_operator(rule) => {
            ("an operator such as `=`, `<=`, `in` or `and`", "`=`、`<=`、`in`、`and` 等运算")
        }
        Rule::expr
        | Rule::both
        | Rule::denial
        | Rule::comparison
        | Rule::quantified
        | Rule::total
        | Rule::product
        | Rule::converted
        | Rule::primary
        | Rule::call
        | Rule::group => ("a condition or a value", "条件或数值"),
        Rule::sum | Rule::kinds | Rule::tally => ("`sum of`|`count of`", "`sum of`|`count of`"),
        Rule::good => ("`good`", "`good`"),
        Rule::such_that | Rule::good_where => ("`where`", "`where`"),
        Rule::when => ("`when`", "`when`"),
        Rule::otherwise => ("`otherwise`", "`otherwise`"),
        Rule::exception => ("`except when`", "`except when`"),
        Rule::effect => ("`reject`|`review`", "`reject`|`review`"),
        Rule::string => ("text in quotes", "引号中的文字"),
        Rule::title => ("text in quotes", "引号中的文字"),
        Rule::zh => ("`zh`", "`zh`"),
        Rule::grade => ("`verified`|`reported`|`unverified`", "`verified`|`reported`|`unverified`"),
        Rule::date => ("a date such as 2026-01-31", "日期，如 2026-01-31"),
        Rule::number | Rule::measured => ("a number", "数字"),
        Rule::count => ("a whole number", "整数"),
        Rule::year => ("a year such as 2026", "年份，如 2026"),
        Rule::code | Rule::code_range | Rule::code_ranges => {
            ("a tariff code such as 9404.2100.10", "商品编码，如 9404.2100.10")
        }
        Rule::currency => ("a currency such as USD", "币种，如 USD"),
        Rule::money => ("an amount such as USD 150,000", "金额，如 USD 150,000"),
        Rule::literal => {
            ("a value such as USD 150,000, \"text\" or yes", "值，如 USD 150,000、\"文字\" 或 yes")
        }
        Rule::percent => ("`%`", "`%`"),
        Rule::unit => ("a unit such as kg", "计量单位，如 kg"),
        Rule::boolean => ("`yes`|`no`", "`yes`|`no`"),
        Rule::name | Rule::segment => ("a name", "名称"),
        Rule::path | Rule::fact_path => ("the name of a fact", "数据名称"),
        Rule::index => ("a position such as [1]", "序号，如 [1]"),
        Rule::letter_mark => ("a letter or a digit", "字母或数字"),
        Rule::issuer => ("an issuer such as GACC", "发布机关，如 GACC"),
        Rule::instrument_id => ("a number such as GACC 221/2019", "文号，如 GACC 221/2019"),
        Rule::instrument_ref => (
            "an instrument such as GACC 221/2019|`notice` with its title",
            "文件，如 GACC 221/2019|`notice` 加标题",
        ),
        Rule::instrument_number => ("a number and a year such as 221/2019", "编号与年份，如 221/2019"),
        Rule::article_number | Rule::article_part => {
            ("an article number such as 1.3(1)", "条款号，如 1.3(1)")
        }
        Rule::article_paragraph => ("a paragraph such as (1)", "款项号，如 (1)"),
        Rule::from | Rule::publication => ("`from`", "`from`"),
        Rule::until => ("`until`", "`until`"),
        Rule::on => ("`on`", "`on`"),
        Rule::window => ("`between`|`no later than`", "`between`|`no later than`"),
        Rule::fact_type | Rule::type_text | Rule::type_bool | Rule::type_date => TYPE,
        Rule::type_decimal | Rule::type_count | Rule::type_percent | Rule::type_code => TYPE,
        Rule::type_money | Rule::type_quantity | Rule::type_one_of => TYPE,
        Rule::type_list | Rule::type_record | Rule::type_cas | Rule::type_species => TYPE,
        Rule::outcome => ("`admit`|`review`|`reject`", "`admit`|`review`|`reject`"),
        Rule::verdict | Rule::expect_verdict => (
            "`admit`|`review`|`reject`|`undecided`|`out of scope`",
            "`admit`|`review`|`reject`|`undecided`|`out of scope`",
        ),
        Rule::answer => ("`yes`|`no`|`unknown`", "`yes`|`no`|`unknown`"),
        Rule::given_fact => ("a fact, such as `transit is yes`", "数据，如 `transit is yes`"),
        Rule::at_least => ("`at least`", "`at least`"),
        Rule::open => ("`(`", "`(`"),
        Rule::close => ("`)`", "`)`"),
        Rule::bar => ("`|`", "`|`"),
        Rule::comma => ("a comma", "逗号"),
        Rule::equals => ("`=`", "`=`"),
        _ => return clause(rule),
    })
}

/// What the type of a fact is called where none is found.
const TYPE: (&str, &str) = (
    "a type such as `text`, `yes/no`, `date`, `money in USD`",
    "类型，如 `text`、`yes/no`、`date`、`money in USD`",
);

/// Clauses that begin with a word of their own.
fn clause(rule: Rule) -> Option<(&'static str, &'static str)> {
    let word = match rule {
        Rule::under => "`under tariff`",
        Rule::of_article | Rule::article_ref => "`article`",
        Rule::of_catalog => "`catalog`",
        Rule::to_markets => "`markets`",
        Rule::review_by => "`review by`",
        Rule::published_on => "`published on`",
        Rule::known_on => "`known on`",
        Rule::announced => "`on a day to be announced by`",
        Rule::k_a => "`a day to be announced by`",
        Rule::lettered => "`lettered`",
        Rule::bearing => "`bearing export duty`",
        Rule::ex => "`ex`",
        Rule::words => "`words`",
        Rule::near => "`near`",
        Rule::asks_on => "`asks on`",
        Rule::numbered => "`numbered`",
        Rule::remark => "`note`",
        Rule::called => "`named`",
        Rule::within => "`in`",
        Rule::inspected => "`inspected`",
        Rule::known_to => "`known to`",
        Rule::coded_by => "`coded by`",
        Rule::stated_in => "`stated in`",
        Rule::each_in => "`each good in`",
        Rule::named => "`named on`",
        Rule::opened => "`open`",
        Rule::offices => "`offices`",
        Rule::district => "`in district`",
        Rule::partial => "`partial`",
        Rule::on_column => "`on`",
        Rule::known_column => "`known on`",
        Rule::at_record => "`record`",
        Rule::given => "`given`",
        Rule::missing => "`missing`",
        Rule::bad => "`bad`",
        Rule::expect_between => "`between`",
        Rule::expect_permit => "`permit`",
        Rule::expect_note => "`note`",
        Rule::by_article => "`by article`",
        Rule::at_line => "`at line`",
        Rule::any_of => "`any of`",
        Rule::all_of => "`all of`",
        Rule::origin => {
            return Some(("the name of a sample|the path of a file in quotes", "样例名称|引号中的文件路径"));
        }
        Rule::column => {
            return Some((
                "a column: a fact, `from`, `on`, `known on` or `expect`",
                "列：数据名称、`from`、`on`、`known on` 或 `expect`",
            ));
        }
        Rule::cell => {
            return Some((
                "a value, `missing`, or what is expected, such as `reject by article 1.2`",
                "数值、`missing`，或预期结果，如 `reject by article 1.2`",
            ));
        }
        Rule::mode_code => return Some(("a trade mode such as 1039", "监管方式代码，如 1039")),
        Rule::office => return Some(("a customs office such as 2921", "海关代码，如 2921")),
        _ => return None,
    };
    Some((word, word))
}
