// SPDX-License-Identifier: Apache-2.0
// The only C++ here, for the library's sake: no exceptions, no streams, nothing of it leaves this file.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_HEADER_ONLY 1
#include "app/toml_file.h"
#include <cstdio>
#include <string>
#include <toml++/toml.h>

namespace
{

struct walk {
    void (*each)(void *ctx, const struct toml_entry *entry);
    void *ctx;
};

void tell(const walk &w, const std::string &key, toml_kind kind, const std::string &text,
          const toml::source_region &at, const toml::node &node)
{
    const toml_entry entry = {key.c_str(),
                              kind,
                              text.c_str(),
                              static_cast<int>(at.begin.line),
                              static_cast<int>(at.begin.column),
                              static_cast<int>(node.source().begin.line),
                              static_cast<int>(node.source().begin.column)};
    w.each(w.ctx, &entry);
}

bool join(const toml::array &list, std::string &ret)
{
    for (const toml::node &item : list) {
        const auto *text = item.as_string();
        if (text == nullptr)
            return false;
        ret += (ret.empty() ? "" : ",") + text->get();
    }
    return true;
}

void walk_table(const walk &w, const toml::table &table, const std::string &prefix)
{
    for (const auto &[name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        std::string joined;
        if (const auto *inner = node.as_table())
            walk_table(w, *inner, key + ".");
        else if (const auto *text = node.as_string())
            tell(w, key, TOML_TEXT, text->get(), name.source(), node);
        else if (const auto *number = node.as_integer())
            tell(w, key, TOML_NUMBER, std::to_string(number->get()), name.source(), node);
        else if (const auto *truth = node.as_boolean())
            tell(w, key, TOML_BOOLEAN, truth->get() ? "true" : "false", name.source(), node);
        else if (node.is_array() && join(*node.as_array(), joined))
            tell(w, key, TOML_LIST, joined, name.source(), node);
        else
            tell(w, key, TOML_OTHER, "", name.source(), node);
    }
}

} // namespace

extern "C" int toml_file_walk(const char *text, size_t size,
                              void (*each)(void *ctx, const struct toml_entry *entry), void *ctx,
                              struct toml_fault *ret_fault)
{
    const toml::parse_result parsed = toml::parse(std::string_view(text, size));
    if (parsed) {
        walk_table(walk{each, ctx}, parsed.table(), "");
        return TOML_OK;
    }
    const toml::parse_error &error = parsed.error();
    ret_fault->line = static_cast<int>(error.source().begin.line);
    ret_fault->column = static_cast<int>(error.source().begin.column);
    std::snprintf(ret_fault->text, sizeof(ret_fault->text), "%.*s",
                  static_cast<int>(error.description().size()), error.description().data());
    return TOML_INVALID;
}
