// The facilitators' desk: how long a step runs over, and people moved by hand from one table to another.
// Everything can be done without this file, by the forms of the page.

import { startDragging } from "./desk/drag.js";
import { startOvertime } from "./desk/overtime.js";

const page = document.querySelector("[data-live]");
startOvertime(page);
startDragging(page);
