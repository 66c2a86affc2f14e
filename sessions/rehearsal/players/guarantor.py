"""The guarantor follows everything, and leaves with the record."""

import json
from typing import Any

from django.utils.translation import gettext as _

from sessions.rehearsal.players.person import Person
from sessions.rehearsal.players.waiting import Stuck


class Guarantor(Person):
    async def live(self) -> None:
        await self.come_in()
        await self.until(_("the end"), lambda: self.world.hall.over, patience=36000)

    async def download(self, name: str) -> bytes:
        answer = await self.device.browser.open(self.world.path(name))
        if not answer.done:
            sentence = _("%(who)s could not download %(name)s (%(status)d)")
            raise Stuck(sentence % {"who": self.name, "name": name, "status": answer.status})
        return answer.content

    async def look_for_early_figures(self) -> None:
        """While a ballot is open the record holds no figure of it, not even for the guarantor."""
        record: dict[str, Any] = json.loads(await self.download("record.json"))
        voted = {title for title in self.world.memory.votes if title}
        early = [p["title"] for p in record["proposals"] if p["title"] in voted and p["tally"] is not None]
        if early:
            sentence = _("the record shows figures of ballots that are open: %(titles)s")
            self.world.memory.problem(sentence % {"titles": ", ".join(early)})


class Follower(Person):
    """Whoever comes in, looks and does nothing: the steering committee, facilitators who do not lead."""

    async def live(self) -> None:
        await self.come_in()
        await self.until(_("the end"), lambda: self.world.hall.over, patience=36000)
