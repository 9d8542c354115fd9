"""`earnest forget-passkeys`: for a customer who has lost theirs, once a person is sure who asks."""

from typing import Annotated

import typer

from earnest.cli import places
from earnest.domain.errors import NotFound


def forget_passkeys(
    customer: Annotated[str, typer.Argument(help="The shop's own reference of the customer.")],
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Forget a customer's passkeys, so that they can set up new ones; be sure first that it is they who ask."""
    with places.at_work(*places.remembered(brand, data)) as house:
        forgotten = house.store.passkeys.forget(customer)
    if not forgotten:
        raise NotFound(f"The customer {customer[:80]!r} has no passkeys here.")
    typer.echo(f"{forgotten} forgotten. Their next sign-in at the shop lets them set up new ones.")
