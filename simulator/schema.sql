-- One table for all of Stripe's objects: `body` is the object as the API shows it, `extra` what Stripe keeps to itself.
-- `account` is the connected account that owns the object, '' for the platform.
-- The columns after `extra` repeat what lists and sums ask for, so that no query has to read JSON row by row.
CREATE TABLE IF NOT EXISTS thing (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL,
    extra TEXT NOT NULL DEFAULT '{}',
    payment_intent TEXT,
    charge TEXT,
    source TEXT,
    payout TEXT,
    net INTEGER,
    available_on INTEGER,
    open_until INTEGER
);
CREATE INDEX IF NOT EXISTS thing_list ON thing (kind, account, created DESC, seq DESC);
CREATE INDEX IF NOT EXISTS thing_payment_intent ON thing (payment_intent) WHERE payment_intent IS NOT NULL;
CREATE INDEX IF NOT EXISTS thing_charge ON thing (charge) WHERE charge IS NOT NULL;
CREATE INDEX IF NOT EXISTS thing_source ON thing (source) WHERE source IS NOT NULL;
CREATE INDEX IF NOT EXISTS thing_payout ON thing (payout) WHERE payout IS NOT NULL;
CREATE INDEX IF NOT EXISTS thing_open ON thing (open_until) WHERE open_until IS NOT NULL;

-- The answer given under an idempotency key, written in the transaction of its effects.
CREATE TABLE IF NOT EXISTS answer (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    request_id TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX IF NOT EXISTS answer_created ON answer (created);

-- One event on its way to one endpoint. `due` is real time, in seconds.
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'sending', 'delivered', 'failed', 'dropped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL,
    last_status INTEGER,
    last_error TEXT
);
CREATE INDEX IF NOT EXISTS delivery_event ON delivery (event, state);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (due) WHERE state = 'waiting';

CREATE TABLE IF NOT EXISTS attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery INTEGER NOT NULL,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    at REAL NOT NULL,
    status INTEGER,
    error TEXT
);

-- The simulator's own settings that survive a restart: clock offset, webhook mode, endpoints, refund mode.
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
