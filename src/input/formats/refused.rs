//! Messages that are no declarations, refused by name: what each is, and what to give
//! instead.

use super::mapping::is_named;
use crate::value::Text;

/// English and Chinese.
type Both = (&'static str, &'static str);

/// A message that is not read.
pub(super) struct Refused {
    /// The local name of its root, or its type.
    pub(super) name: &'static str,
    what: Both,
    instead: Both,
}

const fn refused(name: &'static str, what: Both, instead: Both) -> Refused {
    Refused { name, what, instead }
}

/// By the local name of the root.
pub(super) const MESSAGES: &[Refused] = &[
    refused("DecModMessage", ("an amendment of a declaration", "报关单修改（撤销）报文"), AMENDED),
    refused("DecImportResponse", ("an answer to a message that was sent", "报文导入回执"), SENT),
    refused("DEC_DATA", RECEIPT, SENT),
    refused("DEC_RESULT", RECEIPT, SENT),
    refused("DecSupplementLists", SUPPLEMENT, WHOLE),
    refused("DecSupplementList", SUPPLEMENT, WHOLE),
    refused("DecSupplement", SUPPLEMENT, WHOLE),
    refused("SddTax", ("a tax statement", "报税单"), WHOLE),
    refused("EdocRealation", ("a list of scanned papers", "随附单据关联信息"), WHOLE),
    refused("Manifest", ("a manifest", "舱单"), WHOLE),
    refused("InvtMessage", ("a list of bonded goods", "保税核注清单"), WHOLE),
    refused("MetaData", ("a declaration in the form of the WCO", "WCO格式的报关数据"), WHOLE),
    refused("html", ("a web page", "网页"), SHEET),
    refused("Workbook", ("a spreadsheet in the XML form of 2003", "2003版XML表格"), SHEET),
];

/// By the type of a message of a platform.
pub(super) const PLATFORM: &[Refused] = &[
    refused("COMP", ("a filing of a merchant", "商户备案"), GOODS),
    refused("MAF", ("a filing of a producer", "生产商备案"), GOODS),
    refused("BUYER", ("a filing of a buyer", "采购商备案"), GOODS),
    refused("CLIENTAGE", ("an agency agreement", "代理关系"), GOODS),
    refused("COMB", ("a consolidation that names trade orders only", "组货单（仅列交易单号）"), GOODS),
    refused("PACK", ("a packing list that names consolidations only", "装箱单（仅列组货单号）"), GOODS),
    refused("CUSTOM", ("a declaration in the platform's own form", "平台格式的报关单"), MESSAGE),
    refused("AUTO", ("a declaration in the platform's own form", "平台格式的报关单"), MESSAGE),
];

/// The messages of cross-border e-commerce, `CEB303Message` and the like.
const COMMERCE: Refused =
    refused("CEBnnnMessage", ("a message of cross-border e-commerce", "跨境电子商务报文"), WHOLE);

const RECEIPT: Both = ("a receipt of customs", "海关回执");
const SUPPLEMENT: Both = ("a supplement to a declaration", "补充申报单");
const AMENDED: Both =
    ("give the declaration as it is after it (DecMessage)", "请提供修改后的报关单报文（DecMessage）");
const SENT: Both =
    ("give the declaration that was sent (DecMessage)", "请提供所发送的报关单报文（DecMessage）");
const WHOLE: Both = ("give the declaration (DecMessage)", "请提供报关单报文（DecMessage）");
const SHEET: Both = ("save it as .xlsx or CSV", "请另存为.xlsx或CSV");
const GOODS: Both =
    ("give its goods (GOODS) or trade orders (TRAD)", "请提供商品备案（GOODS）或交易单（TRAD）报文");
const MESSAGE: Both = ("give the DecMessage that it becomes", "请提供由其生成的DecMessage报文");

impl Refused {
    /// What it is.
    pub(super) fn what(&self) -> Text {
        Text::new(self.what.0, self.what.1)
    }

    /// What to give instead.
    pub(super) fn instead(&self) -> Text {
        Text::new(self.instead.0, self.instead.1)
    }
}

/// The row of a root's name.
pub(super) fn message(name: &str) -> Option<&'static Refused> {
    let lower = name.to_ascii_lowercase();
    let number = lower.strip_prefix("ceb").and_then(|rest| rest.strip_suffix("message"));
    if number.is_some_and(|n| n.len() == 3 && n.bytes().all(|b| b.is_ascii_digit())) {
        return Some(&COMMERCE);
    }
    MESSAGES.iter().find(|row| is_named(name, row.name))
}
