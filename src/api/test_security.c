// SPDX-License-Identifier: Apache-2.0
// Host, Origin, media type, proxies and keys: one line, one case.
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct request_case {
    const char *request; // "GET /path" and more header lines
    int status;
    const char *part; // of the reply; NULL: any
};

static const char *const message = "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"x\"}";

static int run_case(struct site *s, const struct request_case *c)
{
    char head[1000];
    bool is_post = strncmp(c->request, "POST", 4) == 0;
    size_t line = strcspn(c->request, "\n");
    snprintf(head, sizeof(head), "%.*s HTTP/1.1\n%s%s", (int)line, c->request,
             c->request[line] == '\0' ? "" : c->request + line + 1, "\n");
    int status = site_ask(s, head, is_post ? message : NULL);
    if (status == c->status && (c->part == NULL || site_got(s, c->part)))
        return 0;
    print_error("%s\n  wanted %d %s, got %d: %s\n", c->request, c->status, c->part == NULL ? "" : c->part,
                status, s->reply.data);
    return 1;
}

static void run_cases(const struct api_config *config, const char *peer, const struct request_case *cases,
                      size_t count)
{
    struct site *s = calloc(1, sizeof(*s));
    int faults = 0;
    site_open(s, config);
    s->peer = peer;
    for (size_t i = 0; i < count; i++)
        faults += run_case(s, &cases[i]);
    site_close(s);
    free(s);
    assert_int_equal(faults, 0);
}

#define RUN(config, peer, cases) run_cases(config, peer, cases, sizeof(cases) / sizeof((cases)[0]))
#define JSON "Content-Type: application/json"

static void the_host_must_be_the_hubs_own(void **state)
{
    static const struct request_case cases[] = {
        {"GET /health\nHost: localhost", 200, NULL},
        {"GET /health\nHost: LocalHost:8302", 200, NULL},
        {"GET /health\nHost: 127.0.0.1:8302", 200, NULL},
        {"GET /health\nHost: [::1]:8302", 200, NULL},
        {"GET /health\nHost: hub.example.org", 200, NULL},
        {"GET /health\nHost: HUB.example.org:443", 200, NULL},
        {"GET /health\nHost: evil.example.org", 421, "host.unknown"},
        {"GET /health\nHost: localhost.evil.org", 421, NULL},
        {"GET /health\nHost: 127.0.0.2", 421, NULL},
        {"GET /health\nHost: ::1", 421, NULL},
        {"GET /live/\nHost: evil.example.org", 421, NULL},
        {"GET /nothing\nHost: evil.example.org", 421, NULL},
        {"POST /message/process\n" JSON "\nHost: evil.example.org", 421, NULL},
    };
    (void)state;
    RUN(&(struct api_config){.public_host = VIEW("hub.example.org")}, "127.0.0.1", cases);
}

static void pages_of_other_sites_change_nothing(void **state)
{
    static const struct request_case cases[] = {
        {"POST /message/process\nHost: localhost:8302\n" JSON, 200, NULL},
        {"POST /message/process\nHost: localhost:8302\n" JSON "\nOrigin: http://localhost:8302", 200, NULL},
        {"POST /message/process\nHost: localhost:8302\n" JSON "\nOrigin: https://shop.example.org", 200,
         NULL},
        {"POST /message/process\nHost: localhost:8302\n" JSON "\nOrigin: http://localhost:8303", 403,
         "origin.not_allowed"},
        {"POST /message/process\nHost: localhost:8302\n" JSON "\nOrigin: http://evil.org", 403, NULL},
        {"POST /message/process\nHost: localhost:8302\n" JSON "\nOrigin: null", 403, NULL},
        {"POST /message/process\nHost: localhost:8302\n" JSON "\nOrigin: https://shop.example.org.evil.org",
         403, NULL},
        {"POST /message/process\nHost: localhost:8302\n" JSON "\nSec-Fetch-Site: cross-site", 403,
         "origin.cross_site"},
        {"POST /message/process\nHost: localhost:8302\n" JSON "\nSec-Fetch-Site: same-origin", 200, NULL},
        {"POST /message/process\nHost: localhost:8302\n" JSON
         "\nSec-Fetch-Site: cross-site\nOrigin: https://b.example.org",
         200, NULL},
        {"GET /sessions/active\nHost: localhost:8302\nSec-Fetch-Site: cross-site", 403, NULL},
        {"GET /sessions/active\nHost: localhost:8302\nOrigin: http://evil.org", 200, NULL},
    };
    (void)state;
    RUN(&(struct api_config){.allowed_origins = VIEW("https://shop.example.org, https://b.example.org")},
        "127.0.0.1", cases);
}

