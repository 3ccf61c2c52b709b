// SPDX-License-Identifier: Apache-2.0
#include "api/testing_site.h"
#include "channel/registry.h"
#include "hub/channel.h"
#include "hub/setup.h"
#include <stdlib.h>

// An adapter that is there to be told of.
static int open_it(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    (void)o;
    (void)fault;
    (void)ret;
    return CHANNEL_REFUSED;
}

static void close_it(void *state)
{
    (void)state;
}

static int send_it(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    (void)state;
    (void)m;
    (void)fault;
    return CHANNEL_BUSY;
}

static int step_it(void *state)
{
    (void)state;
    return 0;
}

static const char *const kinds[] = {"sms", "voice", NULL};
static const struct channel_field fields[] = {
    {.name = "rate", .help = "How \"many\".", .kind = CHANNEL_FIELD_INTEGER, .min = -1, .max = 9},
    {.name = "token", .help = "Secret.", .kind = CHANNEL_FIELD_SECRET, .is_required = true}};
static const struct channel_ops ops = {.version = CHANNEL_VERSION,
                                       .size = sizeof(ops),
                                       .name = "pigeon",
                                       .kinds = kinds,
                                       .abilities = CHANNEL_RECEIVES | CHANNEL_CHOICES,
                                       .field_count = 2,
                                       .fields = fields,
                                       .limits = {.text_bytes = 160, .choices = 3, .title_bytes = 20},
                                       .open = open_it,
                                       .close = close_it,
                                       .send = send_it,
                                       .step = step_it};

static void it_says_what_adapters_say_of_themselves(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    struct registry *adapters;
    static const struct hub_setup setup = {.live_channels = 1u << CHANNEL_CHAT};
    (void)state;
    assert_int_equal(registry_new(&adapters), 0);
    assert_int_equal(registry_add(adapters, &ops), CHANNEL_OK);
    assert_int_equal(registry_load(adapters, "/no/such/folder"), 0);
    site_open(s, &(struct api_config){.adapters = adapters, .setup = &setup});
    assert_int_equal(site_get(s, "/capabilities"), 200);
    assert_true(site_got(s, "{\"id\":\"chat\",\"live\":true,\"adapters\":[],\"configured\":false,\"sends\":"
                            "true,\"abilities\":[]}"));
    assert_true(site_got(s, "{\"id\":\"sms\",\"live\":false,\"adapters\":[\"pigeon\"],\"configured\":false,"
                            "\"sends\":false,\"abilities\":[]}"));
    assert_true(site_got(s, "{\"id\":\"mobile_app\",\"live\":false,\"adapters\":[],\"configured\":false,"
                            "\"sends\":false,\"abilities\":[]}"));
    assert_true(
        site_got(s, "{\"name\":\"pigeon\",\"origin\":\"built_in\",\"file\":null,"
                    "\"channels\":[\"sms\",\"voice\"],\"abilities\":[\"receives\",\"choices\"],"
                    "\"limits\":{\"text_bytes\":160,\"choices\":3,\"title_bytes\":20,"
                    "\"payload_bytes\":0,\"attachments\":0},\"fields\":["
                    "{\"name\":\"rate\",\"kind\":\"integer\",\"required\":false,"
                    "\"help\":\"How \\\"many\\\".\",\"min\":-1,\"max\":9,\"default\":0},"
                    "{\"name\":\"token\",\"kind\":\"secret\",\"required\":true,\"help\":\"Secret.\"}]}"));
    assert_true(site_got(s, "\"plugins\":{\"folder\":\"/no/such/folder\",\"refused\":[{"));
    assert_int_equal(site_post(s, "/channels/sms/configure", "{\"token\":\"t\"}"), 200);
    assert_int_equal(site_get(s, "/capabilities"), 200);
    assert_true(site_got(s, "\"adapters\":[\"pigeon\"],\"configured\":true,\"sends\":true,"
                            "\"abilities\":[\"receives\",\"choices\"]}"));
    site_close(s);
    registry_free(adapters);
    free(s);
}

static struct delivery_figures shown;

static bool figures_of(void *ctx, int64_t connector, struct delivery_figures *ret)
{
    (void)ctx;
    (void)connector;
    *ret = shown;
    return true;
}

// What of it its configuration leaves: nothing is promised for which nobody is configured.
static void an_open_connector_says_what_it_can(void **state)
{
    static const struct outside outside = {.figures = figures_of};
    struct site *s = calloc(1, sizeof(*s));
    struct registry *adapters;
    (void)state;
    assert_int_equal(registry_new(&adapters), 0);
    assert_int_equal(registry_add(adapters, &ops), CHANNEL_OK);
    site_open(s, &(struct api_config){.adapters = adapters, .outside = &outside});
    assert_int_equal(site_post(s, "/channels/sms/configure", "{\"token\":\"t\"}"), 200);
    shown = (struct delivery_figures){.state = DELIVERY_CONNECTOR_CLOSED};
    assert_int_equal(site_get(s, "/capabilities"), 200);
    assert_true(site_got(s, "\"sends\":true,\"abilities\":[\"receives\",\"choices\"]}"));
    shown = (struct delivery_figures){
        .state = DELIVERY_CONNECTOR_OPEN, .was_open = true, .abilities = CHANNEL_CHOICES};
    assert_int_equal(site_get(s, "/capabilities"), 200);
    assert_true(site_got(s, "\"sends\":true,\"abilities\":[\"choices\"]}"));
    site_close(s);
    registry_free(adapters);
    free(s);
}

static void without_adapters_there_are_channels_all_the_same(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    (void)state;
    site_open(s, NULL);
    assert_int_equal(site_get(s, "/capabilities"), 200);
    assert_true(site_got(s, "{\"id\":\"web_portal\",\"live\":true,\"adapters\":[],\"configured\":false,"
                            "\"sends\":true,\"abilities\":[]}"));
    assert_true(site_got(s, "\"adapters\":[],\"plugins\":null}"));
    site_close(s);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_what_adapters_say_of_themselves),
        cmocka_unit_test(an_open_connector_says_what_it_can),
        cmocka_unit_test(without_adapters_there_are_channels_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
