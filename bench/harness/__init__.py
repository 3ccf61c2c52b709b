# SPDX-License-Identifier: Apache-2.0
"""What every scenario uses: processes and their cost, the servers, the tools in C, figures and reports."""
