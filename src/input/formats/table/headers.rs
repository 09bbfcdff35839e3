//! The names that columns and labels go by: one table for columns of goods, one for
//! labels of the head, and how a name is brought into the form in which they stand.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A fact of the line: its path below the line.
    Line(&'static str),
    /// A fact of the head that is repeated on each row.
    Head(&'static str),
    /// Number and unit in one cell, or in two under one header: `120个`.
    QuantityUnit,
    /// The name, and the specification after a line break or in the row below.
    NameSpec,
    /// Unit price, total and currency in three rows, one below the other.
    PriceTotalCurrency,
    /// May mean more than one thing.
    Ambiguous,
    /// Known, and without a fact of its own.
    Other,
}

use std::collections::HashMap;
use std::sync::LazyLock;

use Column::{Ambiguous, Head, Line, NameSpec, Other, PriceTotalCurrency, QuantityUnit};

use crate::value::text::half_width;

/// Names of columns, [`plain`]. The first of several columns of one meaning counts.
pub(super) const COLUMNS: &[(Column, &[&str])] = &[
    (Line("line_no"), &["项号", "序号", "商品序号", "商品项号", "行号", "no", "item", "itemno", "sn", "s/n"]),
    (
        Line("hs_code"),
        &[
            "商品编号",
            "商品编码",
            "hs编码",
            "商品hs编码",
            "hscode",
            "hs",
            "hsno",
            "海关编码",
            "海关商品编码",
            "海关商品编号",
            "税号",
            "税则号列",
            "税则号",
            "hs商品编码",
            "报关编码",
            "commoditycode",
            "tariffcode",
            "hts",
            "htscode",
        ],
    ),
    (
        Line("name"),
        &[
            "商品名称",
            "品名",
            "货物名称",
            "中文品名",
            "货物品名",
            "中文名称",
            "报关品名",
            "商品中文名称",
            "申报品名",
            "名称",
            "description",
            "goods",
            "descriptionofgoods",
            "nameofgoods",
            "productname",
            "commodity",
            "goodsdescription",
            "chinesename",
        ],
    ),
    (
        NameSpec,
        &[
            "商品名称、规格型号",
            "商品名称及规格型号",
            "商品名称规格型号",
            "商品名称及规格",
            "商品名称、规格",
            "商品名称/规格型号",
            "品名及规格",
            "品名规格",
            "货物名称及规格",
            "货名及规格",
        ],
    ),
    (
        Line("spec"),
        &[
            "规格型号",
            "型号",
            "申报要素",
            "规格",
            "型号规格",
            "规格、型号",
            "规格及型号",
            "申报要素描述",
            "规格型号/申报要素",
            "申报规格型号",
            "specification",
            "spec",
            "model",
        ],
    ),
    (Line("brand"), &["品牌", "商标", "brand"]),
    (
        QuantityUnit,
        &["数量及单位", "数量/单位", "数量和单位", "数量/重量", "quantity/weight", "成交数量及单位"],
    ),
    (
        Line("quantity"),
        &[
            "数量",
            "成交数量",
            "交易数量",
            "申报数量",
            "总数量",
            "数量合计",
            "quantity",
            "qty",
            "totalquantity",
        ],
    ),
    (Line("unit"), &["单位", "成交单位", "计量单位", "成交计量单位", "数量单位", "unit", "uom"]),
    (
        Line("legal_quantity_1"),
        &["法定数量", "第一法定数量", "法定第一数量", "第一数量", "法一数量", "firstlegalquantity"],
    ),
    (
        Line("legal_unit_1"),
        &[
            "法定单位",
            "第一法定单位",
            "法定第一单位",
            "法定计量单位",
            "第一单位",
            "法一单位",
            "法定第一计量单位",
        ],
    ),
    (Line("legal_quantity_2"), &["第二法定数量", "法定第二数量", "第二数量", "法二数量"]),
    (Line("legal_unit_2"), &["第二法定单位", "法定第二单位", "第二单位", "法二单位", "法定第二计量单位"]),
    (
        Line("unit_price"),
        &["单价", "申报单价", "成交单价", "unitprice", "price", "u/p", "fob单价", "单位价格"],
    ),
    (
        Line("total"),
        &[
            "总价",
            "金额",
            "货值",
            "申报总价",
            "总金额",
            "合计金额",
            "总值",
            "成交总价",
            "总货值",
            "amount",
            "totalamount",
            "totalprice",
            "totalvalue",
            "value",
            "total",
            "fob总价",
            "总额",
        ],
    ),
    (PriceTotalCurrency, &["单价/总价/币制", "单价总价币制", "单价、总价、币制", "单价/总价/币种"]),
    (Line("currency"), &["币制", "币种", "货币", "成交币制", "申报币制", "外汇币种", "currency", "curr"]),
    (Line("origin_country"), &["原产国", "原产地", "原产国别", "origin", "countryoforigin", "origincountry"]),
    (Line("final_destination"), &["最终目的国", "最终目的地", "finaldestination", "destination"]),
    (Line("source_area"), &["境内货源地", "货源地", "境内货源地代码"]),
    (
        Line("ciq_code"),
        &["检验检疫编码", "检验检疫", "检验检疫附加码", "ciq编码", "ciq代码", "检验检疫名称编码", "ciqcode"],
    ),
    (
        Line("merchant.no"),
        &["市场商户号", "商户编号", "商户备案号", "商户号", "商户代码", "商户备案编号", "merchantno"],
    ),
    (Line("merchant.name"), &["商户名称", "商户名", "供货商", "供货商名称", "merchantname", "merchant"]),
    (
        Line("merchant.stall"),
        &["商户", "摊位", "摊位号", "商位", "商位号", "商铺号", "店铺号", "stall", "booth"],
    ),
    (
        Line("identification.goods_code"),
        &["市场商品编码", "商品备案号", "商品备案编号", "商品备案编码", "认定编码", "goodscode"],
    ),
    (Line("identification.status"), &["认定状态", "商品认定状态", "商品认定"]),
    (Line("control_exemption.code"), &["禁限管制识别码"]),
    (Head("declaration_no"), &["报关单号", "海关单号", "报关单编号", "declarationno"]),
    (Head("client_ref"), &["客户编号", "企业内部编号", "内部编号", "委托编号", "clientref"]),
    (Head("declared_on"), &["申报日期"]),
    (Head("export_date"), &["出口日期"]),
    (Ambiguous, &["重量", "weight", "编号", "编码", "代码", "日期", "法定数量及单位"]),
    (
        Other,
        &[
            "箱数",
            "件数",
            "总箱数",
            "ctns",
            "ctn",
            "cartons",
            "每箱数量",
            "包装",
            "包装种类",
            "包装数量",
            "包装单位",
            "包装尺寸",
            "货号",
            "唛头",
            "货号/唛头",
            "生产厂商",
            "生产厂家",
            "厂家",
            "征免",
            "征免方式",
            "备注",
            "毛重",
            "净重",
            "总毛重",
            "总净重",
            "gw",
            "nw",
            "grossweight",
            "netweight",
            "体积",
            "cbm",
            "图片",
            "款号",
            "英文品名",
            "英文名称",
            "用途",
            "材质",
            "成分",
            "remark",
            "remarks",
            "packages",
            "pkgs",
        ],
    ),
];

/// Labels of the head, [`plain`], with the path of what they name.
pub(super) const LABELS: &[(&str, &[&str])] = &[
    ("declaration_no", &["海关编号", "报关单号", "报关单编号"]),
    ("client_ref", &["客户编号", "企业内部编号", "内部编号", "委托编号"]),
    ("supervision_mode", &["监管方式", "贸易方式"]),
    ("declared_on", &["申报日期"]),
    ("export_date", &["出口日期"]),
    ("contract_date", &["合同日期", "签约日期"]),
    ("declaring_customs", &["申报地海关", "申报海关"]),
    ("exit_customs", &["出境关别", "进出境关别", "出境海关"]),
    ("operator.name", &["境内发货人", "境内收发货人", "经营单位", "发货人"]),
    ("operator.uscc", &["统一社会信用代码", "统一社会代码"]),
    ("buyer.name", &["采购商", "采购商名称"]),
    ("buyer.country", &["采购商国别", "采购商国籍"]),
    ("destination_country", &["运抵国", "抵运国", "运抵国别"]),
    ("trading_country", &["贸易国", "贸易国别"]),
    ("transaction_mode", &["成交方式", "价格条款", "贸易术语"]),
    ("transport.mode", &["运输方式"]),
    ("transport.bill_no", &["提运单号", "提单号"]),
    ("gross_weight_kg", &["毛重"]),
    ("net_weight_kg", &["净重"]),
    ("simplified", &["简化申报", "是否简化申报"]),
    ("transit", &["转关", "是否转关"]),
    ("settlement.currency", &["结算币种"]),
    // What holds for every line.
    ("items.currency", &["币制", "币种", "成交币制", "外汇币种"]),
    ("items.merchant.no", &["市场商户号", "商户编号", "商户备案号", "商户号"]),
    ("items.merchant.name", &["商户名称", "商户名", "供货商"]),
    ("items.merchant.stall", &["商户", "摊位", "摊位号", "商位", "商位号", "商铺号"]),
    // Without a fact: a label still, so that no other label takes it for its value.
    (
        "",
        &[
            "预录入编号",
            "备案号",
            "境外收货人",
            "生产销售单位",
            "运输工具",
            "运输工具名称及航次号",
            "运输工具名称/及航次号",
            "征免性质",
            "征免方式",
            "许可证号",
            "合同协议号",
            "合同号",
            "指运港",
            "离境口岸",
            "包装种类",
            "包装类型",
            "件数",
            "运费",
            "保费",
            "杂费",
            "随附单证",
            "随附单证及编号",
            "标记唛码及备注",
            "备注",
            "箱唛",
            "集装箱号",
            "申报单位",
            "地址",
            "电话",
            "电话/传真",
            "传真",
            "页码/页数",
            "发票号",
            "发票编号",
            "发票日期",
            "合同地点",
            "境内货源地",
            "原产国",
            "报关员",
            "日期",
            "买方",
            "卖方",
            "海关编码",
            "签约地点",
            "invoiceno",
            "invoicedate",
            "date",
            "to",
            "from",
            "tel",
            "fax",
            "address",
        ],
    ),
];

/// A name as the tables have it: half-width, in small letters, without blanks, line
/// breaks, asterisks, points, colons, and whatever stands in brackets.
pub(super) fn plain(name: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in name.chars().map(half_width) {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            '*' | '.' | ':' | '#' | '\'' | '"' => {}
            _ if depth > 0 || c.is_whitespace() || c.is_control() || is_unseen(c) => {}
            _ => kept.extend(c.to_lowercase()),
        }
    }
    kept
}

