# SPDX-License-Identifier: Apache-2.0
import unittest

import layer_check


class Layers(unittest.TestCase):
    def assert_allowed(self, name, included):
        self.assertIsNone(layer_check.objection(name, included))

    def assert_refused(self, name, included):
        self.assertIsNotNone(layer_check.objection(name, included))

    def test_a_folder_sees_what_lies_below_it_and_itself(self):
        self.assert_allowed("src/codec/json.c", "base/view.h")
        self.assert_allowed("src/codec/json.c", "codec/json.h")
        self.assert_allowed("src/hub/session.c", "store/writer.h")
        self.assert_allowed("src/app/main.c", "net/loop.h")

    def test_a_folder_sees_nothing_above_or_beside_it(self):
        self.assert_refused("src/base/view.c", "codec/json.h")
        self.assert_refused("src/net/http.c", "store/writer.h")
        self.assert_refused("src/store/writer.c", "hub/session.h")
        self.assert_refused("src/bus/topic.c", "store/writer.h")
        self.assert_refused("src/bus/topic.c", "net/loop.h")

    def test_the_store_knows_the_bus_and_no_sockets(self):
        self.assert_allowed("src/store/tx.h", "bus/event.h")
        self.assert_refused("src/store/writer.c", "net/loop.h")

    def test_the_domain_knows_no_sockets_and_adapters_no_store(self):
        self.assert_refused("src/hub/session.c", "net/loop.h")
        self.assert_refused("src/channel/sms/sms.c", "store/writer.h")
        self.assert_refused("src/service/dialog/dialog.c", "net/http.h")

    def test_services_and_channels_do_not_know_each_other(self):
        self.assert_refused("src/channel/sms/sms.c", "channel/email/email.h")
        self.assert_allowed("src/channel/sms/sms.c", "channel/channel.h")
        self.assert_allowed("src/channel/registry.c", "channel/sms/sms.h")

    def test_refuses_paths_that_hide_their_folder(self):
        self.assert_refused("src/net/http.c", "../store/writer.h")
        self.assert_refused("src/net/http.c", "loop.h")

    def test_names_file_line_and_include(self):
        text = '#include <stdio.h>\n#include "hub/session.h"\n'
        found = layer_check.problems_of("src/base/view.c", text)
        self.assertEqual(found, ['src/base/view.c:2: #include "hub/session.h": hub lies above base'])


if __name__ == "__main__":
    unittest.main()
