#!/usr/bin/env python3
"""Builds tests/formats/sheets: lists of goods as they are met, one trap a file.

Codes and names are of the tariff of 2026; firms, merchants and numbers of papers are
made up. XLSX is written with the standard library; old.xls needs xlwt and is left as
it is where that is not installed.

    python3 tests/formats/build_sheets.py
"""

import datetime
import io
import pathlib
import zipfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent / "sheets"

SCOOTER = ("9503001000", "儿童滑板车")
SHIRT = ("6109100000", "棉制针织T恤衫")
TORCH = ("8513101000", "手电筒")
PEN = ("9608100000", "圆珠笔")
UMBRELLA = ("6601990000", "雨伞")
BAG = ("4202220000", "塑料手提包")
RING = ("7117190000", "仿首饰戒指")
PLATE = ("6911101900", "瓷餐盘")
MATTRESS = ("9404210010", "蔺草包面的垫子")
TEA = ("0902109000", "绿茶")


class Formula:
    """A formula with the value that was computed last."""

    def __init__(self, text, value):
        self.text, self.value = text, value


class Error(str):
    """An error, such as #N/A."""


def column(number):
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


class Sheet:
    def __init__(self, name, rows=(), hidden=False):
        self.name, self.cells, self.merged, self.hidden = name, {}, [], hidden
        for row in rows:
            self.row(row)

    def row(self, values, at=None):
        row = (max((r for r, _ in self.cells), default=-1) + 1) if at is None else at
        for col, value in enumerate(values):
            if value is not None:
                self.cells[row, col] = value
        return row

    def merge(self, *regions):
        self.merged += regions

    def xml(self, strings):
        out = []
        for row in sorted({r for r, _ in self.cells}):
            out.append(f'<row r="{row + 1}">')
            for (r, col), value in sorted(self.cells.items()):
                if r == row:
                    out.append(cell(f"{column(col)}{row + 1}", value, strings))
            out.append("</row>")
        merged = "".join(f'<mergeCell ref="{region}"/>' for region in self.merged)
        merged = f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>' if merged else ""
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f'<sheetData>{"".join(out)}</sheetData>{merged}</worksheet>'
        )


def cell(place, value, strings):
    if isinstance(value, Formula):
        return f'<c r="{place}"><f>{escape(value.text)}</f><v>{value.value!r}</v></c>'
    if isinstance(value, Error):
        return f'<c r="{place}" t="e"><v>{value}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    if isinstance(value, datetime.date):
        days = (value - datetime.date(1899, 12, 30)).days
        return f'<c r="{place}" s="1"><v>{days}</v></c>'
    return f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def workbook(name, *sheets):
    strings = {}
    bodies = [sheet.xml(strings) for sheet in sheets]
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{escape(s.name)}" sheetId="{i}" {"state=%shidden%s " % (chr(34), chr(34)) if s.hidden else ""}'
        f'r:id="rId{i}"/>'
        for i, s in zip(numbers, sheets)
    )
    related = "".join(
        f'<Relationship Id="rId{i}" Type="{RELS}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in numbers
    )
    last = len(sheets) + 1
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for i in numbers
        )
        + '<Override PartName="/xl/sharedStrings.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{related}'
        f'<Relationship Id="rId{last}" Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId{last + 1}" Type="{RELS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/>'
        '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">'
        + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
        + "</sst>",
    }
    for i, body in zip(numbers, bodies):
        parts[f"xl/worksheets/sheet{i}.xml"] = body
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    (HERE / name).write_bytes(buffer.getvalue())


def text(name, lines, encoding="utf-8", delimiter=","):
    joined = "\r\n".join(delimiter.join(map(str, line)) for line in lines) + "\r\n"
    (HERE / name).write_bytes(joined.encode(encoding))


GOODS = ["序号", "商品编码", "品名", "规格型号", "数量", "单位", "单价", "总价", "币制"]


def goods(number, good, quantity, price, total, currency="USD", spec="无品牌"):
    return [number, good[0], good[1], spec, quantity, "个", price, total, currency]


