// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_text.h"

static void write_text(struct json_writer *w, struct view name, struct view text)
{
    json_key(w, name);
    json_string_or_null(w, text);
}

static void write_json(struct json_writer *w, struct view name, struct view text, struct view otherwise)
{
    json_key(w, name);
    json_raw(w, text.data == NULL ? otherwise : text);
}

static void write_block(struct json_writer *w, const struct customer *c)
{
    json_key(w, VIEW("blocked"));
    json_bool(w, c->blocked_us != 0);
    json_key(w, VIEW("blocked_at"));
    json_time(w, c->blocked_us);
    write_text(w, VIEW("block_reason"), c->block_reason);
}

static void write_merged(struct json_writer *w, const struct cluster *cluster)
{
    json_key(w, VIEW("merged_customer_ids"));
    json_begin_array(w);
    for (int i = 1; i < cluster->count; i++)
        json_string(w, cluster->ids[i]);
    json_end_array(w);
}

static void write_summary(struct json_writer *w, const struct cluster *cluster)
{
    const struct customer *c = &cluster->shown;
    write_text(w, VIEW("customer_id"), c->id);
    write_text(w, VIEW("name"), c->name);
    write_text(w, VIEW("phone"), c->phone);
    write_text(w, VIEW("email"), c->email);
    write_text(w, VIEW("time_zone"), c->time_zone);
    write_json(w, VIEW("tags"), c->tags, VIEW("[]"));
    json_key(w, VIEW("channels"));
    channel_set_write(w, c->channels);
    write_block(w, c);
    write_merged(w, cluster);
    json_key(w, VIEW("version"));
    json_integer(w, c->version);
    json_key(w, VIEW("created_at"));
    json_time(w, c->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, c->updated_us);
}

void customer_write_summary(struct json_writer *w, const struct cluster *cluster)
{
    json_begin_object(w);
    write_summary(w, cluster);
    json_end_object(w);
}

void customer_write_open(struct json_writer *w, const struct cluster *cluster)
{
    const struct customer *c = &cluster->shown;
    json_begin_object(w);
    write_summary(w, cluster);
    write_json(w, VIEW("profile"), c->profile, VIEW("{}"));
    write_json(w, VIEW("preferences"), c->preferences, VIEW("{}"));
    write_json(w, VIEW("context"), c->context, VIEW("{}"));
}

void customer_write(struct json_writer *w, const struct cluster *cluster)
{
    customer_write_open(w, cluster);
    json_end_object(w);
}
