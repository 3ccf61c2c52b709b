// SPDX-License-Identifier: Apache-2.0
// The commands of omnihub, one file each, and what they share: options, exit statuses (sysexits.h), output.
#pragma once
#include "app/settings.h"
#include "base/buffer.h"

struct command {
    const char *name, *arguments, *summary;
    int (*run)(int argc, char **argv); // what follows the name; returns the exit status
};

int command_serve(int argc, char **argv);
int command_key(int argc, char **argv);
int command_tenant(int argc, char **argv);
int command_widget(int argc, char **argv);
int command_agent(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_demo(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_config(int argc, char **argv);
int command_reindex(int argc, char **argv);
int command_secret(int argc, char **argv);
int command_thumbnailer(int argc, char **argv); // for the hub itself

// ---- options

enum { COMMAND_WORDS_MAX = 4 };

struct command_option {
    const char *name;   // "--to"
    const char **value; // or
    bool *flag;
};

// What every command takes: the settings' options, --json, --tenant NAME.
struct command_input {
    struct settings settings;
    const char *tenant; // NULL: default
    bool wants_json;
    const char *words[COMMAND_WORDS_MAX]; // what is no option
    int word_count;
};

// 0, or an exit status after the fault was printed. command_end in any case.
int command_read(int argc, char **argv, const struct command_option *options, int count,
                 struct command_input *ret);
void command_end(struct command_input *input);

// Prints "omnihub: …" and returns the status.
__attribute__((format(printf, 2, 3))) int command_fail(int status, const char *format, ...);

// ---- output

// A JSON object as lines "name: value", or a page of a list (it has next_cursor) as a table; texts that are
// no JSON as they are.
void output_json(FILE *out, struct view json);

// Prints what a problem document says to standard error and returns the exit status that fits.
int output_problem(long status, struct view json);