def plain():
    """The same three lines with the header in rows 1, 5, 8, 12 and 17."""
    above = [
        ["义乌市示例进出口有限公司"],
        ["货物清单"],
        ["监管方式", "1039", None, "申报日期", datetime.date(2026, 8, 20)],
        ["合同协议号：YW-2026-0815", None, None, "运抵国(地区)：ARE"],
        ["客户编号", "YW-2026-000123"],
    ]
    for header in (1, 5, 8, 12, 17):
        sheet = Sheet("清单")
        for row, values in zip(range(header - 1), above):
            sheet.row(values, row)
        sheet.row(GOODS, header - 1)
        for i, line in enumerate(
            [goods(1, SCOOTER, 1200, 2.35, 2820), goods(2, SHIRT, 400, 2.5, 1000), goods(3, TORCH, 100, 1.5, 150)]
        ):
            sheet.row(line, header + i)
        sheet.row(["TOTAL：", None, None, None, 1700, None, None, 3970], header + 3)
        sheet.merge(f"A{header + 4}:D{header + 4}")
        workbook(f"header-at-{header}.xlsx", sheet)


def online_list():
    """The list sent to the market's platform, saved as CSV by a Chinese spreadsheet."""
    text(
        "online-list-gb18030.csv",
        [
            ["义乌市示例进出口有限公司"],
            ["联网清单"],
            ["客户编号：YW-2026-000124", "", "监管方式：1039"],
            [],
            ["序号", "商品编码", "品名", "规格型号", "数量", "单位", "单价(USD)", "总价(USD)", "商户编号", "箱数", "重量(KGS)"],
            [1, "9503.0010 00", SCOOTER[1], "三轮", '"1,200"', "个", "2.35", '"2,820.00"', "A1-2031", 10, 300],
            [2, "902109000", TEA[1], "每件净重250克", "１２", "千克", "８．５", "102", "A1-2032", 2, 12],
            [3, TORCH[0], TORCH[1], "LED", "100个", "", "1.5", "USD 150.00", "A1-2032", 1, 20],
            ["", "", "", "", "", "", "", "", "", "", ""],
            ["合计", "", "", "", 1312, "", "", '"3,072.00"', "", 13, 332],
        ],
        "gb18030",
    )


def tab_separated():
    """One broker's list: tab-separated text in GBK, under a name that ends in .xls."""
    lines = [
        ["项号", "HS编码", "中文品名", "品牌", "型号", "数量", "单位", "单价", "金额", "币种", "市场商户号", "商户"],
        [1, PEN[0], PEN[1], "无品牌", "0.5mm", 5000, "支", "0.05", "250.00", "USD", "B2-1107", "二区4楼"],
        [2, UMBRELLA[0], UMBRELLA[1], "无品牌", "长柄", 600, "把", "1.20", "720.00", "USD", "B2-1107", "二区4楼"],
    ]
    text("tab-separated.xls", lines, "gbk", "\t")
    text("unicode-text.csv", lines, "utf-16", "\t")
    text("semicolons.csv", [[str(v) for v in line] for line in lines], "utf-8-sig", ";")


def two_rows_an_item():
    """Each item in two rows: the second has the declaration elements in merged cells."""
    sheet = Sheet("小商品货物清单")
    sheet.row(["小商品货物清单"], 0)
    sheet.merge("A1:N1")
    names = ["序号", "商品编号*", "商品名称", "数量", "单位", "单价", "总价", "币制", "原产国(地区)", "境内货源地"]
    names += ["商户编号", "件数", "毛重(KG)", "净重(KG)"]
    sheet.row(names, 2)
    lines = [
        (SCOOTER, 300, 9.4, 2820, "0|0|供儿童乘骑的三轮滑板车|无品牌"),
        (MATTRESS, 20, 5, 100, "0|0|蔺草包面|无品牌"),
    ]
    for i, (good, quantity, price, total, elements) in enumerate(lines):
        top = 3 + 2 * i
        line = [i + 1, *good, quantity, "个", price, total, "USD", "CHN", "33189", "A1-2031", 10, 100.5, 90]
        sheet.row(line, top)
        sheet.row(["申报要素", None, elements], top + 1)
        sheet.merge(f"A{top + 2}:B{top + 2}", f"C{top + 2}:N{top + 2}")
    sheet.row(["合计", None, None, 320, None, None, 2920], 7)
    workbook("two-rows-an-item.xlsx", sheet)


