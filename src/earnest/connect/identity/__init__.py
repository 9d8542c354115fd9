"""Signed-in customers: the shop's own short-lived token, asymmetric, verified against the shop's published keys."""

from earnest.connect.identity.shop_token import TOKEN_LIFE_SECONDS_MAX, ShopKeys, sign_in

__all__ = ["TOKEN_LIFE_SECONDS_MAX", "ShopKeys", "sign_in"]
