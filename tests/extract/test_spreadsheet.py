import pytest

from quarterdeck.extract import spreadsheet
from quarterdeck.extract.budget import Spent

from .build import xlsx
from .reading import file, reasons, said


def sheet(cells):
    return f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"


def test_rows_are_lines_of_cells():
    data = xlsx([["Name", "Number"], ["Ann & Bob", 4111.5], ["Name", 7]])
    assert "Name\tNumber\nAnn & Bob\t4111.5\nName\t7" in said(data, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ('<c r="A1" t="s"><v>1</v></c>', "two"),
        ("<c t='s' r='A1'><v>1</v></c>", "two"),
        ('<c r="A1" s="3" t="s" >\n<v> 1 </v>\n</c>', "two"),
        ('<c r="A1" t="s"><v>99</v></c>', "99"),
        ('<c r="A1" t="inlineStr"><is><t>inline</t></is></c>', "inline"),
        ('<c r="A1"><f>SUM(B1:B2)</f><v>5</v></c>', "SUM(B1:B2)\t5"),
        ('<c r="A1" t="str"><v>a &lt; b</v></c>', "a < b"),
        ('<c r="A1"/><c r="B1"><v>5</v></c>', "5"),
        ('<c r="A1" t="str"><v><![CDATA[in <c>data]]></v></c>', "in <c>data"),
    ],
)
def test_cells_of_every_kind(cells, words):
    assert spreadsheet.rows(file(), sheet(cells), ["one", "two"]) == words


def test_a_prefix_of_the_namespace_changes_nothing():
    text = sheet('<c r="A1" t="s"><v>0</v></c>').replace("</", "</x:").replace("<w", "<x:w").replace("<s", "<x:s")
    text = text.replace("<row", "<x:row").replace("<c ", "<x:c ").replace("<v", "<x:v")
    assert spreadsheet.rows(file(), text, ["one"]) == "one"
    assert spreadsheet.shared_strings(file(), "<x:sst><x:si><x:t>a</x:t></x:si></x:sst>") == ["a"]


def test_strings_of_several_runs_are_one_and_keep_their_numbers():
    text = "<sst><si/><si><r><t>ri</t></r><r><t>ch</t></r></si><si><t><![CDATA[a & b]]></t></si></sst>"
    assert spreadsheet.shared_strings(file(), text) == ["", "rich", "a &amp; b"]


def test_a_cell_in_the_last_corner_costs_one_cell():
    far = '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>4711</v></c></row></sheetData></worksheet>'
    data = xlsx([["near"]], {"xl/worksheets/sheet2.xml": far})
    assert "4711" in said(data, "xl/worksheets/sheet2.xml")
    assert reasons(data) == set()


def test_cells_and_strings_are_counted():
    with pytest.raises(Spent, match="too-many-parts"):
        spreadsheet.rows(file(parts=2), sheet("<c r='A1'/>" * 3), [])
    with pytest.raises(Spent, match="too-many-parts"):
        spreadsheet.shared_strings(file(parts=2), "<sst>" + "<si/>" * 3 + "</sst>")


def test_what_is_beside_and_between_the_cells_is_kept():
    text = sheet("<c r='A1'/><!-- between -->").replace("</worksheet>", "<oddHeader>a header</oddHeader></worksheet>")
    assert spreadsheet.without_cells(text).endswith("a header</oddHeader></worksheet>")
    assert "<!--between-->" in spreadsheet.without_cells(text)
