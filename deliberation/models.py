"""Every model of the app, for Django to find; each lives in its capability."""

from deliberation.accounts.models import User
from deliberation.ballots.models import Ballot, Paper, RollEntry
from deliberation.conference.models import Conference, Invitation, Mandate, Membership, RecordSheet
from deliberation.dossier.models import Document, Term
from deliberation.hearings.models import Expert, Hearing, Question
from deliberation.journal.models import Entry, Head
from deliberation.opinion.models import Opinion, Recommendation, SealedOpinion, Section, Signature
from deliberation.oversight.models import Observation, Statement
from deliberation.panel.models import Badge, Criterion, Panellist
from deliberation.proposals.models import Agreement, Evidence, Participation, Proposal, Remark
from deliberation.questionnaire.models import Answer, Item, Option, Questionnaire

__all__ = [
    "Agreement",
    "Answer",
    "Badge",
    "Ballot",
    "Conference",
    "Criterion",
    "Document",
    "Entry",
    "Evidence",
    "Expert",
    "Head",
    "Hearing",
    "Invitation",
    "Item",
    "Mandate",
    "Membership",
    "Observation",
    "Opinion",
    "Option",
    "Panellist",
    "Paper",
    "Participation",
    "Proposal",
    "Question",
    "Questionnaire",
    "Recommendation",
    "RecordSheet",
    "Remark",
    "RollEntry",
    "SealedOpinion",
    "Section",
    "Signature",
    "Statement",
    "Term",
    "User",
]
