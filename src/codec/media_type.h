// SPDX-License-Identifier: Apache-2.0
// What a file is, by its bytes; its name only tells apart what looks the same (DOCX is a ZIP). Pure.
#pragma once
#include "base/view.h"

enum { MEDIA_HEAD_SIZE = 256 << 10 }; // as many bytes from its front tell all that is told here

struct media {
    struct view type;   // "image/png"; "application/octet-stream" when nothing fits
    int width, height;  // of a picture whose head says it, as it is stored; else 0
    bool is_inline;     // one of the four kinds of picture that a browser may show
    bool is_executable; // a program, or a script that a system would run: by its bytes or its name
};

// `head` is the front of the file, all of it when it is shorter than MEDIA_HEAD_SIZE.
struct media media_of(struct view head, struct view name);

// Whether a list like "image/*, application/pdf" names the type. "*/*" names all; SVG and HTML, which can
// hold scripts, are named by themselves only.
bool media_is_listed(struct view list, struct view type);