def merchant_blocks():
    """Blocks of 27 rows, one a merchant, each with its header, its merchant and a total."""
    sheet = Sheet("采购单")
    blocks = [
        ("A1-2031", "示例商户甲", [(SCOOTER, 100, 9.4, 940), (RING, 1000, 0.3, 300)]),
        ("A1-2032", "示例商户乙", [(PLATE, 500, 0.8, 400)]),
        ("C3-0009", "示例商户丙", [(BAG, 40, 5.5, 220), (PEN, 1000, 0.05, 50), (SHIRT, 10, 2, 20)]),
    ]
    for i, (no, name, lines) in enumerate(blocks):
        top = 27 * i
        sheet.row(["采购单"], top)
        sheet.merge(f"A{top + 1}:I{top + 1}")
        sheet.row([f"商户编号：{no}　商户名称：{name}"], top + 1)
        sheet.merge(f"A{top + 2}:I{top + 2}")
        sheet.row(GOODS, top + 3)
        for j, (good, quantity, price, total) in enumerate(lines):
            sheet.row(goods(j + 1, good, quantity, price, total), top + 4 + j)
        sheet.row(["小计", *[None] * 6, sum(line[3] for line in lines)], top + 4 + len(lines))
    sheet.row(["总计", *[None] * 6, 1930], 27 * 2 + 8)
    workbook("merchant-blocks.xlsx", sheet)


def declaration_print():
    """The printed declaration: labels above their values, three rows an item."""
    sheet = Sheet("报关单")
    sheet.row(["中华人民共和国海关出口货物报关单"], 0)
    sheet.merge("A1:L1")
    sheet.row(["预录入编号：", None, "海关编号：292120260000000001"], 1)
    sheet.row(["境内发货人", None, "出境关别", "3104", "出口日期", None, "申报日期", None, "备案号"], 2)
    sheet.row(
        ["义乌市示例进出口有限公司", None, "北仑海关", None, datetime.date(2026, 8, 23), None, datetime.date(2026, 8, 20)], 3
    )
    sheet.row(["合同协议号", None, "贸易国(地区)", None, "运抵国(地区)", None, "指运港", None, "监管方式"], 4)
    sheet.row(["YW-2026-0815", None, "ARE", None, "ARE", None, 0, None, "1039"], 5)
    names = ["项号", "商品编号", "商品名称及规格型号", None, "数量及单位", None, "单价/总价/币制", "原产国(地区)"]
    sheet.row(names + ["最终目的国(地区)", "境内货源地", "征免"], 7)
    sheet.merge("C8:D8", "E8:F8")
    items = [
        (SCOOTER, "0|0|供儿童乘骑的三轮滑板车|无品牌", (600, "千克"), (300, "个"), 9.4, 2820),
        (SHIRT, "0|0|针织|棉制|100%棉", (150, "千克"), (400, "件"), 2.5, 1000),
    ]
    for i, (good, elements, legal, quantity, price, total) in enumerate(items):
        top = 8 + 3 * i
        sheet.row([i + 1, good[0], good[1], None, *legal, price, "CHN", "ARE", "33189", "照章征税"], top)
        sheet.row([None, None, elements, None, None, None, total], top + 1)
        sheet.row([None, None, None, None, *quantity, "USD"], top + 2)
        sheet.merge(f"C{top + 1}:D{top + 1}", f"C{top + 2}:D{top + 3}")
    # Rows of the form that are not filled in: formulas give 0.
    for i in (2, 3):
        top = 8 + 3 * i
        sheet.row([i + 1, 0, 0, None, 0, "个", 0, "CHN", "ARE", "33189", "照章征税"], top)
        sheet.row([None, None, 0, None, 0, 0, 0], top + 1)
        sheet.row([None, None, None, None, None, None, "USD"], top + 2)
    workbook("declaration-print.xlsx", sheet)


def currencies():
    """A trade order in yuan; two columns of amounts; a currency a line."""
    order = Sheet("交易单")
    order.row(["市场采购交易单"])
    order.row(["商户", "二区4楼0815", None, "采购商", "Example Trading LLC"])
    order.row(["序号", "商品编码", "商品名称", "交易数量", "单位", "单价（元）", "金额（元）"])
    order.row([1, *PEN, 5000, "支", 0.36, 1800])
    order.row([2, *UMBRELLA, 600, "把", 8.6, 5160])
    order.row(["合计", None, None, None, None, None, 6960])
    workbook("trade-order-cny.xlsx", order)
    both = Sheet("货物清单")
    both.row(["币制", "USD"])
    both.row(["序号", "商品编码", "品名", "数量", "单位", "总价(RMB)", "总价(USD)"])
    both.row([1, *PEN, 5000, "支", 1800, 250])
    both.row([2, *UMBRELLA, 600, "把", 5160, 716.67])
    workbook("two-amounts.xlsx", both)
    mixed = Sheet("货物清单")
    mixed.row(GOODS)
    mixed.row(goods(1, PEN, 5000, 0.05, 250, "USD"))
    mixed.row(goods(2, UMBRELLA, 600, 8.6, 5160, "人民币"))
    mixed.row(goods(3, BAG, 40, 5, 200, "142"))
    workbook("a-currency-a-line.xlsx", mixed)
    quarrel = Sheet("货物清单")
    quarrel.row(["币制：CNY"])
    quarrel.row(["序号", "商品编码", "品名", "数量", "总价(USD)"])
    quarrel.row([1, *PEN, 5000, 250])
    workbook("currency-contradicts.xlsx", quarrel)


