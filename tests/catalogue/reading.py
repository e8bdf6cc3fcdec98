"""A page of results as a reader sees it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from tests.web.site import read, words


@dataclass(frozen=True)
class Value:
    """A facet's value: what a click leads to, and how many it promises."""

    facet: str
    label: str
    count: int
    url: str
    is_chosen: bool


class ResultPage:
    """A page of results."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self.root: Any = read(client, address)
        self.address = address

    @property
    def total(self) -> int:
        """The number that the page names."""
        return int("".join(c for c in words(self.root.find(".//p[@role='status']")) if c.isdecimal()))

    @property
    def slugs(self) -> list[str]:
        """The practices shown, in order."""
        links = self.root.xpath("//article[@class='card']//*[self::h2 or self::h3]/a/@href")
        return [urlsplit(link).path.rpartition("/")[2] for link in links]

    @property
    def facets(self) -> list[Value]:
        """Every value that can be clicked, or clicked away."""
        return [
            Value(
                _heading(link),
                words(link.find("span")),
                int(words(link.xpath("span[@class='count']")[0])),
                link.get("href"),
                link.get("aria-current") == "true",
            )
            for link in self.root.xpath("//div[@class='search-facets']//li/a[span[@class='count']]")
        ]

    @property
    def sorts(self) -> dict[str, str]:
        """Address by name of each order that is offered."""
        return {words(link): link.get("href") for link in self.root.xpath("//nav[@class='sort']//a")}

    @property
    def criterion_sorts(self) -> list[str]:
        """Addresses of the orders by one criterion."""
        return list(self.root.xpath("//details[@class='weights']/ul//a/@href"))

    @property
    def removals(self) -> list[str]:
        """Addresses without one of the chosen filters; the last one is without any."""
        return list(self.root.xpath("//div[@class='chosen']//a/@href"))

    @property
    def pages(self) -> dict[str, str]:
        """Address by relation ("prev", "next") of the neighbouring pages."""
        return {a.get("rel"): a.get("href") for a in self.root.xpath("//nav[@class='pagination']//a[@rel]")}

    @property
    def suggestion(self) -> tuple[str, str] | None:
        """(text, address) of "did you mean"."""
        links = self.root.xpath("//p[@class='did-you-mean']//a")
        return (words(links[0]), links[0].get("href")) if links else None

    @property
    def notices(self) -> list[str]:
        """What the page says about itself."""
        return [words(notice) for notice in self.root.xpath("//*[contains(@class, 'notice ')]")]

    @property
    def reasons(self) -> dict[str, list[str]]:
        """Why each practice was found."""
        return {
            slug: [words(reason) for reason in card.xpath(".//ul[@class='matched']/li")]
            for slug, card in zip(self.slugs, self.root.xpath("//article[@class='card']"), strict=True)
        }


def _heading(link: Any) -> str:
    own = link.xpath("ancestor::section[@aria-labelledby]/h3")
    return words((own or link.xpath("ancestor::details[1]/summary"))[0])
