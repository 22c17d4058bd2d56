"""What the sinks' process says of itself is whole at every moment, and a disk that does not take it stops nothing."""

from __future__ import annotations

import json
import os

from quarterdeck.sinks.status import Told, status_path, tell

SIEM = Told("siem", "syslog", 12, 3, 4.5, 0, "the server has gone")


def test_each_sink_is_told(tmp_path):
    tell(tmp_path, [SIEM])
    told = json.loads(status_path(tmp_path).read_bytes())
    assert (told["pid"], status_path(tmp_path).name) == (os.getpid(), "sinks.json")
    assert told["sinks"] == [
        {
            "name": "siem",
            "type": "syslog",
            "delivered": 12,
            "waiting": 3,
            "behind": 4.5,
            "lost": 0,
            "problem": "the server has gone",
        }
    ]
    assert list(status_path(tmp_path).parent.iterdir()) == [status_path(tmp_path)]


def test_a_file_that_cannot_be_written_is_a_warning(tmp_path, caplog):
    (tmp_path / "status").write_text("where a folder should be")
    tell(tmp_path, [SIEM])
    assert "cannot write the status file" in caplog.text
