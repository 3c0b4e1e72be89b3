"""Every page of the site, its states, and who may see them."""

from __future__ import annotations

from typing import NamedTuple

from app.accounts.rules import Role

VISITOR, CANDIDATE, ADMINISTRATOR = None, Role.CANDIDATE, Role.ADMINISTRATOR


class Place(NamedTuple):
    """A page: its path with holes for what the scene holds, and as whom it is looked at."""

    path: str
    who: Role | None = CANDIDATE


PAGES = {
    "home.start": Place("/"),
    "home.trial": Place("/trial", VISITOR),
    "home.trial_question": Place("/trial/1", VISITOR),
    "reading.glossary": Place("/glossary", VISITOR),
    "reading.entry": Place("/glossary/1"),
    "reading.readings": Place("/readings", ADMINISTRATOR),
    "reading.reading": Place("/readings/1", ADMINISTRATOR),
    "reading.new_reading": Place("/readings/new", ADMINISTRATOR),
    "accounts.sign_up": Place("/signup", VISITOR),
    "accounts.letter_sent": Place("/signup/sent", VISITOR),
    "accounts.confirm_email": Place("/confirm-email/{confirm_email}", VISITOR),
    "accounts.sign_in": Place("/login", VISITOR),
    "accounts.forgotten_password": Place("/password/forgotten", VISITOR),
    "accounts.reset_letter_sent": Place("/password/sent", VISITOR),
    "accounts.reset_password": Place("/password/reset/{reset_password}", VISITOR),
    "accounts.terms": Place("/terms", VISITOR),
    "accounts.privacy": Place("/privacy", VISITOR),
    "accounts.account": Place("/account"),
    "accounts.rename": Place("/account/name"),
    "accounts.change_email": Place("/account/email"),
    "accounts.new_email_letter_sent": Place("/account/email/sent"),
    "accounts.confirm_new_email": Place("/account/email/confirm/{change_email}"),
    "accounts.change_password": Place("/account/password"),
    "accounts.erase": Place("/account/delete"),
    "notices.index": Place("/notices"),
    "notices.preferences": Place("/notices/preferences"),
    "questions.syllabus": Place("/syllabus", VISITOR),
    "questions.sources": Place("/sources", VISITOR),
    "questions.source": Place("/sources/409AC0000000123", VISITOR),
    "exams.index": Place("/exams"),
    "exams.paper": Place("/exams/mock-1"),
    "exams.history": Place("/attempts"),
    "sittings.show": Place("/attempts/{open}?number=24"),
    "sittings.sheet": Place("/attempts/{open}/sheet"),
    "sittings.before_submit": Place("/attempts/{open}/submit"),
    "sittings.result": Place("/attempts/{closed}/result"),
    "guide.index": Place("/guide", VISITOR),
    "guide.eligibility": Place("/guide/eligibility", VISITOR),
    "guide.dates": Place("/guide/dates", ADMINISTRATOR),
    "guide.new_date": Place("/guide/dates/new", ADMINISTRATOR),
    "guide.date": Place("/guide/dates/{exam_date}", ADMINISTRATOR),
    "practice.index": Place("/practice"),
    "practice.topics": Place("/practice/topics"),
    "practice.sources": Place("/practice/sources"),
    "practice.drill": Place("/practice/sets/{practice}"),
    "practice.answered": Place("/practice/answers/{answered}"),
    "practice.lucky": Place("/practice/lucky"),
    "practice.overconfident": Place("/practice/overconfident"),
    "practice.notes": Place("/practice/notes"),
    "practice.taken": Place("/practice/taken"),
    "practice.question": Place("/practice/questions/{question}"),
    "practice.search": Place("/practice/search?q=保険"),
    "practice.plan": Place("/practice/plan"),
    "practice.progress": Place("/practice/progress"),
    "practice.settings": Place("/practice/settings"),
    "practice.days": Place("/practice/days"),
    "running.index": Place("/running", ADMINISTRATOR),
    "running.board": Place("/exams/mock-1/board", ADMINISTRATOR),
    "running.sitting": Place("/exams/mock-1/board/attempts/{open}", ADMINISTRATOR),
    "running.rulings": Place("/exams/mock-1/rulings", ADMINISTRATOR),
    "running.ruling": Place("/exams/mock-1/rulings/1", ADMINISTRATOR),
    "running.preview": Place("/exams/mock-1/rulings/1/preview?kind=void_correct&reason=x", ADMINISTRATOR),
    "running.new_paper": Place("/running/papers/new", ADMINISTRATOR),
    "running.on_paper": Place("/exams/mock-1/on-paper", ADMINISTRATOR),
    "questions.index": Place("/questions", ADMINISTRATOR),
    "questions.new": Place("/questions/new", ADMINISTRATOR),
    "questions.edit": Place("/questions/{question}/edit", ADMINISTRATOR),
    "questions.show": Place("/questions/{question}", ADMINISTRATOR),
    "questions.version": Place("/questions/{question}/versions/1", ADMINISTRATOR),
    "questions.report": Place("/questions/versions/{version}/report"),
    "questions.reports": Place("/questions/reports", ADMINISTRATOR),
    "questions.triage": Place("/questions/reports/{report}", ADMINISTRATOR),
    "questions.corrections": Place("/corrections"),
    "questions.amendments": Place("/questions/amendments", ADMINISTRATOR),
    "questions.amendment": Place("/questions/amendments/{amendment}", ADMINISTRATOR),
    "questions.duties": Place("/questions/duties", ADMINISTRATOR),
    "questions.exchange": Place("/questions/exchange", ADMINISTRATOR),
    "questions.exchange_job": Place("/questions/exchange/{looked_at}", ADMINISTRATOR),
    "curricula.index": Place("/curricula"),
    "curricula.curriculum": Place("/curricula/{copy}", ADMINISTRATOR),
    "curricula.beside": Place("/curricula/{stock}/beside/{older}"),
    "curricula.before_copy": Place("/curricula/{stock}/copies/new", ADMINISTRATOR),
    "curricula.new_module": Place("/curricula/{copy}/modules/new", ADMINISTRATOR),
    "curricula.module": Place("/curricula/{copy}/modules/{module}", ADMINISTRATOR),
    "lessons.index": Place("/lessons"),
    "lessons.lesson": Place("/lessons/{lesson}"),
    "training.mine": Place("/training"),
    "training.journal": Place("/training/practica/{practicum}"),
    "training.sign_page": Place("/practicum/{host}", VISITOR),
    "cohorts.index": Place("/cohorts", ADMINISTRATOR),
    "cohorts.new": Place("/cohorts/new", ADMINISTRATOR),
    "cohorts.board": Place("/cohorts/{cohort}", ADMINISTRATOR),
    "cohorts.people": Place("/cohorts/{cohort}/people", ADMINISTRATOR),
    "cohorts.assignments": Place("/cohorts/{cohort}/assignments", ADMINISTRATOR),
    "cohorts.new_session": Place("/cohorts/{cohort}/sessions/new", ADMINISTRATOR),
    "cohorts.session": Place("/cohorts/{cohort}/sessions/{session}", ADMINISTRATOR),
    "cohorts.room": Place("/cohorts/{cohort}/sessions/{session}/code", ADMINISTRATOR),
    "cohorts.imports": Place("/cohorts/{cohort}/imports", ADMINISTRATOR),
    "cohorts.roster": Place("/cohorts/{cohort}/imports/{import}", ADMINISTRATOR),
    "cohorts.certificates": Place("/cohorts/{cohort}/certificates", ADMINISTRATOR),
    "cohorts.certificate": Place("/cohorts/{cohort}/certificates/{certificate}", ADMINISTRATOR),
    "cohorts.template": Place("/cohorts/organisations/{place}/certificate-template", ADMINISTRATOR),
    "cohorts.register": Place("/cohorts/organisations/{place}/register", ADMINISTRATOR),
    "cohorts.job": Place("/cohorts/jobs/{job}", ADMINISTRATOR),
    "certificates.show": Place("/certificates/{code}", VISITOR),
    "cohorts.learner": Place("/cohorts/{cohort}/people/{enrolment}", ADMINISTRATOR),
    "cohorts.entry": Place("/cohorts/{cohort}/people/{enrolment}/minutes/{entry}", ADMINISTRATOR),
    "accessibility.statement": Place("/accessibility", VISITOR),
    "privacy.kept": Place("/privacy/kept", VISITOR),
    "privacy.own": Place("/account/privacy"),
    "privacy.ask": Place("/account/privacy/requests/new"),
    "privacy.desk": Place("/admin/privacy", ADMINISTRATOR),
    "privacy.request": Place("/admin/privacy/requests/{privacy_request}", ADMINISTRATOR),
    "privacy.rule": Place("/admin/privacy/retention/mail", ADMINISTRATOR),
    "privacy.erase": Place("/admin/privacy/people/{person}/erase", ADMINISTRATOR),
    "operation.audit": Place("/admin/audit", ADMINISTRATOR),
    "statistics.index": Place("/statistics", ADMINISTRATOR),
    "statistics.paper": Place("/statistics/papers/mock-1", ADMINISTRATOR),
    "statistics.question": Place("/statistics/papers/mock-1/questions/1", ADMINISTRATOR),
    "statistics.own": Place("/statistics/own"),
    "statistics.bank": Place("/statistics/bank", ADMINISTRATOR),
    "statistics.cohorts": Place("/statistics/cohorts", ADMINISTRATOR),
    "statistics.cohort": Place("/statistics/cohorts/{cohort}", ADMINISTRATOR),
    "statistics.organisation": Place("/statistics/organisations/gakusha", ADMINISTRATOR),
    "statistics.comparison": Place("/statistics/comparison?old=mock-1&new=mock-2", ADMINISTRATOR),
    "accounts.people": Place("/people", ADMINISTRATOR),
    "accounts.person": Place("/people/{person}", ADMINISTRATOR),
}
# The same pages in another state, and what no address leads to.
STATES = {
    "the start page of a visitor": Place("/", VISITOR),
    "the start page of an administrator": Place("/", ADMINISTRATOR),
    "a source as a writer reads it": Place("/sources/409AC0000000123", ADMINISTRATOR),
    "bookmarks before there are any": Place("/practice/notes", ADMINISTRATOR),
    "a search that finds nothing": Place("/practice/search?q=zzz"),
    "practice before anything was answered": Place("/practice", ADMINISTRATOR),
    "the end of a set": Place("/practice/sets/{ended}"),
    "a whole question": Place("/practice/sets/{whole}", ADMINISTRATOR),
    "an empty history": Place("/attempts", ADMINISTRATOR),
    "a paper not begun": Place("/exams/mock-1", ADMINISTRATOR),
    "a result before handing in": Place("/attempts/{open}/result"),
    "a search of the glossary that finds nothing": Place("/glossary?q=zzz", VISITOR),
    "an audit trail in which nothing is found": Place("/admin/audit?q=zzz", ADMINISTRATOR),
    "statistics of a paper that nobody has sat": Place("/statistics/papers/mock-3", ADMINISTRATOR),
    "papers to be chosen for comparison": Place("/statistics/comparison", ADMINISTRATOR),
    "one's own place before anything was sat": Place("/statistics/own", ADMINISTRATOR),
    "a learner without a training": Place("/training", ADMINISTRATOR),
    "a file that is on its way": Place("/questions/exchange/{waiting}", ADMINISTRATOR),
    "a file with faults": Place("/questions/exchange/{faulty}", ADMINISTRATOR),
    "a file that was taken in": Place("/questions/exchange/{taken}", ADMINISTRATOR),
    "a list with faults": Place("/cohorts/{cohort}/imports/{faulty_list}", ADMINISTRATOR),
    "no such page": Place("/nowhere", VISITOR),
    "no right to see it": Place("/people"),
    "sign in first": Place("/account", VISITOR),
}
NO_PAGES = {
    "privacy.archive",  # a file
    "statistics.questions_csv",  # files
    "statistics.cohort_csv",
    "statistics.organisation_csv",
    "statistics.file",
    "practice.calendar",  # read by calendar programs
    "practice.service_worker",  # a script
    "home.trial_answered",  # reached by answering, in test_pages
    "home.trial_result",  # the same
    "training.arrive",  # its code lasts a minute; tests/training looks at it
    "operation.audit_file",  # a file
    "cohorts.certificate_file",  # files
    "cohorts.job_file",
    "cohorts.roster_form",
    "training.own_certificate",
    "home.alive",
    "home.figures",
    "home.ready",
    "home.robots",
    "questions.image",  # a file
    "questions.exchanged_file",  # a file
    "running.printed_paper",  # a file
    "running.blank_marks",  # a file
    "questions.find_sources",  # a part of a page, for a script
    "ui.static",
    "ui.styleguide",  # tests/ui looks at it
}
