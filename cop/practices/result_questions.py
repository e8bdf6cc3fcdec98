"""Questions about a practice: results, future, and where to read more."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.submittable import Question, Widget
from cop.practices.headings import HEADINGS

RESULTS: Final = (
    Question(
        "results",
        "results",
        _l("What has changed, and how do you know?"),
        guidance=_l(
            "Tell what is different for people or services, not only how many took part. "
            "Say how you found out: figures, records, a comparison, somebody from outside."
        ),
        example=_l(
            "Of 24 young people, 19 now name two adults whom they call when something goes wrong; before, "
            "it was five. We asked the same questions in their first week and after a year."
        ),
        criteria=("results",),
        headings=HEADINGS["results"],
    ),
    Question(
        "figures",
        "results",
        _l("Which figures can you give?"),
        Widget.ROWS,
        guidance=_l("Write each figure as you can stand for it: “more than 20” stays so."),
        criteria=("results",),
        headings=HEADINGS["figures"],
        columns=(("stated", _l("How many")), ("unit", _l("What is counted"))),
        most=30,
        limit=300,
    ),
    Question(
        "reach",
        "results",
        _l("How many people and places does it reach?"),
        guidance=_l(
            "Say over what time. Name the others who took it up or took part: schools, towns, media."
        ),
        example=_l(
            "24 young people and 15 neighbours in five years, in two districts. "
            "The local paper writes about the summer dinner every year."
        ),
        criteria=("results",),
        headings=HEADINGS["reach"],
    ),
    Question(
        "user_feedback",
        "results",
        _l("What do the people for whom it is say about it?"),
        guidance=_l(
            "Say how you asked them and how many answered. Critical voices count, too. "
            "Quote nobody who has not agreed, and nobody who could be recognised against their wish."
        ),
        example=_l(
            "After each season everybody writes a card, without a name: 31 of 34 want to go on. Two found "
            "the evenings too loud, so there is now a quiet table."
        ),
        criteria=("satisfaction",),
        headings=HEADINGS["user_feedback"],
    ),
)

FUTURE: Final = (
    Question(
        "resources",
        "future",
        _l("What does it take: people, time, rooms, money?"),
        guidance=_l(
            "Give amounts for a month or a year where you can, and say what is given free of charge."
        ),
        example=_l(
            "A social worker for six hours a week, a kitchen lent by the parish, about 120 euros a month "
            "for food, and four volunteers."
        ),
        criteria=("sustainability",),
        headings=HEADINGS["resources"],
    ),
    Question(
        "funding",
        "future",
        _l("Who pays for it, and for how long?"),
        guidance=_l("Name the sources and what each of them covers."),
        example=_l(
            "A foundation paid for the first two years. Since 2022 the municipality pays the social "
            "worker, and the food comes from donations."
        ),
        criteria=("sustainability",),
        headings=HEADINGS["funding"],
    ),
    Question(
        "funder_types",
        "future",
        _l("What kinds of money are these?"),
        Widget.CONCEPTS,
        is_text=False,
        guidance=_l("Choose all that apply now or applied before."),
        criteria=("sustainability",),
        concept_kind="funder-type",
        most=10,
    ),
    Question(
        "sustainability",
        "future",
        _l("What keeps it going after the first project or grant?"),
        guidance=_l(
            "Say since when it has gone on without the first money, who is responsible, "
            "and what would have to happen for it to end."
        ),
        example=_l(
            "It has gone on for three years since the grant ended. The evenings stand in the municipality’s "
            "plan for social services, and former participants train the new volunteers."
        ),
        criteria=("sustainability",),
        headings=HEADINGS["sustainability"],
    ),
    Question(
        "transfer",
        "future",
        _l("Has it been used elsewhere, or what would others need to use it?"),
        guidance=_l(
            "Name other places, countries or fields where it is at work, and what was changed for them. "
            "If there are none yet: what could others take over, and under which conditions would it work?"
        ),
        example=_l(
            "A youth centre in the next town began in 2023, with our handbook of twenty pages. There people "
            "bake instead of cooking, for want of a kitchen. It takes a room with a table and two "
            "neighbours who come every week."
        ),
        criteria=("transferability",),
        headings=HEADINGS["transfer"],
    ),
    Question(
        "lessons",
        "future",
        _l("What have you learned, also from what went wrong?"),
        guidance=_l(
            "What would you do again, and what would you do differently? Others learn most from this."
        ),
        example=_l(
            "At first we invited too many adults, and the young people fell silent. "
            "Now there are never more neighbours than young people at the table."
        ),
        criteria=("experience",),
        headings=HEADINGS["lessons"],
    ),
)

SOURCES: Final = (
    Question(
        "links",
        "sources",
        _l("Where can one read or see more?"),
        Widget.LINES,
        is_text=False,
        guidance=_l("One address a line, each beginning with https://: reports, films, articles, handbooks."),
        example=_l("https://kitchen-table.example/handbook"),
        most=50,
        limit=2000,
    ),
    Question(
        "source",
        "sources",
        _l("From which document does this text come, if from one?"),
        Widget.ROWS,
        is_text=False,
        guidance=_l(
            "Fill this in if the practice was described before, in a newsletter, a report or a thesis."
        ),
        columns=(
            ("title", _l("Title of the document")),
            ("reference", _l("Author, issue, page")),
            ("url", _l("Web address")),
            ("published", _l("Year or month")),
        ),
        most=1,
        limit=300,
    ),
    Question(
        "parent_project",
        "sources",
        _l("Is it part of a larger project?"),
        guidance=_l("Name the project, who leads it, and what this practice does within it."),
        example=_l(
            "It is one of five pilots of the project “Not Alone”, led by the university of Dolna Reka."
        ),
        headings=HEADINGS["parent_project"],
    ),
)
