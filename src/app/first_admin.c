// SPDX-License-Identifier: Apache-2.0
#include "app/first_admin.h"
#include "base/error.h"
#include "hub/invitation.h"
#include "hub/tenant.h"
#include <errno.h>
#include <pthread.h>
#include <stdio.h>

struct offer {
    struct work work; // first
    struct invitation_token token;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int result;
    bool is_done;
};

static int decide(struct work *work, struct tx *tx)
{
    struct offer *offer = (struct offer *)(void *)work;
    return invitation_create(tx, 0, &offer->token);
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct offer *offer = (struct offer *)(void *)work;
    pthread_mutex_lock(&offer->lock);
    offer->result = outcome == WORK_COMMITTED ? result : -EIO;
    offer->is_done = true;
    pthread_cond_signal(&offer->changed);
    pthread_mutex_unlock(&offer->lock);
}

static int make(struct store *store, struct offer *offer)
{
    offer->work =
        (struct work){.tenant = TENANT_DEFAULT, .bytes = sizeof(*offer), .decide = decide, .done = done};
    if (store_submit(store, &offer->work) != WORK_PUSHED)
        return -EBUSY;
    pthread_mutex_lock(&offer->lock);
    while (!offer->is_done)
        pthread_cond_wait(&offer->changed, &offer->lock);
    pthread_mutex_unlock(&offer->lock);
    return offer->result;
}

static int is_needed(struct store *store, bool *ret)
{
    struct db *db;
    bool has_admin = true;
    int r = store_walker(store, &db);
    if (r < 0)
        return r;
    r = invitation_has_admin(db, TENANT_DEFAULT, &has_admin);
    db_close(db);
    *ret = !has_admin;
    return r;
}

int first_admin_offer(struct store *store, const char *base)
{
    struct offer offer = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    bool needed = false;
    int r = is_needed(store, &needed);
    if (r < 0 || !needed)
        return error_trace(r);
    r = make(store, &offer);
    if (r < 0)
        return error_trace(r);
    printf("first administrator: %s/setup#%s\n", base, offer.token.text);
    fflush(stdout);
    return 0;
}
