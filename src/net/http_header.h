// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/view.h"

struct http_header {
    struct view name;
    struct view value;
};
