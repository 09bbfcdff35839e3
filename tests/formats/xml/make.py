#!/usr/bin/env python3
"""Writes the fixtures beside this file: messages with one trap each.

Codes and names are real (tariff, offices, countries, units); firms, numbers of
papers and amounts are made up. The tests read the files and do not run this.
"""

import base64
import pathlib

HERE = pathlib.Path(__file__).parent
DEC = "http://www.chinaport.gov.cn/dec"

HEAD = {
    "SeqNo": "", "IEFlag": "E", "Type": "", "AgentCode": "3318980001", "AgentName": "示例报关有限公司",
    "BillNo": "NGB0000001", "ContrNo": "", "CustomMaster": "2921", "CutMode": "101", "DistinatePort": "ARE018",
    "FeeCurr": "USD", "FeeMark": "3", "FeeRate": "300", "GrossWet": "2300.5", "IEDate": "20260823",
    "IEPort": "3104", "InsurCurr": "", "InsurMark": "1", "InsurRate": "0.3", "LicenseNo": "", "NetWt": "2100",
    "NoteS": "", "OtherCurr": "", "OtherMark": "", "OtherRate": "", "OwnerCode": "3318960002",
    "OwnerName": "示例商贸商行", "PackNo": "120", "TradeCode": "3318XXXXXX", "TradeCountry": "ARE",
    "TradeMode": "1039", "TradeName": "示例进出口有限公司", "TrafMode": "2", "TransMode": "3", "WrapType": "22",
    "EntryId": "", "PreEntryId": "", "EdiId": "1", "EntryType": "M", "DeclTrnRel": "1",
    "TradeCoScc": "91330782XXXXXXXXXX", "PromiseItmes": "000", "TradeAreaCode": "ARE", "TaxAaminMark": "",
    "MarkNo": "N/M", "EntyPortCode": "310401", "OverseasConsigneeEname": "Example Trading LLC",
}

ITEM = {
    "CodeTS": "9503001000", "DeclPrice": "9.40", "DutyMode": "1",
    "GModel": "0|0|供儿童乘骑的三轮滑板车|无品牌", "GName": "儿童滑板车", "GNo": "1", "OriginCountry": "ARE",
    "TradeCurr": "USD", "DeclTotal": "2820.00", "GQty": "300", "FirstQty": "300", "SecondQty": "",
    "GUnit": "003", "FirstUnit": "003", "SecondUnit": "", "DestinationCountry": "CHN", "CiqCode": "999",
    "DistrictCode": "33189",
}

SIGN = {"OperType": "C", "ClientSeqNo": "YW-2026-000001", "SignDate": "2026082011303295", "Sign": "AAAA"}


class Writer:
    """Elements as text, with a prefix or without."""

    def __init__(self, prefix=""):
        self.prefix = prefix

    def leaf(self, name, value, depth):
        name, indent = self.prefix + name, "\t" * depth
        return f"{indent}<{name}/>\n" if value == "" else f"{indent}<{name}>{value}</{name}>\n"

    def group(self, name, inner, depth, attributes=""):
        name, indent = self.prefix + name, "\t" * depth
        return f"{indent}<{name}{attributes}>\n{inner}{indent}</{name}>\n"

    def fields(self, values, depth):
        return "".join(self.leaf(k, v, depth) for k, v in values.items())


def without(values, *names):
    return {k: v for k, v in values.items() if k not in names}


def message(head=HEAD, items=(ITEM,), sign=SIGN, extra="", attributes="", prefix="", limits=(), depth=0):
    w = Writer(prefix)
    lines = ""
    for index, item in enumerate(items):
        inner = w.fields(item, depth + 3)
        for number, papers in limits:
            if number == index:
                group = w.group("DecGoodsLimit", w.fields(papers, depth + 5), depth + 4)
                inner += w.group("DecGoodsLimits", group, depth + 3)
        lines += w.group("DecList", inner, depth + 2)
    inner = w.group("DecHead", w.fields(head, depth + 2), depth + 1) + w.group("DecLists", lines, depth + 1)
    inner += extra
    if sign:
        inner += w.group("DecSign", w.fields(sign, depth + 2), depth + 1)
    return w.group("DecMessage", inner, depth, attributes)


def groups(name, one, rows, prefix=""):
    w = Writer(prefix)
    if not rows:
        return w.leaf(name, "", 1)
    return w.group(name, "".join(w.group(one, w.fields(row, 3), 2) for row in rows), 1)


