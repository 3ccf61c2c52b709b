// SPDX-License-Identifier: Apache-2.0
#include "channel/table.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

// All that version 1 began with; later slots may be missing. And no table is that large.
enum { SIZE_LEAST = offsetof(struct channel_ops, facet) + sizeof(void *), SIZE_MOST = 4096 };

__attribute__((format(printf, 2, 3))) static int refuse(char why[static TABLE_WHY_SIZE], const char *format,
                                                        ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why, TABLE_WHY_SIZE, format, args);
    va_end(args);
    return CHANNEL_REFUSED;
}

static bool is_name(const char *name)
{
    size_t size = name == NULL ? 0 : strnlen(name, CHANNEL_NAME_MAX + 1);
    if (size == 0 || size > CHANNEL_NAME_MAX || name[0] < 'a' || name[0] > 'z')
        return false;
    for (size_t i = 0; i < size; i++) {
        char c = name[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return true;
}

static int check_head(const struct channel_ops *ops, char why[static TABLE_WHY_SIZE])
{
    if (ops->version != CHANNEL_VERSION)
        return refuse(why, "it speaks version %u of the interface, this hub %d", ops->version,
                      CHANNEL_VERSION);
    if (ops->size < SIZE_LEAST || ops->size > SIZE_MOST)
        return refuse(why, "its table has %u bytes, and version %d has at least %d", ops->size,
                      CHANNEL_VERSION, (int)SIZE_LEAST);
    return CHANNEL_OK;
}

static int check_names(const struct channel_ops *ops, char why[static TABLE_WHY_SIZE])
{
    if (!is_name(ops->name))
        return refuse(why, "its name is none: 1 to %d of [a-z0-9_], a letter first", CHANNEL_NAME_MAX);
    if (ops->kinds == NULL || ops->kinds[0] == NULL)
        return refuse(why, "%s names no channel that it serves", ops->name);
    for (int i = 0; ops->kinds[i] != NULL; i++)
        if (!is_name(ops->kinds[i]))
            return refuse(why, "a channel that %s serves has no good name", ops->name);
    return CHANNEL_OK;
}

static int check_field(const struct channel_ops *ops, uint32_t i, char why[static TABLE_WHY_SIZE])
{
    const struct channel_field *f = &ops->fields[i];
    if (!is_name(f->name) || f->help == NULL)
        return refuse(why, "field %u of %s has no good name or no help", i, ops->name);
    if ((unsigned)f->kind > CHANNEL_FIELD_SECRET)
        return refuse(why, "field %s of %s is of no known kind", f->name, ops->name);
    if (f->kind == CHANNEL_FIELD_INTEGER && f->min > f->max)
        return refuse(why, "field %s of %s can have no value", f->name, ops->name);
    for (uint32_t j = 0; j < i; j++)
        if (strcmp(ops->fields[j].name, f->name) == 0)
            return refuse(why, "%s has two fields %s", ops->name, f->name);
    return CHANNEL_OK;
}

static int check_fields(const struct channel_ops *ops, char why[static TABLE_WHY_SIZE])
{
    if (ops->field_count > CHANNEL_FIELDS_MAX || (ops->field_count > 0 && ops->fields == NULL))
        return refuse(why, "%s has more than %d fields, or they are missing", ops->name, CHANNEL_FIELDS_MAX);
    int r = CHANNEL_OK;
    for (uint32_t i = 0; i < ops->field_count && r == CHANNEL_OK; i++)
        r = check_field(ops, i, why);
    return r;
}

static int check_slots(const struct channel_ops *ops, char why[static TABLE_WHY_SIZE])
{
    if (ops->open == NULL || ops->close == NULL || ops->send == NULL || ops->step == NULL)
        return refuse(why, "%s lacks one of open, close, send, step", ops->name);
    if (!!(ops->abilities & CHANNEL_CHOICES) != (ops->limits.choices > 0))
        return refuse(why, "%s does not say the same of choices in abilities and limits", ops->name);
    if (!!(ops->abilities & CHANNEL_ATTACHMENTS) != (ops->limits.attachments > 0))
        return refuse(why, "%s does not say the same of attachments in abilities and limits", ops->name);
    if ((ops->abilities & CHANNEL_CANCELS) && ops->cancel == NULL)
        return refuse(why, "%s says that it cancels and has no cancel", ops->name);
    return CHANNEL_OK;
}

int table_take(const struct channel_ops *foreign, struct channel_ops *ret,
               char ret_why[static TABLE_WHY_SIZE])
{
    int r = check_head(foreign, ret_why);
    if (r != CHANNEL_OK)
        return r;
    struct channel_ops ops = {0};
    memcpy(&ops, foreign, foreign->size < sizeof(ops) ? foreign->size : sizeof(ops));
    r = check_names(&ops, ret_why);
    if (r == CHANNEL_OK)
        r = check_fields(&ops, ret_why);
    if (r == CHANNEL_OK)
        r = check_slots(&ops, ret_why);
    if (r == CHANNEL_OK)
        *ret = ops;
    return r;
}
