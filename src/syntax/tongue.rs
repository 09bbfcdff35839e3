//! The two tongues of the language: how each rule of the grammar is written in
//! English and in Chinese.
//!
//! The grammar reads both, mixed as they come. [`FORMS`] says how to write one of them:
//! a rule without a row is its children in order, so only single words and what has
//! another order in Chinese stand here. `tests` below hold that the grammar reads every
//! form, and that no rule with a Chinese word of its own lacks its row.

use super::grammar::{Node, Rule};

/// The words that a text is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// `article`, `require`.
    En,
    /// 条、应当。
    Zh,
}

/// When a form is the one to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Where no row above it was.
    Else,
    /// Where it is denied.
    Denied,
    /// Where a child of this rule is there.
    With(Rule),
}

/// A rule with its form in English and in Chinese. `$rule` stands for the children of a
/// rule, `$rule,` for a list of them, `$rest` for all that have no slot; a word with `^`
/// goes without space behind what stands before it.
pub(crate) struct Form(Rule, Case, &'static str, &'static str);

use Case::{Denied, Else, With};

/// What makes a rule a denial.
const DENIALS: &[Rule] = &[
    Rule::k_not,
    Rule::not_named,
    Rule::z_invalid,
    Rule::z_is_not,
    Rule::z_not_in,
    Rule::z_not_of,
    Rule::z_unopened,
    Rule::z_unstated,
];