def summary():
    return Sheet(
        "简化归类汇总",
        [
            ["序号", "商品编码", "商品名称", "数量", "总价", "币制"],
            [1, "95", "玩具", 1200, 2820, "USD"],
            [2, "61", "服装", 400, 1000, "USD"],
        ],
    )


def several_sheets():
    """A set of papers: the list with the most codes is read; a summary never is."""
    workbook("chapter-summary.xlsx", summary())
    invoice = Sheet("发票", [["序号", "商品名称", "数量", "单价", "金额"], [1, SCOOTER[1], 1200, 2.35, 2820]])
    packing = Sheet("装箱单", [["序号", "品名", "箱数", "毛重", "净重"], [1, SCOOTER[1], 10, 300, 280]])
    goods_list = Sheet("货物清单", [GOODS, goods(1, SCOOTER, 1200, 2.35, 2820), goods(2, SHIRT, 400, 2.5, 1000)])
    settings = Sheet("设置", [["汇率", 7.2]], hidden=True)
    workbook("set-of-papers.xlsx", summary(), invoice, packing, goods_list, settings)
    one = Sheet("商户甲", [GOODS, goods(1, SCOOTER, 100, 9.4, 940)])
    two = Sheet("商户乙", [GOODS, goods(1, MATTRESS, 20, 5, 100)])
    workbook("list-on-two-sheets.xlsx", one, two)
    other = Sheet("补充", [["HS编码", "品名", "数量", "毛重"], [MATTRESS[0], MATTRESS[1], 20, 40]])
    workbook("codes-elsewhere.xlsx", goods_list, other)


def merged_cells():
    """Names in two rows, a code for several lines, an amount for several lines."""
    sheet = Sheet("货物清单")
    sheet.row(["序号", "商品", None, "法定", None, "成交", None, "总价(USD)", "商户"], 0)
    sheet.row([None, "编号", "名称", "数量", "单位", "数量", "单位", None, None], 1)
    sheet.cells[1, 1], sheet.cells[1, 2] = "编号", "名称"
    sheet.merge("A1:A2", "B1:C1", "D1:E1", "F1:G1", "H1:H2", "I1:I2")
    sheet.row([1, RING[0], "戒指", 2, "千克", 1000, "个", 300, "A1"], 2)
    sheet.row([2, None, "耳环", 3, "千克", 500, "对", 150, None], 3)
    sheet.row([3, PLATE[0], PLATE[1], 200, "千克", 500, "个", 400, "A2"], 4)
    sheet.row([4, BAG[0], BAG[1], 10, "千克", 40, "个", None, "A2"], 5)
    sheet.merge("B3:B4", "I3:I4", "H5:H6")
    workbook("merged-cells.xlsx", sheet)


def cells():
    """What a cell can be: a number for a code, a date, an error, a formula."""
    sheet = Sheet("货物清单")
    sheet.row(["申报日期", datetime.date(2026, 8, 20), None, "出口日期：2026/8/23"])
    sheet.row(["项号", "商品编号", "商品名称", "数量", "单价", "总价", "币制", "原产国", "answers.medical-mask"])
    sheet.row([1, 9503001000, SCOOTER[1], 3, 0.1, Formula("D3*E3", 0.1 * 3), "USD", "CHN", False])
    sheet.row([2, 902109000, TEA[1], 12.5, 8, Formula("D4*E4", 100.0), "USD", 142, None])
    sheet.row([3, "８５１３１０１０００", TORCH[1], 100, 1.5, Error("#N/A"), "USD", 0, "否"])
    sheet.row([4, 90210900, "茶（八位）", 1, 1, 1, "USD", "CHN", None])
    sheet.row([5, 2109000, "茶（七位）", 1, 1, 1, "USD", "CHN", None])
    sheet.row([None, None, None, None, None, None])
    workbook("kinds-of-cells.xlsx", sheet)


