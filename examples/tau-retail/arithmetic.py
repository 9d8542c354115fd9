"""Arithmetic without evaluation of code: numbers, + - * / and parentheses, exactly, to two places."""

import ast
import operator
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal, DivisionByZero, InvalidOperation

from earnest.domain.errors import Declined

DEPTH_MAX = 50
_TWO_PLACES = Decimal("0.01")
_BINARY: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def worth(expression: str) -> Decimal:
    """What the expression is worth, rounded half to even.

    Raises:
        Declined: it is no such expression, or divides by zero.
    """
    try:
        return _worth(ast.parse(expression.strip(), mode="eval").body, DEPTH_MAX).quantize(_TWO_PLACES, ROUND_HALF_EVEN)
    except (SyntaxError, ValueError, InvalidOperation, DivisionByZero, RecursionError, MemoryError) as error:
        raise Declined("I can only work out numbers with + - * / and parentheses.") from error


def _worth(node: ast.expr, depth: int) -> Decimal:
    if depth == 0:
        raise ValueError("nested too deeply")
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Decimal(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_worth(inner, depth - 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_worth(left, depth - 1), _worth(right, depth - 1))
        case _:
            raise ValueError("not arithmetic")
