// SPDX-License-Identifier: Apache-2.0
#include "app/command_request.h"
#include "app/operator_client.h"
#include "base/id.h"
#include "codec/json.h"
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { BODY_MAX = 64 << 10, PATH_SIZE = 520, LINE_SIZE = 1024, PAGES_MAX = 1000 };

// One run of a verb: its request, filled from the options.
struct asking {
    const struct request_verb *verb;
    const struct command_input *input;
    const char *values[REQUEST_FIELDS_MAX];
    bool flags[REQUEST_FIELDS_MAX];
    char line[LINE_SIZE]; // of standard input
    const char *word;     // NULL: the path takes none
    struct buffer body;
};

static int field_count(const struct request_verb *verb)
{
    int count = 0;
    while (count < REQUEST_FIELDS_MAX && verb->fields[count].name != NULL)
        count++;
    return count;
}

static const struct request_verb *find_verb(const char *group, const struct request_verb *verbs, int count,
                                            const char *word)
{
    for (int i = 0; i < count && word != NULL; i++)
        if (strcmp(verbs[i].word, word) == 0)
            return &verbs[i];
    fprintf(stderr, "omnihub: %s what? one of:", group);
    for (int i = 0; i < count; i++)
        fprintf(stderr, " %s", verbs[i].word);
    fputc('\n', stderr);
    return NULL;
}

// ---- the body

static int read_line(struct asking *a, int field)
{
    if (fgets(a->line, sizeof(a->line), stdin) == NULL)
        return command_fail(EX_NOINPUT, "%s: nothing on standard input", a->verb->fields[field].option);
    a->line[strcspn(a->line, "\r\n")] = '\0';
    a->values[field] = a->line;
    return 0;
}

static void write_list(struct json_writer *w, struct view rest)
{
    json_begin_array(w);
    while (rest.data != NULL)
        json_string(w, view_trim(view_cut(&rest, ',')));
    json_end_array(w);
}

// "settings.title" is the member title of the object settings.
static struct view object_of(const struct request_field *field)
{
    struct view rest = view_from(field->name);
    struct view name = view_cut(&rest, '.');
    return rest.data == NULL ? rest : name;
}

static struct view member_of(const struct request_field *field)
{
    struct view rest = view_from(field->name);
    struct view name = view_cut(&rest, '.');
    return rest.data == NULL ? name : rest;
}

// Into which object the next value goes: `open` is the one that is open now.
static void enter(struct json_writer *w, struct view *open, struct view wanted)
{
    if (view_equal(*open, wanted))
        return;
    if (open->size > 0)
        json_end_object(w);
    if (wanted.size > 0) {
        json_key(w, wanted);
        json_begin_object(w);
    }
    *open = wanted;
}

static int write_value(struct json_writer *w, const struct request_field *field, const char *value)
{
    long long number = 0;
    json_key(w, member_of(field));
    switch (field->kind) {
    case FIELD_NUMBER:
        if (!view_to_uint(view_from(value), &number))
            return command_fail(EX_USAGE, "%s takes a whole number", field->option);
        json_integer(w, number);
        return 0;
    case FIELD_LIST:
        write_list(w, view_from(value));
        return 0;
    case FIELD_TEXT:
    case FIELD_STDIN:
        json_string(w, view_from(value));
        return 0;
    }
    return 0;
}

static int fill_body(struct asking *a)
{
    int count = field_count(a->verb);
    struct json_writer w = json_writer(&a->body);
    struct view open = {0};
    json_begin_object(&w);
    for (int i = 0; i < count; i++) {
        const struct request_field *field = &a->verb->fields[i];
        int r = field->kind == FIELD_STDIN && a->flags[i] ? read_line(a, i) : 0;
        if (r != 0)
            return r;
        if (field->option == NULL)
            a->values[i] = a->word;
        if (a->values[i] == NULL && field->is_needed)
            return command_fail(EX_USAGE, "%s needs %s", a->verb->word,
                                field->option == NULL ? "a name" : field->option);
        if (a->values[i] == NULL)
            continue;
        enter(&w, &open, object_of(field));
        r = write_value(&w, field, a->values[i]);
        if (r != 0)
            return r;
    }
    enter(&w, &open, (struct view){0});
    json_end_object(&w);
    return a->body.failed ? command_fail(EX_DATAERR, "that is too long") : 0;
}

// ---- asking

static void print_reply(const struct asking *a, struct view body)
{
    if (a->input->wants_json)
        printf("%.*s\n", VIEW_ARG(body));
    else if (body.size > 0)
        output_json(stdout, body);
}

