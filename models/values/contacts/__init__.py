"""How people are reached: phone numbers and e-mail addresses."""

from models.values.contacts.emails import EmailRefused, EmailWhy, email, email_key
from models.values.contacts.phones import PhoneRefused, PhoneWhy, national, phone, show_phone

__all__ = [
    "EmailRefused",
    "EmailWhy",
    "PhoneRefused",
    "PhoneWhy",
    "email",
    "email_key",
    "national",
    "phone",
    "show_phone",
]
