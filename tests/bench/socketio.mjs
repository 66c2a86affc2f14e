// Reference (d): socket.io, WebSockets only, nothing compressed.

import { createServer } from "node:http";
import { Server } from "socket.io";

const SIZE = 600;
const FRAMING = '42["news",]'.length;
const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });
let number = 0;

function made() {
  // The same monotonic clock as Python's, as a number that JSON holds: digits beyond 2^53 would be lost.
  const at = Number(process.hrtime.bigint());
  const message = { at, n: number++, pad: "" };
  message.pad = "x".repeat(SIZE - FRAMING - JSON.stringify(message).length);
  return message;
}

io.on("connection", (socket) => {
  if (!socket.handshake.query.sender) socket.join("everybody");
  socket.on("go", () => io.to("everybody").emit("news", made()));
});
http.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 2048 });
