"""The sources as a visitor, a candidate and a writer find them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.accounts.rules import Role
from app.questions.rules.words import KIND_WORDS, SourceKind
from tests.client import StrictClient
from tests.factories import OrganisationFactory, member
from tests.questions.pages import counts, load, main, some
from tests.questions.samples import ABUSE, LAW, MOCK, QUESTION, bank, mock_bank

BELL = 1  # the header of every page of somebody signed in counts unread notices
SESSION = 1


class TestSources:
    def test_a_visitor_sees_what_is_cited_by_kind_with_the_number_of_questions(
        self, client: StrictClient, home: Organisation
    ) -> None:
        load(some(2), home)

        page = main(client, "/sources")

        assert re.findall(r"<h2[^>]*>(.+?)</h2>", page) == ["法律", "専門知識"]
        assert counts(page) == [("介護保険法", "3問"), ("専門職に共通する知識（二名の独立確認済み）", "2問")]
        assert re.findall(r'href="(/sources/[^"]+)"', page) == [f"/sources/{LAW}", "/sources/expert-knowledge"]

    def test_what_nothing_rests_on_is_left_out(self, client: StrictClient, home: Organisation) -> None:
        load(bank(), home)

        assert [name for name, _ in counts(main(client, "/sources"))] == ["介護保険法"]

    def test_before_anything_is_loaded_the_next_step_is_said(self, client: StrictClient) -> None:
        page = main(client, "/sources")

        assert "まだ根拠がありません。" in page
        assert 'href="/"' in page

    def test_the_same_source_of_two_banks_is_one(self, client: StrictClient, home: Organisation) -> None:
        load(bank(), home)
        other = OrganisationFactory()
        load(some(2), other)
        client.sign_in(member(Role.CANDIDATE, other))

        assert counts(main(client, "/sources")) == [
            ("介護保険法", "4問"),
            ("専門職に共通する知識（二名の独立確認済み）", "2問"),
        ]

    def test_the_bank_of_an_organisation_is_nobody_else_s(self, client: StrictClient, home: Organisation) -> None:
        load(bank(), home)
        load(some(2), OrganisationFactory())
        client.sign_in(member())

        assert counts(main(client, "/sources")) == [("介護保険法", "1問")]
        assert client.get("/sources/expert-knowledge").status_code == 200  # registered by the home bank, cited by none
        assert "いまは、この根拠によっている問題はありません。" in main(client, "/sources/expert-knowledge")

    @pytest.mark.parametrize("questions", [1, 3])
    def test_it_asks_as_often_however_much_there_is(
        self, client: StrictClient, home: Organisation, queries: list[str], questions: int
    ) -> None:
        load(some(questions), home)
        client.get("/sources")
        queries.clear()
        client.get("/sources")
        visitor = len(queries)
        client.sign_in(member(Role.INSTRUCTOR, home))
        queries.clear()
        client.get("/sources")

        assert (visitor, len(queries)) == (1, SESSION + 1 + BELL)


class TestSource:
    def test_everybody_reads_what_it_is_and_how_much_rests_on_it(
        self, client: StrictClient, stock: Organisation
    ) -> None:
        page = main(client, f"/sources/{LAW}")

        assert re.findall(r"<h1>(.+?)</h1>", page) == ["介護保険法"]
        assert "国会が定めた決まりです。" in page
        assert '<span class="nowrap">令和8年2月8日</span>時点' in page
        assert f'href="https://laws.e-gov.go.jp/law/{LAW}" rel="noreferrer" target="_blank"' in page
        assert re.findall('<span class="nowrap">(第.+?|附則.+?)</span>', page) == [
            "第2条", "第9条", "第10条の2", "第115条の45の2", "附則第2条",
        ]  # fmt: skip
        assert "60問あります。" in page
        assert counts(page)[0] == ("被保険者", "22問")
        assert re.findall(r"<caption>(.+?)</caption>", page) == [
            "介護支援分野", "保健医療サービスの知識等", "福祉サービスの知識等",
        ]  # fmt: skip
        assert re.findall('href="(/sources)"', page) == ["/sources"]

    def test_expertise_says_how_it_was_confirmed_and_has_no_text(
        self, client: StrictClient, home: Organisation
    ) -> None:
        load(some(1), home)

        page = main(client, "/sources/expert-knowledge")

        assert "互いの答えも見ずに答えた二人" in page
        assert "公式の本文" not in page
        assert "時点" not in page

    @pytest.mark.parametrize("role", [None, Role.CANDIDATE, Role.LEARNER, Role.ORGANISER, Role.MANAGER])
    def test_no_word_of_a_question_reaches_those_who_do_not_write_them(
        self, client: StrictClient, stock: Organisation, role: Role | None
    ) -> None:
        if role is not None:
            client.sign_in(member(role, stock))

        shown = main(client, f"/sources/{LAW}") + main(client, "/sources") + main(client, "/syllabus")

        written = re.findall(r"(?:text|why|stem|id): (.+)", QUESTION)
        assert len(written) == 12
        assert [words for words in written if words in shown] == []

    @pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ADMINISTRATOR])
    def test_a_writer_reads_the_statements_that_rest_on_it_but_not_their_keys(
        self, client: StrictClient, stock: Organisation, role: Role
    ) -> None:
        client.sign_in(member(role, stock))

        page = main(client, f"/sources/{LAW}")

        assert "KS-HIHO-001　被保険者" in page
        assert "介護保険の被保険者について正しいものはどれか。" in page
        statements = re.findall(r'<li value="(\d)">(.+?)</li>', page.split("KS-HIHO-001")[1].split("KS-HIHO-002")[0])
        assert [number for number, _ in statements] == ["1", "2", "3", "4", "5"]
        assert statements[1][1].startswith("日本国籍を持たない者は、住民であっても")
        assert "（第10条の2第1項第3号）" in statements[1][1]
        assert [why for why in re.findall(r"why: (.+)", QUESTION) if why in page] == []
        assert not re.search("正しい</span>|誤り</span>|verdict|statement-key", page)

    def test_a_writer_of_another_organisation_reads_no_statement(
        self, client: StrictClient, stock: Organisation
    ) -> None:
        client.sign_in(member(Role.INSTRUCTOR))

        page = main(client, f"/sources/{LAW}")

        assert "60問あります。" in page
        assert "KS-HIHO-001" not in page

    def test_only_the_statements_that_rest_on_it_are_shown(self, client: StrictClient, home: Organisation) -> None:
        load(some(1), home)
        client.sign_in(member(Role.INSTRUCTOR, home))

        page = main(client, "/sources/expert-knowledge")

        assert re.findall(r'<li value="(\d)">', page) == ["1"]

    def test_many_questions_come_page_by_page(self, client: StrictClient, stock: Organisation) -> None:
        client.sign_in(member(Role.INSTRUCTOR, stock))

        pages = [main(client, f"/sources/{LAW}{words}") for words in ("", "?page=2", "?page=9", "?page=x", "?page=-1")]

        first = [re.findall(r"[A-Z]{2}-[A-Z]{4}-\d{3}", page) for page in pages]
        assert [len(found) for found in first] == [30, 30, 30, 30, 30]
        assert (first[0][0], first[1][-1]) == ("KS-HIHO-001", "FU-GYAK-003")
        assert first[2] == first[1]
        assert first[3] == first[4] == first[0]
        assert f'href="/sources/{LAW}?page=2#resting"' in pages[0]

    @pytest.mark.parametrize("key", ["nothing", "a%00b", "409AC0000000999", "%E4%BB%8B"])
    def test_a_source_that_is_not_there_is_not_found(self, client: StrictClient, stock: Organisation, key: str) -> None:
        response = client.get(f"/sources/{key}")

        assert response.status_code == 404
        assert "この根拠は見つかりません。根拠の一覧から選んでください。" in response.text

    def test_a_source_of_another_organisation_is_not_found(
        self, client: StrictClient, db: Session, home: Organisation
    ) -> None:
        other = OrganisationFactory()
        load(bank(), other)

        visitor = client.get(f"/sources/{LAW}").status_code
        client.sign_in(member(Role.INSTRUCTOR, home))
        stranger = client.get(f"/sources/{LAW}").status_code
        client.sign_in(member(Role.CANDIDATE, other))
        insider = client.get(f"/sources/{LAW}").status_code

        assert (visitor, stranger, insider) == (404, 404, 200)

    @pytest.mark.parametrize("questions", [1, 3])
    def test_it_asks_as_often_however_much_rests_on_it(
        self, client: StrictClient, home: Organisation, queries: list[str], questions: int
    ) -> None:
        load(some(questions), home)
        client.get(f"/sources/{LAW}")
        queries.clear()
        client.get(f"/sources/{LAW}")
        visitor = len(queries)
        client.sign_in(member(Role.INSTRUCTOR, home))
        queries.clear()
        client.get(f"/sources/{LAW}")

        assert visitor == 3  # source, topics, places
        assert len(queries) == SESSION + 3 + 1 + BELL  # statements too

    def test_a_question_that_was_reworded_counts_once_and_shows_its_newest_words(
        self, client: StrictClient, home: Organisation
    ) -> None:
        files = {**mock_bank()}
        del files[MOCK]
        load(files, home)
        files[ABUSE] = files[ABUSE].replace(b"difficulty: 2", b"difficulty: 3", 1)
        load(files, home)
        client.sign_in(member(Role.INSTRUCTOR, home))

        assert "60問あります。" in main(client, f"/sources/{LAW}")
        assert main(client, f"/sources/{LAW}?page=2").count("FU-GYAK-001") == 1


def test_every_kind_of_source_is_explained() -> None:
    assert set(KIND_WORDS) == set(SourceKind)
