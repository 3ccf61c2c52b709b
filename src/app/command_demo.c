// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"
#include "app/demo.h"
#include "app/operator_client.h"
#include "base/random.h"
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { BAR = 30, PERCENT = 100, TENTH = 10 };

struct demo_command {
    struct hub_place place;
    bool is_forced;
};

struct counts {
    int items, agents, customers, sessions, messages;
};

static int count_story(struct counts *ret)
{
    struct view rest = demo_story;
    struct demo_item item;
    int r;
    *ret = (struct counts){0};
    while ((r = demo_next(&rest, &item)) == DEMO_OK) {
        ret->items++;
        ret->agents += item.kind == DEMO_AGENT;
        ret->customers += item.kind == DEMO_CUSTOMER;
        ret->sessions += item.kind == DEMO_SESSION;
        ret->messages += item.kind == DEMO_SAYS || item.kind == DEMO_ANSWER;
    }
    if (r == DEMO_BAD)
        return command_fail(EX_SOFTWARE, "the story has a line that is none: %.*s", VIEW_ARG(item.fields[0]));
    return 0;
}

// ---- progress

struct progress {
    bool is_terminal;
    int total, done, told; // per cent that were told last; tenths of it without a terminal
};

static void tell(struct progress *p)
{
    int percent = p->done * PERCENT / p->total;
    int full = p->done * BAR / p->total;
    if (p->is_terminal && percent > p->told) {
        p->told = percent;
        fprintf(stderr, "\r  [%.*s%*s] %3d %%", full, "##############################", BAR - full, "",
                percent);
        if (p->done == p->total)
            fputc('\n', stderr);
    } else if (!p->is_terminal && percent / TENTH > p->told) {
        p->told = percent / TENTH;
        fprintf(stderr, "%d %% (%d of %d)\n", percent, p->done, p->total);
    }
}

// ---- playing

// The first customer who is none of the story's; no data: there is none.
static int find_stranger(struct demo *d, struct view *ret)
{
    const struct json *page;
    demo_path(d, "/customers?limit=500");
    int r = demo_get(d, &page);
    const struct json *list = r != 0 || page == NULL ? NULL : json_member(page, VIEW("customers"));
    *ret = (struct view){0};
    if (list == NULL || list->type != JSON_ARRAY)
        return r != 0 ? r : command_fail(EX_PROTOCOL, "this hub lists no customers");
    for (const struct json *one = json_first(list); one != NULL; one = json_next(list, one)) {
        struct view id = demo_text(d, one, "customer_id");
        if (id.data != NULL && !demo_has_customer(demo_story, id)) {
            *ret = id;
            return 0;
        }
    }
    return 0;
}

static int check_strangers(struct demo *d, bool is_forced)
{
    struct view id;
    int r = is_forced ? 0 : find_stranger(d, &id);
    if (r == 0 && !is_forced && id.data != NULL)
        r = command_fail(
            EX_CANTCREAT,
            "this hub has customers of its own, %.*s for one; --force puts the demonstration beside "
            "them, and nothing takes it out again",
            VIEW_ARG(id));
    return r;
}

static void make_password(char password[static DEMO_PASSWORD_SIZE])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789"; // 32, none to be mistaken
    struct random_pool pool = {0};
    struct random random = random_system(&pool);
    unsigned char bytes[16];
    random_fill(&random, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++)
        password[i] = letters[bytes[i] % (sizeof(letters) - 1)];
    password[sizeof(bytes)] = '\0';
}

static int play(struct demo *d, int total)
{
    struct progress progress = {.is_terminal = isatty(STDERR_FILENO), .total = total};
    struct view rest = demo_story;
    struct demo_item item;
    while (demo_next(&rest, &item) == DEMO_OK) {
        int r = item.kind < DEMO_SESSION ? demo_declare(d, &item) : demo_act(d, &item, rest);
        if (r != 0) {
            if (progress.is_terminal)
                fputc('\n', stderr);
            return r;
        }
        progress.done++;
        tell(&progress);
    }
    return 0;
}

static void tell_logins(const struct demo *d, const struct hub_place *place)
{
    struct view url = view_from(place->url);
    while (url.size > 0 && url.data[url.size - 1] == '/')
        url.size--;
    printf("\nagents' page  %.*s/console/%s\nlog in as     nora@fjordlys.example, bo@fjordlys.example "
           "(agents),\n"
           "              tuva@fjordlys.example (supervisor);\n"
           "              a hub without an administrator asks nobody: there, log in by the menu\n"
           "              at the top right of the page\n",
           VIEW_ARG(url), url.size > 0 ? "" : " at the address of the hub");
    if (d->agents_made > 0)
        printf("password      %s  (of all five; it is told this once)\n", d->password);
    else
        printf("password      the one that was told when they were made\n");
}

static int run(const struct demo_command *command)
{
    struct hub_client *client;
    struct counts counts;
    struct demo d;
    int r = count_story(&counts);
    if (r != 0)
        return r;
    r = hub_client_open(&command->place, &client);
    if (r != HUB_ANSWERED)
        return command_fail(EX_UNAVAILABLE, "the hub has gone");
    demo_init(&d, client);
    make_password(d.password);
    r = check_strangers(&d, command->is_forced);
    if (r == 0)
        r = play(&d, counts.items);
    if (r == 0) {
        printf("%d agents, %d customers, %d sessions, %d messages; %d entries are new\n", counts.agents,
               counts.customers, counts.sessions, counts.messages, d.said);
        tell_logins(&d, &command->place);
    }
    demo_free(&d);
    hub_client_close(client);
    return r;
}

static int act(void *ctx, const char *data)
{
    struct demo_command *command = ctx;
    command->place.data = data;
    return run(command);
}

int command_demo(int argc, char **argv)
{
    struct demo_command command = {0};
    const struct command_option options[] = {{"--url", &command.place.url, NULL},
                                             {"--key", &command.place.key, NULL},
                                             {"--force", NULL, &command.is_forced}};
    struct command_input input;
    int r = command_read(argc, argv, options, sizeof(options) / sizeof(options[0]), &input);
    if (r == 0 && input.word_count > 0)
        r = command_fail(EX_USAGE, "%s is one word too many", input.words[0]);
    if (r == 0 && command.place.key != NULL && command.place.url == NULL)
        r = command_fail(EX_USAGE, "--key goes with --url");
    command.place.tenant = input.tenant;
    if (r == 0)
        r = command.place.url != NULL ? run(&command) : operator_run(&input.settings, act, &command);
    command_end(&input);
    return r;
}
