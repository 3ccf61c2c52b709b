// SPDX-License-Identifier: Apache-2.0
#include "app/settings_table.h"
#include "app/toml_file.h"
#include "base/view.h"
#include "store/files.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 256 << 10, NAME_MOST = 64, NEAR = 3 };

struct reading {
    struct settings *settings;
    const char *path;
    bool is_in_data; // DIR/omnihub.toml, which cannot say where DIR is
    int faults;
};

static void fault_at(struct reading *r, int line, int column)
{
    r->faults++;
    fprintf(stderr, "omnihub: %s:%d:%d: ", r->path, line, column);
}

// ---- the nearest right name

static int least(int a, int b, int c)
{
    int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

// Levenshtein's distance; names above the limit are far from everything.
static int distance(const char *a, const char *b)
{
    int row[NAME_MOST + 1];
    size_t n = strlen(a), m = strlen(b);
    if (n > NAME_MOST || m > NAME_MOST)
        return NAME_MOST;
    for (size_t j = 0; j <= m; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int corner = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1]));
            corner = above;
        }
    }
    return row[m];
}

static const char *last_word(const char *key)
{
    const char *dot = strrchr(key, '.');
    return dot == NULL ? key : dot + 1;
}

// By the whole key, or by its last word when it stands in another section.
static const char *nearest(const char *key)
{
    const char *best = NULL;
    int best_distance = NEAR + 1;
    for (int i = 0; i < SETTINGS; i++) {
        const char *name = settings_table[i].key;
        if (name == NULL)
            continue;
        int d = distance(key, name);
        if (strcmp(last_word(key), last_word(name)) == 0 && d > 1)
            d = 1;
        if (d < best_distance) {
            best = name;
            best_distance = d;
        }
    }
    return best;
}

// ---- one setting

static const struct setting *find(const char *key)
{
    for (int i = 0; i < SETTINGS; i++)
        if (settings_table[i].key != NULL && strcmp(settings_table[i].key, key) == 0)
            return &settings_table[i];
    return NULL;
}

static bool is_kind(const struct setting *t, enum toml_kind kind)
{
    switch (t->kind) {
    case SETTING_TEXT:
        return kind == TOML_TEXT;
    case SETTING_NUMBER:
        return kind == TOML_NUMBER;
    case SETTING_LIST:
        return kind == TOML_LIST || kind == TOML_TEXT;
    }
    return false;
}

static const char *kind_text(const struct setting *t)
{
    static const char *const texts[] = {[SETTING_TEXT] = "a text in quotes",
                                        [SETTING_NUMBER] = "a whole number",
                                        [SETTING_LIST] = "a list of texts, [\"…\", \"…\"]"};
    return texts[t->kind];
}

static void take(struct reading *r, const struct setting *t, const struct toml_entry *e)
{
    struct view copy;
    if (!is_kind(t, e->kind)) {
        fault_at(r, e->value_line, e->value_column);
        fprintf(stderr, "%s must be %s\n", e->key, kind_text(t));
    } else if (!arena_copy(&r->settings->memory, view_from(e->text), &copy) ||
               !t->set(r->settings, copy.data)) {
        fault_at(r, e->value_line, e->value_column);
        fprintf(stderr, "%s has no good value: %s\n", e->key, t->help);
    }
}

static void take_entry(void *ctx, const struct toml_entry *e)
{
    struct reading *r = ctx;
    const struct setting *t = find(e->key);
    const char *near = t == NULL ? nearest(e->key) : NULL;
    if (t != NULL && r->is_in_data && strcmp(t->key, "data") == 0) {
        fault_at(r, e->line, e->column);
        fprintf(stderr, "a file in the data directory cannot say where the data directory is\n");
    } else if (t != NULL) {
        take(r, t, e);
    } else {
        fault_at(r, e->line, e->column);
        fprintf(stderr, "there is no setting %s%s%s\n", e->key, near == NULL ? "" : "; did you mean ",
                near == NULL ? "" : near);
    }
}

// ---- the file

static int parse(struct reading *r, const char *text, size_t size)
{
    struct toml_fault fault;
    if (toml_file_walk(text, size, take_entry, r, &fault) == TOML_INVALID) {
        fault_at(r, fault.line, fault.column);
        fprintf(stderr, "%s\n", fault.text);
    }
    return r->faults;
}

static bool is_in(const char *path, const char *dir)
{
    size_t size = strlen(dir);
    return strncmp(path, dir, size) == 0 && strcmp(path + size, "/omnihub.toml") == 0;
}

// How many faults, or negative when it cannot be read.
static int read_file(struct settings *s, const char *path, bool is_in_data)
{
    struct reading reading = {.settings = s, .path = path, .is_in_data = is_in_data};
    char *text = malloc(FILE_MOST);
    size_t size;
    int r = text == NULL ? -ENOMEM : file_read_path(path, text, FILE_MOST, &size);
    if (r == 0)
        r = parse(&reading, text, size);
    else
        fprintf(stderr, "omnihub: cannot read %s: %s\n", path, strerror(-r));
    free(text);
    return r;
}

int settings_read_file(struct settings *s, const char *path)
{
    return read_file(s, path, is_in(path, s->data));
}

int settings_check_file(const char *path)
{
    struct settings s = {0};
    arena_init(&s.memory, 4096, 1 << 20);
    int r = read_file(&s, path, false);
    arena_free(&s.memory);
    return r;
}
