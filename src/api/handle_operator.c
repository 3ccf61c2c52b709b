// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/handlers.h"

static const struct view state_names[] = {
    [BACKUP_NONE] = {"none", 4}, [BACKUP_COPYING] = {"copying", 7}, [BACKUP_VERIFYING] = {"verifying", 9},
    [BACKUP_DONE] = {"done", 4}, [BACKUP_FAILED] = {"failed", 6},
};

static void write_text(struct json_writer *w, struct view name, const char *text)
{
    json_key(w, name);
    if (text[0] == '\0')
        json_null(w);
    else
        json_string(w, view_from(text));
}

static void write_number(struct json_writer *w, struct view name, int64_t value)
{
    json_key(w, name);
    json_integer(w, value);
}

static void write_time(struct json_writer *w, struct view name, int64_t us)
{
    json_key(w, name);
    json_time(w, us);
}

void operator_backup_status_answer(struct call *call, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    struct backup_status status;
    backup_status(store_backup(call->api->config.store), &status);
    json_begin_object(&w);
    json_key(&w, VIEW("state"));
    json_string(&w, state_names[status.state]);
    write_text(&w, VIEW("to"), status.to);
    write_number(&w, VIEW("pages_done"), status.pages_done);
    write_number(&w, VIEW("pages_total"), status.pages_total);
    write_number(&w, VIEW("restarts"), status.restarts);
    write_time(&w, VIEW("began_at"), status.began_us);
    write_time(&w, VIEW("ended_at"), status.ended_us);
    write_text(&w, VIEW("fault"), status.fault);
    json_end_object(&w);
}

void operator_backup_start_answer(struct call *call, struct buffer *out)
{
    const struct operator_backup_start_args *args = call->args;
    int r = backup_start(store_backup(call->api->config.store), args->to, call->api->config.version);
    if (r == BACKUP_BUSY) {
        call_refuse(call, 409, VIEW("backup.busy"), VIEW("a backup is under way; GET tells how it does"));
    } else if (r == BACKUP_BAD_TARGET) {
        call_refuse(call, 422, VIEW("backup.target"), VIEW("`to` must be an absolute path"));
    } else if (r < 0) {
        call_refuse(call, 503, VIEW("backup.failed"), VIEW("no thread for it; try later"));
    } else {
        call->status = 202;
        operator_backup_status_answer(call, out);
    }
}