static void a_body_must_be_what_the_route_takes(void **state)
{
    static const struct request_case cases[] = {
        {"POST /message/process\nHost: localhost\n" JSON, 200, NULL},
        {"POST /message/process\nHost: localhost\n" JSON "; charset=utf-8", 200, NULL},
        {"POST /message/process\nHost: localhost\nContent-Type: Application/JSON", 200, NULL},
        {"POST /message/process\nHost: localhost\nContent-Type: text/plain", 415, "body.media_type"},
        {"POST /message/process\nHost: localhost\nContent-Type: application/x-www-form-urlencoded", 415,
         NULL},
        {"POST /message/process\nHost: localhost\nContent-Type: application/jsonp", 415, NULL},
        {"POST /message/process\nHost: localhost", 415, NULL},
    };
    (void)state;
    RUN(NULL, "127.0.0.1", cases);
}

static void without_a_key_only_this_machine_is_heard(void **state)
{
    static const struct request_case near[] = {
        {"GET /sessions/active\nHost: localhost", 200, NULL},
        {"GET /sessions/active\nHost: localhost\nX-Forwarded-For: 1.2.3.4", 403, "key.none_configured"},
        {"GET /sessions/active\nHost: localhost\nx-forwarded-proto: https", 403, NULL},
        {"GET /sessions/active\nHost: localhost\nForwarded: for=1.2.3.4", 403, NULL},
        {"GET /sessions/active\nHost: localhost\nX-Real-IP: 1.2.3.4", 403, NULL},
        {"GET /health\nHost: localhost\nForwarded: for=1.2.3.4", 403, NULL},
        {"GET /sessions/active\nHost: localhost\nX-API-Key: anything", 200, NULL},
    };
    static const struct request_case far[] = {
        {"GET /sessions/active\nHost: localhost", 403, NULL},
        {"GET /health\nHost: localhost", 403, NULL},
        {"GET /live/\nHost: localhost", 403, NULL},
        {"POST /message/process\nHost: localhost\n" JSON, 403, NULL},
    };
    (void)state;
    RUN(NULL, "127.0.0.1", near);
    RUN(NULL, "10.0.0.9", far);
}

