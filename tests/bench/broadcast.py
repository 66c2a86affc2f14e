"""Reference (c): the ``websockets`` package's own server, and its ``broadcast``."""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

from tests.bench.message import made

BACKLOG = 2048


async def main(port: int) -> None:
    everybody: set[ServerConnection] = set()

    async def take(connection: ServerConnection) -> None:
        if connection.request is not None and connection.request.path != "/sender/":
            everybody.add(connection)
        try:
            async for _ask in connection:
                broadcast(everybody, made())
        finally:
            everybody.discard(connection)

    async with serve(take, "127.0.0.1", port, compression=None, backlog=BACKLOG) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
