"""What a person recognises a device by."""

from __future__ import annotations

_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def device_label(user_agent: str) -> str:
    """What a person recognises a device by: "Safari（iPhone）"."""
    browser = next((label for mark, label in _BROWSERS.items() if mark in user_agent), "不明なブラウザー")
    system = next((label for mark, label in _SYSTEMS.items() if mark in user_agent), "不明な機器")
    return f"{browser}（{system}）"
