"""Signed-in customers: the shop's own short-lived token, verified by its published keys or by a shared secret.

And signed-in colleagues: their company's own provider (OpenID Connect).
"""

from earnest.connect.identity.oidc import Claimed, Provider
from earnest.connect.identity.shop_token import TOKEN_LIFE_SECONDS_MAX, ShopKeys, sign_in

__all__ = ["TOKEN_LIFE_SECONDS_MAX", "Claimed", "Provider", "ShopKeys", "sign_in"]
