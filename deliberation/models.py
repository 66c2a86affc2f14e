"""Every model of the app, for Django to find; each lives in its capability."""

from deliberation.accounts.models import User
from deliberation.amendments.models import Amendment, AmendmentSupport, Verdict, VerdictAgreement
from deliberation.ballots.box.models import BoxCount, Keying
from deliberation.ballots.models import Ballot, BallotOption, Cast, Count, Mark, NamedPaper, Paper, RollEntry
from deliberation.conference.models import Conference, Invitation, Mandate, Membership, RecordSheet, Rule
from deliberation.dissent.models import Joining, MinorityOpinion
from deliberation.dossier.bookmarks.models import Bookmark, SheetBookmark
from deliberation.dossier.models import Document, DocumentPage, Term
from deliberation.dossier.sheets.models import NotUnderstood, Sheet, SheetVersion
from deliberation.hearings.models import Expert, Hearing, Question, QuestionChoice, QuestionSupport
from deliberation.hearings.plurality.models import Decision, Side
from deliberation.hearings.requests.models import HearingRequest, HearingRequestSupport
from deliberation.journal.models import Entry, Head
from deliberation.merging.models import Merge, Origin, Theme
from deliberation.opinion.handover.models import Correction, CorrectionAgreement, Derivative, HandoverCertificate
from deliberation.opinion.models import Opinion, Recommendation, SealedOpinion, Section, Signature
from deliberation.opinion.signing.models import SigningAuthority, SigningCertificate, SigningCode
from deliberation.opinion.writing.models import ChangeRequest, ChangeSupport, Drafter
from deliberation.oversight.models import Observation, Statement
from deliberation.panel.models import Badge, Criterion, Panellist
from deliberation.proposals.models import Agreement, Evidence, Participation, Proposal, Remark
from deliberation.questionnaire.models import Answer, Item, Option, Questionnaire, RollLine
from deliberation.review.models import Reading, Temperature

__all__ = [
    "Agreement",
    "Amendment",
    "AmendmentSupport",
    "Answer",
    "Badge",
    "Ballot",
    "BallotOption",
    "Bookmark",
    "BoxCount",
    "Cast",
    "ChangeRequest",
    "ChangeSupport",
    "Conference",
    "Correction",
    "CorrectionAgreement",
    "Count",
    "Criterion",
    "Decision",
    "Derivative",
    "Document",
    "DocumentPage",
    "Drafter",
    "Entry",
    "Evidence",
    "Expert",
    "HandoverCertificate",
    "Head",
    "Hearing",
    "HearingRequest",
    "HearingRequestSupport",
    "Invitation",
    "Item",
    "Joining",
    "Keying",
    "Mandate",
    "Mark",
    "Membership",
    "Merge",
    "MinorityOpinion",
    "NamedPaper",
    "NotUnderstood",
    "Observation",
    "Opinion",
    "Option",
    "Origin",
    "Panellist",
    "Paper",
    "Participation",
    "Proposal",
    "Question",
    "QuestionChoice",
    "QuestionSupport",
    "Questionnaire",
    "Reading",
    "Recommendation",
    "RecordSheet",
    "Remark",
    "RollEntry",
    "RollLine",
    "Rule",
    "SealedOpinion",
    "Section",
    "Sheet",
    "SheetBookmark",
    "SheetVersion",
    "Side",
    "Signature",
    "SigningAuthority",
    "SigningCertificate",
    "SigningCode",
    "Statement",
    "Temperature",
    "Term",
    "Theme",
    "User",
    "Verdict",
    "VerdictAgreement",
]
