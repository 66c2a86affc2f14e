// The projector: what the room sees follows the sitting by itself, with nothing to press.

import { startClock } from "./live/clock.js";
import { follow, has } from "./live/regions.js";
import { openLine } from "./live/socket.js";
import { stayAwake } from "./screen/awake.js";
import { startHours } from "./screen/hours.js";
import { hidePointer } from "./screen/pointer.js";
import { startTurning } from "./screen/turns.js";

const page = document.querySelector("[data-live]");
startClock(page);
startHours(page);
startTurning();
hidePointer();
stayAwake();
follow(openLine(page, has));
