"""What the standard says of a unit's choices: every choice explained, custom no finding, departures listed once (gongwen 4.4)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.docs.test_pages import plain
from tests.docs.test_profile import PROFILES
from xzt.core.errors import Trouble
from xzt.docs.checks import Given, Level, check
from xzt.docs.checks.customs import CHOICES, GROUPS, departs, departures, differs, value_words
from xzt.docs.checks.profiles import MOST_BYTES, load_profile, presets, read_profile, write_profile
from xzt.docs.model import Attachment, Paragraph
from xzt.office.profile import STANDARD, Profile, refuse_profile


def test_every_choice_is_explained_once() -> None:
    assert {choice.name for choice in CHOICES} == set(Profile.__struct_fields__)
    assert len({choice.name for choice in CHOICES}) == len(CHOICES)
    assert {choice.group for choice in CHOICES} == {group for group, _ in GROUPS}
    for choice in CHOICES:
        assert choice.clause.startswith("GB/T ")
        assert choice.says
        assert value_words(choice, STANDARD)
        if choice.values:
            assert getattr(STANDARD, choice.name) in {value for value, _ in choice.values}


def test_what_the_standard_leaves_open_is_no_departure() -> None:
    """4.4: bold third level, Latin digits, sizes, thicknesses, the red of the screen are custom, not departures."""
    custom = Profile(bold_third=True, latin_face=True, mark_size=10, red="#C00000", red_line=1, double_on="text", even_imprint=True)
    assert departures(custom) == []
    assert any(differs(choice, custom) for choice in CHOICES)
    assert departures(STANDARD) == []
    assert departures(Profile(top_margin=36.0, left_margin=29.0)) == [], "within the standard's own tolerance"


def test_departures_are_advice_with_their_clause() -> None:
    found = departures(Profile(top_margin=28.0, pitch=33.0, centred_numbers=True, first_number=False))
    assert [finding.excerpt for finding in found] == ["天头：28毫米", "固定行距：33磅", "首页显示页码：否", "页码居中：是"]
    assert {finding.level for finding in found} == {Level.ADVICE}
    assert {finding.rule for finding in found} == {"U01"}
    assert not any(finding.blocks for finding in found)


def test_the_checks_call_no_custom_an_error() -> None:
    """A02 advises against title marks around attachments' names; where they are the unit's custom it says nothing."""
    document = plain(attachments=(Attachment("《测试名单》", (Paragraph("文。"),), "附件"),))
    assert "A02" in {finding.rule for finding in check(document)}
    assert "A02" not in {finding.rule for finding in check(document, Given(profile=Profile(quoted_attachments=True)))}


@given(PROFILES)
def test_no_profile_adds_a_finding_to_a_document(profile: Profile) -> None:
    document = plain(attachments=(Attachment("测试名单", (Paragraph("文。"),), "附件"),))
    assert check(document, Given(profile=profile)) == check(document)
    assert [finding.excerpt for finding in departures(profile)] == [
        f"{choice.title}：{value_words(choice, profile)}" for choice in CHOICES if departs(choice, profile)
    ]


@given(PROFILES, st.text(max_size=20))
def test_a_file_keeps_everything(profile: Profile, name: str) -> None:
    data = write_profile(profile, name, "样例")
    back = read_profile(data)
    assert (back.profile, back.name, back.note) == (profile, name, "样例")
    assert set(json.loads(data)["profile"]) == set(Profile.__struct_fields__), "readable, with every choice in it"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format":"xzt-profile-1"}',
        b'{"format":"xzt-profile-9","profile":{}}',
        b'{"format":"xzt-profile-1","profile":{"left_margn":27}}',
        b'{"format":"xzt-profile-1","profile":{"left_margin":"27"}}',
        b'{"format":"xzt-profile-1","profile":{"left_margin":2}}',
        b'{"format":"xzt-profile-1","profile":{},"note":"' + b"x" * MOST_BYTES + b'"}',
    ],
)
def test_what_is_no_profile_is_refused(data: bytes) -> None:
    """A misspelt choice is not silently left out."""
    with pytest.raises(Trouble) as trouble:
        read_profile(data)
    assert trouble.value.code == "profile_file_malformed"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="file_unreadable"):
        load_profile(tmp_path / "none.json")


def test_the_profiles_that_come_with_the_program() -> None:
    """The standard first; every one has a name and says where it comes from."""
    found = presets()
    assert found[0].profile == STANDARD
    assert len(found) >= 5
    assert len({one.name for one in found}) == len(found)
    for one in found:
        assert one.name
        assert one.note.endswith("。")
        assert refuse_profile(one.profile) is None
    assert all(one.profile != STANDARD for one in found[1:])
