import pytest
from werkzeug.exceptions import NotFound

from cop.web.missing import or_404


def test_what_is_there_is_given_back_even_where_it_is_empty() -> None:
    assert [or_404("words"), or_404(""), or_404(0)] == ["words", "", 0]


def test_what_is_not_there_has_no_page() -> None:
    with pytest.raises(NotFound):
        or_404(None)
