// SPDX-License-Identifier: Apache-2.0
// What every unit test includes: cmocka and, before it, the headers that it needs.
#pragma once
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
