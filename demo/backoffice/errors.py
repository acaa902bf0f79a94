"""Why the company does not carry out a request; the text may be shown to whoever asked.

RequestRefused            understood, and not carried out
├── UnknownCustomer
├── UnknownRecord         the customer has no such subscription, payment, device …
├── AlreadyCancelled
├── BilledElsewhere       an app store bills, so the change has to be made there
├── UnknownOffer
├── DoesNotFit            it cannot be done to this subscription or account as it stands
└── RequestReused         the id belongs to another request
"""


class RequestRefused(Exception):
    """A request that is not carried out."""


class UnknownCustomer(RequestRefused):
    pass


class UnknownRecord(RequestRefused):
    pass


class AlreadyCancelled(RequestRefused):
    pass


class BilledElsewhere(RequestRefused):
    pass


class UnknownOffer(RequestRefused):
    pass


class DoesNotFit(RequestRefused):
    pass


class RequestReused(RequestRefused):
    pass