/// Every form that differs from the words in order.
#[rustfmt::skip]
pub(crate) const FORMS: &[Form] = &[
    // Items and edits.
    Form(Rule::head_notice, Else, "unnumbered notice $title", "无文号通知 $title"),
    Form(Rule::head_codes, Else, "codes $name $title", "代码表 $name $title"),
    Form(Rule::head_bring, Else, "bring $instrument_ref into force $from", "施行 $instrument_ref $from"),
    Form(Rule::article_ref, Else, "article $article_number", "第 $article_number 条"),
    Form(Rule::of_article, Else, "$article_ref of $instrument_ref", "$instrument_ref $article_ref"),
    Form(Rule::review_by, Else, "review by $date", "复核期限 $date"),
    Form(Rule::edit_repeal, Else, "repeal $article_ref", "删去 $article_ref"),
    Form(Rule::edit_add, With(Rule::to_markets), "add to $to_markets", "增列 $to_markets"),
    Form(Rule::edit_add, Else, "add to catalog $name $under", "增列 目录 $name $under"),
    Form(Rule::edit_remove, Else, "remove from catalog $name", "移出 目录 $name"),
    // Statements that several items share.
    Form(Rule::st_complete, Else, "complete from $date until $date", "完整 自 $date 起 至 $date 止"),
    Form(Rule::st_rows, Else, "rows in $string", "数据文件 $string"),
    // Statements of an instrument.
    Form(Rule::st_issued, Else, "issued by $title", "发布机关 $title"),
    Form(Rule::st_in_force, With(Rule::publication), "in force $publication $until $rest", "$publication ^施行 $until $rest"),
    Form(Rule::st_in_force, With(Rule::from), "in force $from $until $rest", "$from ^施行 $until $rest"),
    Form(Rule::st_in_force, Else, "in force $window $announced $until $rest", "施行 $window $announced $until $rest"),
    Form(Rule::st_only_in, Else, "only in markets $name,", "仅限市场 $name,"),
    Form(Rule::st_applies, Else, "applies when $expr", "适用于 $expr"),
    // Statements of an article.
    Form(Rule::st_only, Else, "only goods $in_catalog $such_that $rest", "商品仅限 $in_catalog $such_that $rest"),
    Form(Rule::st_origin, Else, "as amended by $instrument_ref", "经 $instrument_ref 修改"),
    Form(Rule::exception, Else, "except when $expr", "但 $expr 的除外"),
    Form(Rule::when, Else, "when $expr", "当 $expr 时"),
    // Statements of a catalog.
    Form(Rule::st_except, Else, "except codes $code_ranges", "不含编码 $code_ranges"),
    Form(Rule::st_explained, Else, "explained by $string", "说明文件 $string"),
    Form(Rule::st_entries, Else, "entries come by notice", "条目另行公布"),
    Form(Rule::no_code, Else, "no code", "无编码"),
    Form(Rule::within, Else, "in $code_ranges", "限 $code_ranges"),
    Form(Rule::called, With(Rule::not_named), "not named $string,", "名称不含 $string,"),
    Form(Rule::called, Else, "named $string,", "名称含 $string,"),
    Form(Rule::bearing, Else, "bearing export duty", "征收出口关税"),
    Form(Rule::code_range, With(Rule::k_to), "$code to $code", "$code 至 $code"),
    Form(Rule::code_range, With(Rule::z_to), "$code to $code", "$code 至 $code"),
    Form(Rule::asks_on, Else, "asks on $string,", "遇词询问 $string,"),
    Form(Rule::under, Else, "under tariff $year", "按税则 $year"),
    // Rates, markets, facts, elements.
    Form(Rule::dated_by, Else, "dated by", "日期依据"),
    Form(Rule::st_templates, Else, "templates in $string", "模板文件 $string"),
    Form(Rule::st_successors, Else, "successors in $string", "沿革文件 $string"),
    Form(Rule::st_correlated, Else, "correlated in $string", "对照文件 $string"),
    Form(Rule::named, Else, "named on $date", "纳入试点 $date"),
    Form(Rule::district, Else, "in district $office", "关区 $office"),
    Form(Rule::coded_by, Else, "coded by $name", "代码依 $name"),
    Form(Rule::type_cas, Else, "cas number", "CAS号"),
    Form(Rule::type_species, Else, "scientific name", "学名"),
    Form(Rule::type_count, Else, "count", "整数"),
    Form(Rule::type_code, Else, "hs code", "商品编码"),
    Form(Rule::type_money, Else, "money in $currency $fact_path", "金额 $currency $fact_path"),
    Form(Rule::type_one_of, Else, "one of $string,", "选项 $string,"),
    Form(Rule::known_to, Else, "known to $segment", "知情方 $segment"),
    Form(Rule::stated_in, Else, "stated in $string,", "载于 $string,"),
    Form(Rule::at_least, Else, "at least $literal", "不小于 $literal"),
    // Statements of a test.
    Form(Rule::known_on, Else, "known on $date", "已知至 $date"),
    Form(Rule::st_from, Else, "from $origin $rest", "取自 $origin $rest"),
    Form(Rule::at_record, Else, "record $count", "第 $count 票"),
    Form(Rule::from_column, Else, "from", "取自"),
    Form(Rule::on_column, Else, "on", "于"),
    Form(Rule::known_column, Else, "known on", "已知至"),
    Form(Rule::given_fact, Else, "$fact_path is $rest", "$fact_path 为 $rest"),
    Form(Rule::expect_between, Else, "between $outcome and $outcome", "介于 $outcome 与 $outcome 之间"),
    Form(Rule::by_instrument, Else, "by $instrument_ref", "依 $instrument_ref"),
    Form(Rule::by_article, Else, "by $of_article $article_ref", "依 $of_article $article_ref"),
    Form(Rule::at_line, Else, "at line $count", "第 $count 项"),
    Form(Rule::out_of_scope, Else, "out of scope", "不适用"),
    // Shared clauses.
    Form(Rule::on, Else, "on $date", "于 $date"),
    Form(Rule::from, Else, "from $date", "自 $date 起"),
    Form(Rule::until, Else, "until $date", "至 $date 止"),
    Form(Rule::between_days, Else, "between $date and $date", "介于 $date 与 $date 之间"),
    Form(Rule::no_later, Else, "no later than $date", "不晚于 $date"),
    Form(Rule::publication, Else, "from publication", "自公布之日起"),
    Form(Rule::announced, Else, "on a day to be announced by $title", "日期另由 $title 公布"),
    Form(Rule::published_on, Else, "published on $date", "公布于 $date"),
    // Expressions.
    Form(Rule::good, Else, "good", "商品"),
    Form(Rule::between, Else, "between $total and $total", "介于 $total 与 $total 之间"),
    Form(Rule::is_one_of, Denied, "is not one of $literal,", "不属于 $literal,"),
    Form(Rule::is_one_of, Else, "is one of $literal,", "属于 $literal,"),
    Form(Rule::is_valid, Denied, "is not valid", "无效"),
    Form(Rule::is_valid, Else, "is valid", "有效"),
    Form(Rule::is_stated, Denied, "is not stated", "未填报"),
    Form(Rule::is_stated, Else, "is stated", "已填报"),
    Form(Rule::is_open, Denied, "is not open in $name $or_since", "在 $name 中 ^未开通 $or_since"),
    Form(Rule::is_open, Else, "is open in $name $or_since", "在 $name 中 ^已开通 $or_since"),
    Form(Rule::or_since, Else, "or since $path", "或自 $path 起"),
    Form(Rule::is_office, Denied, "is not an office of $total in $name $or_stated", "不为 $name 中 $total 的海关 $or_stated"),
    Form(Rule::is_office, Else, "is an office of $total in $name $or_stated", "为 $name 中 $total 的海关 $or_stated"),
    Form(Rule::or_stated, Else, "or stated as $path", "或填报为 $path"),
    Form(Rule::is_value, Denied, "is not $literal", "不为 $literal"),
    Form(Rule::is_value, Else, "is $literal", "为 $literal"),
    Form(Rule::starts_with, Else, "starts with $string $code", "开头为 $string $code"),
    Form(Rule::in_catalog, Denied, "not in $any_of $all_of $name,", "未列入 $any_of $all_of $name,"),
    Form(Rule::in_catalog, Else, "in $any_of $all_of $name,", "列入 $any_of $all_of $name,"),
    Form(Rule::any_of, Else, "any of", "任一"),
    Form(Rule::all_of, Else, "all of", "全部"),
    Form(Rule::has_document, With(Rule::k_number), "has number of document $string", "填报单证编号 $string"),
    Form(Rule::has_document, With(Rule::z_has_number), "has number of document $string", "填报单证编号 $string"),
    Form(Rule::has_document, Else, "has document $string", "附有单证 $string"),
    Form(Rule::conversion, Else, "converted to $currency at $name", "按 $name 折合 $currency"),
    Form(Rule::sum, Else, "sum of $group $path $such_that", "合计 $group $path $such_that"),
    Form(Rule::kinds, Else, "count of kinds of goods", "商品品种数"),
    Form(Rule::tally, Else, "count of goods $such_that", "商品项数 $such_that"),
    Form(Rule::such_that, Else, "where $expr", "其中 $expr"),
    Form(Rule::no, Else, "no", "否"),
    // Words.
    Form(Rule::k_admit, Else, "admit", "未见禁限"),
    Form(Rule::k_advice, Else, "advice", "指引"),
    Form(Rule::k_amend, Else, "amend", "修改"),
    Form(Rule::k_and, Else, "and", "且"),
    Form(Rule::k_any, Else, "any", "有"),
    Form(Rule::k_article, Else, "article", "条"),
    Form(Rule::k_aspects, Else, "aspects", "比较要点"),
    Form(Rule::k_bad, Else, "bad", "原样"),
    Form(Rule::k_cases, Else, "cases", "情形"),
    Form(Rule::k_catalog, Else, "catalog", "目录"),
    Form(Rule::k_cites, Else, "cites", "引文"),
    Form(Rule::k_codes, Else, "codes", "编码"),
    Form(Rule::k_complete, Else, "complete", "完整"),
    Form(Rule::k_consolidated, Else, "consolidated", "整合文本"),
    Form(Rule::k_contains, Else, "contains", "包含"),
    Form(Rule::k_date, Else, "date", "日期"),
    Form(Rule::k_decimal, Else, "decimal", "小数"),
    Form(Rule::k_digits, Else, "digits", "位数字"),
    Form(Rule::k_each, Else, "each", "每项"),
    Form(Rule::k_element, Else, "element", "要素"),
    Form(Rule::k_elements, Else, "elements", "申报要素"),
    Form(Rule::k_en, Else, "en", "en"),
    Form(Rule::k_ex, Else, "ex", "ex"),
    Form(Rule::k_expect, Else, "expect", "预期"),
    Form(Rule::k_extend, Else, "extend", "延长"),
    Form(Rule::k_facts, Else, "facts", "数据项"),
    Form(Rule::k_forbid, Else, "forbid", "不得"),
    Form(Rule::k_given, Else, "given", "给定"),
    Form(Rule::k_insert, Else, "insert", "增加"),
    Form(Rule::k_inspected, Else, "inspected", "检验检疫"),
    Form(Rule::k_language, Else, "language", "语言版本"),
    Form(Rule::k_let, Else, "let", "设"),
    Form(Rule::k_lettered, Else, "lettered", "监管条件"),
    Form(Rule::k_list, Else, "list", "列表"),
    Form(Rule::k_market, Else, "market", "市场"),
    Form(Rule::k_markets, Else, "markets", "市场名单"),
    Form(Rule::k_missing, Else, "missing", "缺失"),
    Form(Rule::k_mode, Else, "mode", "监管方式"),
    Form(Rule::k_near, Else, "near", "邻近"),
    Form(Rule::k_no, Else, "no", "没有"),
    Form(Rule::k_not, Else, "not", "并非"),
    Form(Rule::k_note, Else, "note", "提示"),
    Form(Rule::k_notice, Else, "notice", "通知"),
    Form(Rule::k_numbered, Else, "numbered", "清单编号"),
    Form(Rule::k_offices, Else, "offices", "海关"),
    Form(Rule::k_open, Else, "open", "开通"),
    Form(Rule::k_or, Else, "or", "或"),
    Form(Rule::k_otherwise, Else, "otherwise", "否则"),
    Form(Rule::k_paper, Else, "paper", "单证"),
    Form(Rule::k_papers, Else, "papers", "单证表"),
    Form(Rule::k_partial, Else, "partial", "不完整"),
    Form(Rule::k_percentage, Else, "percentage", "百分比"),
    Form(Rule::k_permit, Else, "permit", "可以"),
    Form(Rule::k_policy, Else, "policy", "公告"),
    Form(Rule::k_published, Else, "published", "公布"),
    Form(Rule::k_quantity, Else, "quantity", "数量"),
    Form(Rule::k_rates, Else, "rates", "汇率"),
    Form(Rule::k_record, Else, "record", "记录"),
    Form(Rule::k_reject, Else, "reject", "不得申报"),
    Form(Rule::k_repeal, Else, "repeal", "废止"),
    Form(Rule::k_replace, Else, "replace", "替换"),
    Form(Rule::k_replaces, Else, "replaces", "同时废止"),
    Form(Rule::k_reported, Else, "reported", "据报道"),
    Form(Rule::k_require, Else, "require", "应当"),
    Form(Rule::k_review, Else, "review", "人工复核"),
    Form(Rule::k_sample, Else, "sample", "样例"),
    Form(Rule::k_set, Else, "set", "设定"),
    Form(Rule::k_suspend, Else, "suspend", "暂停施行"),
    Form(Rule::k_suspended, Else, "suspended", "已暂停"),
    Form(Rule::k_tariff, Else, "tariff", "税则"),
    Form(Rule::k_test, Else, "test", "测试"),
    Form(Rule::k_text, Else, "text", "文本"),
    Form(Rule::k_undecided, Else, "undecided", "资料不足"),
    Form(Rule::k_unknown, Else, "unknown", "未知"),
    Form(Rule::k_unverified, Else, "unverified", "未核实"),
    Form(Rule::k_use, Else, "use", "引用"),
    Form(Rule::k_verified, Else, "verified", "已核实"),
    Form(Rule::k_words, Else, "words", "品名含"),
    Form(Rule::k_yes, Else, "yes", "是"),
    Form(Rule::k_yes_no, Else, "yes/no", "是否"),
    Form(Rule::k_zh, Else, "zh", "zh"),
    // What only Chinese has: the ends of its brackets, and denials of one word.
    Form(Rule::z_among, Else, "", "之间"),
    Form(Rule::z_di, Else, "", "第"),
    Form(Rule::z_excepted, Else, "", "的除外"),
    Form(Rule::z_has_number, Else, "", "填报单证编号"),
    Form(Rule::z_invalid, Else, "", "无效"),
    Form(Rule::z_is_not, Else, "", "不为"),
    Form(Rule::z_kinds, Else, "", "商品品种数"),
    Form(Rule::z_no, Else, "", "否"),
    Form(Rule::z_not_in, Else, "", "未列入"),
    Form(Rule::z_not_of, Else, "", "不属于"),
    Form(Rule::z_office, Else, "", "的海关"),
    Form(Rule::z_qi, Else, "", "起"),
    Form(Rule::z_sum, Else, "", "合计"),
    Form(Rule::z_tally, Else, "", "商品项数"),
    Form(Rule::z_then, Else, "", "时"),
    Form(Rule::z_to, Else, "", "至"),
    Form(Rule::z_unopened, Else, "", "未开通"),
    Form(Rule::z_unstated, Else, "", "未填报"),
    Form(Rule::z_zhi, Else, "", "止"),
];