def papers(*rows, prefix=""):
    return groups("DecLicenseDocus", "LicenseDocu", [{"DocuCode": a, "CertCode": b} for a, b in rows], prefix)


def write(name, text, encoding="utf-8"):
    (HERE / name).write_bytes(text.encode(encoding))


def declared(encoding="UTF-8"):
    return f'<?xml version="1.0" encoding="{encoding}"?>\n'


def namespace(version="3.1"):
    return f' Version="{version}" xmlns="{DEC}"'


FULL = (
    papers(("4", "25-XX-000001"), ("B", "<![CDATA[<14>E2026-0000001]]>"))
    + groups("DecContainers", "Container", [
        {"ContainerId": "CBHU3202732", "ContainerMd": "13", "GoodsNo": "1,2", "LclFlag": "0"},
        {"ContainerId": "CBHU3202733", "ContainerMd": "13", "GoodsNo": "2"},
    ])
    + groups("DecFreeTxt", "VoyNo", [])
)

SECOND = ITEM | {"GNo": "2", "CodeTS": "6109.1000 00", "GName": "棉制T恤", "GModel": "0|0|针织", "GQty": "1200",
                 "FirstQty": "1200", "SecondQty": "200", "SecondUnit": "035", "GUnit": "011", "FirstUnit": "011",
                 "DeclPrice": "2.35", "ControlExplainCode": "0001"}


def good_messages():
    empty = papers()
    write("export-31.xml", declared() + message(
        HEAD | {"LicenseNo": "26-XX-000009"}, (ITEM, SECOND), extra=FULL, attributes=namespace(),
        limits=((1, {"GoodsNo": "2", "LicTypeCode": "411", "LicenceNo": "26CPXK0001", "LicWrtofQty": "2"}),)))
    write("export-48-no-namespace.xml", declared() + message(extra=empty, attributes=' version="4.8"'))
    write("export-prefix.xml", declared() + message(
        extra=papers(prefix="ns0:"), prefix="ns0:", attributes=f' xmlns:ns0="{DEC}"'))
    write("export-gbk.xml", declared("GBK") + message(extra=empty, attributes=namespace()), "gbk")
    write("export-gb2312.xml", declared("gb2312") + message(extra=empty), "gbk")
    write("export-gbk-undeclared.xml", message(extra=empty), "gbk")
    write("export-says-utf8-is-gbk.xml", declared() + message(extra=empty), "gbk")
    write("export-says-gbk-is-utf8.xml", declared("GBK") + message(extra=empty))
    write("export-says-utf16-is-utf8.xml", declared("utf-16") + message(extra=empty))
    write("export-utf16.xml", "\ufeff" + declared("utf-16") + message(extra=empty), "utf-16-le")
    write("export-bom.xml", "\ufeff" + declared() + message(extra=empty))
    write("import.xml", declared() + message(
        HEAD | {"IEFlag": "I", "TradeMode": "0110", "TradeCountry": "MYS"},
        (ITEM | {"OriginCountry": "MYS", "DestinationCountry": "CHN"},), attributes=namespace()))


