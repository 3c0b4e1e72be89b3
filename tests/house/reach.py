"""Who may ask for what: for every route whose it is, by the name of its view.

What a role lacks is refused before anything is looked up (403); what is somebody else's, or belongs to
another organisation, is not there (404); an administrator is at home everywhere, but in nobody's own things.
"""

from __future__ import annotations

from enum import Enum, auto


class Whose(Enum):
    """To whom that belongs which a route shows or changes."""

    EVERYBODY = auto()  # open to all
    ONESELF = auto()  # whoever is signed in and has the role: their own things, or everybody's
    OWNER = auto()  # one person's: of nobody else's, not even an administrator's
    PLACE = auto()  # an organisation's: of those who hold the permission there
    OFFICE = auto()  # an office's: of those who manage it
    MEMBERS = auto()  # an organisation's: of all who belong there
    SITE = auto()  # the site's own: of those who keep it
    EYES = auto()  # of an administrator who looks through somebody's eyes


_SAID = {
    Whose.EVERYBODY: """
        accessibility: statement
        accounts: ask_link ask_link_now back_from_provider choose_provider chosen_provider confirm_email
          confirm_email_now confirm_new_email confirm_new_email_now enter_with_provider forgotten_password
          forgotten_password_now go_to_provider letter_sent link_sent link_sign_in link_sign_in_now
          passkey_challenge passkey_sign_in privacy resend_confirmation reset_letter_sent reset_password
          reset_password_now second second_now sign_in sign_in_now sign_out sign_up sign_up_now terms
        admin: logo look
        certificates: check show
        guide: index eligibility check_eligibility
        home: alive figures ready robots site_map start trial trial_answer trial_answered trial_question trial_result
        home_api: openapi
        invited: accept invitation
        practice: calendar service_worker taken
        privacy: kept
        questions: corrections sources syllabus
        reading: choose_help entry glossary
        training: calendar manager_sheet save_manager_sheet sign sign_page
    """,
    Whose.ONESELF: """
        accounts: account add_app add_passkey apply_for_accommodation change_email change_email_now change_password
          change_password_now end_own_accommodation erase erase_now factors new_app new_email_letter_sent
          own_accommodation passkey_to_register remove_app rename rename_now renew_recovery
          sign_out_everywhere applications people
        accounts_api: session
        admin: desk found_organisation health invitations invite jobs letters new_invitations new_organisation
          organisations retry_all_jobs save_settings settings change_logo change_look change_organisation
          drop_provider set_provider organisation retry_job
        cohorts: create index new
        curricula: index
        exams: history index paper start
        exams_api: exams
        guide:
        lessons: index
        notices: choose_letters index preferences read_all
        offices: join_office managed new_office offices open_office own_offices
        practice: begin close_feed days index lucky notes open_feed overconfident plan progress question
          save_days save_settings search settings sources star tell_here topics write_note
        practice_api: pack take_in
        privacy: agree ask ask_disclosure ask_now desk own
        questions: amendments begin duties exchange index move new reports retire tag take_file write_file
        reading: readings reading
        reading_api: furigana
        running: build_paper index new_paper
        statistics: bank cohorts comparison index own
        training: application apply_with_answers arrive arrived close_feed join licences marking mine
          open_feed record_licence teaching
    """,
    Whose.OWNER: """
        accounts: remove_passkey sign_out_device
        exams_api: attempt attempt_clock result
        notices: read
        offices: leave_office share
        practice: answer drill end remove_note skip tell_no_more
        privacy: archive withdraw_consent
        sittings: answer before_submit result sheet show submit
        training: answer_otherwise answers ask_for_time ask_manager extension follow journal own_application
          own_certificate own_report_file record_sheet records report save_answers save_record_sheet
          take_over wish withdraw_licence write_day write_report
    """,
    Whose.PLACE: """
        accounts: application application_paper decide_application end_accommodation grant_accommodation person
        admin: add_role choose_other forget_factors invite_again look_as merge merge_now person remove_role
          rename_person revoke_invitation sign_out_person
        cohorts: add_group add_minutes add_order add_rule add_session application_form apply apply_attendance
          attendance attendance_form
          ask_for_licences ask_for_report ask_question assign assignment_rules assignments
          begin_practicum board certificate certificate_file certificates change_group change_report
          code correct decide decide_extension edit_report enrol entry fill_from_log give_back_record group groups
          imports invite issue job job_archive job_file learner learner_records licences link
          make_ups mark new_report new_session people place_people record_days record_goals
          record_link records register reissue remind remind_of_records remove_group remove_order
          remove_question remove_rule reports revoke room roster roster_form send_attendance send_in session
          session_place set_place set_record_days set_record_goals set_rule set_template share_out
          tell_make_ups template undo undo_attendance withdraw write_licences write_list write_register
        curricula: add_module before_copy copy module new_module set_module
        offices: end_manager make_manager office rename_office renew_code
        privacy: answer erase erase_now request
        questions: amendment comment confirm_import decide discard edit exchange_job exchanged_file find_sources
          forget_import grant picture policy restore save settle show start triage undo_import version
        running: blank_book blank_marks board decide_late_answer enter_marks extend_all extend_one make_print on_paper
          preview printed_paper rule ruling rulings sitting
        statistics: ask_for_file cohort cohort_csv file organisation organisation_csv paper question questions_csv
    """,
    Whose.OFFICE: """
        offices: colleague colleague_exams colleague_records colleague_training end_recommendation practicum recommend
          recommendation sign_practicum
    """,
    Whose.MEMBERS: """
        lessons: lesson section
        questions: report send_report
    """,
    Whose.SITE: """
        guide: add_date change_date date dates new_date remove_date
        operation: audit audit_file
        privacy: rule set_rule
        questions: register_amendment
        reading: add_entry add_reading correct_reading edit_entry mend_entry new_entry new_reading
    """,
    Whose.EYES: "admin: stop_looking",
}
# What does not fit, and why.
APART = {
    # The cookie alone is asked for; the statement itself says that an attempt is somebody else's (tests/exams).
    "exams_api.save_answer",
    # A beat that names no section is refused before the lesson is looked up.
    "training_api.beat",
    # Of the manager of that one office, and only what was consented to (tests/training/test_views_records).
    "training.colleague_sheet",
    "training.save_colleague_sheet",
    # Of the organiser, and all but the first of the one lecturer who is named (tests/training/test_views_reports).
    "training.give_back_work",
    "training.handed_in",
    "training.mark_work",
    "training.work",
    "training.work_file",
    # Of whoever learns in a training of that organisation (tests/training/test_views_licences_of).
    "training.share_licences",
    # Files by the hash of their content, and one's own answers by a number that nobody can guess.
    "questions.image",
    "practice.answered",
    # Two editions of a stock that this world has not loaded.
    "curricula.beside",
    # Read by whoever belongs to the site or runs trainings in the organisation (tests/training).
    "curricula.curriculum",
    # A source of an organisation is shown to its people and, where a paper for all rests on it, to nobody else.
    "questions.source",
    # Belongs to another applicant than the owner of this world (tests/accounts/test_applications).
    "accounts.withdraw_application",
    # Asks for the duty of each step beside the place (tests/questions/test_actions_workflow).
    "questions.step",
    "ui.static",
    "ui.styleguide",
}


def _read() -> dict[str, Whose]:
    found: dict[str, Whose] = {}
    for whose, text in _SAID.items():
        blueprint = ""
        for word in text.split():
            if word.endswith(":"):
                blueprint = word[:-1]
            else:
                found[f"{blueprint}.{word}"] = whose
    return found


REACH = _read()