/// Comparisons, in both tongues; the first of a row is how it is written.
pub(crate) const COMPARISONS: &[(&str, &str)] = &[
    ("<=", "不超过"),
    (">=", "不低于"),
    ("<>", "不等于"),
    ("!=", "不等于"),
    ("<", "低于"),
    (">", "超过"),
    ("=", "等于"),
];

/// Currencies that have a name in Chinese.
pub(crate) const CURRENCIES: &[(&str, &str)] = &[
    ("USD", "美元"),
    ("CNY", "人民币元"),
    ("EUR", "欧元"),
    ("HKD", "港元"),
    ("JPY", "日元"),
    ("GBP", "英镑"),
];

impl Form {
    /// What is written in a tongue.
    pub fn template(&self, tongue: Tongue) -> &'static str {
        match tongue {
            Tongue::En => self.2,
            Tongue::Zh => self.3,
        }
    }
}

/// The form of a node, where it is not its children in order.
pub(crate) fn form(node: &Node) -> Option<&'static Form> {
    FORMS.iter().filter(|form| form.0 == node.rule()).find(|form| match form.1 {
        Else => true,
        Denied => denied(node),
        With(rule) => node.has(rule),
    })
}

/// Whether a node denies what it says.
pub(crate) fn denied(node: &Node) -> bool {
    node.all_children().any(|n| DENIALS.contains(&n.rule()))
}

