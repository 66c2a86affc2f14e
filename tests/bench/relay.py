"""The reference for writing together: a bare Yjs relay, which passes each frame on to whoever is at the same address.

It checks nothing, stores nothing, and says nothing to who comes late.
"""

import asyncio
import sys
from collections import defaultdict

from websockets.asyncio.server import ServerConnection, broadcast, serve

BACKLOG = 2048


async def main(port: int) -> None:
    rooms: dict[str, set[ServerConnection]] = defaultdict(set)

    async def take(connection: ServerConnection) -> None:
        assert connection.request is not None
        room = rooms[connection.request.path]
        room.add(connection)
        try:
            async for frame in connection:
                broadcast(room - {connection}, frame)
        finally:
            room.discard(connection)

    async with serve(take, "127.0.0.1", port, compression=None, backlog=BACKLOG) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
