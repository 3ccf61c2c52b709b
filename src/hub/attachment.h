// SPDX-License-Identifier: Apache-2.0
// Files as people see them: uploaded by somebody, then sent with a message. Several of the same bytes share
// one blob, which counts them; whatever counts none is swept (hub/file_keeper.h).
#pragma once
#include "hub/interaction.h"

// Stored as numbers: append only.
enum blob_thumbnail {
    THUMBNAIL_NONE = 0,   // no picture, or one that cannot be made smaller
    THUMBNAIL_WANTED = 1, // soon
    THUMBNAIL_MADE = 2,
};

enum { ATTACHMENT_NAME_MAX = 255, ATTACHMENTS_MAX = 20 }; // bytes of a name; of one message

struct attachment {
    int64_t row;
    struct view id;
    int64_t blob;
    struct view name;
    int64_t customer, session, interaction; // rows; 0: none
    enum author_type author_type;           // who uploaded it
    struct view author_id;
    int64_t created_us;
    struct view hash;
    int64_t size;
    struct view type;
    int64_t width, height; // 0: not known
    enum blob_thumbnail thumbnail;
};

enum attachment_outcome {
    ATTACHMENT_OK = 0,
    ATTACHMENT_NONE = 1,  // no such one, or not one's own
    ATTACHMENT_SENT,      // it is in a message already
    ATTACHMENT_NO_ROOM,   // the tenant's quota
    ATTACHMENT_TOO_LARGE, // what is kept of them in a message
};

// A name that harms nobody: no folders, no control characters, no tricks of direction, at most
// ATTACHMENT_NAME_MAX bytes, never empty. Written into `ret`, with its size.
size_t attachment_safe_name(struct view given, struct view type, char ret[static ATTACHMENT_NAME_MAX + 1]);

// ---- in a transaction

struct attachment_new {
    struct view hash; // whose file lies there, synced
    int64_t size;
    struct view type;
    int width, height; // 0: not known
    bool wants_thumbnail;
    struct view name; // safe
    int64_t customer; // row; 0: none yet
    int64_t session;  // row; 0: none yet
    enum author_type author_type;
    struct view author_id;
    int64_t quota; // bytes of all the tenant's files; 0: none
};
// Texts of *ret live in the transaction's memory. ATTACHMENT_NO_ROOM.
int attachment_add(struct tx *tx, const struct attachment_new *fresh, struct attachment *ret);

// Which of the things that a message carries may be there.
enum attachment_rule {
    ATTACHMENT_ANY = 0, // what is not of this hub is kept as it is: programs
    ATTACHMENT_OURS,    // files of this hub: agents
    ATTACHMENT_OWN,     // files that the author uploaded and has not sent yet: visitors
};

struct attachment_list {
    struct view text; // JSON array as it is stored; no data: none
    int count;
    int64_t rows[ATTACHMENTS_MAX]; // to bind
};

// What the JSON array `given` (may have no data) comes to: each object with an id of ours becomes what is
// stored of it. One that is in a message already is given anew, under an id of its own. ATTACHMENT_NONE,
// _SENT, _TOO_LARGE.
int attachments_resolve(struct tx *tx, struct view given, enum attachment_rule rule, struct view author_id,
                        struct attachment_list *ret);

// They belong to this interaction from now on.
int attachments_bind(struct tx *tx, const struct attachment_list *list, const struct interaction *in);

// Deletes at most ATTACHMENTS_DROPPED of those that this is about; the files follow when nothing else is the
// same.
enum attachment_owner { ATTACHMENTS_OF_INTERACTION, ATTACHMENTS_OF_SESSION, ATTACHMENTS_OF_CUSTOMER };
enum { ATTACHMENTS_DROPPED = 50 };
int attachments_drop(struct tx *tx, enum attachment_owner of, int64_t row, int *ret_gone);

// What was uploaded before then and never sent: a rule of the trim.
struct trim_rule;
int attachments_trim(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more);

// ---- reading

int attachment_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                    struct attachment *ret);

// The array of an interaction as a client gets it: with links where w->ctx (struct file_links) can make them.
void attachments_write(struct json_writer *w, struct view stored);

// The members of one file: id, name, type, size, width, height.
void attachment_write_members(struct json_writer *w, const struct attachment *a);
// "url" and "thumbnail_url", null where nothing can sign them or there is no thumbnail.
void attachment_write_links(struct json_writer *w, struct view id, bool has_thumbnail);
