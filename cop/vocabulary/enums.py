"""The kinds of concepts, and the parts that a word can play for one."""

from enum import StrEnum


class ConceptKind(StrEnum):
    """What a concept is about."""

    TARGET_GROUP = "target-group"
    FIELD_OF_WORK = "field-of-work"
    FORMAL_SKILL = "formal-skill"
    NON_FORMAL_SKILL = "non-formal-skill"
    INNOVATION_CLASS = "innovation-class"
    LIFE_CYCLE_PHASE = "life-cycle-phase"
    FUNDER_TYPE = "funder-type"
    COUNTRY = "country"
    INVOLVEMENT_FORM = "involvement-form"
    INVOLVEMENT_ASPECT = "involvement-aspect"
    INVOLVEMENT_DEPTH = "involvement-depth"
    INVOLVEMENT_ROLE = "involvement-role"
    SOCIAL_RESULT = "social-result"

    @property
    def is_scale(self) -> bool:
        """Whether its concepts follow one another, as in the seeds; others stand by the alphabet."""
        return self in (ConceptKind.LIFE_CYCLE_PHASE, ConceptKind.INVOLVEMENT_DEPTH)


class LabelRole(StrEnum):
    """What a word is for a concept: its name, another name, or its abbreviation.

    A `searched` word leads here when somebody types it and is shown nowhere: old and hurtful words.
    """

    LABEL = "label"
    SYNONYM = "synonym"
    ABBREVIATION = "abbreviation"
    SEARCHED = "searched"
