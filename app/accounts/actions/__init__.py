"""Change people and accounts: one function for each thing that somebody does."""

from __future__ import annotations

from app.accounts.actions.accommodations import end_accommodation, grant_accommodation
from app.accounts.actions.clearing import clear
from app.accounts.actions.entering import ask_sign_in_link, use_sign_in_link
from app.accounts.actions.factors import owes_second
from app.accounts.actions.links import link
from app.accounts.actions.memberships import give_role, take_role
from app.accounts.actions.organisations import add_membership, check_slug, create_organisation, home_organisation
from app.accounts.actions.own_account import (
    ask_email_change,
    ask_password_reset,
    change_password,
    choose_reading_help,
    confirm_new_email,
    erase,
    erase_person,
    obstacles,
    rename,
    reset_password,
)
from app.accounts.actions.sign_in import check_password, end_all_sessions, end_session, open_session, sign_in
from app.accounts.actions.sign_up import (
    confirm_email,
    create_account,
    is_typed_here,
    open_account,
    resend_confirmation,
    sign_up,
)

__all__ = [
    "add_membership",
    "ask_email_change",
    "ask_password_reset",
    "ask_sign_in_link",
    "change_password",
    "check_password",
    "check_slug",
    "choose_reading_help",
    "clear",
    "confirm_email",
    "confirm_new_email",
    "create_account",
    "create_organisation",
    "end_accommodation",
    "end_all_sessions",
    "end_session",
    "erase",
    "erase_person",
    "give_role",
    "grant_accommodation",
    "home_organisation",
    "is_typed_here",
    "link",
    "obstacles",
    "open_account",
    "open_session",
    "owes_second",
    "rename",
    "resend_confirmation",
    "reset_password",
    "sign_in",
    "sign_up",
    "take_role",
    "use_sign_in_link",
]
