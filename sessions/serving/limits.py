"""Every number of the servers, and why it is what it is. ``docs/deployment.md`` says what happens beyond each."""

# Connections that wait to be accepted. A hall's Wi-Fi drops a thousand people, who come back within two seconds: the
# usual 50 or 100 would turn most of them away. The system may hold fewer: net.core.somaxconn.
BACKLOG = 2048

# A socket is an open file, and so are the database's and Redis's. Under this, a thousand people with two pages each,
# while they all come back before the old connections are known to be dead, come too near.
OPEN_FILES = 10_000

# What a page may say at once, in bytes. The consumers say what each of their frames may be: 4,096 characters where a
# page follows, 65,536 bytes where it writes; twice the larger lets them answer for themselves. It bounds what a
# stranger can have us hold in memory; what we send to pages is not bounded by it.
LARGEST_MESSAGE = 131_072
# The code with which a socket is closed that says more.
TOO_LARGE = 4413

# What a form may bring beside the largest document (MAX_DOCUMENT_MB): its words, and what holds them together.
REST_OF_A_FORM = 5 << 20

# A long answer goes out as fast as it is taken. From a line that takes nothing for so long nobody waits for it.
TAKES_SOMETHING_WITHIN = 120

# A page answers our beat every 20 seconds, which counts as a sign of life: only a connection that stays silent is asked
# by a ping, and dropped when it has not answered.
PING_INTERVAL = 30
PING_TIMEOUT = 30

# From a connection's first byte to an open socket. When everyone comes back at once the last one waits; cutting off
# those who wait would only have them come back again.
HANDSHAKE_WITHIN = 20

# A thread that counts votes asks the database dozens of times, and after each answer waits until the loop, busy when a
# hall comes back, lets it go on: Python's usual 5 ms each would be most of its time.
SECONDS_UNTIL_ANOTHER_THREAD = 0.001

# Draining. A connection accepted at the last moment, or kept alive, may still bring a request.
LINGER = 0.5
REQUESTS_FINISH_WITHIN = 10.0
# A thousand pages are told to go elsewhere in well under a second.
GOODBYES_WITHIN = 5.0
# A page that does not answer our goodbye is on a line that is down already.
PAGES_CLOSE_WITHIN = 5.0
# Asked again after this, a process stops at once. Sooner, it is the same wish told twice: by the terminal and by us.
ASKED_AGAIN_AFTER = 1.0
# What the supervisor waits before it kills: all of the above, and a little. `stop_grace_period` must be longer.
DRAINS_WITHIN = LINGER + REQUESTS_FINISH_WITHIN + GOODBYES_WITHIN + PAGES_CLOSE_WITHIN + 2.5

# A process loads the application in a second or two; on a machine that starts everything at once, in many more.
STARTS_WITHIN = 60.0
# A process that dies is replaced, soon if it had served a while, else later and later: what kills it at once is not
# mended by haste. Where others serve, they first take in its pages, which come back within two seconds: to start
# another one takes a processor as long.
FIRST_PAUSE = 0.25
FIRST_PAUSE_BESIDE_OTHERS = 2.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 10.0
