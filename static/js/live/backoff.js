// When to come back after the line was lost. Chance keeps a hall full of phones from knocking at the same instant.

export const BAD_FRAME = 4400;
export const REMOVED = 4403;
export const TOO_MANY = 4409;
export const TOO_LARGE = 4413;
// Said by the server's own sockets, of a frame far too large.
export const FAR_TOO_LARGE = 1009;
export const CROWDED = 4429;
export const LEAVING = 4012;

const SHORTEST = 200;
const FIRST = 2_000;
// Somebody waits to hear that their vote is counted.
const FIRST_WHEN_ASKED = 500;
const LONGEST = 20_000;

function between(low, high, chance) {
  return low + chance() * (high - low);
}

// Milliseconds until the next try; `tries` were made in vain since the line last worked; `asked`: an act waits for its
// answer.
export function waitBefore(code, tries, chance = Math.random, asked = false) {
  if (code === BAD_FRAME || code === CROWDED) return between(LONGEST / 2, LONGEST, chance);
  const first = asked ? FIRST_WHEN_ASKED : FIRST;
  if (code === LEAVING) return between(0, first, chance);
  const longest = Math.min(LONGEST, first * 2 ** tries);
  return between(tries ? longest / 2 : SHORTEST, longest, chance);
}