/// Marks without a width, of a byte order or a direction.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// The forms of a name to look for: as a whole, its Chinese and its English part, and
/// without the currency that it names.
fn forms(name: &str) -> Vec<String> {
    let whole = plain(name);
    // `数量/重量 Quantity/Weight`, `项号 No.`: the parts of a name in two languages.
    let own = |keep: fn(char) -> bool| -> String {
        let part: String = whole.chars().filter(|c| keep(*c)).collect();
        part.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
    };
    let chinese = own(|c| !c.is_ascii_alphabetic());
    let english = own(|c| c.is_ascii());
    let bare = BEHIND.iter().filter_map(|word| whole.strip_suffix(word)).map(str::to_owned).next();
    let mut forms = vec![whole, chinese, english];
    forms.extend(bare);
    forms.retain(|form| !form.is_empty());
    forms
}

/// What may stand behind the name of an amount without brackets, [`plain`].
const BEHIND: &[&str] = &[
    "美元",
    "美金",
    "usd",
    "us$",
    "人民币",
    "rmb",
    "cny",
    "欧元",
    "eur",
    "港币",
    "港元",
    "hkd",
    "日元",
    "jpy",
    "英镑",
    "gbp",
    "元",
];

/// Names longer than this are sentences.
const LONGEST: usize = 60;

