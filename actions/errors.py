"""Every error Usher raises on purpose.

UsherError                      one clear line for the person who runs Usher
├── SettingError                a setting is missing or wrong
├── SystemDefinitionError       a systems/<name>/ folder cannot be used
├── SystemUnavailable           a connected system does not answer
├── EntityMissing               no connected system yields the entity
└── CustomerVisible             its text may be shown to a customer
    └── RequestRefused          the company's system refused a request
"""


class UsherError(Exception):
    """Base of all; its text is one line and says what to mend."""


class SettingError(UsherError):
    """A setting is missing or wrong."""


class SystemDefinitionError(UsherError):
    """A system's folder cannot be used as it is."""


class SystemUnavailable(UsherError):
    """A connected system does not answer; what needs it has to say so."""

    def __init__(self, system: str, cause: object) -> None:
        super().__init__(f"system {system!r} does not answer: {cause}")
        self.system = system


class EntityMissing(UsherError):
    """No connected system yields this entity."""

    def __init__(self, entity: str) -> None:
        super().__init__(f"no connected system yields {entity!r}")
        self.entity = entity


class CustomerVisible(UsherError):
    """An error whose text may be shown to a customer."""


class RequestRefused(CustomerVisible):
    """The company's own system refused a request; the text is its reason."""
