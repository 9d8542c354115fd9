"""Signed-in customers: by the shop's own short-lived token, of its keys or a shared secret; and by their passkeys.

And signed-in colleagues: their company's own provider (OpenID Connect). `passkey` is imported by its own name: what it
rests on is loaded only where a passkey is asked for.
"""

from earnest.connect.identity.oidc import Claimed, Provider
from earnest.connect.identity.shop_token import TOKEN_LIFE_SECONDS_MAX, ShopKeys, once, sign_in

__all__ = ["TOKEN_LIFE_SECONDS_MAX", "Claimed", "Provider", "ShopKeys", "once", "sign_in"]
