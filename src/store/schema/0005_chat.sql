-- Chat: sites with a widget, who takes part in a session and how far they read, rules on words, files.

-- ---- what is said

ALTER TABLE interaction ADD COLUMN quick_replies TEXT;  -- JSON array of {title, payload} that the customer may choose from
ALTER TABLE interaction ADD COLUMN redacted_us INTEGER; -- taken back by the company: its content is gone

-- How far each side has come: of the customer (ref 0) and of each agent who looked.
CREATE TABLE participant (
    session INTEGER NOT NULL,
    kind INTEGER NOT NULL,          -- enum author_type (hub/interaction.h)
    ref INTEGER NOT NULL,           -- the agent; 0: the customer
    tenant INTEGER NOT NULL,
    delivered_position INTEGER NOT NULL,
    read_position INTEGER NOT NULL,
    joined_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    PRIMARY KEY (session, kind, ref)
) STRICT, WITHOUT ROWID;

-- ---- moderation

-- Words that a tenant does not want to be said: folded, matched whole or as part of a word.
CREATE TABLE word_rule (
    word_rule INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    word TEXT NOT NULL,             -- folded (hub/word_rule.h)
    is_part INTEGER NOT NULL,       -- also inside longer words
    action INTEGER NOT NULL,        -- enum word_action
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX word_rule_id ON word_rule (tenant, id);
CREATE UNIQUE INDEX word_rule_word ON word_rule (tenant, word);
CREATE INDEX word_rule_list ON word_rule (tenant);

-- ---- the widget

-- A page, or several, of the company's that carry the widget.
CREATE TABLE widget_site (
    widget_site INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,               -- public: it stands in the script tag; one hub, one site
    name TEXT NOT NULL,
    origins TEXT NOT NULL,          -- JSON array of origins that may carry it
    settings TEXT,                  -- JSON object: title, greeting, color, language …
    secret TEXT,                    -- sealed: what the shop signs identities with; none: nobody is signed in
    previous_secret TEXT,           -- sealed: after a rotation, taken until previous_until_us
    previous_until_us INTEGER,
    visitors_per_minute INTEGER NOT NULL, -- new visitors of one address
    version INTEGER NOT NULL,
    disabled_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX widget_site_id ON widget_site (id);
CREATE INDEX widget_site_list ON widget_site (tenant, widget_site);

-- ---- files

-- What a file holds, once for each tenant: DIR/files/TENANT/ab/HASH.
CREATE TABLE blob (
    blob INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    hash TEXT NOT NULL,             -- SHA-256 of its bytes, hex
    size INTEGER NOT NULL,          -- bytes
    type TEXT NOT NULL,             -- media type, as its bytes say
    width INTEGER,                  -- of a picture
    height INTEGER,
    thumbnail INTEGER NOT NULL,     -- enum blob_thumbnail (hub/blob.h)
    refs INTEGER NOT NULL,          -- attachments that are it; 0: to be swept
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL     -- when refs last changed
) STRICT;
CREATE UNIQUE INDEX blob_hash ON blob (tenant, hash);
CREATE INDEX blob_unused ON blob (tenant, updated_us) WHERE refs = 0;
CREATE INDEX blob_unthumbed ON blob (tenant, blob) WHERE thumbnail = 1;

CREATE TABLE attachment (
    attachment INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    blob INTEGER NOT NULL,
    name TEXT NOT NULL,             -- as it was given, made safe
    customer INTEGER,               -- whose it is, for erasure: who uploaded it, or whose session it is in
    session INTEGER,                -- where it was sent
    interaction INTEGER,            -- that carries it; none: an orphan after a day
    author_type INTEGER NOT NULL,   -- enum author_type: who uploaded it
    author_id TEXT,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX attachment_id ON attachment (tenant, id);
CREATE INDEX attachment_blob ON attachment (blob);
CREATE INDEX attachment_interaction ON attachment (interaction) WHERE interaction IS NOT NULL;
CREATE INDEX attachment_customer ON attachment (customer) WHERE customer IS NOT NULL;
CREATE INDEX attachment_session ON attachment (session) WHERE session IS NOT NULL;
CREATE INDEX attachment_orphan ON attachment (tenant, created_us) WHERE interaction IS NULL;

-- What a tenant's files take; for its quota.
CREATE TABLE blob_usage (
    tenant INTEGER PRIMARY KEY,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