def totals():
    differs = Sheet("货物清单", [GOODS, goods(1, SCOOTER, 1200, 2.35, 2820), goods(2, SHIRT, 400, 2.5, 1000)])
    differs.row(["合计", None, None, None, 1600, None, None, 4820])
    differs.row(goods(3, MATTRESS, 20, 5, 100))
    workbook("total-differs.xlsx", differs)
    blank = Sheet("货物清单", [GOODS, goods(1, SCOOTER, 1200, 2.35, 2820)])
    blank.row(["备注：以上货物均为一般包装"], 2)
    blank.row([None, None, "赠品", None, 10, "个", 1, 10, "USD"], 8)
    workbook("blank-stretch.xlsx", blank)
    form = Sheet("报关资料")
    form.row(["货物信息"])
    form.row(GOODS)
    for i in range(20):
        form.row([i + 1, 0, 0, None, 1, "个", 0, 0, "USD"])
    form.row(["合计", None, None, None, 20, None, None, 0])
    workbook("form-not-filled.xlsx", form)


def declarations():
    """Several declarations in one table, and the flat form."""
    text(
        "two-declarations.csv",
        [
            ["客户编号", "申报日期", "商品编号", "品名", "数量", "总价", "币制"],
            ["YW-1", "2026-08-20", SCOOTER[0], SCOOTER[1], 100, 940, "USD"],
            ["YW-1", "2026-08-20", SHIRT[0], SHIRT[1], 400, 1000, "USD"],
            ["YW-2", "2026-08-21", TORCH[0], TORCH[1], 100, 150, "USD"],
        ],
    )
    (HERE / "flat.csv").write_text(
        "record,client_ref,market.id,simplified,documents,fees.insurance,list,items.line_no,items.hs_code,items.name,"
        "items.total,items.currency,items.merchant.no,items.attributes.a.b,items.answers.medical-mask\n"
        "1,YW-001,yiwu,false,[],null,items,1,9503001000,儿童滑板车,2820.00,USD,A1-2031,,\n"
        '1,YW-001,yiwu,false,,null,items,2,"""610910000""","""=T恤""",940.00,USD,A1-2031,x,false\n'
        '2,YW-002,yiwu,true,"[{""letter"":""4"",""number"":""25-01"",""lines"":""all""}]",,goods_list,1,6307900010,'
        "口罩,100.00,USD,,,true\n"
        "3,YW-003,yiwu,false,,,,,,,,,,,\n",
        encoding="utf-8",
    )


def old():
    """A workbook of Excel 97, with enough text to go over several records."""
    try:
        import xlwt
    except ImportError:
        print("xlwt is not installed: old.xls is left as it is")
        return
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("货物清单")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for col, value in enumerate(["监管方式", "1039", "", "申报日期"]):
        sheet.write(0, col, value)
    sheet.write(0, 4, datetime.date(2026, 8, 20), day)
    for col, name in enumerate(GOODS):
        sheet.write_merge(1, 2, col, col, name)
    lines = [goods(1, SCOOTER, 1200, 2.35, 2820), goods(2, TEA, 12.5, 8, 100), goods(3, TORCH, 100, 1.5, 150)]
    for i, line in enumerate(lines):
        for col, value in enumerate(line):
            sheet.write(3 + i, col, int(value) if i == 1 and col == 1 else value)
    for i in range(60):
        line = goods(4 + i, PEN, 10, 0.05, 0.5, spec=f"第{i}款：" + "圆珠笔，塑料杆，无品牌；" * 12)
        for col, value in enumerate(line):
            sheet.write(6 + i, col, value)
    sheet.write(66, 0, "TOTAL")
    sheet.write(66, 7, xlwt.Formula("SUM(H4:H66)"))
    hidden = book.add_sheet("设置")
    hidden.write(0, 0, "汇率")
    hidden.visibility = 1
    book.save(str(HERE / "old.xls"))


if __name__ == "__main__":
    HERE.mkdir(parents=True, exist_ok=True)
    for build in (
        plain, online_list, tab_separated, two_rows_an_item, merchant_blocks, declaration_print, currencies,
        several_sheets, merged_cells, cells, totals, declarations, old,
    ):
        build()
