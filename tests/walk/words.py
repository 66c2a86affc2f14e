"""The text of the opinion, to the byte: what is looked at after every step."""

from django.db import connection

from deliberation.conference.models import Conference
from deliberation.opinion.models import Opinion
from deliberation.opinion.queries import text_of

# Everything the canonical text is made of, by what it is.
PARTS = {
    "the frozen text": "SELECT frozen_at, frozen_text, text_digest FROM deliberation_opinion WHERE id = %s",
    "the sections": "SELECT id, part, text FROM deliberation_section WHERE opinion_id = %s ORDER BY id",
    "the recommendations": (
        "SELECT r.id, r.number, p.id, p.title, p.observation, p.text, p.reason, p.addressee"
        " FROM deliberation_recommendation r JOIN deliberation_proposal p ON p.id = r.proposal_id"
        " WHERE r.opinion_id = %s ORDER BY r.id"
    ),
    "what they rest on": (
        'SELECT e.id, e.proposal_id, e."key", e.answer_id, e.document_id, e.note_id, e.page, e.quote'
        " FROM deliberation_evidence e JOIN deliberation_recommendation r ON r.proposal_id = e.proposal_id"
        " WHERE r.opinion_id = %s ORDER BY e.id"
    ),
    "the question": (
        "SELECT c.question FROM deliberation_conference c JOIN deliberation_opinion o ON o.conference_id = c.id"
        " WHERE o.id = %s"
    ),
    # What somebody wrote in a text that is written together is a row before it is in the text.
    "what is being written": (
        "SELECT u.id, u.author_id FROM live_update u JOIN live_document d ON d.id = u.document_id"
        " LEFT JOIN deliberation_section s ON s.id = d.section_id"
        " LEFT JOIN deliberation_recommendation r ON r.proposal_id = d.proposal_id"
        " WHERE u.author_id IS NOT NULL AND %s IN (s.opinion_id, r.opinion_id) ORDER BY u.id"
    ),
    "the sealed document": (
        "SELECT s.id, s.pdf_sha256, s.text_sha256, s.pdf FROM deliberation_sealedopinion s"
        " JOIN deliberation_opinion o ON o.conference_id = s.conference_id WHERE o.id = %s"
    ),
}

Words = dict[str, list[tuple[object, ...]]]


def words_of(opinion: int) -> Words:
    """Past the product: the rows themselves."""
    found: Words = {}
    with connection.cursor() as cursor:
        for part, sql in PARTS.items():
            cursor.execute(sql, [opinion])
            found[part] = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor]
    return found


def text(conference: Conference) -> bytes:
    """As the product says it."""
    return text_of(Opinion.objects.select_related("conference").get(conference=conference))


def changed(before: Words, after: Words) -> list[str]:
    """Which parts are other ones. A seal that is made where there was none changes nothing that was."""
    sealed = "the sealed document"
    return [part for part in PARTS if before[part] != after[part] and not (part == sealed and not before[part])]