/// What a column with this name holds; `None` for a name that is not known.
pub(super) fn column(name: &str) -> Option<Named> {
    let name = name.trim();
    if is_no_name(name) {
        return None;
    }
    let known = forms(name).iter().find_map(|form| COLUMN_OF.get(form.as_str()).copied());
    known.map(Named::Known).or_else(|| canonical(name).map(Named::Path))
}

/// What a column is whose name is in the table as it stands.
pub(super) fn exact(name: &str) -> Option<Column> {
    COLUMN_OF.get(name).copied()
}

/// What a column is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// By a name of the table.
    Known(Column),
    /// By its path in the canonical declaration, `items.` before those of a line.
    Path(String),
}

/// Facts of a line that are known by their canonical name alone.
const LINE_KEYS: &[&str] = &[
    "line_no",
    "hs_code",
    "ciq_code",
    "name",
    "spec",
    "brand",
    "quantity",
    "unit",
    "legal_quantity_1",
    "legal_unit_1",
    "legal_quantity_2",
    "legal_unit_2",
    "unit_price",
    "total",
    "currency",
    "origin_country",
    "final_destination",
    "source_area",
    "not_listed_certificate",
];

/// Groups of facts of a line, by the canonical name of the group.
const LINE_GROUPS: &[&str] =
    &["merchant.", "identification.", "control_exemption.", "food.", "medical.", "attributes.", "answers."];