def traps():
    write("countries.xml", message(items=(
        ITEM | {"OriginCountry": "CHN", "DestinationCountry": "ARE"},
        ITEM | {"GNo": "2", "OriginCountry": "142", "DestinationCountry": "137"},
        ITEM | {"GNo": "3", "OriginCountry": "ARE", "DestinationCountry": "JPN"},
        ITEM | {"GNo": "4", "OriginCountry": "CHN", "DestinationCountry": "CHN"},
        ITEM | {"GNo": "5", "OriginCountry": "CHN", "DestinationCountry": ""},
        ITEM | {"GNo": "6"},
    )))
    write("no-direction.xml", message(HEAD | {"IEFlag": ""}))
    write("mixed-codes.xml", message(
        HEAD | {"TradeAreaCode": "138", "FeeCurr": "502"},
        (ITEM | {"TradeCurr": "502", "OriginCountry": "138", "DestinationCountry": "142"},
         ITEM | {"GNo": "2"})))
    write("numbers.xml", message(
        HEAD | {"GrossWet": "２３００．５", "NetWt": "2,100.00", "FeeRate": "12,5", "TradeMode": "１０３９"},
        (ITEM | {"DeclTotal": "1,234,567.89", "DeclPrice": "9,4", "GQty": "1 200", "FirstQty": "1,20"},)))
    write("empty.xml", message(
        HEAD | {"LicenseNo": "", "TradeCountry": " "}, (ITEM | {"GName": "<!-- none -->"},),
        extra="\t<DecLicenseDocus>\n\t\t<LicenseDocu><DocuCode/><CertCode></CertCode></LicenseDocu>\n"
              "\t</DecLicenseDocus>\n\t<DecContainers/>\n"))
    write("no-papers-group.xml", message())
    write("licence-on-head-only.xml", message(HEAD | {"LicenseNo": "26-XX-000009"}))
    write("licence-on-line-only.xml", message(limits=(
        (0, {"GoodsNo": "1", "LicTypeCode": "411", "LicenceNo": "26CPXK0001"}),)))
    write("licence-of-another-line.xml", message(limits=(
        (0, {"GoodsNo": "7", "LicTypeCode": "411", "LicenceNo": "26CPXK0001"}),)))
    write("letters.xml", message(extra=papers(("x", "A1"), ("X", "A2"), ("0x", "A3"), ("1X", "A4"), ("ｙ", "A5"))))
    dialect = without(HEAD, "GrossWet", "FeeMark", "FeeRate", "FeeCurr", "TradeCoScc", "IEDate")
    dialect |= {"grossWt": "2300.5", "FreightMark": "3", "FreightRate": "300", "FreightCurr": "USD",
                "TradeCodeScc": "91330782XXXXXXXXXX", "IEDate": "2026/8/23", "dDate": "2026-08-20",
                "DistrictCode": "33189", "EntryId": "310420260000000001", "SeqNo": "E20260000000000001"}
    item = without(ITEM, "FirstQty", "FirstUnit", "CodeTS", "DistrictCode")
    item |= {"qty1": "300", "unit1": "003", "CODE_T": "95030010", "CODE_S": "00", "G_NAME": ITEM["GName"]}
    write("dialect.xml", message(dialect, (without(item, "GName"),)))
    write("twice.xml", message(HEAD | {"GrossWt": "9"}, (ITEM | {"Qty1": "300"},)))
    write("labels.xml", message(
        HEAD | {"IEFlag": "进出口标志", "TradeMode": "监管方式", "CustomMaster": "主管海关"}))


def transit():
    block = Writer().group("TrnHead", Writer().fields({"TurnNo": "", "NativeTrafMode": "4"}, 2), 1)
    block += groups("TrnContainers", "TrnContainer", [{"ContaNo": "CBHU3202732", "ContaSn": "1"}])
    block += groups("TrnContaGoodsList", "TrnContaGoods", [
        {"ContaNo": "CBHU3202732", "GNo": "1", "ContaGoodsCount": "10"},
        {"ContaNo": "CBHU3202732", "GNo": "2", "ContaGoodsCount": "10"},
    ])
    empty = Writer().group("TrnHead", Writer().leaf("TurnNo", "", 2), 1)
    write("transit-block-only.xml", message(without(HEAD, "DeclTrnRel"), (ITEM, SECOND), extra=block))
    write("transit-contradiction.xml", message(HEAD | {"DeclTrnRel": "0"}, extra=block))
    write("transit-none.xml", message(HEAD | {"DeclTrnRel": "0"}, extra=empty))


def many():
    one, two = SIGN | {"ClientSeqNo": "YW-1"}, SIGN | {"ClientSeqNo": "YW-2"}
    w = Writer()
    amended = f'<DecModMessage xmlns="{DEC}"><EntryId>310420260000000001</EntryId></DecModMessage>'
    inner = message(sign=one, depth=3) + message(sign=two, depth=3) + amended + "\n"
    inner = w.group("DataInfo", w.group("BussinessData", inner, 2), 1)
    write("batch.xml", declared() + w.group("Package", inner, 0))
    write("concatenated.xml", declared() + message(sign=one) + declared() + message(sign=two))
    write("concatenated-cut.xml", declared() + message(sign=one) + declared() + message(sign=two)[:700])
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    write("soap.xml", declared() + f'<s:Envelope xmlns:s="{soap}"><s:Body>\n{message()}</s:Body></s:Envelope>\n')
    packed = base64.b64encode(message().encode()).decode()
    write("envelope-base64.xml", f"<Package><Head>1</Head><Data>{packed}</Data></Package>\n")
    write("envelope-text.xml", f"<Package><Data><![CDATA[{message()}]]></Data></Package>\n")


