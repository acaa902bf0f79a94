"""The ten named customers of the demo company. What happened to each stands in the databases' rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """A named customer. `customer` is the opaque id, the same on every build; `slug` names the story."""

    slug: str
    customer: str
    first_name: str
    last_name: str
    country: str
    story: str
    questions: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


STORIES: tuple[Story, ...] = (
    Story(
        "price-increase", "cus_h7k2mq94xd", "Hannah", "Clarke", "GB",
        "Standard for over a year; the last bill was the first at the new price.",
        ("Why is my bill higher this month?", "When is my next payment and how much is it?",
         "Show me my last invoices", "What would Basic cost?"),
    ),
    Story(
        "charged-twice", "cus_w3v8tn61ra", "Kwame", "Mensah", "GB",
        "Premium; the last invoice was collected twice within minutes.",
        ("I was charged twice!", "Why are there two payments for my last invoice?", "Which plan do I have?"),
    ),
    Story(
        "payment-failed", "cus_p5c9ze27lb", "Megan", "Lloyd", "GB",
        "Basic with ads; the card has expired, two attempts failed and another is planned.",
        ("Why did my payment fail?", "When will you try again?", "How do I change my card?"),
    ),
    Story(
        "upgraded", "cus_d6j4yu83ks", "Daniel", "Hughes", "GB",
        "Moved from Standard to Premium in the middle of a paid month.",
        ("Why did I get a second bill this month?", "What is “unused time”?", "What will I pay next month?"),
    ),
    Story(
        "charged-in-trial", "cus_z2n7fa50wm", "Zainab", "Khan", "GB",
        "In the second week of a Premium trial, and a bill was taken although the trial still runs.",
        ("You charged me during my free trial", "When does my trial end?", "Can I get my money back?"),
    ),
    Story(
        "cancelled", "cus_g8b3ro65ve", "Graham", "Bennett", "GB",
        "Cancelled Standard; access runs to the end of the paid month.",
        ("When does my subscription end?", "Will I be charged again?", "Can I still watch until then?"),
    ),
    Story(
        "discount-ended", "cus_e4s6xh19qt", "Eleanor", "Shaw", "GB",
        "Premium; six months of loyalty discount are over, so the last bill was the full price.",
        ("Why did my bill go up?", "What happened to my discount?", "I want to cancel, it is too expensive"),
    ),
    Story(
        "missing-papers", "cus_m9t5lk38py", "Margaret", "Holmes", "GB",
        "The printed Courier and Basic with ads; papers were missing and late.",
        ("My paper did not come again", "What is the credit on my bill?", "What do I pay for both subscriptions?",
         "When is the next payment for the Courier?"),
    ),
    Story(
        "roku", "cus_j1q6wc72gn", "Joshua", "Palmer", "GB",
        "Premium on a Roku in the living room, which an open incident makes buffer.",
        ("It keeps buffering on my Roku", "Is there an outage?", "Does my plan include 4K?",
         "What should I watch tonight?"),
    ),
    Story(
        "wants-metropolis", "cus_a3f8bd46ho", "Aoife", "Byrne", "IE",
        "Basic with ads in Ireland, watches science fiction and horror, and wants a film that only Premium has.",
        ("Can I watch Metropolis?", "What do you recommend?", "Something like Nosferatu", "Compare Basic and Premium"),
    ),
)  # fmt: skip

BY_SLUG = {story.slug: story for story in STORIES}


def customer_of(word: str) -> str:
    """The customer id for a story's slug; any other word is taken for an id and comes back unchanged."""
    return BY_SLUG[word].customer if word in BY_SLUG else word