/// The words that a rule begins with in a tongue, up to its first slot.
pub(crate) fn begins(rule: Rule, tongue: Tongue) -> Option<String> {
    let form = FORMS.iter().rfind(|form| form.0 == rule)?;
    let words: Vec<&str> =
        form.template(tongue).split(' ').take_while(|word| !word.starts_with('$')).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A message in which the English words between backticks are Chinese ones.
pub(crate) fn chinese_words(message: &str) -> String {
    let english = |word: &str| {
        let form = FORMS.iter().find(|form| begins(form.0, Tongue::En).as_deref() == Some(word));
        form.and_then(|form| begins(form.0, Tongue::Zh)).unwrap_or_else(|| word.to_owned())
    };
    let parts = message.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { format!("`{}`", english(part)) } else { part.to_owned() }).collect()
}

/// The tongue of a text, by its first word; nothing where that is a code or a name that
/// both write alike.
pub(crate) fn of(text: &str) -> Option<Tongue> {
    let first = text.chars().next()?;
    if is_han(first) {
        return Some(Tongue::Zh);
    }
    first.is_ascii_alphabetic().then_some(Tongue::En)
}

/// The tongue of a statement that has been read; English where nothing tells.
pub(crate) fn of_node(node: &Node) -> Tongue {
    of(node.text()).unwrap_or(Tongue::En)
}