static void a_key_is_shown_as_bearer_or_header(void **state)
{
    static const struct request_case cases[] = {
        {"GET /sessions/active\nHost: localhost\nAuthorization: Bearer good-key", 200, NULL},
        {"GET /sessions/active\nHost: localhost\nAuthorization: bearer  good-key ", 200, NULL},
        {"GET /sessions/active\nHost: localhost\nX-API-Key: good-key", 200, NULL},
        {"GET /sessions/active\nHost: localhost", 401, "WWW-Authenticate: Bearer"},
        {"GET /sessions/active\nHost: localhost", 401, "key.missing"},
        {"GET /sessions/active\nHost: localhost\nX-API-Key: good-key2", 401, "key.unknown"},
        {"GET /sessions/active\nHost: localhost\nX-API-Key: good-ke", 401, NULL},
        {"GET /sessions/active\nHost: localhost\nX-API-Key:", 401, NULL},
        {"GET /sessions/active\nHost: localhost\nAuthorization: Basic good-key", 401, NULL},
        {"GET /sessions/active\nHost: localhost\nAuthorization: good-key", 401, NULL},
        {"GET /sessions/active\nHost: localhost\nAuthorization: Bearer bad\nX-API-Key: good-key", 401, NULL},
        {"GET /sessions/active?api_key=good-key\nHost: localhost", 401, NULL},
        {"GET /sessions/active\nHost: localhost\nSec-WebSocket-Protocol: bearer.good-key", 401, NULL},
        {"GET /health\nHost: localhost", 200, NULL},
        {"GET /health\nHost: localhost\nX-API-Key: wrong", 401, NULL},
        {"GET /ready\nHost: localhost", 200, NULL},
        {"POST /message/process\nHost: localhost\n" JSON, 401, NULL},
        {"POST /message/process\nHost: localhost\n" JSON "\nX-API-Key: good-key", 200, NULL},
        {"GET /nothing\nHost: localhost", 404, NULL},
        {"GET /sessions/active\nHost: localhost\nX-Forwarded-For: 9.9.9.9\nX-API-Key: good-key", 200, NULL},
    };
    static const struct request_case near[] = {
        {"GET /metrics\nHost: localhost", 200, NULL},
        {"GET /metrics\nHost: localhost\nX-Forwarded-For: 9.9.9.9", 401, NULL},
    };
    static const struct request_case far[] = {
        {"GET /metrics\nHost: localhost", 401, NULL},
        {"GET /metrics\nHost: localhost\nX-API-Key: good-key", 200, NULL},
    };
    const struct api_config config = {.api_key = VIEW("good-key")};
    (void)state;
    RUN(&config, "10.0.0.9", cases);
    RUN(&config, "127.0.0.1", near);
    RUN(&config, "10.0.0.9", far);
}

static void an_allowed_page_of_another_site_is_told_so(void **state)
{
    static const struct request_case cases[] = {
        {"OPTIONS /message/process\nHost: localhost\nOrigin: https://shop.example\n"
         "Access-Control-Request-Method: POST",
         204, "Access-Control-Allow-Origin: https://shop.example\r\n"},
        {"OPTIONS /message/process\nHost: localhost\nOrigin: https://shop.example", 204,
         "Access-Control-Allow-Methods: POST"},
        {"OPTIONS /message/process\nHost: localhost\nOrigin: https://shop.example", 204, "Authorization"},
        {"POST /message/process\nHost: localhost\nOrigin: https://shop.example\nSec-Fetch-Site: "
         "cross-site\n" JSON,
         200, "Access-Control-Allow-Origin: https://shop.example\r\n"},
        {"GET /health\nHost: localhost\nOrigin: https://shop.example", 200, "Vary: Origin\r\n"},
        {"OPTIONS /message/process\nHost: localhost", 204, "Allow: POST"},
        {"OPTIONS /nothing\nHost: localhost\nOrigin: https://shop.example", 404, NULL},
    };
    static const struct request_case others[] = {
        {"OPTIONS /message/process\nHost: localhost\nOrigin: https://evil.example", 204, NULL},
        {"GET /health\nHost: localhost\nOrigin: https://evil.example", 200, NULL},
    };
    struct api_config config = {.allowed_origins = VIEW("https://help.example, https://shop.example")};
    (void)state;
    RUN(&config, "127.0.0.1", cases);
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, &config);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_int_equal(run_case(s, &others[i]), 0);
        assert_false(site_got(s, "Access-Control-Allow-Origin"));
    }
    site_close(s);
    free(s);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_must_be_the_hubs_own),
        cmocka_unit_test(pages_of_other_sites_change_nothing),
        cmocka_unit_test(a_body_must_be_what_the_route_takes),
        cmocka_unit_test(without_a_key_only_this_machine_is_heard),
        cmocka_unit_test(a_key_is_shown_as_bearer_or_header),
        cmocka_unit_test(an_allowed_page_of_another_site_is_told_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
