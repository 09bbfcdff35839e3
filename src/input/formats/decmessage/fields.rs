//! Which element of a `DecMessage` means which member of the canonical declaration:
//! official names with their official misspellings, then spellings of dialects.

use crate::input::formats::mapping::{Field, How};

/// How a fee is stated.
const MARKS: &[(&str, &str)] = &[("1", "rate"), ("2", "unit"), ("3", "total")];

/// Which way the goods go.
const DIRECTIONS: &[(&str, &str)] = &[("E", "export"), ("I", "import")];

const fn field(to: &'static str, from: &'static [&'static str], how: How) -> Field {
    Field { to, from, how }
}

/// The head, whichever way the goods go.
pub(super) const HEAD: &[Field] = &[
    field("/supervision_mode", &["TradeMode"], How::Code),
    field("/direction", &["IEFlag"], How::OneOf(DIRECTIONS)),
    field("/declaring_customs", &["CustomMaster"], How::Code),
    field("/operator/customs_code", &["TradeCode"], How::Code),
    field("/operator/uscc", &["TradeCoScc", "TradeCodeScc"], How::Code),
    field("/operator/name", &["TradeName"], How::Text),
    field("/trading_country", &["TradeAreaCode"], How::Code),
    field("/transaction_mode", &["TransMode"], How::Code),
    field("/fees/freight/mark", &["FeeMark", "FreightMark"], How::OneOf(MARKS)),
    field("/fees/freight/amount", &["FeeRate", "FreightRate"], How::Number),
    field("/fees/freight/currency", &["FeeCurr", "FreightCurr"], How::Code),
    field("/fees/insurance/mark", &["InsurMark"], How::OneOf(MARKS)),
    field("/fees/insurance/amount", &["InsurRate"], How::Number),
    field("/fees/insurance/currency", &["InsurCurr"], How::Code),
    field("/fees/other/mark", &["OtherMark"], How::OneOf(MARKS)),
    field("/fees/other/amount", &["OtherRate"], How::Number),
    field("/fees/other/currency", &["OtherCurr"], How::Code),
    field("/transport/mode", &["TrafMode"], How::Code),
    field("/transport/bill_no", &["BillNo"], How::Text),
    field("/gross_weight_kg", &["GrossWet", "GrossWt"], How::Number),
    field("/net_weight_kg", &["NetWt"], How::Number),
];

/// Elements of the head that mean something else on import.
pub(super) const HEAD_OF_EXPORT: &[Field] = &[
    field("/exit_customs", &["IEPort"], How::Code),
    field("/export_date", &["IEDate"], How::Day),
    field("/destination_country", &["TradeCountry"], How::Code),
];

/// The number of the declaration: the first of these that is there.
pub(super) const NUMBERS: &[Field] = &[
    field("/declaration_no", &["EntryId"], How::Code),
    field("/declaration_no", &["SeqNo"], How::Code),
    field("/declaration_no", &["PreEntryId"], How::Code),
];

/// The signature.
pub(super) const SIGN: &[Field] = &[field("/client_ref", &["ClientSeqNo"], How::Text)];

/// The day of the declaration, where it is stated as such, and that of the signature.
pub(super) const DECLARED: &[Field] = &[field("/declared_on", &["DDate"], How::Day)];
pub(super) const SIGNED: &[Field] = &[field("/declared_on", &["SignDate"], How::Day)];

/// A line, but for its code and countries.
pub(super) const ITEM: &[Field] = &[
    field("/ciq_code", &["CiqCode"], How::Code),
    field("/name", &["GName"], How::Text),
    field("/spec", &["GModel"], How::Text),
    field("/brand", &["GoodsBrand"], How::Text),
    field("/quantity", &["GQty"], How::Number),
    field("/unit", &["GUnit"], How::Code),
    field("/legal_quantity_1", &["FirstQty", "Qty1"], How::Number),
    field("/legal_unit_1", &["FirstUnit", "Unit1"], How::Code),
    field("/legal_quantity_2", &["SecondQty", "Qty2"], How::Number),
    field("/legal_unit_2", &["SecondUnit", "Unit2"], How::Code),
    field("/unit_price", &["DeclPrice"], How::Number),
    field("/total", &["DeclTotal"], How::Number),
    field("/currency", &["TradeCurr"], How::Code),
    field("/control_exemption/code", &["ControlExplainCode"], How::Code),
];

/// The number of a line.
pub(super) const LINE_NO: &[Field] = &[field("/line_no", &["GNo"], How::Count)];

/// The countries of a line as they are called.
pub(super) const PLAIN: &[Field] = &[
    field("/origin_country", &["OriginCountry"], How::Code),
    field("/final_destination", &["DestinationCountry"], How::Code),
];

/// The countries of a line on export, where the official format has them the other
/// way round.
pub(super) const SWAPPED: &[Field] = &[
    field("/origin_country", &["DestinationCountry"], How::Code),
    field("/final_destination", &["OriginCountry"], How::Code),
];

/// Parties that have no member: in English, in Chinese, and their elements, the name
/// first.
pub(super) const PARTIES: &[(&str, &str, &[&str])] = &[
    ("producer or seller", "生产销售单位", &["OwnerName", "OwnerCode", "OwnerCodeScc"]),
    ("declaring agent", "申报单位", &["AgentName", "AgentCode", "AgentCodeScc"]),
    (
        "overseas consignee",
        "境外收货人",
        &["OverseasConsigneeEname", "OverseasConsigneeCname", "OverseasConsigneeCode"],
    ),
];