def refused():
    head = declared() + '<!DOCTYPE DecMessage [\n'
    laughs = '<!ENTITY a0 "ha">\n' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 10))
    write("bomb.xml", head + laughs + "]>\n" + message(HEAD | {"NoteS": "&a9;"}))
    write("doctype-outside.xml", declared() + '<!DOCTYPE DecMessage SYSTEM "file:///etc/passwd">\n' + message())
    write("entity-unknown.xml", message(HEAD | {"NoteS": "&nbsp;"}))
    write("stray.xml", "4" + declared() + message())
    write("trailing.xml", message() + "end of file\n")
    write("mismatched.xml", message().replace("</TradeMode>", "</TradeCode>"))
    write("amendment.xml", declared() + f'<DecModMessage xmlns="{DEC}"><DecModType>1</DecModType></DecModMessage>\n')
    write("answer.xml", f'<DecImportResponse xmlns="{DEC}"><ResponseCode>0</ResponseCode></DecImportResponse>\n')
    write("receipt.xml", "<DEC_DATA><DEC_RESULT><CUS_CIQ_NO>I1</CUS_CIQ_NO></DEC_RESULT></DEC_DATA>\n")
    write("supplement.xml", f'<DecSupplementLists xmlns="{DEC}"><DecSupplementList/></DecSupplementLists>\n')
    write("manifest.xml", '<Manifest xmlns="urn:Declaration:datamodel:standard:CN:MT2101:1"><Head/></Manifest>\n')
    write("commerce.xml", '<ceb:CEB303Message xmlns:ceb="http://www.chinaport.gov.cn/ceb"><ceb:Order/></ceb:CEB303Message>\n')
    write("unknown.xml", "<Something><Else>1</Else></Something>\n")
    write("empty-message.xml", f'<DecMessage xmlns="{DEC}"><DecHead><IEFlag/></DecHead></DecMessage>\n')


GOOD = {
    "createOrg": "914401010000000000", "goodsCname": "儿童滑板车", "goodsEname": "kick scooter", "goodsId": "17",
    "isBrand": "0", "model": "三轮", "producer": "示例玩具厂", "qunit": "003", "wunit": "035", "cunit": "003",
    "cBrand": "", "goodsCode": "G0001", "hsCode": "95030010", "hsCodeS": "00", "goodsType": "1",
}

DETAIL = {
    "goodsCode": "G0001", "quantity": "300", "cAmount": "300", "weight": "900", "price": "9.40",
    "totalPrice": "2820.00", "tradeCurr": "USD", "tradeDetailId": "5",
}


def platform():
    w = Writer()

    def envelope(kind, body):
        head = w.fields({"MessageId": f"{kind}_1", "MessageType": kind, "Sender": "914401010000000000",
                         "Receiver": "GZSW", "opType": "A"}, 2)
        return declared("utf-8") + w.group(
            "SubjectInfo", w.group("Head", head, 1) + w.group("Declaration", body, 1), 0)

    def trade(number, details, name="goodsCode"):
        rows = [{(name if k == "goodsCode" else k): v for k, v in row.items()} for row in details]
        inner = w.fields({"buyer": "B1", "solder": "S1", "isAgencyReceipt": "1", "rmbMoney": "20000.00",
                          "tradingNo": number, "status": "1"}, 3)
        inner += w.group("TradeDetailList", "".join(
            w.group("TradeDetail", w.fields(row, 5), 4) for row in rows), 3)
        return w.group("Trade", inner, 2)

    goods = w.group("Good", w.fields(GOOD | {"status": "2"}, 3), 2) + w.group(
        "Good", w.fields(GOOD | {"goodsCode": "", "hsCode": "6109100000", "hsCodeS": "", "goodsCname": "棉制T恤"}, 3), 2)
    write("platform-goods.xml", envelope("GOODS", w.group("GoodList", goods, 2)))
    other = DETAIL | {"goodsCode": "G0002", "totalPrice": "1,000.00"}
    write("platform-trade.xml", envelope("TRAD", w.group(
        "TradeList", trade("T-1", (DETAIL, other)) + trade("T-2", (DETAIL,), "goodCode"), 2)))
    write("platform-merchant.xml", envelope("COMP", w.group("CompList", w.leaf("corpCode", "1", 3), 2)))
    write("platform-declaration.xml", envelope("CUSTOM", w.group("CustomHead", w.leaf("entryId", "1", 3), 2)))


if __name__ == "__main__":
    for make in (good_messages, traps, transit, many, refused, platform):
        make()