/// Whether a character is Chinese.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use pest::Parser;

    use super::super::grammar::Grammar;
    use super::*;

    /// Words without slots are read as they are written, by the rule that they stand for.
    #[test]
    fn the_grammar_reads_what_is_written() {
        for form in FORMS.iter().filter(|form| form.1 == Else) {
            for words in [form.2, form.3].into_iter().filter(|words| !words.is_empty()) {
                if !words.contains('$') {
                    let read = Grammar::parse(form.0, words);
                    assert!(read.is_ok_and(|pairs| pairs.as_str() == words), "{:?}: {words}", form.0);
                }
            }
        }
    }

    /// A rule with Chinese of its own says how that is written; so what is written in one
    /// tongue can be written in the other.
    #[test]
    fn every_rule_with_chinese_has_its_form() {
        const OTHER: &[&str] = &[
            "not_issuer",
            "good_of",
            "compare_op",
            "currency_name",
            "issuer",
            "instrument_number",
            "article_part",
            "name",
            "reserved",
            "chinese_unit",
            "not_named",
            "k_article",
        ];
        let grammar = include_str!("../../grammar/mp1039.pest");
        let mut rule = "";
        for line in grammar.lines().filter(|line| !line.trim_start().starts_with("//")) {
            if let Some((name, _)) = line.split_once('=')
                && !line.starts_with(' ')
            {
                rule = name.trim();
            }
            let quoted = line.split('"').skip(1).step_by(2);
            for word in quoted.filter(|word| word.starts_with(is_han)) {
                let mut forms = FORMS.iter().filter(|form| format!("{:?}", form.0) == rule).peekable();
                let other = OTHER.contains(&rule) || word == "品种数";
                assert!(other || forms.peek().is_some(), "{rule} reads `{word}` and has no form");
                assert!(other || forms.any(|form| form.3.contains(word)), "{rule} never writes `{word}`");
            }
        }
    }
}
