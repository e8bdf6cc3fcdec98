"""What somebody types to sign up."""

from typing import Any

MARIA: dict[str, Any] = {
    "name": " Мария\tПетрова ",
    "email": "Maria@Example.ORG",
    "password": "три жълти крави летят",
    "agrees": "y",
}
