# SPDX-License-Identifier: Apache-2.0
"""What tools/api_gen.py is made of: sources, model, and one writer for each kind of output."""
