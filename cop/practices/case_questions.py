"""Questions about a practice: the case in short, and its people and place."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.submittable import Question, Widget
from cop.practices.headings import HEADINGS

LINE: Final = 300
"""Letters in one line."""

CASE: Final = (
    Question(
        "title",
        "case",
        _l("What is the practice called?"),
        Widget.LINE,
        is_required=True,
        guidance=_l(
            "Name what is done and for whom, so that somebody who has never heard of it knows what it is."
        ),
        example=_l("Kitchen Table: cooking evenings for young people who have left care"),
        headings=HEADINGS["title"],
        limit=LINE,
    ),
    Question(
        "strapline",
        "case",
        _l("How would you tell it in one sentence?"),
        Widget.LINE,
        guidance=_l("This sentence stands under the title in lists. Leave out praise; say what happens."),
        example=_l("Once a week neighbours and young care leavers cook together and talk about the week."),
        headings=HEADINGS["strapline"],
        limit=LINE,
    ),
    Question(
        "problem",
        "case",
        _l("What was the problem, and whose was it?"),
        guidance=_l(
            "Say who was affected, what they lacked, and how you knew. "
            "Figures, research, or what the people themselves told you all help."
        ),
        example=_l(
            "Every year about twelve young people in our town leave care at eighteen. Nine of the last "
            "twelve told us that they ate alone every evening and had nobody to ask for advice."
        ),
        criteria=("need",),
        headings=HEADINGS["problem"],
    ),
    Question(
        "context",
        "case",
        _l("What does a reader from elsewhere have to know about the situation?"),
        guidance=_l(
            "Tell which services and laws there were, and what your organisation had done before in this "
            "field."
        ),
        example=_l(
            "The municipality offers a flat for one year after care, but nobody who visits. "
            "Our association has worked with foster families in the town since 2009."
        ),
        criteria=("need", "experience"),
        headings=HEADINGS["context"],
    ),
    Question(
        "aim",
        "case",
        _l("What did you want to achieve?"),
        guidance=_l("Say what was to be different, and for whom. One or two aims are enough."),
        example=_l("Each young person who leaves care knows at least two adults whom they can call."),
        headings=HEADINGS["aim"],
    ),
    Question(
        "fields_of_work",
        "case",
        _l("To which fields of work does it belong?"),
        Widget.CONCEPTS,
        is_text=False,
        guidance=_l("Choose those by which colleagues would look for it. Two or three are usually enough."),
        concept_kind="field-of-work",
        most=30,
    ),
)

PEOPLE: Final = (
    Question(
        "target_groups",
        "people",
        _l("For whom is it?"),
        Widget.CONCEPTS,
        is_text=False,
        guidance=_l("Choose the people for whom the practice exists, not those who carry it out."),
        criteria=("need",),
        concept_kind="target-group",
        most=30,
    ),
    Question(
        "age_from",
        "people",
        _l("From what age?"),
        Widget.NUMBER,
        is_text=False,
        guidance=_l("In years. Leave it empty where age does not matter."),
        example=_l("18"),
        limit=3,
    ),
    Question(
        "age_to",
        "people",
        _l("Up to what age?"),
        Widget.NUMBER,
        is_text=False,
        guidance=_l("In years. Leave it empty where there is no upper limit."),
        example=_l("27"),
        limit=3,
    ),
    Question(
        "sex",
        "people",
        _l("Is it for women and girls only, or for men and boys only?"),
        Widget.CHOICE,
        is_text=False,
        guidance=_l("Leave it empty where it is for everybody."),
        choices=(("female", _l("women and girls")), ("male", _l("men and boys"))),
    ),
    Question(
        "user_role",
        "people",
        _l("What part do the people play for whom it is?"),
        guidance=_l(
            "Do they only take part, or do they also plan, lead, teach others or decide? "
            "Say who has the last word."
        ),
        example=_l(
            "The young people choose the dishes and keep the money box. Two of them now lead the evening, "
            "and they decide with us whom to invite."
        ),
        headings=HEADINGS["user_role"],
    ),
    Question(
        "country",
        "people",
        _l("In which country is it?"),
        Widget.CHOICE,
        is_text=False,
        is_required=True,
        guidance=_l("If it is at work in several countries, choose the one where it began."),
        concept_kind="country",
    ),
    Question(
        "city",
        "people",
        _l("In which town or village is it?"),
        Widget.LINE,
        guidance=_l("Write the name as it is written in this language. A region will do too."),
        example=_l("Brezovo Pole"),
        limit=LINE,
    ),
    Question(
        "setting",
        "people",
        _l("Where do people meet?"),
        guidance=_l("A centre, a home, the street, a school, online: say what the place is like."),
        example=_l("In the kitchen of the parish house, ten minutes on foot from the young people’s flats."),
        headings=HEADINGS["setting"],
    ),
    Question(
        "organisations",
        "people",
        _l("Which organisations carry it, and what does each of them do?"),
        Widget.ROWS,
        is_text=False,
        is_required=True,
        guidance=_l(
            "Write the names in the language of the original. One organisation leads; "
            "add partners and those who give money."
        ),
        criteria=("experience",),
        headings=HEADINGS["organisations"],
        columns=(("name", _l("Name of the organisation")), ("role", _l("Role")), ("website", _l("Web site"))),
        column_choices={
            "role": (("lead", _l("leads")), ("partner", _l("partner")), ("funder", _l("funder")))
        },
        most=30,
        limit=LINE,
    ),
    Question(
        "website",
        "people",
        _l("Does it have a web site?"),
        Widget.LINE,
        is_text=False,
        guidance=_l("Write the whole address, beginning with https://."),
        example=_l("https://kitchen-table.example"),
        limit=2000,
    ),
    Question(
        "years_of_experience",
        "people",
        _l("For how many years has your organisation worked in this field?"),
        Widget.NUMBER,
        is_text=False,
        guidance=_l("Whole years. If you are not sure, write the number that you can stand for."),
        example=_l("14"),
        criteria=("experience",),
        limit=3,
    ),
    Question(
        "started",
        "people",
        _l("When did it begin?"),
        Widget.MONTH,
        is_text=False,
        guidance=_l("A year, or a year and a month, as precisely as you know it."),
        example=_l("2019-09"),
        limit=7,
    ),
    Question(
        "is_running",
        "people",
        _l("Is it still running?"),
        Widget.YES_NO,
        is_text=False,
        guidance=_l("Practices that have ended are welcome too: others may take them up again."),
    ),
    Question(
        "ended",
        "people",
        _l("If it has ended: when?"),
        Widget.MONTH,
        is_text=False,
        guidance=_l("A year, or a year and a month. Leave it empty while it is running."),
        example=_l("2024-06"),
        limit=7,
    ),
)
