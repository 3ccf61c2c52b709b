// SPDX-License-Identifier: Apache-2.0
// The OpenAPI document that the hub serves: JSON, made from api/*.yaml.
#pragma once
#include "base/view.h"

struct view openapi_document(void);
