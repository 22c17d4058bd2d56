import pytest

from quarterdeck.extract.labels import of_label_info, of_properties
from quarterdeck.model.content import Label

from .build import GUID, LABEL_XML

KEY = f"MSIP_Label_{GUID}"
OTHER = GUID.replace("9d8e", "aaaa")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (LABEL_XML, "Top & Secret"),
        (f"{KEY}_Enabled=true; {KEY}_Name=Internal Only;{KEY}_SiteId=x;", "Internal Only"),
        (f"<pdfx:{KEY}_Name>Internal</pdfx:{KEY}_Name>", "Internal"),
        (f'<rdf:Description msip:{KEY}_Name="Internal" />', "Internal"),
        (f"/{KEY}_Name (Internal)", "Internal"),
        (f"{KEY.upper().replace('MSIP_LABEL', 'MSIP_Label')}_Enabled=true", ""),
        (f'<meta:user-defined meta:name="{KEY}_Name">Internal</meta:user-defined>', "Internal"),
    ],
)
def test_properties_in_all_their_spellings(text, name):
    assert of_properties(text) == (Label(GUID, name),)


def test_a_label_that_is_switched_off_is_none():
    assert of_properties(f"{KEY}_Enabled=false; {KEY}_Name=Old; MSIP_Label_{OTHER}_Name=New") == (Label(OTHER, "New"),)


def test_label_info():
    text = (
        f'<clbl:label id="{{{GUID.upper()}}}" enabled="1" removed="0"/><label id="{OTHER}" removed="1"/>'
        '<label enabled="1"/>'
    )
    assert of_label_info(text) == (Label(GUID),)


def test_other_words_are_no_label():
    assert of_properties("MSIP_Label_short_Name=x") == ()
    assert of_label_info("<labels>x</labels>") == ()
