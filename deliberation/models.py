"""Every model of the app, for Django to find; each lives in its capability."""

from deliberation.accounts.models import User
from deliberation.amendments.models import Amendment, AmendmentSupport, Verdict, VerdictAgreement
from deliberation.ballots.box.models import BoxCount, Keying
from deliberation.ballots.models import Ballot, BallotOption, Cast, Count, Mark, NamedPaper, Paper, RollEntry
from deliberation.conference.models import Conference, Invitation, Mandate, Membership, RecordSheet, Rule
from deliberation.dissent.models import Joining, MinorityOpinion
from deliberation.dossier.models import Document, Term
from deliberation.hearings.models import Expert, Hearing, Question
from deliberation.journal.models import Entry, Head
from deliberation.merging.models import Merge, Origin, Theme
from deliberation.opinion.models import Opinion, Recommendation, SealedOpinion, Section, Signature
from deliberation.oversight.models import Observation, Statement
from deliberation.panel.models import Badge, Criterion, Panellist
from deliberation.proposals.models import Agreement, Evidence, Participation, Proposal, Remark
from deliberation.questionnaire.models import Answer, Item, Option, Questionnaire
from deliberation.review.models import Reading, Temperature

__all__ = [
    "Agreement",
    "Amendment",
    "AmendmentSupport",
    "Answer",
    "Badge",
    "Ballot",
    "BallotOption",
    "BoxCount",
    "Cast",
    "Conference",
    "Count",
    "Criterion",
    "Document",
    "Entry",
    "Evidence",
    "Expert",
    "Head",
    "Hearing",
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
    "Observation",
    "Opinion",
    "Option",
    "Origin",
    "Panellist",
    "Paper",
    "Participation",
    "Proposal",
    "Question",
    "Questionnaire",
    "Reading",
    "Recommendation",
    "RecordSheet",
    "Remark",
    "RollEntry",
    "Rule",
    "SealedOpinion",
    "Section",
    "Signature",
    "Statement",
    "Temperature",
    "Term",
    "Theme",
    "User",
    "Verdict",
    "VerdictAgreement",
]