/// Facts of the head that may stand in a column by their canonical name.
const HEAD_KEYS: &[&str] = &[
    "declaration_no",
    "client_ref",
    "supervision_mode",
    "direction",
    "declared_on",
    "accepted_on",
    "export_date",
    "contract_date",
    "declaring_customs",
    "exit_customs",
    "transit",
    "destination_country",
    "trading_country",
    "transaction_mode",
    "simplified",
    "gross_weight_kg",
    "net_weight_kg",
];

const HEAD_GROUPS: &[&str] =
    &["market.", "operator.", "principal.", "buyer.", "fees.", "settlement.", "transport."];

fn canonical(name: &str) -> Option<String> {
    let within =
        |groups: &[&str], name: &str| groups.iter().any(|g| name.starts_with(g) && name.len() > g.len());
    let line = name.strip_prefix("items.").or_else(|| name.strip_prefix("goods_list.")).unwrap_or(name);
    if LINE_KEYS.contains(&line) || within(LINE_GROUPS, line) {
        return Some(format!("items.{line}"));
    }
    (HEAD_KEYS.contains(&name) || within(HEAD_GROUPS, name)).then(|| name.to_owned())
}

/// The path of a label of the head; empty for one that names no fact.
pub(super) fn label(name: &str) -> Option<&'static str> {
    if is_no_name(name) {
        return None;
    }
    forms(name).iter().find_map(|form| LABEL_OF.get(form.as_str()).copied())
}

/// Numbers and sentences need not be looked up.
fn is_no_name(text: &str) -> bool {
    text.len() > 4 * LONGEST || !text.contains(char::is_alphabetic) || text.chars().count() > LONGEST
}

/// The tables, by name.
static COLUMN_OF: LazyLock<HashMap<&str, Column>> = LazyLock::new(|| {
    COLUMNS.iter().flat_map(|(column, names)| names.iter().map(|name| (*name, *column))).collect()
});

static LABEL_OF: LazyLock<HashMap<&str, &'static str>> = LazyLock::new(|| {
    LABELS.iter().flat_map(|(path, names)| names.iter().map(|name| (*name, *path))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_people_write_them() {
        let of = |name: &str| match column(name) {
            Some(Named::Known(known)) => Some(known),
            _ => None,
        };
        assert_eq!(of("* 商 品\n编 号"), Some(Line("hs_code")));
        assert_eq!(of("原产国（地区）"), Some(Line("origin_country")));
        assert_eq!(of("ＨＳ　ＣＯＤＥ"), Some(Line("hs_code")));
        assert_eq!(of("项号\nNo."), Some(Line("line_no")));
        assert_eq!(of("数量/重量 Quantity/Weight"), Some(QuantityUnit));
        assert_eq!(of("总价(USD)"), Some(Line("total")));
        assert_eq!(of("总价USD"), Some(Line("total")));
        assert_eq!(of("重量(KGS)"), Some(Ambiguous));
        assert_eq!(of("CTNS"), Some(Other));
        assert_eq!(of("棉制T恤"), None);
        assert_eq!(
            column("answers.medical-mask"),
            Some(Named::Path("items.answers.medical-mask".to_owned()))
        );
        assert_eq!(column("market.id"), Some(Named::Path("market.id".to_owned())));
    }

    #[test]
    fn no_name_stands_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for name in COLUMNS.iter().flat_map(|(_, names)| *names) {
            assert_eq!(*name, plain(name), "is not in the form that is looked for");
            assert!(seen.insert(*name), "{name} stands twice");
        }
    }
}
