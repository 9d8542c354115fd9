"""Who customers are: the shop's own short-lived token, and passkeys.

`passkey` is imported by its own name: what it rests on is loaded only where a passkey is asked for.
"""

from earnest.connect.identity.shop_token import TOKEN_LIFE_SECONDS_MAX, ShopKeys, once, sign_in

__all__ = ["TOKEN_LIFE_SECONDS_MAX", "ShopKeys", "once", "sign_in"]