// The next page's cursor, if there is one, into `path`.
static bool next_page(struct view body, const char *base, char path[static PATH_SIZE])
{
    struct arena arena;
    const struct json *root, *cursor = NULL;
    struct view text = {0};
    arena_init(&arena, 16 << 10, 256 << 20);
    if (json_parse(&arena, body, NULL, &root) == JSON_OK && root->type == JSON_OBJECT)
        cursor = json_member(root, VIEW("next_cursor"));
    bool is_there = cursor != NULL && json_text(cursor, &arena, &text) && text.size > 0 &&
                    id_is_valid(text) && text.size < 200;
    if (is_there)
        snprintf(path, PATH_SIZE, "%.250s?limit=500&cursor=%.*s", base, VIEW_ARG(text));
    arena_free(&arena);
    return is_there;
}

static int ask_once(const struct asking *a, const char *data, const char *path, struct operator_reply *reply)
{
    bool has_body = strcmp(a->verb->method, "POST") == 0;
    int r =
        operator_ask(data,
                     &(struct operator_request){.method = a->verb->method,
                                                .path = path,
                                                .tenant = a->input->tenant,
                                                .body = has_body ? buffer_view(&a->body) : (struct view){0}},
                     reply);
    if (r == OPERATOR_NOBODY)
        return command_fail(EX_UNAVAILABLE, "the hub in %s has gone", data);
    if (r == OPERATOR_FAILED)
        return EX_UNAVAILABLE;
    return reply->status / 100 == 2 ? 0 : output_problem(reply->status, buffer_view(&reply->body));
}

static int ask(void *ctx, const char *data)
{
    const struct asking *a = ctx;
    char base[PATH_SIZE], path[PATH_SIZE];
    bool has_more = true;
    int r = 0;
    if (a->word != NULL && strstr(a->verb->path, "%s") != NULL) {
        size_t head = (size_t)(strstr(a->verb->path, "%s") - a->verb->path);
        snprintf(base, sizeof(base), "%.*s%s%s", (int)head, a->verb->path, a->word, a->verb->path + head + 2);
    } else {
        snprintf(base, sizeof(base), "%s", a->verb->path);
    }
    snprintf(path, sizeof(path), "%.250s%s", base, a->verb->is_list ? "?limit=500" : "");
    for (int i = 0; r == 0 && has_more && i < PAGES_MAX; i++) {
        struct operator_reply reply;
        r = ask_once(a, data, path, &reply);
        if (r == 0)
            print_reply(a, buffer_view(&reply.body));
        has_more = r == 0 && a->verb->is_list && next_page(buffer_view(&reply.body), base, path);
        buffer_free(&reply.body);
    }
    return r;
}

// ---- the command

static bool takes_word(const struct request_verb *verb)
{
    return strstr(verb->path, "%s") != NULL ||
           (verb->fields[0].name != NULL && verb->fields[0].option == NULL);
}

// `before` words stand before the one that the path takes.
static int check_words(struct asking *a, int before)
{
    int wanted = before + (takes_word(a->verb) ? 1 : 0);
    if (a->input->word_count < wanted)
        return command_fail(EX_USAGE, "%s needs one more word", a->verb->word);
    if (a->input->word_count > wanted)
        return command_fail(EX_USAGE, "%s is one word too many", a->input->words[wanted]);
    a->word = wanted > before ? a->input->words[before] : NULL;
    if (a->word != NULL && strstr(a->verb->path, "%s") != NULL && !id_is_valid(view_from(a->word)))
        return command_fail(EX_USAGE, "%s is no id", a->word);
    return 0;
}

static int note_options(struct asking *a, struct command_option *options)
{
    int count = 0;
    for (int i = 0; i < field_count(a->verb); i++) {
        const struct request_field *field = &a->verb->fields[i];
        bool is_flag = field->kind == FIELD_STDIN;
        if (field->option != NULL)
            options[count++] = (struct command_option){field->option, is_flag ? NULL : &a->values[i],
                                                       is_flag ? &a->flags[i] : NULL};
    }
    return count;
}

static int run_verb(const struct request_verb *verb, int before, int argc, char **argv)
{
    struct asking a = {.verb = verb};
    struct command_option options[REQUEST_FIELDS_MAX];
    struct command_input input;
    int count = note_options(&a, options);
    int r = command_read(argc, argv, options, count, &input);
    a.input = &input;
    buffer_init(&a.body, BODY_MAX);
    if (r == 0)
        r = check_words(&a, before);
    if (r == 0)
        r = fill_body(&a);
    if (r == 0)
        r = operator_run(&input.settings, ask, &a);
    buffer_free(&a.body);
    command_end(&input);
    return r;
}

int request_single(const struct request_verb *verb, int argc, char **argv)
{
    return run_verb(verb, 0, argc, argv);
}

int request_command(const char *group, const struct request_verb *verbs, int count, int argc, char **argv)
{
    const struct request_verb *verb = find_verb(group, verbs, count, argc > 0 ? argv[0] : NULL);
    return verb == NULL ? EX_USAGE : run_verb(verb, 1, argc, argv);
}
