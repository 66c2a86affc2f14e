// The style guide's countdowns run as those of a round do.

import { startClock } from "./live/clock.js";

startClock(document.querySelector("main[data-now]"));
