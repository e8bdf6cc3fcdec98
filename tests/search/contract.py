"""What every search backend must do: subclass, give a `make_backend` fixture, done.

`make_backend()` answers a backend on one folder whose texts are analysed by `samples.words`;
called again, another one on the same folder, as another process would open it.
"""

from tests.search.contract_finding import FindsContract, VisibilityContract
from tests.search.contract_model import ModelContract
from tests.search.contract_results import FacetContract, OrderContract
from tests.search.contract_words import HostileContract, SuggestionContract
from tests.search.contract_writing import WritingContract


class SearchBackendContract(
    FindsContract,
    VisibilityContract,
    FacetContract,
    OrderContract,
    WritingContract,
    HostileContract,
    SuggestionContract,
    ModelContract,
):
    """All of it."""
