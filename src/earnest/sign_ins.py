"""By which ways customers and colleagues prove who they are here, as the brand's settings say."""

import os
from urllib.parse import urlsplit

from earnest.brand import Brand
from earnest.config import Settings
from earnest.connect.identity import Provider, ShopKeys
from earnest.connect.identity.passkey import Ceremonies, is_number, party_of, works_at
from earnest.domain.errors import BrandError
from earnest.domain.time import Clock
from earnest.looking import World
from earnest.passkeys import Passkeys
from earnest.staff_passkeys import StaffPasskeys
from earnest.staffing import OIDC_BACK, Company
from earnest.store import Store

OIDC_ENV = "EARNEST_OIDC_SECRET"
"""The secret of the provider at which colleagues sign in."""


def company_of(brand: Brand, clock: Clock) -> Company | None:
    """The provider at which colleagues sign in; None where the brand names none.

    Raises:
        BrandError: there is no secret for it.
    """
    desk, asked = brand.settings.desk, brand.settings.desk.oidc
    if not asked.issuer:
        return None
    file = brand.folder / asked.secret_file
    try:
        secret = file.read_text("utf-8").strip() if asked.secret_file else os.environ.get(OIDC_ENV, "")
    except OSError as error:
        raise BrandError(f"it cannot be read ({error.strerror}).", file) from error
    if not secret:
        raise BrandError(f"[desk.oidc] has no secret; name a secret_file, or set {OIDC_ENV}.", brand.folder)
    back = urlsplit(desk.url)._replace(path=OIDC_BACK, query="", fragment="").geturl()
    provider = Provider(asked.issuer, asked.client_id, secret, back, asked.name_claim, asked.role_claim)
    return Company(provider, asked.roles, clock, frozenset(desk.roles))


def shop_keys_of(brand: Brand) -> ShopKeys | None:
    """What the shop signs its customers' tokens with; None where the brand names no keys."""
    keys, secret = brand.settings.jwks, brand.settings.shop_secret
    if secret:
        return ShopKeys.read_secret(brand.folder / secret, brand.settings.name)
    return ShopKeys.read(brand.folder / keys, brand.settings.name) if keys else None


def passkeys_of(brand: Brand, store: Store, world: World) -> Passkeys | None:
    """Customers' passkeys; None where customers cannot sign in, or reach this house at an address without a name."""
    settings = brand.settings
    if not world.proves:
        return None
    party = party_of(settings.public_url, settings.name, settings.passkeys)
    return Passkeys(store.passkeys, Ceremonies(party), world.guard, world.clock, settings.name)


def staff_passkeys_of(brand: Brand, store: Store, world: World) -> StaffPasskeys | None:
    """Colleagues' passkeys; None where the desk is reached at an address without a name."""
    settings = brand.settings
    url = settings.desk.url or settings.public_url
    if not works_at(url):
        return None
    ceremonies = Ceremonies(party_of(url, settings.name), unnamed=True)
    return StaffPasskeys(store.staff_passkeys, ceremonies, world.guard, world.clock, settings.name)


def proves(settings: Settings) -> bool:
    """Whether customers can have passkeys here."""
    named = settings.public_url and not is_number(settings.public_url)
    return bool((settings.passkeys or named) and (settings.jwks or settings.shop_secret))
